"""Brings a database to the version this server knows, from code: there is no alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from msgspec import Struct
from sqlalchemy import Connection

from server.store.faults import Unusable

NEWER = "A newer Doorstart made it: start that one, or restore a backup."


class Moved(Struct, frozen=True):
    """From which version a database came, and to which; "" is an empty one."""

    before: str
    after: str


def migrate(connection: Connection) -> Moved:
    """Runs inside the caller's transaction, so a migration that fails leaves nothing."""
    config = _config()
    config.attributes["connection"] = connection
    before = version(connection)
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise Unusable(
            f"The database has a version this server does not know ({fault}). {NEWER}"
        ) from fault
    return Moved(before, version(connection))


def version(connection: Connection) -> str:
    """Which version the database has; "" when it is empty."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest() -> str:
    """The version that this server knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def missing(connection: Connection) -> str:
    """Why this server cannot use the database as it is; "" when it can."""
    scripts = ScriptDirectory.from_config(_config())
    here, wanted = version(connection), scripts.get_current_head()
    if here == wanted:
        return ""
    if not here:
        return "has no tables yet; run: doorstart migrate"
    if here in {script.revision for script in scripts.walk_revisions()}:
        return f"has version {here}, and this server needs {wanted}; run: doorstart migrate"
    return f"has version {here}, which this server does not know. {NEWER}"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
