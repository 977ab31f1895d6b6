"""Two snapshots beside each other, for who may read the record."""

from pathlib import Path

from board.compare import Counted
from board.events import BoardEnded
from board.harvest_votes import Measured
from board.sight import Sight, Voted
from board.trajectory.commands import GoalLine
from board.trajectory.state import Goal, Goals
from server.store import SnapshotRow
from server.trajectories import Trajectories
from server.web import compare
from server.web.compare_beside import Versions, _outcome, between, goals_of
from server.web.compared import groups, labels, of_goals
from server.web.dates import day
from server.words import Speaker
from tests.server.desk import said
from tests.server.test_record import CATALOGUE, NOW, Shelf
from tests.server.test_thread_page import journey


async def shelf_with(place: Path) -> tuple[Shelf, str, str]:
    """Two sessions, and the address at which they are compared."""
    shelf = Shelf(place)
    shelf.app.router.routes.extend(compare.routes)
    site = shelf.app.state.site
    site.trajectories = Trajectories(shelf.kept.store, site.sessions.formats, lambda: NOW)
    trajectory = await shelf.kept.trajectory("De Eik")
    path = f"{await shelf.open(trajectory)}/compare"
    await journey(shelf, trajectory)
    return shelf, path, trajectory.id


async def ids(shelf: Shelf, trajectory: str) -> list[str]:
    return [one.id for one in await shelf.kept.record.snapshots(trajectory)]


async def test_E2_what_differs_stands_first_in_words(tmp_path: Path) -> None:
    shelf, path, trajectory = await shelf_with(tmp_path)
    market, reef = sorted(await ids(shelf, trajectory), key=lambda id: id == "end-reef")
    page = await shelf.get(f"{path}?from={market}&to={reef}")
    assert page.status == 200
    words = page.plain
    assert words.index("Nieuw") < words.index("Alles naast elkaar")
    assert "<script>alert" not in page.text
    same = (await shelf.get(f"{path}?from={reef}&to={reef}")).plain
    assert "Er veranderde niets" in same
    shelf.kept.close()


async def test_E2_before_one_chose_the_last_session_is_proposed(tmp_path: Path) -> None:
    shelf, path, _ = await shelf_with(tmp_path)
    page = await shelf.get(path)
    assert page.text.count(" selected>") == 2
    assert "Alles naast elkaar" not in page.plain
    shelf.kept.close()


async def test_E2_what_a_snapshot_was_named_tells_it_from_others_in_the_list(
    tmp_path: Path,
) -> None:
    shelf, path, _ = await shelf_with(tmp_path)
    end = await shelf.kept.record.snapshot("end-reef")
    assert end is not None
    kept = SnapshotRow(
        "by-hand", end.board, 3, "hand", "Voor de pauze", 8, "facilitator", end.public, "hash"
    )
    await shelf.kept.append(end.board, BoardEnded(at=9), snapshots=[kept])
    assert "Zelf bewaard: Voor de pauze</option>" in (await shelf.get(path)).text
    shelf.kept.close()


async def test_E2_what_both_sides_have_in_common_is_said_once(tmp_path: Path) -> None:
    shelf, path, trajectory = await shelf_with(tmp_path)
    end = await shelf.kept.record.snapshot("end-reef")
    assert end is not None
    at = end.at + 60_000
    kept = SnapshotRow("by-hand", end.board, 3, "hand", "", at, "coach", end.public, "hash")
    await shelf.kept.append(end.board, BoardEnded(at=at), snapshots=[kept])
    found = await shelf.kept.record.overview(trajectory)
    assert found is not None
    titles = {one.board: one.title for one in found.sessions}

    async def sides(first: str, second: str) -> str:
        page = (await shelf.get(f"{path}?from={first}&to={second}")).text
        return said(page.partition('class="compare-sides">')[2].partition("</p>")[0])

    one = await sides("end-reef", "by-hand")
    assert one.count(titles[end.board]) == 1
    assert one.count(day(Speaker(CATALOGUE, "nl"), end.at)) == 1
    market = next(id for id in await ids(shelf, trajectory) if id not in ("end-reef", "by-hand"))
    two = await sides(market, "end-reef")
    was, _, now = two.partition("→")
    assert titles[end.board] in now
    assert next(title for board, title in titles.items() if board != end.board) in was
    shelf.kept.close()


async def test_E2_a_snapshot_of_another_trajectory_is_not_there(tmp_path: Path) -> None:
    shelf, path, trajectory = await shelf_with(tmp_path)
    other = await shelf.kept.trajectory("De Olm")
    own = (await ids(shelf, trajectory))[0]
    strange = await shelf.kept.board(other)
    assert (await shelf.get(f"{path}?from={own}&to={strange}")).status == 404
    shelf.kept.close()


def test_E2_what_came_out_of_a_vote_is_told_by_what_people_read() -> None:
    words = Speaker(CATALOGUE, "nl")
    named = labels(b'{"words": {"polls": [{"options": [{"id": "stays", "label": "blijft"}]}]}}')
    nothing = Sight({}, {}, {}, {})

    def told(method: str, counts: dict[str, int]) -> list[tuple[str, str, str]]:
        vote = Voted("Wat nu?", method, 3, counts, {}, None, "")
        counted = Counted(("vote", 1, "one"), None, vote)
        [group] = groups([counted], nothing, nothing, named, words)
        return group.lines[0].counts

    voters = ("Mensen die stemden", "–", "3")
    assert told("scale", {"2": 2, "1": 1}) == [
        ("helemaal niet", "–", "1"), ("weinig", "–", "2"), voters,
    ]  # fmt: skip
    assert told("agreement", {"yes": 3}) == [("Ja", "–", "3"), voters]
    assert told("choice", {"stays": 3}) == [("blijft", "–", "3"), voters]


def test_E2_a_vote_that_was_held_again_stands_answer_by_answer_with_both_numbers() -> None:
    words = Speaker(CATALOGUE, "nl")
    nothing = Sight({}, {}, {}, {})
    once = Voted("Hoe zeker?", "scale", 3, {"1": 2, "4": 1}, {}, 20, "")
    again = Voted("Hoe zeker?", "scale", 4, {"4": 3, "5": 1}, {}, 43, "")
    counted = Counted(("vote", 1, "one"), once, again)
    [group] = groups([counted], nothing, nothing, labels(b'{"words": {}}'), words)
    assert group.lines[0].counts == [
        ("helemaal niet", "2", "0"), ("veel", "1", "3"), ("heel veel", "0", "1"),
        ("Gemiddeld", "2,0", "4,3"), ("Mensen die stemden", "3", "4"),
    ]  # fmt: skip


def test_E2_a_version_of_the_goals_that_came_in_between_is_a_difference_too() -> None:
    words = Speaker(CATALOGUE, "nl")
    begun = {"a": "Meer op kamp", "b": "Folder", "c": "Blij"}
    first = Goals(1, [Goal(id, GoalLine(text)) for id, text in begun.items()], at=10)
    second = Goals(
        2,
        [
            Goal("d", GoalLine("Elk kind op kamp", change="changed", was="a")),
            Goal("e", GoalLine("Blij", change="keeps", was="c")),
            Goal("f", GoalLine("Acht maatjes", change="new")),
            Goal("g", GoalLine("Folder", change="stopped", was="b")),
        ],
        at=20,
    )
    both = [first, second]
    assert [between(both, *two) for two in ((1, 5), (10, 19), (20, 30), (25, 15))] == [None] * 4
    moved = between(both, 15, 25)
    assert moved is not None
    told = of_goals(moved, words)
    assert told.name == "goals"
    assert [(one.about, one.said, one.was, one.now) for one in told.lines] == [
        ("“Meer op kamp”", "aangepast in versie 2", "Meer op kamp", "Elk kind op kamp"),
        ("“Acht maatjes”", "nieuw in versie 2", "", ""),
        ("“Folder”", "gestopt in versie 2", "", ""),
    ]
    beside = goals_of(moved, words)
    assert beside.head[:2] == ["Versie 1", "Versie 2, nu"]
    assert ["Blij", "Blij", "blijft"] in beside.rows
    assert between(both, 5, 12) == Versions(None, first, newest=False)
    stays = Goals(3, [Goal("h", GoalLine("Blij", change="keeps", was="e"))], at=40)
    alike = of_goals(Versions(Goals(2, [second.goals[1]], at=20), stays, newest=True), words)
    assert [one.about for one in alike.lines] == ["Van versie 2 naar versie 3"]


def test_V12_of_how_many_it_was_chosen_leaves_nobody_out_who_did_not_know() -> None:
    words = Speaker(CATALOGUE, "nl")
    counts, named = {"no": 14, "yes": 5}, {"no": "nee", "yes": "ja"}
    asked = Measured("", "p", "q", "?", "choice", 1, 24, 19, counts, named, None, {}, unsure=5)
    assert _outcome(asked, words) == "nee (14 van 19) · 5 weten het niet"
