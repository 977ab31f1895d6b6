"""The store as the rest of the server holds it: open it once, read and write through it."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.store import engine
from server.store.faults import Unavailable, Unusable
from server.store.migrate import migrate
from server.store.writer import Writer

T = TypeVar("T")


class Store:
    """Reads run on a few threads, each seeing one moment; writes on one thread.

    Every await is one hop: a whole transaction goes over, not its statements.
    """

    def __init__(self, database: Path) -> None:
        """Raises Locked or Unusable, with words for who starts the server."""
        try:
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = engine.Lock(database)
        except OSError as fault:
            raise Unusable(
                f"{database.parent} cannot be written: {fault.strerror}. "
                "Name a folder that this user may write to with DOORSTART_DATA."
            ) from fault
        try:
            os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            writing = engine.writing(database)
            with writing.connect() as connection, connection.begin():
                migrate(connection)
        except (DBAPIError, OSError) as fault:
            self._lock.release()
            raise Unusable(f"{database} cannot be opened as a database: {fault}") from fault
        except BaseException:
            self._lock.release()
            raise
        self.path = database
        self.writer = Writer(writing)
        self._reading = engine.reading(database)
        self._readers = ThreadPoolExecutor(engine.READERS, thread_name_prefix="doorstart-reader")

    async def write(self, work: Callable[[Connection], T], *, truncate: bool = False) -> T:
        """Cancelling the caller does not cancel the write: it happens, or fails, whole."""
        future = self.writer.submit(work, truncate=truncate)
        return await asyncio.shield(asyncio.wrap_future(future))

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._reading.connect() as connection, connection.begin():
                return work(connection)
        except DBAPIError as fault:
            raise Unavailable(str(fault)) from fault

    def close(self) -> None:
        """Blocks until all that was asked is on disk."""
        self._readers.shutdown(wait=True)
        self._reading.dispose()
        self.writer.close()
        self._lock.release()
