"""PostgreSQL, which any number of servers share: a few threads read, a few write.

What is written is decided by rows, not by who comes first to a thread: every
append moves its board's row from the head it has seen, so that another writer
of the same board waits for that row, and then finds it moved.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from time import monotonic
from typing import TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from server.store.faults import StoreFault, Unavailable
from server.store.hop import answer_of
from server.store.migrate import Moved, migrate
from server.store.postgres import engine
from server.store.postgres.faults import lost, silent, told
from server.store.postgres.sweeper import Sweeper
from server.store.store import Store, Work

T = TypeVar("T")

MIGRATION = 0x646F6F72
"""The number of the lock under which tables are made; any would do."""

AGAIN_S = 1.0
"""A line that was found dead within this time is worth another; one that took
longer has kept people waiting long enough."""
AWAY_S = 1.0
"""After a wait for nothing nobody else is made to wait, for so long."""


def prepare(url: str) -> Moved:
    """Makes the tables, or brings them up to date: one at a time, whoever else begins it.

    Raises Unusable, with words for who asked.
    """
    lines = engine.migrating(url)
    try:
        with lines.connect() as connection, connection.begin():
            # Let go of with the transaction, also when this process dies.
            connection.execute(select(func.pg_advisory_xact_lock(MIGRATION)))
            return migrate(connection)
    except StoreFault:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
        raise engine.told(url, fault) from None
    finally:
        lines.dispose()


class PostgresStore(Store):
    """Lines are made when they are needed, and made anew when the database was away."""

    shared = True

    def __init__(self, url: str) -> None:
        """Raises Unusable, with words for who starts the server."""
        self._reading = engine.reading(url)
        self._writing = engine.writing(url)
        try:
            with self._writing.connect() as connection:
                engine.check(connection, url)
        except StoreFault:
            self._dispose()
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
            self._dispose()
            raise engine.told(url, fault) from None
        self.sweeper = Sweeper(engine.sweeping(url))
        self._closed = False
        self._away_until = 0.0
        self._readers = ThreadPoolExecutor(engine.READERS, thread_name_prefix="doorstart-reader")
        self._writers = ThreadPoolExecutor(engine.WRITERS, thread_name_prefix="doorstart-writer")
        # Threads of their own: who holds a lock never waits behind who waits for it.
        self._holders = ThreadPoolExecutor(engine.HELD, thread_name_prefix="doorstart-holder")
        self._holds = asyncio.Semaphore(engine.HELD)

    async def read(self, work: Work[T], *, one: bool = False) -> T:
        return await self._hop(self._readers, lambda: self._twice(lambda: self._read(work, one)))

    async def write(self, work: Work[T], *, truncate: bool = False) -> T:
        answer = await self._hop(self._writers, lambda: self._twice(lambda: self._write(work)))
        if truncate:
            self.sweeper.sweep()
        return answer

    @asynccontextmanager
    async def held(self, lock: Work[None]) -> AsyncIterator[Store]:
        async with self._holds:
            hold = _Hold(self)
            try:
                await self._hop(self._holders, lambda: self._twice(lambda: hold.take(lock)))
                yield hold
            finally:
                if self._closed:
                    hold.release()
                else:
                    await self._hop(self._holders, hold.release)

    def settled(self, timeout: float) -> bool:
        return self.sweeper.settled(timeout)

    def close(self) -> None:
        self._closed = True
        for threads in (self._holders, self._writers, self._readers):
            threads.shutdown(wait=True)
        self.sweeper.close()
        self._dispose()

    def _dispose(self) -> None:
        self._reading.dispose()
        self._writing.dispose()

    # In a thread

    async def _hop(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        if self._closed:
            raise Unavailable("the store is closing")
        future: Future[T] = threads.submit(job)
        # Never cancelled: who gave up waiting must not undo it.
        return await answer_of(future)

    def _read(self, work: Work[T], one: bool) -> T:
        with self._reading.connect() as connection:
            if not one:
                return work(connection)
            # No BEGIN before it and no ROLLBACK after it: a third of the ways to go.
            line = engine.raw(connection)
            line.autocommit = True
            try:
                return work(connection)
            finally:
                if not line.closed:
                    line.autocommit = False

    def _write(self, work: Work[T]) -> T:
        with self._writing.connect() as connection:
            answer = work(connection)
            _commit(connection)
            return answer

    def _twice(self, job: Callable[[], T]) -> T:
        """Once more when the line was dead, as all are after the database was started
        again. Nothing was kept of the first try: what is not known is not tried again.
        """
        began = monotonic()
        if began < self._away_until:
            raise Unavailable("the database did not answer just now")
        try:
            try:
                return job()
            except Exception as fault:
                if not lost(fault) or monotonic() - began > AGAIN_S:
                    raise
            return job()
        except Exception as fault:  # noqa: BLE001 - told to who asked
            if silent(fault) and monotonic() - began > AGAIN_S:
                # Or else all who wait would wait as long, one after another.
                self._away_until = monotonic() + AWAY_S
            raise told(fault) from None


class _Hold(Store):
    """One transaction over several hops. When it has ended, well or not, this
    is a way to the store as any other.
    """

    shared = True

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self._connection: Connection | None = None
        # Who gave up waiting may have left a hop behind that still runs, or has yet to.
        self._gate = threading.Lock()
        self._released = False

    async def read(self, work: Work[T], *, one: bool = False) -> T:
        if self._connection is None:
            return await self._store.read(work, one=one)
        return await self._store._hop(self._store._holders, lambda: self._run(work))

    async def write(self, work: Work[T], *, truncate: bool = False) -> T:
        if self._connection is None:
            return await self._store.write(work, truncate=truncate)
        answer = await self._store._hop(self._store._holders, lambda: self._last(work))
        if truncate:
            self._store.sweeper.sweep()
        return answer

    @asynccontextmanager
    async def held(self, lock: Work[None]) -> AsyncIterator[Store]:
        yield self

    def close(self) -> None:
        self.release()

    def take(self, lock: Work[None]) -> None:
        with self._gate:
            if self._released:
                raise Unavailable("nobody waits for this lock any more")
            self._connection = self._store._writing.connect()
            try:
                lock(self._connection)
            except BaseException:
                self._end()
                raise

    def release(self) -> None:
        with self._gate:
            self._released = True
            self._end()

    def _run(self, work: Work[T], *, last: bool = False) -> T:
        with self._gate:
            if self._connection is None:
                raise Unavailable("the lock has been let go of")
            try:
                answer = work(self._connection)
                if last:
                    _commit(self._connection)
            except Exception as fault:  # noqa: BLE001 - told to who asked
                self._end()
                raise told(fault) from None
            if last:
                self._end()
            return answer

    def _last(self, work: Work[T]) -> T:
        return self._run(work, last=True)

    def _end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.close()


def _commit(connection: Connection) -> None:
    """Until this is sent the transaction holds its row, and a line that is lost has
    kept nothing. Afterwards only the log can tell.
    """
    if engine.raw(connection).info.transaction_status == TransactionStatus.INERROR:
        # It would answer the commit with a rollback, and call that no error.
        raise Unavailable("the transaction was given up")
    try:
        connection.commit()
    except Exception as fault:  # noqa: BLE001 - told to who asked
        with contextlib.suppress(SQLAlchemyError):
            connection.invalidate()
        raise told(fault, committing=True) from None
