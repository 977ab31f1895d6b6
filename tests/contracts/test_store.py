"""Opening the store: its version, its settings, and that no other server has it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from server.pepper import pepper
from server.store import Locked, NewOrganisation, Store, Unavailable, Unusable
from server.store.engine import raw
from server.store.log import Salts
from server.store.tables import metadata
from tests.contracts.kept import Kept

OPENS = "import os, pathlib, sys; from server.store import Store; Store(pathlib.Path(sys.argv[1]))"


def another(database: Path) -> subprocess.CompletedProcess[str]:
    """A second server process that opens the same database."""
    return subprocess.run(
        [sys.executable, "-c", OPENS, str(database)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_L15_a_second_server_is_refused_until_the_first_stops(kept: Kept) -> None:
    refused = another(kept.store.path)
    assert refused.returncode != 0
    assert f"Another server (process {os.getpid()}) is using {kept.store.path}" in refused.stderr
    with pytest.raises(Locked, match="DOORSTART_DATA"):
        Store(kept.store.path)
    kept.close()
    assert another(kept.store.path).returncode == 0
    kept.open()


def test_L15_a_dead_server_leaves_no_lock(tmp_path: Path) -> None:
    database = tmp_path / "doorstart.db"
    dies = OPENS + "; os._exit(9)"
    assert subprocess.run([sys.executable, "-c", dies, str(database)], check=False).returncode == 9
    Store(database).close()


def test_the_folder_is_made_and_kept_from_others(tmp_path: Path) -> None:
    store = Store(tmp_path / "far" / "away" / "doorstart.db")
    assert store.path.parent.stat().st_mode & 0o077 == 0
    assert store.path.stat().st_mode & 0o077 == 0
    store.close()
    # Closed, all of it is in one file.
    assert {path.name for path in store.path.parent.iterdir()} == {
        "doorstart.db",
        "doorstart.db.lock",
    }


async def test_L1_sqlite_keeps_what_we_promise_with_it(kept: Kept) -> None:
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
    assert await kept.store.write(told) == promised
    assert await kept.store.read(told) == promised


async def test_a_reader_cannot_write(kept: Kept) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("DELETE FROM event"))

    with pytest.raises(Exception, match="readonly"):
        await kept.store.read(write)


async def test_the_migrations_make_the_tables_as_they_are_described(kept: Kept) -> None:
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
    assert await kept.store.read(schema) == wanted


async def test_it_opens_again_with_what_was_in_it(kept: Kept) -> None:
    trajectory = await kept.trajectory("De Brug")
    kept.close()
    kept.open()
    assert await kept.record.trajectory(trajectory.id) == trajectory


async def test_a_newer_database_is_refused(kept: Kept) -> None:
    def later(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num='9999'"))

    await kept.store.write(later)
    kept.close()
    with pytest.raises(Unusable, match="newer Doorstart"):
        kept.open()
    # The lock was let go, so that the right server can start.
    sql = sqlite3.connect(kept.folder / "doorstart.db")
    sql.execute("UPDATE alembic_version SET version_num='0001'")
    sql.commit()
    sql.close()
    kept.open()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "doorstart.db"
    broken.write_bytes(b"A shopping list, and no database at all. " * 100)
    for _ in range(2):
        with pytest.raises(Unusable, match="cannot be opened as a database"):
            Store(broken)
    with pytest.raises(Unusable, match="DOORSTART_DATA"):
        Store(broken / "inside" / "doorstart.db")


async def test_a_closed_store_takes_nothing_more(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    kept.close()
    kept.close()
    with pytest.raises(Unavailable, match="closing"):
        await kept.record.add_organisation(trajectory.id, NewOrganisation("Laat", "x"), 1)
    kept.open()


def test_the_pepper_is_made_once_and_read_by_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first, again = pepper("", folder), pepper("", folder)
    salts = Salts(b"salt", {})
    assert first.keys(salts) == again.keys(salts)
    assert first.outbox_key == again.outbox_key
    assert {path.name for path in folder.iterdir()} == {"pepper"}
    assert (folder / "pepper").stat().st_mode & 0o777 == 0o600
    (folder / "pepper").chmod(0o644)
    with pytest.raises(Unusable, match="chmod 600"):
        pepper("", folder)
    (folder / "pepper").chmod(0o600)
    (folder / "pepper").write_text("half")
    with pytest.raises(Unusable, match="32 bytes"):
        pepper("", folder)


def test_a_secret_from_the_settings_writes_no_file(tmp_path: Path) -> None:
    salts = Salts(b"salt", {})
    secret = "a secret that is long enough to be one"
    keys = pepper(secret, tmp_path).keys(salts)
    assert keys == pepper(secret, tmp_path).keys(salts)
    assert keys != pepper(secret + "!", tmp_path).keys(salts)
    assert list(tmp_path.iterdir()) == []
    assert pepper(secret, tmp_path).keys(Salts(None, {})).board is None
    assert secret not in repr(pepper(secret, tmp_path))
