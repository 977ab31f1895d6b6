"""Brings a database to the version this server knows, from code: there is no alembic.ini.

A database that is of this version already, as at most starts, is left alone without
Alembic, which takes longer to import than all the rest of the store.
"""

from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, inspect, text

from server.store.faults import Unusable

NEWER = "A newer Doorstart made it: start that one, or restore a backup."
MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""Each is the name of its file; they follow each other in this order."""


class Moved(Struct, frozen=True):
    """From which version a database came, and to which; "" is an empty one."""

    before: str
    after: str


def migrate(connection: Connection, to: str = "") -> Moved:
    """To the newest, or to one before. Runs inside the caller's transaction, so a migration
    that fails leaves nothing.
    """
    before = version(connection)
    if before == newest():
        return Moved(before, before)
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to or "head")
    except CommandError as fault:
        raise Unusable(
            f"The database has a version this server does not know ({fault}). {NEWER}"
        ) from fault
    return Moved(before, version(connection))


def newest() -> str:
    """The version that this server knows."""
    return VERSIONS[-1]


def version(connection: Connection) -> str:
    """Which version the database has; "" when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def missing(connection: Connection) -> str:
    """Why this server cannot use the database as it is; "" when it can."""
    here, wanted = version(connection), newest()
    if here == wanted:
        return ""
    if not here:
        return "has no tables yet; run: doorstart migrate"
    if here in VERSIONS:
        return f"has version {here}, and this server needs {wanted}; run: doorstart migrate"
    return f"has version {here}, which this server does not know. {NEWER}"
