"""PostgreSQL alone: its version and settings, what it cannot keep, and that it comes back."""

import asyncio
import re
import signal
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, insert, text

from board import opened
from board.events import BoardEnded
from board.rows import DropTraces, EraseText
from board.types import CardId
from server.__main__ import main
from server.ids import new_id
from server.settings import Settings
from server.store import (
    Append,
    Head,
    NewSession,
    OutboxRow,
    Poisoned,
    Unavailable,
    Unknown,
    Unusable,
    migrate,
    open_store,
)
from server.store import tables as t
from server.store.migrate import Moved, newest
from server.store.postgres import engine
from server.store.postgres.store import PostgresStore, prepare
from server.store.tables import metadata
from tests.board.play import MOON
from tests.contracts.kept import TRIGGER, PostgresKept, at_commit, card, until_waiting
from tests.services import Postgres, free_port

# Opening it


def test_L19_a_database_without_tables_is_refused_until_it_was_migrated(postgres: Postgres) -> None:
    url = postgres.database()
    with pytest.raises(Unusable, match="has no tables yet; run: doorstart migrate"):
        PostgresStore(url)
    assert prepare(url) == Moved("", newest())
    PostgresStore(url).close()
    assert prepare(url) == Moved(newest(), newest())


def test_L19_an_older_database_is_refused_until_it_was_migrated(postgres: Postgres) -> None:
    url = postgres.database()
    database = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with database.begin() as connection:
        migrate.migrate(connection, to="0001")
    database.dispose()
    with pytest.raises(Unusable, match=f"has version 0001, and this server needs {newest()}"):
        PostgresStore(url)
    assert prepare(url) == Moved("0001", newest())
    PostgresStore(url).close()


def test_L19_two_that_migrate_at_once_do_it_once(postgres: Postgres) -> None:
    url = postgres.database()
    with ThreadPoolExecutor(4) as both:
        moved = list(both.map(prepare, [url] * 4))
    assert sorted(one.before for one in moved) == ["", newest(), newest(), newest()]


def test_the_command_says_what_it_did(
    postgres: Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DOORSTART_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DOORSTART_SECRET", "x" * 40)
    monkeypatch.setenv("DATABASE_URL", postgres.database().replace("@", ":geheim@"))
    said = []
    for _ in range(2):
        assert main(["migrate"]) == 0
        said.append(capsys.readouterr().out)
    assert f"was empty and has version {newest()} now" in said[0]
    assert f"has version {newest()} already" in said[1]
    assert "geheim" not in "".join(said)
    assert not (tmp_path / "data").exists()
    # Where there is no PostgreSQL, it does the same in the data folder.
    monkeypatch.delenv("DATABASE_URL")
    assert main(["migrate"]) == 0
    assert "doorstart.sqlite3 was empty" in capsys.readouterr().out


async def test_indexes_are_as_they_are_described(
    in_postgres: PostgresKept, postgres: Postgres
) -> None:
    def indexes(connection: Connection) -> set[str]:
        query = "SELECT indexdef FROM pg_indexes WHERE schemaname='public' AND tablename!=:own"
        rows = connection.execute(text(query), {"own": "alembic_version"}).scalars()
        # The number is of a name that was taken when the table was made anew.
        return {re.sub(r"_pkey\d*", "_pkey", row) for row in rows}

    described = create_engine(postgres.database().replace("postgresql:", "postgresql+psycopg:"))
    with described.begin() as connection:
        metadata.create_all(connection)
        wanted = indexes(connection)
    described.dispose()
    assert await in_postgres.store.read(indexes) == wanted


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("postgresql://doorstart:ge@heim@127.0.0.1:{free}/board", "refused"),
        ("postgresql://doorstart:ge%40heim@127.0.0.1:{port}/nowhere", "does not exist"),
        ("postgresql://doorstart:geheim@127.0.0.1:{port}/postgres?geheim=1", "geheim"),
        ("postgresql://doorstart@127.0.0.1:{port}/postgres?password=geheim", "has no tables"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(
    postgres: Postgres, tmp_path: Path, wrong: str, why: str
) -> None:
    url = wrong.format(free=free_port(), port=postgres.port)
    with pytest.raises(Unusable, match=why) as fault:
        open_store(Settings(data=tmp_path, secret="x" * 40, database_url=url))
    said = str(fault.value)
    assert "127.0.0.1" in said
    assert "heim" not in said.replace('invalid connection option "geheim"', "")


@pytest.mark.parametrize(
    ("setting", "value"), [("synchronous_commit", "off"), ("default_transaction_read_only", "on")]
)
def test_L1_a_database_that_does_not_keep_what_it_acknowledges_is_refused(
    postgres: Postgres, setting: str, value: str
) -> None:
    url = postgres.database()
    prepare(url)
    with pytest.raises(Unusable, match=f"has {setting}={value}"):
        PostgresStore(f"{url}?options=-c%20{setting}%3D{value}")


def test_a_standby_is_told_from_the_database_it_follows() -> None:
    with Postgres() as service:
        url = service.database()
        prepare(url)
        service.end(signal.SIGINT)
        (service.data / "standby.signal").touch()
        service.start()
        with pytest.raises(Unusable, match="follows another and takes no writes"):
            PostgresStore(url)


# What it cannot keep


async def test_S10_a_fault_does_not_quote_the_row_as_postgresql_does(
    in_postgres: PostgresKept,
) -> None:
    board = await in_postgres.board()

    def half(connection: Connection) -> None:
        row = {"board_id": board, "seq": 2, "mark": "m", "data": "Stil verdriet"}
        connection.execute(insert(t.event), row)

    with pytest.raises(Poisoned, match="INSERT INTO event") as fault:
        await in_postgres.store.write(half)
    assert "23502" in str(fault.value)
    assert "Stil" not in repr([fault.value, fault.value.__cause__])


async def test_a_text_with_a_nul_is_refused_alone(in_postgres: PostgresKept) -> None:
    trajectory = await in_postgres.trajectory()
    with pytest.raises(Poisoned):
        await in_postgres.record.new_municipality("a\0b", "stad")
    assert await in_postgres.record.trajectory(trajectory.id) == trajectory


async def test_a_code_that_two_draw_at_once_is_drawn_again(
    in_postgres: PostgresKept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, trajectory = in_postgres, await in_postgres.trajectory()
    drawn = iter(["ZZZZZZ", "ZZZZZZ", "YYYYYY"])
    monkeypatch.setattr("server.store.codes.draw", lambda: next(drawn))
    first = opened(MOON, title="Testdorp", at=1_000, texts={})

    def made() -> Coroutine[None, None, Head]:
        session = NewSession(trajectory.id, MOON.stage, "Testdorp", 1_000)
        return kept.log.create(new_id(), MOON, [first], session)

    both_have_looked, go_on = threading.Event(), threading.Event()

    def first_of_two(connection: Connection) -> None:
        row = {"board_id": "first", "trajectory": trajectory.id, "stage": "", "title": ""}
        connection.execute(
            insert(t.board), {"board_id": "first", "head": 0, "mark": "m", "access": 0}
        )
        connection.execute(insert(t.format_table), {"sha256": "f", "bytes": b""})
        row |= {"format": "f", "code": "ZZZZZZ"}
        connection.execute(insert(t.work_session), {**row, "created_at": 1})
        both_have_looked.set()
        go_on.wait(10)

    one = asyncio.ensure_future(kept.store.write(first_of_two))
    await asyncio.to_thread(both_have_looked.wait, 10)
    other = asyncio.ensure_future(made())
    await asyncio.to_thread(until_waiting, kept, 1)
    go_on.set()
    await one
    with pytest.raises(Unavailable):
        await other
    assert isinstance(await made(), Head)


async def test_what_was_deleted_leaves_its_pages(in_postgres: PostgresKept) -> None:
    """Seen where nothing else is in the table: its file is cut off."""
    board = await in_postgres.board()
    rows = [OutboxRow(f"tab{n}", 1, b"d" * 32, b"a" * 300) for n in range(200)]
    await in_postgres.append(board, card("c", "weg ermee"), outbox=rows)

    def size(connection: Connection) -> int:
        return int(connection.execute(text("SELECT pg_relation_size('outbox')")).scalar_one())

    assert await in_postgres.store.read(size) > 0
    await in_postgres.append(board, rows=[DropTraces(), EraseText(CardId("c"))])
    assert await asyncio.to_thread(in_postgres.store.sweeper.settled, 20)
    assert await in_postgres.store.read(size) == 0


async def test_a_read_sees_one_moment(in_postgres: PostgresKept) -> None:
    board = await in_postgres.board()
    between, go_on = threading.Event(), threading.Event()

    def count(connection: Connection) -> list[int]:
        counted = []
        for _ in range(2):
            counted.append(connection.execute(text("SELECT count(*) FROM event")).scalar_one())
            between.set()
            go_on.wait(10)
        return counted

    reading = asyncio.ensure_future(in_postgres.store.read(count))
    await asyncio.to_thread(between.wait, 10)
    await in_postgres.append(board, card("c", "intussen"))
    go_on.set()
    assert await reading == [1, 1]
    assert await in_postgres.store.read(count) == [2, 2]


# When it fails


async def test_L8_an_error_from_the_commit_is_unknown(in_postgres: PostgresKept) -> None:
    board = await in_postgres.board()
    await in_postgres.sql(at_commit("RAISE EXCEPTION 'the disk'"))
    await in_postgres.sql(TRIGGER)
    with pytest.raises(Unknown):
        await in_postgres.append(board, card("c", "misschien"))
    await in_postgres.sql("DROP TRIGGER at_commit ON event")
    assert (await in_postgres.log.heads([board]))[board] == in_postgres.heads[board]
    await in_postgres.append(board, card("c", "nu wel"))


async def test_L8_a_line_lost_in_the_commit_is_unknown_and_another_is_made(
    in_postgres: PostgresKept,
) -> None:
    board = await in_postgres.board()
    await in_postgres.sql(at_commit("PERFORM pg_terminate_backend(pg_backend_pid())"))
    await in_postgres.sql(TRIGGER)
    with pytest.raises(Unknown):
        await in_postgres.append(board, card("c", "misschien"))
    await in_postgres.sql("DROP TRIGGER at_commit ON event")
    await in_postgres.append(board, card("c", "nu wel"))


async def test_L8_who_then_holds_the_board_sees_what_became_of_a_lost_commit(
    in_postgres: PostgresKept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit goes on in the database after this side has given it up."""
    board, head = await in_postgres.board(), in_postgres.heads
    await in_postgres.sql(at_commit("PERFORM pg_sleep(1.5)"))
    await in_postgres.sql(TRIGGER)
    monkeypatch.setattr(engine.Line, "patience", 0.3)
    with pytest.raises(Unknown):
        await in_postgres.append(board, card("c", "toch"))
    monkeypatch.undo()
    assert (await in_postgres.log.heads([board]))[board] == head[board]
    async with in_postgres.log.held(board) as held:
        assert [seq for seq, _, _ in await held.tail(board, 1)] == [2]


async def test_L20_a_database_that_was_killed_is_used_again_when_it_is_back() -> None:
    with Postgres() as service:
        url = service.database()
        prepare(url)
        kept = PostgresKept(url)
        board = await kept.board()
        lost = [kept.heads[board]]
        service.kill()
        with pytest.raises(Unavailable):
            await kept.append(board, card("c", "nu niet"))
        with pytest.raises(Unavailable):
            await kept.log.heads([board])
        service.start()
        # All lines that were open are dead, and nobody notices.
        loaded = await asyncio.gather(*(kept.log.load(board) for _ in range(8)))
        assert [one and one.head for one in loaded] == lost * 8
        await kept.append(board, card("c", "nu wel"))
        await kept.append(board, BoardEnded(at=9_000))
        kept.close()


async def test_L20_a_database_that_stands_still_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Postgres() as service:
        url = service.database()
        prepare(url)
        kept = PostgresKept(url)
        board = await kept.board()
        monkeypatch.setattr(engine.Line, "patience", 1.2)
        service.pause()
        appends = [kept.append(board, card(f"c{n}", "nu niet")) for n in range(5)]
        outcomes = await asyncio.gather(*appends, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {Unavailable, Unknown}
        # Those who come meanwhile are sent away before they too have waited for nothing.
        asked: list[object] = []
        event.listen(kept.store._reading, "do_connect", lambda *line: asked.append(line))
        reads = [kept.log.heads([board]) for _ in range(100)]
        answers = await asyncio.gather(*reads, return_exceptions=True)
        assert {type(answer) for answer in answers} == {Unavailable}
        assert len(asked) < 20
        monkeypatch.undo()
        service.go_on()
        await until_it_answers(kept)
        async with kept.log.held(board) as held:
            head = (await held.heads([board]))[board]
            outcome = await held.append(Append(board, head, "f" * 16, (card("d", "nu wel"),)))
        assert isinstance(outcome, Head)
        kept.close()


async def until_it_answers(kept: PostgresKept) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await kept.log.heads(["anything"])
            except Unavailable:
                continue
            return
