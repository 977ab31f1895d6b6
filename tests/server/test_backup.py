"""A backup that is made while a room is written to, and put back somewhere else; rule X1."""

import contextlib
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from server.store.backup import LEFT_OUT
from server.store.migrate import newest
from server.store.postgres.store import prepare
from server.store.tables import metadata
from tests.running import SECRET, Running
from tests.server.conftest import Command
from tests.services import Postgres, find
from tests.talking import Talker

Rows = dict[str, set[tuple[Any, ...]]]
LOG = {"event", "board", "outbox"}
"""Tables that grow with each change."""
CARDS = ["De eerste kaart", "De tweede kaart", "=1+1"]


class Writing:
    """A room with three cards, whose leader changes one thing after another."""

    def __init__(self, running: Running) -> None:
        self.session = running.session()
        lead, partner = running.visitor(), running.visitor()
        self.lead = Talker(lead, lead.open(self.session.lead))
        kind = self.lead.open_phase("post")["kind"]
        writer = Talker(partner, partner.join(self.session.code, "Mia"))
        for text in CARDS:
            writer.do("PostCard", kind=kind, text=text)
        self.written = 0
        self._more = threading.Condition()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def _write(self) -> None:
        while not self._ends.is_set():
            self.lead.do("SetCardLimit", cards_each=5 + self.written % 10)
            with self._more:
                self.written += 1
                self._more.notify_all()

    def more(self, many: int = 3) -> None:
        """Returns when so many more changes are in."""
        with self._more:
            wanted = self.written + many
            assert self._more.wait_for(lambda: self.written >= wanted, 60)

    @contextlib.contextmanager
    def going_on(self) -> Iterator[None]:
        self._thread.start()
        try:
            self.more()
            yield
            self.more()
        finally:
            self._ends.set()
            self._thread.join(60)


def of_sqlite(database: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as line:
        return {name: set(line.execute(f"SELECT * FROM {name}")) for name in metadata.tables}


def of_postgres(url: str) -> Rows:
    with psycopg.connect(url) as line:
        return {
            name: set(line.execute(f"SELECT * FROM {name}".encode()).fetchall())
            for name in metadata.tables
        }


def is_one_moment(back: Rows, whole: Rows) -> None:
    """All that does not grow is the same, and of the log there is a first part, without a gap."""
    for name in set(whole) - LOG - set(LEFT_OUT):
        assert back[name] == whole[name], name
    assert {name for name in LEFT_OUT if back[name]} <= {"secret"}
    assert 3 < len(back["event"]) < len(whole["event"])
    assert back["event"] <= whole["event"]
    [(board, head, *_)] = back["board"]
    assert {row[1] for row in back["event"] if row[0] == board} == set(range(1, head + 1))


def opens(running: Running, writing: Writing) -> None:
    """Its record and its console, with all cards."""
    reader = running.visitor()
    assert reader.get(reader.open(writing.session.record)).status == 200
    lead = running.visitor()
    view = lead.get(lead.open(writing.session.lead)).boot["view"]
    texts = [one["text"] for key, one in view.items() if key.startswith("card:")]
    assert sorted(texts) == sorted(CARDS)


def test_X1_a_sqlite_is_backed_up_while_a_room_is_written_to_and_put_back_elsewhere(
    tmp_path: Path, command: Command
) -> None:
    file, there = tmp_path / "all.backup", tmp_path / "there"
    with Running.start(tmp_path / "here") as running:
        here = running.settings
        writing = Writing(running)
        with writing.going_on():
            made = command({"DOORSTART_DATA": str(here.data)}, "backup", str(file))
    assert made.code == 0, made.err
    assert "The secret is not in it, on purpose" in made.out
    assert file.stat().st_mode & 0o077 == 0
    pepper = (here.data / "pepper").read_bytes().strip()
    assert pepper not in file.read_bytes()
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
    back = command({"DOORSTART_DATA": str(there / "data")}, "restore", str(file))
    assert back.code == 0, back.err
    is_one_moment(of_sqlite(there / "data/doorstart.sqlite3"), of_sqlite(here.database))
    with Running.start(there) as running:
        opens(running, writing)


def test_X1_a_postgresql_is_backed_up_while_a_room_is_written_to_and_put_back_elsewhere(
    tmp_path: Path, command: Command, postgres: Postgres
) -> None:
    for program in ("pg_dump", "pg_restore"):
        find(program, "apt install postgresql-client")
    before, after = postgres.database(), postgres.database()
    file = tmp_path / "all.backup"
    secret = {"DOORSTART_SECRET": SECRET}
    with Running.start(tmp_path / "here", database_url=before) as running:
        writing = Writing(running)
        with writing.going_on():
            made = command(secret | {"DATABASE_URL": before}, "backup", str(file))
    assert made.code == 0, made.err
    assert "DOORSTART_SECRET" in made.out
    assert file.stat().st_mode & 0o077 == 0
    back = command({"DATABASE_URL": after}, "restore", str(file))
    assert back.code == 0, back.err
    is_one_moment(of_postgres(after), of_postgres(before))
    full = command({"DATABASE_URL": after}, "restore", str(file))
    assert full.code == 1
    assert re.search(r"is not empty: it has \d+ tables", full.err)
    with Running.start(tmp_path / "there", database_url=after) as running:
        opens(running, writing)


@pytest.fixture
def file(tmp_path: Path, command: Command) -> Path:
    """A backup of an installation with one session."""
    with Running.start(tmp_path / "here") as running:
        running.session()
    file = tmp_path / "one.backup"
    where = {"DOORSTART_DATA": str(running.settings.data)}
    assert command(where, "backup", str(file)).code == 0
    return file


def test_X2_a_backup_takes_the_place_of_nothing(
    tmp_path: Path, file: Path, command: Command
) -> None:
    here = {"DOORSTART_DATA": str(tmp_path / "here/data")}
    was = file.read_bytes()
    again = command(here, "backup", str(file))
    assert again.code == 1
    assert f"{file} exists already" in again.err
    assert file.read_bytes() == was
    rows = of_sqlite(tmp_path / "here/data/doorstart.sqlite3")
    full = command(here, "restore", str(file))
    assert full.code == 1
    assert "is not empty: it has doorstart.sqlite3" in full.err
    assert "DOORSTART_DATA" in full.err
    assert of_sqlite(tmp_path / "here/data/doorstart.sqlite3") == rows
    nowhere = command({"DOORSTART_DATA": str(tmp_path / "no")}, "backup", str(tmp_path / "new"))
    assert nowhere.code == 1
    assert "DOORSTART_DATA" in nowhere.err
    assert not (tmp_path / "new").exists()


def test_X2_a_file_that_is_damaged_newer_or_no_backup_changes_nothing(
    tmp_path: Path, file: Path, command: Command, postgres: Postgres
) -> None:
    data = tmp_path / "there/data"

    def refused(bytes: bytes, **more: str) -> str:
        (tmp_path / "bad").write_bytes(bytes)
        done = command({"DOORSTART_DATA": str(data)} | more, "restore", str(tmp_path / "bad"))
        assert done.code == 1
        assert not (data / "doorstart.sqlite3").exists()
        return done.err

    whole = file.read_bytes()
    assert "is no backup of Doorstart" in refused(b"PK\x03\x04 and so on")
    assert "is no backup of Doorstart" in refused(b"")
    assert re.search("damaged|cannot be read", refused(whole[: len(whole) // 2]))
    torn = bytearray(whole)
    torn[8192:40960] = bytes(32768)
    assert re.search("damaged|cannot be read", refused(bytes(torn)))
    assert "is a PostgreSQL backup: set DATABASE_URL" in refused(b"PGDMP and so on")
    newer = tmp_path / "newer"
    newer.write_bytes(whole)
    with contextlib.closing(sqlite3.connect(newer)) as line:
        line.execute("UPDATE alembic_version SET version_num = '9999'")
        line.commit()
    told = refused(newer.read_bytes())
    assert f"has version 9999, and this server knows up to {newest()}" in told
    # Each goes into its own kind of database.
    url = postgres.database()
    prepare(url)
    other = command({"DATABASE_URL": url, "DOORSTART_SECRET": SECRET}, "restore", str(file))
    assert other.code == 1
    assert "is a SQLite backup" in other.err


def test_X2_what_postgresql_needs_is_named_where_it_is_not_there(
    tmp_path: Path, command: Command, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    monkeypatch.setenv("PATH", str(tmp_path))
    environ = {"DATABASE_URL": url, "DOORSTART_SECRET": SECRET}
    done = command(environ, "backup", str(tmp_path / "all.backup"))
    assert done.code == 1
    assert "install the package postgresql-client" in done.err
    assert list(tmp_path.iterdir()) == []
