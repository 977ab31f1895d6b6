"""SQLite alone: its settings, its file and its lock, and that it commits in groups."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, text

from board.rows import EraseText
from board.types import CardId
from server.store import Locked, NewOrganisation, Unavailable, Unknown, Unusable, migrate
from server.store import tables as t
from server.store.sqlite.engine import raw
from server.store.sqlite.store import SqliteStore
from server.store.tables import metadata
from tests.contracts.kept import SqliteKept, card, hay

OPENS = """
import os, pathlib, sys
from server.store.sqlite.store import SqliteStore
SqliteStore(pathlib.Path(sys.argv[1]))
"""


def another(database: Path) -> subprocess.CompletedProcess[str]:
    """A second server process that opens the same database."""
    return subprocess.run(
        [sys.executable, "-c", OPENS, str(database)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_L15_a_second_server_is_refused_until_the_first_stops(sqlite: SqliteKept) -> None:
    refused = another(sqlite.store.path)
    assert refused.returncode != 0
    assert f"Another server (process {os.getpid()}) is using {sqlite.store.path}" in refused.stderr
    with pytest.raises(Locked, match="DOORSTART_DATA"):
        SqliteStore(sqlite.store.path)
    sqlite.close()
    assert another(sqlite.store.path).returncode == 0
    sqlite.open()


def test_L15_a_dead_server_leaves_no_lock(tmp_path: Path) -> None:
    database = tmp_path / "doorstart.db"
    dies = OPENS + "os._exit(9)"
    assert subprocess.run([sys.executable, "-c", dies, str(database)], check=False).returncode == 9
    SqliteStore(database).close()


def test_the_folder_is_made_and_kept_from_others(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "far" / "away" / "doorstart.db")
    assert store.path.parent.stat().st_mode & 0o077 == 0
    assert store.path.stat().st_mode & 0o077 == 0
    store.close()
    # Closed, all of it is in one file.
    assert {path.name for path in store.path.parent.iterdir()} == {
        "doorstart.db",
        "doorstart.db.lock",
    }


async def test_L1_sqlite_keeps_what_we_promise_with_it(sqlite: SqliteKept) -> None:
    def told(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return {name: raw(connection).execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    promised = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
    }
    assert await sqlite.store.write(told) == promised
    assert await sqlite.store.read(told) == promised


async def test_the_migrations_make_the_tables_as_they_are_described(sqlite: SqliteKept) -> None:
    def schema(connection: Connection) -> set[str]:
        rows = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name != :own"),
            {"own": "alembic_version"},
        )
        return {" ".join(row.sql.split()) for row in rows}

    described: Engine = create_engine("sqlite://")
    with described.begin() as connection:
        metadata.create_all(connection)
        wanted = schema(connection)
    described.dispose()
    assert await sqlite.store.read(schema) == wanted


async def test_a_newer_database_is_refused(sqlite: SqliteKept) -> None:
    def later(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num='9999'"))

    await sqlite.store.write(later)
    sqlite.close()
    with pytest.raises(Unusable, match="newer Doorstart"):
        sqlite.open()
    # The lock was let go, so that the right server can start.
    sql = sqlite3.connect(sqlite.folder / "doorstart.db")
    sql.execute(f"UPDATE alembic_version SET version_num='{migrate.newest()}'")
    sql.commit()
    sql.close()
    sqlite.open()


async def test_organisations_keep_their_order_in_a_database_of_the_first_version(
    tmp_path: Path,
) -> None:
    first = create_engine(f"sqlite:///{tmp_path}/doorstart.db")
    with first.begin() as connection:
        migrate.migrate(connection, to="0001")
        for statement in (
            "INSERT INTO municipality VALUES ('m', 'Testdorp', 'gemeente')",
            "INSERT INTO local_network VALUES ('n', 'Netwerk', 'm')",
            "INSERT INTO trajectory VALUES ('t', 'n', 'restart', 'Traject', 1)",
            "INSERT INTO trajectory VALUES ('u', 'n', 'restart', 'Ander', 1)",
            # Neither by id nor by time.
            *(
                "INSERT INTO organisation (id, trajectory, name, kind, created_at)"
                f" VALUES ('{id}', '{of}', '{id}', 'x', 7)"
                for id, of in (("c", "t"), ("a", "u"), ("d", "t"), ("b", "t"))
            ),
        ):
            connection.execute(text(statement))
    first.dispose()
    sqlite = SqliteKept(tmp_path)
    assert sqlite.store.moved == migrate.Moved("0001", migrate.newest())
    assert [one.id for one in await sqlite.record.organisations("t")] == ["c", "d", "b"]
    await sqlite.record.add_organisation("t", NewOrganisation("Aaa", "x"), 1)
    assert [one.name for one in await sqlite.record.organisations("t")] == ["c", "d", "b", "Aaa"]
    sqlite.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "doorstart.db"
    broken.write_bytes(b"A shopping list, and no database at all. " * 100)
    for _ in range(2):
        with pytest.raises(Unusable, match="is damaged: file is not a database"):
            SqliteStore(broken)
    with pytest.raises(Unusable, match="DOORSTART_DATA"):
        SqliteStore(broken / "inside" / "doorstart.db")


async def test_many_boards_waiting_are_committed_together(sqlite: SqliteKept) -> None:
    trajectory = await sqlite.trajectory()
    boards = [await sqlite.board(trajectory) for _ in range(50)]
    gate, entered = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        entered.set()
        gate.wait(10)

    holding = asyncio.ensure_future(sqlite.store.write(hold))
    await asyncio.to_thread(entered.wait, 10)
    commits, writes = sqlite.store.writer.commits, sqlite.store.writer.writes
    waiting = asyncio.gather(*(sqlite.append(board, card("c", "samen")) for board in boards))
    # All of them have been handed over before the first can be carried out.
    await asyncio.wait([waiting], timeout=0)
    gate.set()
    await asyncio.gather(holding, waiting)
    assert sqlite.store.writer.writes - writes == 51
    assert sqlite.store.writer.commits - commits == 2
    heads = await sqlite.log.heads(boards)
    assert {head.seq for head in heads.values()} == {2}


async def test_L8_a_failed_commit_is_unknown_and_the_next_one_works(sqlite: SqliteKept) -> None:
    board = await sqlite.board()

    def breaks_at_commit(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        orphan = {"hash": b"h", "kind": "lead", "board_id": "nowhere"}
        connection.execute(insert(t.link), {**orphan, "created_at": 1, "expires_at": 2})

    gate, entered = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        entered.set()
        gate.wait(10)

    holding = asyncio.ensure_future(sqlite.store.write(hold))
    await asyncio.to_thread(entered.wait, 10)
    breaking = asyncio.ensure_future(sqlite.store.write(breaks_at_commit))
    with_it = asyncio.ensure_future(sqlite.append(board, card("c", "misschien")))
    await asyncio.wait([with_it], timeout=0)
    gate.set()
    await holding
    for lost in (breaking, with_it):
        with pytest.raises(Unknown):
            await lost
    assert (await sqlite.log.heads([board]))[board] == sqlite.heads[board]
    await sqlite.append(board, card("c", "nu wel"))


async def test_a_full_disk_is_told_and_passes(sqlite: SqliteKept) -> None:
    board = await sqlite.board()

    def pages(connection: Connection) -> int:
        return int(connection.execute(text("PRAGMA page_count")).scalar_one())

    full = await sqlite.store.read(pages)

    def limit(pages: int) -> None:
        sqlite.store.writer.submit(
            lambda connection: connection.execute(text(f"PRAGMA max_page_count={pages}"))
        ).result()

    limit(full)
    big = [card(f"c{n}", "x" * 280) for n in range(200)]
    with pytest.raises(Unavailable):
        await sqlite.append(board, *big)
    limit(1 << 30)
    await sqlite.append(board, *big)
    loaded = await sqlite.log.load(board)
    assert loaded is not None
    assert len(loaded.events) == 201


async def test_a_reader_delays_the_wiping_but_does_not_prevent_it(
    sqlite: SqliteKept, tmp_path: Path
) -> None:
    board = await sqlite.board()
    await sqlite.append(board, card("c", "een geheim woord"))
    gate, entered = threading.Event(), threading.Event()

    def read_long(connection: Connection) -> None:
        connection.execute(text("SELECT count(*) FROM event")).scalar()
        entered.set()
        gate.wait(10)

    reading = asyncio.ensure_future(sqlite.store.read(read_long))
    await asyncio.to_thread(entered.wait, 10)
    await sqlite.append(board, rows=[EraseText(CardId("c"))])
    assert not sqlite.store.writer.settled(0)
    # Others are written meanwhile.
    await sqlite.append(board, card("d", "iets anders"))
    # A server that dies now leaves the text in its WAL; the next one wipes it.
    left = tmp_path / "left behind"
    left.mkdir()
    for name in ("doorstart.db", "doorstart.db-wal"):
        (left / name).write_bytes((sqlite.folder / name).read_bytes())
    assert b"een geheim woord" in hay(left)
    next_one = SqliteStore(left / "doorstart.db")
    assert await asyncio.to_thread(next_one.writer.settled, 10)
    assert b"een geheim woord" not in hay(left)
    next_one.close()
    gate.set()
    await reading
    assert await asyncio.to_thread(sqlite.store.writer.settled, 10)
    assert b"een geheim woord" not in hay(sqlite.folder)
