"""``doorstart erase --trajectory``: asks for the title, and not while a server runs; rule X6."""

from pathlib import Path

from server.store.postgres.sweeper import TABLES
from server.store.tables import metadata
from tests.contracts.kept import PostgresKept, hay, tables_of
from tests.running import SECRET, Running
from tests.server.conftest import Command
from tests.services import Postgres


def test_X6_a_trajectory_is_destroyed_only_by_its_title_and_while_no_server_runs(
    tmp_path: Path, command: Command
) -> None:
    with Running.start(tmp_path) as running:
        made = running.session(municipality="Zonnevlecht")
        where = {"DOORSTART_DATA": str(running.settings.data)}
        asked = ("erase", "--trajectory", made.trajectory)
        busy = command(where, *asked)
        assert busy.code == 1
        assert "Another server" in busy.err
    unsure = command(where, *asked)
    assert unsure.code == 1
    assert "Nothing is destroyed yet" in unsure.err
    title = unsure.err.partition("--confirm '")[2].rpartition("'")[0]
    assert title
    wrong = command(where, *asked, "--confirm", title + " ")
    assert wrong.code == 1
    assert made.board.encode() in hay(running.settings.data)
    done = command(where, *asked, "--confirm", title, "--by", "archivaris")
    assert done.code == 0, done.err
    assert f"by archivaris: trajectory {made.trajectory}, with 1 sessions" in done.out
    assert made.board.encode() not in hay(running.settings.data)
    again = command(where, *asked, "--confirm", title)
    assert again.code == 1
    assert f"There is no trajectory '{made.trajectory}'" in again.err


def test_X6_on_postgresql_too_only_while_no_server_runs(
    tmp_path: Path, command: Command, postgres: Postgres
) -> None:
    url = postgres.database(template=tables_of(postgres))
    where = {"DATABASE_URL": url, "DOORSTART_SECRET": SECRET}
    with Running.start(tmp_path, database_url=url) as running:
        made = running.session(municipality="Zonnevlecht")
        asked = ("erase", "--trajectory", made.trajectory)
        busy = command(where, *asked)
        assert busy.code == 1
        assert "Servers run on" in busy.err
        assert "Stop them all first" in busy.err
    title = command(where, *asked).err.partition("--confirm '")[2].rpartition("'")[0]
    done = command(where, *asked, "--confirm", title)
    assert done.code == 0, done.err
    assert f"trajectory {made.trajectory}, with 1 sessions" in done.out
    kept = PostgresKept(url)
    try:
        assert made.board.encode() not in kept.left()
    finally:
        kept.close()


def test_X6_what_a_trajectory_leaves_behind_is_tidied_up_in_every_table() -> None:
    of_it = {"board_id", "trajectory"}
    reached = {table.name for table in metadata.sorted_tables if of_it & set(table.columns.keys())}
    assert len(reached) > 15
    assert reached - set(TABLES) == set()
