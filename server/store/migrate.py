"""Brings a database to the version this server knows, from code: there is no alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from server.store.faults import Unusable


def migrate(connection: Connection) -> None:
    """Runs inside the caller's transaction, so a migration that fails leaves nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise Unusable(
            f"The database has a version this server does not know ({fault}). "
            "A newer Doorstart made it: start that one, or restore a backup."
        ) from fault
