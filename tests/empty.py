"""A SQLite that has its tables and nothing else: made once in each process, and copied.

Making the tables is a third of what the start of a server takes, and hundreds of tests start one.
That they come out of the migrations as they should is shown by ``tests/contracts``.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from server.store.sqlite.store import SqliteStore


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "made"
        SqliteStore(database).close()
        return database.read_bytes()


def lay_tables(database: Path) -> None:
    """Where no database is yet."""
    if not database.exists():
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.touch(mode=0o600)
        database.write_bytes(_tables())
