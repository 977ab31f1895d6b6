"""SQLite as this server needs it: settings asserted, one writer, one server.

Python's own SQLite may still carry the bug that corrupts a WAL when two
connections write or checkpoint at once. So one connection writes and only that
one checkpoints; readers cannot, and a lock file keeps a second server away.
"""

import fcntl
import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from server.store.faults import Locked, Unusable

READERS = 4
BUSY_MS = 5000

# Name, value to set, and what SQLite must say afterwards.
_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("busy_timeout", str(BUSY_MS), BUSY_MS),
    ("journal_mode", "WAL", "wal"),
    # In WAL mode a lesser level may lose the last commits in a power cut.
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    # Sorting and savepoints must not leave people's words in files under /tmp.
    ("temp_store", "MEMORY", 2),
)
_WRITER = (("wal_autocheckpoint", "1000", 1000),)
_READER = (("wal_autocheckpoint", "0", 0), ("query_only", "ON", 1))


def writing(path: Path) -> Engine:
    """No pool: the writer keeps one connection and throws it away after a failed commit."""
    return _engine(path, "BEGIN IMMEDIATE", _WRITER, NullPool)


def reading(path: Path) -> Engine:
    return _engine(path, "BEGIN", _READER, QueuePool, pool_size=READERS, max_overflow=0)


def raw(connection: Connection) -> sqlite3.Connection:
    """For what must not run in a transaction, which SQLAlchemy begins by itself."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def damage(connection: Connection) -> str:
    """What SQLite finds wrong with its file, in its words; empty: nothing. Reads all of it."""
    try:
        told = str(raw(connection).execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as fault:
        # It is no database at all, or its first page is gone.
        told = str(fault)
    return "" if told == "ok" else " ".join(told.split())


def put_back(database: Path) -> str:
    """The way out for who has a file that is damaged."""
    return (
        f"Move {database.name} and what begins with that name out of {database.parent}, and keep "
        "it; then put back the last backup with `doorstart restore FILE`. "
        "What to do, step by step: docs/operations.md, “When the worst happens”."
    )


def _engine(
    path: Path,
    begin: str,
    more: tuple[tuple[str, str, object], ...],
    pool: type[NullPool] | type[QueuePool],
    **options: int,
) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=pool,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        # A fault quotes its statement, and faults go to the log: never with what
        # people wrote, chose or are called.
        hide_parameters=True,
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        # Python's module would begin deferred transactions by itself; those
        # meet SQLITE_BUSY in the middle, where no timeout helps.
        driver.isolation_level = None
        for name, value, expected in (*_PRAGMAS, *more):
            driver.execute(f"PRAGMA {name}={value}")
            if (told := driver.execute(f"PRAGMA {name}").fetchone()[0]) != expected:
                raise Unusable(
                    f"SQLite does not keep {name}={value} for {path}: it says {told!r}. "
                    "The data folder must be on a local disk, and SQLite a stock one."
                )

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        raw(connection).execute(begin)

    return engine


class Lock:
    """Held as long as this process lives; the system lets go of it, also after a crash."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise Locked(
                f"Another server (process {holder}) is using {database}. Only one can: "
                "stop that one, or give this one a folder of its own with DOORSTART_DATA."
            ) from fault
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        # The file stays: removing it would let two servers lock two different files.
        file, self._file = self._file, -1
        if file >= 0:
            os.ftruncate(file, 0)
            os.close(file)
