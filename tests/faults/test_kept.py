"""What is kept beside the log, a database that is not whole, what is left behind: each is seen."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from board import commands as c
from board import events as e
from board import snapshot_bytes
from board.snapshot import fingerprint
from tests.faults import kept
from tests.faults.account import account, commands
from tests.faults.leftover import Held
from tests.faults.test_checker import BOARD, Story
from tests.services import Postgres

Kept = dict[str, tuple[int, bytes, str]]


def snapshots() -> tuple[Story, Kept]:
    story = Story()
    story.ask("lead", c.TakeSnapshot(label="halverwege"))
    log, those = story.log(), {}
    for row in log.rows:
        if isinstance(it := row.event, e.SnapshotTaken):
            board = log.states[row.seq]
            data = snapshot_bytes(board, moment=it.moment, label=it.label, at=it.at, names={})
            those[str(it.snapshot)] = (row.seq, data, fingerprint(data))
    return story, those


def found(story: Story, those: Kept) -> list[str]:
    done = account(story.log(), commands(story.records)[BOARD], story.records)
    kept.judge(done, those)
    return sorted({finding.check for finding in done.findings})


def test_a_snapshot_that_says_what_was_so_is_well() -> None:
    assert found(*snapshots()) == []


def test_a_snapshot_that_is_missing_or_of_nothing_is_found() -> None:
    story, those = snapshots()
    id, one = those.popitem()
    assert found(story, those) == ["C16"]
    assert found(story, those | {id: one, "another": one}) == ["C16"]


def test_a_snapshot_that_says_something_else_is_found() -> None:
    story, those = snapshots()
    id, (seq, data, hashed) = those.popitem()
    assert found(story, those | {id: (seq, data, hashed[::-1])}) == ["C16"]
    assert found(story, those | {id: (seq - 1, data, hashed)}) == ["C16"]
    other = data.replace(b"twee", b"drie")
    assert found(story, those | {id: (seq, other, fingerprint(other))}) == ["C16"]


def test_a_sqlite_with_a_page_that_was_written_over_is_found(tmp_path: Path) -> None:
    file = tmp_path / "board.sqlite3"
    with closing(sqlite3.connect(file)) as line:
        line.execute("CREATE TABLE event (n integer PRIMARY KEY, words text)")
        line.execute("CREATE INDEX by_words ON event (words)")
        line.executemany("INSERT INTO event VALUES (?, ?)", [(n, f"woord {n}") for n in range(999)])
        line.commit()
    assert kept.whole(file) == []
    data = bytearray(file.read_bytes())
    at = data.rindex(b"woord 500")
    data[at : at + 9] = b"woord 900"
    file.write_bytes(data)
    assert [one.check for one in kept.whole(file)][:1] == ["C17"]


def test_a_postgresql_with_an_index_that_lacks_a_row_is_found(postgres: Postgres) -> None:
    database = postgres.database()
    with psycopg.connect(database, autocommit=True) as line:
        line.execute("CREATE TABLE event (n int PRIMARY KEY, words text)")
        line.execute("INSERT INTO event SELECT n, 'woord' FROM generate_series(1, 500) n")
        assert kept.whole(database) == []
        index = "UPDATE pg_index SET indisready = %s WHERE indexrelid = 'event_pkey'::regclass"
        line.execute(index, (False,))
        line.execute("INSERT INTO event VALUES (501, 'woord')")
        line.execute(index, (True,))
    assert {one.check for one in kept.whole(database)} == {"C17"}


def test_what_is_more_than_it_was_is_left_behind() -> None:
    warm = Held({"tasks": 9, "keys": 0})
    assert Held({"tasks": 8, "keys": 0}).more_than(warm) == []
    assert Held({"tasks": 10, "keys": 0, "locks": 1}).more_than(warm) == [
        "locks: 1, and 0 when it was warm",
        "tasks: 10, and 9 when it was warm",
    ]
