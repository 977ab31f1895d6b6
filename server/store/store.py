"""The store as the rest of the server holds it: open it once, read and write through it.

Everything is in SQLite in the data folder, or in a PostgreSQL that several
servers share. ``Log``, ``Doors`` and ``Record`` are the same on either.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from sqlalchemy import Connection

from server.settings import Settings
from server.store.migrate import Moved

T = TypeVar("T")
Work = Callable[[Connection], T]


class Store(ABC):
    """Every await is one hop: a whole transaction goes over, not its statements.

    Raises the faults of ``server.store.faults``. Cancelling who waits for a
    write does not cancel the write: it happens, or fails, whole.
    """

    shared: bool
    """Whether other processes may write to it too."""

    @abstractmethod
    async def read(self, work: Work[T], *, one: bool = False) -> T:
        """Sees one moment, and can change nothing.

        ``one``: it is a single statement, which sees one moment by itself.
        """

    @abstractmethod
    async def write(self, work: Work[T], *, truncate: bool = False) -> T:
        """``truncate``: something was taken away, and must not stay in what is left behind."""

    @abstractmethod
    def held(self, lock: Work[None]) -> AbstractAsyncContextManager["Store"]:
        """What ``lock`` locks stays so until the first write, or else the end."""

    def settled(self, timeout: float) -> bool:
        """Waits until what was taken away is out of the files too, as far as it ever is."""
        return True

    @abstractmethod
    def close(self) -> None:
        """Blocks until all that was asked is on disk."""


def open_store(settings: Settings) -> Store:
    """Raises Locked or Unusable, with words for who starts the server."""
    if settings.database_url:
        from server.store.postgres.store import PostgresStore

        return PostgresStore(settings.database_url)
    from server.store.sqlite.store import SqliteStore

    return SqliteStore(settings.database)


def prepare(settings: Settings) -> Moved:
    """Brings the database to the version this server knows. Raises as ``open_store`` does."""
    if settings.database_url:
        from server.store.postgres import store as postgres

        return postgres.prepare(settings.database_url)
    from server.store.sqlite.store import SqliteStore

    # It does so whenever it is opened.
    store = SqliteStore(settings.database)
    store.close()
    return store.moved
