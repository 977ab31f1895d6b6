"""The one thread that writes: it commits what all boards have waiting at once.

A commit costs a disk flush however much is in it. So the thread takes every
write that waits, gives each a savepoint, and commits them together; the busier
it gets, the cheaper each one is. A write that fails is undone to its savepoint
and harms no other.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.store.faults import Poisoned, StoreFault, Unavailable, Unknown
from server.store.sqlite.engine import BUSY_MS, raw

T = TypeVar("T")
Work = Callable[[Connection], T]

AT_ONCE = 256
"""At most so many writes in one commit, so that the first need not wait long."""

TRUNCATE_MS = 250
"""How long one try to truncate the WAL waits for readers."""

RETRY_S = 0.05

_LATER = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
}


class _Job(NamedTuple):
    work: Work[Any]
    truncate: bool
    future: Future[Any]


class Writer:
    """``commits`` and ``writes`` count, so that grouping can be seen.

    After a write that asked for it the WAL is truncated, so that what was
    deleted is in no byte of it; while readers prevent that, it is tried again.
    """

    def __init__(self, engine: Engine) -> None:
        self.commits = 0
        self.writes = 0
        self._engine = engine
        self._connection: Connection | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        # At the start too: a server that died may have left deleted rows in its WAL.
        self._due = True
        self._settled = threading.Event()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="doorstart-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T], *, truncate: bool = False) -> Future[T]:
        future: Future[T] = Future()
        # From here on it cannot be cancelled: who gave up waiting must not undo it.
        future.set_running_or_notify_cancel()
        with self._gate:
            if self._closed:
                future.set_exception(Unavailable("the store is closing"))
            else:
                self._jobs.put(_Job(work, truncate, future))
        return future

    def settled(self, timeout: float) -> bool:
        """Waits until no truncation is due."""
        return self._settled.wait(timeout)

    def close(self) -> None:
        """Carries out what waits, then stops."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            answers = self._carry_out(batch) if batch else []
            if any(job.truncate for job in batch):
                self._due = True
                self._settled.clear()
            if self._due and self._truncate():
                self._due = False
                self._settled.set()
            # Answered only now: who hears that ballots are gone may look for them.
            for job, answer in zip(batch, answers, strict=True):
                if isinstance(answer, StoreFault):
                    job.future.set_exception(answer)
                else:
                    job.future.set_result(answer)
        self._drop()

    def _take(self) -> tuple[list[_Job], bool]:
        batch: list[_Job] = []
        try:
            job = self._jobs.get(timeout=RETRY_S if self._due else None)
            while job is not None:
                batch.append(job)
                if len(batch) == AT_ONCE:
                    return batch, True
                job = self._jobs.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def _carry_out(self, batch: list[_Job]) -> list[Any]:
        try:
            connection = self._connection = self._connection or self._engine.connect()
            transaction = connection.begin()
        except Exception as fault:  # noqa: BLE001 - told to who asked; the thread goes on
            self._drop()
            return [_told(fault, Unavailable)] * len(batch)
        driver = raw(connection)
        answers: list[Any] = []
        for job in batch:
            try:
                driver.execute("SAVEPOINT job")
                answer = job.work(connection)
                driver.execute("RELEASE job")
                answers.append(answer)
            except Exception as fault:  # noqa: BLE001 - told to who asked; the thread goes on
                answers.append(_told(fault, Poisoned))
                if not _undo(driver):
                    # SQLite itself gave up the transaction, with all that was in it.
                    self._drop()
                    return [_told(fault, Unavailable)] * len(batch)
        try:
            transaction.commit()
        except Exception as fault:  # noqa: BLE001 - told to who asked; the thread goes on
            self._drop()
            unknown = _told(fault, Unknown)
            return [a if isinstance(a, StoreFault) else unknown for a in answers]
        self.commits += 1
        self.writes += len(batch)
        return answers

    def _truncate(self) -> bool:
        """A checkpoint that leaves the WAL empty; SQLite answers 0 when it did."""
        try:
            connection = self._connection = self._connection or self._engine.connect()
            driver = raw(connection)
            driver.execute(f"PRAGMA busy_timeout={TRUNCATE_MS}")
            try:
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            return bool(busy == 0)
        except (SQLAlchemyError, sqlite3.Error, StoreFault):
            self._drop()
            return False

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except (SQLAlchemyError, sqlite3.Error):
                pass  # It is thrown away, whatever it says.


def _undo(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("ROLLBACK TO job")
        driver.execute("RELEASE job")
    except sqlite3.Error:
        return False
    return True


def _told(fault: Exception, otherwise: type[StoreFault]) -> StoreFault:
    if isinstance(fault, StoreFault):
        return fault
    kind = otherwise
    if otherwise is Poisoned and isinstance(fault, DBAPIError):
        code = getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF
        kind = Unavailable if code in _LATER else Poisoned
    told = kind(f"{type(fault).__name__}: {fault}")
    told.__cause__ = fault
    return told
