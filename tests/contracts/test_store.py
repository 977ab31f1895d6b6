"""Opening the store, on either database: its version, its tables, and what it refuses."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.pepper import pepper
from server.store import NewOrganisation, Unavailable, Unusable
from server.store.log import Salts
from server.store.migrate import MIGRATIONS, VERSIONS
from server.store.tables import metadata
from tests.contracts.conftest import Fresh
from tests.contracts.kept import Kept
from tests.faults import evidence


def test_the_tables_are_as_they_are_described(kept: Kept) -> None:
    # By a line of its own: those of the store do not wait for who thinks so long.
    with evidence.engine_for(kept.database).connect() as line:
        found = compare_metadata(MigrationContext.configure(line), metadata)
    # The comments are for who reads the code.
    assert [one for one in found if one[0] != "add_table_comment"] == []


def test_each_version_is_the_name_of_its_file_and_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert [one.revision for one in scripts] == VERSIONS[::-1]


async def test_L19_a_newer_database_is_refused(kept: Kept) -> None:
    await kept.sql("UPDATE alembic_version SET version_num='9999'")
    kept.close()
    with pytest.raises(Unusable, match="newer Doorstart"):
        kept.open()


async def test_what_servers_share_is_drawn_once(fresh: Fresh, kept: Kept) -> None:
    first, second = await asyncio.gather(kept.log.bus_key(), kept.log.bus_key())
    assert first == second == await kept.log.bus_key()
    assert len(first) == 32
    kept.close()
    kept.open()
    assert await kept.log.bus_key() == first
    with fresh() as other:
        assert await other.log.bus_key() != first


async def test_what_cannot_be_kept_is_not_there(kept: Kept) -> None:
    await kept.board()
    for name in ("a\0b", "\0", "nowhere", "x" * 5_000):
        assert await kept.record.trajectory(name) is None
        assert await kept.record.snapshot(name) is None
        assert await kept.log.load(name) is None


@pytest.mark.parametrize("one", [False, True])
async def test_a_reader_cannot_write(kept: Kept, one: bool) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("DELETE FROM event"))

    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await kept.store.read(write, one=one)


async def test_it_opens_again_with_what_was_in_it(kept: Kept) -> None:
    trajectory = await kept.trajectory("De Brug")
    kept.close()
    kept.open()
    assert await kept.record.trajectory(trajectory.id) == trajectory


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
