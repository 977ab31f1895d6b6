"""A real store of its own, on either database, and hands to play a board into its log."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import psycopg
from sqlalchemy import Connection, create_engine, text

from board import opened
from board.events import AnyEvent, CardPosted
from board.rows import EraseText, Row
from board.types import CardId, KindId, SeatId, ZoneId
from server.ids import new_id, new_mark
from server.store import (
    Append,
    Conflict,
    Doors,
    Head,
    Log,
    NewOrganisation,
    NewSession,
    OutboxRow,
    Record,
    SnapshotRow,
    Store,
    Trajectory,
)
from server.store.postgres.store import PostgresStore, prepare
from server.store.sqlite.store import SqliteStore
from server.store.tables import metadata
from tests.board.play import MOON
from tests.empty import lay_tables
from tests.services import PATIENCE, Postgres


class Kept(ABC):
    """The store with its three ways in, one trajectory, and the heads of its boards."""

    store: Store
    place: str

    @property
    @abstractmethod
    def database(self) -> str | Path:
        """Its file, or its address."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.open()

    @abstractmethod
    def opened(self) -> Store: ...

    @abstractmethod
    def left(self) -> bytes:
        """Everything that is kept: whoever has it all can look for what should be gone."""

    def open(self) -> None:
        self.store = self.opened()
        self.log, self.doors, self.record = Log(self.store), Doors(self.store), Record(self.store)

    def close(self) -> None:
        self.store.close()

    async def sql(self, statement: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(text(statement))

        await self.store.write(work)

    async def trajectory(self, *organisations: str) -> Trajectory:
        municipality = await self.record.new_municipality("Testdorp", "gemeente")
        network = await self.record.new_network("Netwerk Testdorp", municipality)
        new = [NewOrganisation(name, "vereniging") for name in organisations]
        return await self.record.new_trajectory(network, "Traject", 1_000, new)

    async def board(self, trajectory: Trajectory | None = None, stage: str = MOON.stage) -> str:
        """A new board of the invented format, with its first event."""
        trajectory = trajectory or await self.trajectory()
        board = new_id()
        first = opened(MOON, title="Testdorp", at=1_000, texts={})
        session = NewSession(trajectory.id, stage, "Testdorp", 1_000)
        self.heads[board] = await self.log.create(board, MOON, [first], session)
        return board

    async def append(
        self,
        board: str,
        *events: AnyEvent,
        rows: Sequence[Row] = (),
        outbox: Sequence[OutboxRow] = (),
        snapshots: Sequence[SnapshotRow] = (),
    ) -> Head:
        outcome = await self.log.append(
            Append(
                board,
                self.heads[board],
                new_mark(),
                events,
                tuple(rows),
                tuple(outbox),
                tuple(snapshots),
            )
        )
        assert not isinstance(outcome, Conflict), outcome
        if any(isinstance(row, EraseText) for row in rows):
            # What repeated the card may have been taken out with it: then it has another mark.
            outcome = (await self.log.heads([board]))[board]
        self.heads[board] = outcome
        return outcome


class SqliteKept(Kept):
    """In a folder of its own."""

    store: SqliteStore

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = str(folder)
        super().__init__()

    @property
    def database(self) -> Path:
        return self.folder / "doorstart.db"

    def opened(self) -> SqliteStore:
        lay_tables(self.database)
        return SqliteStore(self.database)

    def left(self) -> bytes:
        return hay(self.folder)


class PostgresKept(Kept):
    """In a database that has its tables already."""

    store: PostgresStore

    def __init__(self, url: str) -> None:
        self.place = url
        super().__init__()

    @property
    def database(self) -> str:
        return self.place

    def opened(self) -> PostgresStore:
        return PostgresStore(self.place)

    def left(self) -> bytes:
        """Every value of every row. What its files may hold besides is told in SECURITY.md."""
        found = []
        with psycopg.connect(self.place) as line, line.cursor() as cursor:
            for table in metadata.tables:
                with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as rows:
                    found += [bytes(row) for row in rows]
        return b"\0".join(found)


def kept_at(place: str) -> Kept:
    """For another process, which was told only where."""
    return PostgresKept(place) if "://" in place else SqliteKept(Path(place))


def card(id: str, text: str | None, number: int = 1) -> CardPosted:
    return CardPosted(
        card=CardId(id),
        number=number,
        zone=ZoneId("dew_shelf"),
        kind=KindId("dewdrop"),
        visit=1,
        at=2_000,
        author=SeatId("seat"),
        text=text,
    )


def hay(folder: Path) -> bytes:
    """Every byte in the folder."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@contextmanager
def in_a_folder() -> Iterator[SqliteKept]:
    """For hypothesis, whose examples each need a store of their own."""
    with TemporaryDirectory() as folder:
        kept = SqliteKept(Path(folder) / "data")
        try:
            yield kept
        finally:
            kept.close()


@contextmanager
def in_a_database(postgres: Postgres) -> Iterator[PostgresKept]:
    kept = PostgresKept(postgres.database(template=tables_of(postgres)))
    try:
        yield kept
    finally:
        kept.close()


@cache
def tables_of(postgres: Postgres) -> str:
    """The name of a database that has the tables and nothing else, to make others from."""
    url = postgres.database()
    prepare(url)
    return url.rpartition("/")[2]


def until_waiting(kept: PostgresKept, many: int, what: str = "Lock") -> None:
    """Returns when so many lines of this database wait, for a lock or in a nap."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND :what IN (wait_event_type, wait_event)"
    )
    database = create_engine(
        kept.place.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    give_up = monotonic() + PATIENCE
    with database.connect() as connection:
        while connection.execute(query, {"what": what}).scalar_one() < many:
            assert monotonic() < give_up
            threading.Event().wait(0.01)
    database.dispose()


TRIGGER = """CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()"""


def at_commit(what: str) -> str:
    """Makes the database do this while it commits."""
    body = f"BEGIN {what}; RETURN NULL; END"
    return f"CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
