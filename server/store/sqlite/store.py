"""SQLite in the data folder: a few threads read, one writes, and no other process comes in."""

import asyncio
import errno
import os
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from server.store.faults import Unavailable, Unusable
from server.store.hop import answer_of
from server.store.migrate import Moved, migrate
from server.store.sqlite import engine
from server.store.sqlite.writer import Writer
from server.store.store import Store, Work

T = TypeVar("T")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def _why_not(database: Path, fault: Exception) -> str:
    """What to tell who starts the server."""
    told = getattr(fault, "orig", None) or fault
    code = getattr(told, "sqlite_errorcode", 0)
    full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
    if full or getattr(told, "errno", 0) in NO_ROOM:
        return f"The disk of {database.parent} is full. Make room on it, and start again."
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"{database} is damaged: {told}. {engine.put_back(database)}"
    return f"{database} cannot be opened as a database: {told}"


class SqliteStore(Store):
    """Reads run on a few threads, each seeing one moment; writes on one thread."""

    shared = False

    def __init__(self, database: Path) -> None:
        """Raises Locked or Unusable, with words for who starts the server."""
        try:
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = engine.Lock(database)
        except OSError as fault:
            if fault.errno in NO_ROOM:
                raise Unusable(_why_not(database, fault)) from fault
            raise Unusable(
                f"{database.parent} cannot be written: {fault.strerror}. "
                "Name a folder that this user may write to with DOORSTART_DATA."
            ) from fault
        try:
            os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            writing = engine.writing(database)
            with writing.connect() as connection:
                if damaged := engine.damage(connection):
                    # What is damaged only gets worse by writing to it.
                    raise Unusable(f"{database} is damaged: {damaged}. {engine.put_back(database)}")
                with connection.begin():
                    self.moved: Moved = migrate(connection)
        except (DBAPIError, sqlite3.Error, OSError) as fault:
            self._lock.release()
            raise Unusable(_why_not(database, fault)) from fault
        except BaseException:
            self._lock.release()
            raise
        self.path = database
        self.writer = Writer(writing)
        self._reading = engine.reading(database)
        self._readers = ThreadPoolExecutor(engine.READERS, thread_name_prefix="doorstart-reader")

    async def write(self, work: Work[T], *, truncate: bool = False) -> T:
        return await answer_of(self.writer.submit(work, truncate=truncate))

    async def read(self, work: Work[T], *, one: bool = False) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    @asynccontextmanager
    async def held(self, lock: Work[None]) -> AsyncIterator[Store]:
        # No other process can write, and what failed here has been rolled back.
        yield self

    def _read(self, work: Work[T]) -> T:
        try:
            with self._reading.connect() as connection, connection.begin():
                return work(connection)
        except DBAPIError as fault:
            raise Unavailable(str(fault)) from fault

    def close(self) -> None:
        self._readers.shutdown(wait=True)
        self._reading.dispose()
        self.writer.close()
        self._lock.release()
