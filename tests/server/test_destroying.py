"""``doorstart erase --trajectory``: asks for the title, and not while a server runs; rule X6."""

from pathlib import Path

from tests.contracts.kept import hay
from tests.running import Running
from tests.server.conftest import Command


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
