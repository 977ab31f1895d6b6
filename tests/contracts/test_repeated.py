"""What came of a card goes with it wherever it went, and what only says the same stays."""

import msgspec
from sqlalchemy import Connection, insert

from board.events import (
    AnyEvent,
    CardErased,
    ClusterMade,
    PhaseOpened,
    RoundEntered,
    TextBrought,
    TextWritten,
)
from board.rows import EraseText
from board.source import Source
from board.tallies import FrozenQuestion
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.types import BoardId, CardRef
from board.types import CardId, ClusterId, PhaseId, PollId, RoundId, TextId, ZoneId
from server.store import SnapshotRow, Trajectory
from server.store.trajectory_tables import trajectory_event
from tests.contracts.kept import Kept, card
from tests.contracts.test_copies import copy, happened

SECRET = "Het neefje van Jan durft niet mee"
OURS, CORE = "Een zin van ons samen.", TextId("core")
ZONE = ZoneId("dew_shelf")


def brought(board: str, *lines: str, text: TextId = CORE) -> TextBrought:
    return TextBrought(text, 1, [*lines], Source(board, text, 0, "earlier_stage", "Vroeger", 1_000))


def written(version: int, *lines: str, text: TextId = CORE, rests_on: str = "") -> TextWritten:
    return TextWritten(text, version, [*lines], version - 1, rests_on=[*filter(None, [rests_on])])


def lines_of(events: list[AnyEvent]) -> list[list[str | None]]:
    return [one.lines for one in events if isinstance(one, TextBrought | TextWritten)]


async def take(kept: Kept, board: str, id: str) -> None:
    await kept.append(board, CardErased(card=CardId(id)), rows=[EraseText(CardId(id))])


async def typed(kept: Kept, trajectory: Trajectory, at: int, event: e.AnyEvent) -> None:
    data = msgspec.json.encode(event).decode()
    row = {"trajectory": trajectory.id, "n": at, "at": at, "by": "coach", "command": ""}

    def work(connection: Connection) -> None:
        connection.execute(insert(trajectory_event), {**row, "data": data})

    await kept.store.write(work)


async def test_J6_a_line_of_a_card_goes_from_all_boards_its_text_went_to(kept: Kept) -> None:
    """None of them has a copy of the card: it is the text that went."""
    trajectory = await kept.trajectory()
    first, second, third, asked = [await kept.board(trajectory) for _ in range(4)]
    await kept.append(first, card("one", SECRET), written(1, OURS, SECRET))
    all = [FrozenQuestion("question", [], f"{OURS}\n{SECRET}")]
    each = [FrozenQuestion("line_1", [], OURS), FrozenQuestion("line_2", [], SECRET)]
    await kept.append(
        second,
        brought(first, OURS, SECRET),
        written(2, OURS, SECRET, "Nog een zin."),
        RoundEntered(RoundId("r"), PollId("p"), 1, "agreement", all, [], 3, 3, 9_000),
        RoundEntered(RoundId("q"), PollId("q"), 1, "agreement", each, [], 3, 3, 9_000),
    )
    view = f'{{"text:core":{{"lines":["{OURS}","{SECRET}"]}},"round:r":{{"questions":[{{"id":'
    view += f'"question","text":"{OURS}\\n{SECRET}","options":[]}}]}}}}'
    shown = SnapshotRow(
        "snap", third, 3, "end", "", 1, "server", f'{{"view":{view}}}'.encode(), "h"
    )
    await kept.append(third, brought(second, OURS, SECRET), snapshots=[shown])
    # What was voted about and left open lies on a later board as a card.
    await kept.append(asked, copy("open", second, "q:line_2", SECRET))
    before = await kept.log.heads([second, third])

    await take(kept, first, "one")

    assert SECRET.encode() not in kept.left()
    assert lines_of(await happened(kept, first)) == [[OURS, None]]
    assert lines_of(await happened(kept, second)) == [[OURS, None], [OURS, None, "Nog een zin."]]
    assert lines_of(await happened(kept, third)) == [[OURS, None]]
    [whole, *_] = [one for one in await happened(kept, second) if isinstance(one, RoundEntered)]
    assert whole.questions[0].text == f"{OURS}\n…"
    assert (await happened(kept, asked))[-1] == CardErased(card=CardId("open"))
    newest = await kept.record.snapshot("snap")
    assert newest is not None
    assert (newest.version, OURS.encode() in newest.public) == (2, True)
    # Rooms that have these boards find another log, and read it anew.
    after = await kept.log.heads([second, third])
    assert [after[id].seq - before[id].seq for id in (second, third)] == [0, 0]
    assert [after[id].mark != before[id].mark for id in (second, third)] == [True, True]


async def test_J6_what_the_trajectory_gave_of_a_card_goes_from_the_boards_it_gave_it_to(
    kept: Kept,
) -> None:
    trajectory = await kept.trajectory()
    first, later = [await kept.board(trajectory) for _ in range(2)]
    await kept.append(first, card("one", SECRET))
    goal = c.GoalLine(SECRET, origin=CardRef(BoardId(first), CardId("one")))
    await typed(kept, trajectory, 3_000, e.GoalsVersioned(1, ["1.1"], [goal]))
    await typed(kept, trajectory, 3_001, e.TextVersioned("core", 1, "Kern", [OURS, SECRET]))
    await kept.append(later, copy("goal", "", "1.1", SECRET), brought("", OURS, SECRET))
    await take(kept, first, "one")
    assert SECRET.encode() not in kept.left()
    told = await happened(kept, later)
    assert lines_of(told) == [[OURS, None]]
    assert told[-1] == CardErased(card=CardId("goal"))


async def test_J6_a_line_typed_over_on_a_later_board_goes_with_its_card(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, later = [await kept.board(trajectory) for _ in range(2)]
    await kept.append(first, card("one", SECRET), card("two", "Samen koken"))
    opened = PhaseOpened(PhaseId("dew"), 1, 3_000, 10)
    await kept.append(later, opened, written(1, SECRET, "Samen koken", OURS))
    for id in ("one", "two"):
        await take(kept, first, id)
    assert SECRET.encode() not in kept.left()
    # A word or two are anybody's.
    assert lines_of(await happened(kept, later)) == [[None, "Samen koken", OURS]]


async def test_J6_what_only_says_the_same_stays(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, later, apart = [await kept.board(trajectory) for _ in range(3)]
    heap, other = ClusterId("heap"), ClusterId("other")
    old, shared, short = "Dit stond er al lang", "Dit zeggen er twee", "Samen"
    await kept.append(
        first,
        written(1, old),
        *(card(f"c{n}", text) for n, text in enumerate((old, shared, shared, short, "Vervoer"))),
        card("five", "De bus"),
        card("six", "De tram"),
        # Of other cards, which their lead called so.
        ClusterMade(heap, ZONE, "Vervoer", [CardId("five"), CardId("six")]),
        ClusterMade(other, ZONE, short, [CardId("c3"), CardId("c1")]),
        written(2, old, shared, short),
    )
    # What was there before the card came along from there, and is no more the card's there.
    await kept.append(later, brought(first, old, shared, short))
    await kept.append(
        apart, PhaseOpened(PhaseId("dew"), 1, 1_500, 10), written(1, "Dit was eerder")
    )
    await kept.append(first, card("c9", "Dit was eerder"))
    for id in ("c0", "c1", "c3", "c4", "c9"):
        await take(kept, first, id)
    told = await happened(kept, first)
    assert lines_of(told) == [[old], [old, shared, short]]
    made = {one.cluster: one.title for one in told if isinstance(one, ClusterMade)}
    assert made == {heap: "Vervoer", other: "…"}
    assert lines_of(await happened(kept, later)) == [[old, shared, short]]
    assert lines_of(await happened(kept, apart)) == [["Dit was eerder"]]
    # Until the last who said it goes too.
    await take(kept, first, "c2")
    assert lines_of(await happened(kept, first)) == [[old], [old, None, short]]
    assert lines_of(await happened(kept, later)) == [[old, None, short]]


async def test_J6_a_word_or_two_go_where_their_text_rests_on_the_card(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, later = [await kept.board(trajectory) for _ in range(2)]
    await kept.append(first, card("one", "Jan steelt"), written(1, "Jan steelt", rests_on="one"))
    await kept.append(later, brought(first, "Jan steelt"))
    await take(kept, first, "one")
    assert b"Jan steelt" not in kept.left()


async def test_J6_so_they_do_where_a_later_version_of_it_says_that_it_does(kept: Kept) -> None:
    board = await kept.board()
    await kept.append(board, card("one", "Jan steelt"), written(1, "Jan steelt"))
    await kept.append(board, written(2, "Jan steelt", OURS, rests_on="one"))
    await take(kept, board, "one")
    assert lines_of(await happened(kept, board)) == [[None], [None, OURS]]


async def test_J6_who_says_it_with_a_capital_says_something_else(kept: Kept) -> None:
    """In SQLite and in PostgreSQL alike."""
    trajectory = await kept.trajectory()
    first, later = [await kept.board(trajectory) for _ in range(2)]
    other = SECRET.lower()
    await kept.append(first, card("one", SECRET), card("two", other), written(1, SECRET, other))
    opened = PhaseOpened(PhaseId("dew"), 1, 3_000, 10)
    await kept.append(later, opened, written(1, SECRET, other))
    await take(kept, first, "one")
    assert SECRET.encode() not in kept.left()
    assert lines_of(await happened(kept, first)) == [[None, other]]
    assert lines_of(await happened(kept, later)) == [[None, other]]
