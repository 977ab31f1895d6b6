"""A new board opens with what earlier ones gave: in one go, in a number of queries
that does not grow with them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Engine, event

from board import fold, new_board
from board.events import BoardEnded, CardErased, PhaseOpened
from board.flow import Earlier
from board.format_file import resolved
from board.rows import EraseText
from board.state import Board
from board.types import BoardId, CardId, PhaseId
from server.inflow import Inflow, not_held
from server.sessions import Sessions
from server.settings import Settings
from server.store import SnapshotRow, Trajectory
from tests.board.play import REEF
from tests.board.voyage import MARKET, sail
from tests.contracts.kept import Kept
from tests.contracts.kept import card as posted

PUBLIC = sail().snapshot()


def made_of(public: bytes, board: str, day: int, times: int = 1) -> bytes:
    """The market's snapshot as if of another board on another day, with more cards."""
    tree: dict[str, Any] = json.loads(public)
    tree["board"] = board
    for phase in tree["phases"]:
        phase["opened_at"] += day
    cards = [key for key, one in tree["view"].items() if one.get("kind") == "sea_wish"]
    for key in cards:
        for n in range(1, times):
            more = tree["view"][key] | {"number": 100 + n, "text": f"Wens {n} van {key}"}
            tree["view"][f"{key}-{n}"] = more
    return json.dumps(tree).encode()


async def held(kept: Kept, trajectory: Trajectory, day: int, times: int = 1) -> str:
    board = await kept.board(trajectory)
    public = made_of(PUBLIC, board, day, times)
    taken = SnapshotRow(f"end-{board}", board, 2, "end", "", day, "facilitator", public, "hash")
    opening = PhaseOpened(phase=PhaseId("seed_sowing"), visit=1, at=day, minutes=1)
    await kept.append(board, opening, BoardEnded(at=day), snapshots=[taken])
    return board


async def opened(kept: Kept, trajectory: Trajectory, confirmed: list[str], place: Path) -> Board:
    """One request: what the earlier ones gave is read, and the board is made."""
    earlier = await Inflow(kept.store).earlier(trajectory.id, confirmed)
    sessions = Sessions(kept.store, Settings(data=place), lambda: 5_000)
    made = await sessions.open(trajectory, resolved(REEF), "Het rif", earlier=earlier)
    return await board_of(kept, made.board)


async def board_of(kept: Kept, board: str) -> Board:
    loaded = await kept.log.load(board)
    assert loaded is not None
    return fold(new_board(BoardId(board), loaded.format), loaded.events)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that go to a database meanwhile."""
    seen: list[str] = []

    def see(*given: Any) -> None:
        seen.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)


async def test_J13_a_board_opens_with_what_the_earlier_ones_gave(
    kept: Kept, tmp_path: Path
) -> None:
    trajectory = await kept.trajectory("De Eik")
    market = await held(kept, trajectory, 1_000)
    board = await opened(kept, trajectory, [market], tmp_path)
    kinds = {str(card.kind) for card in board.cards.values()}
    assert kinds == {"seen_shell", "shine_factor", "wall_wish", "fish_kind", "loose_rope"}
    assert {card.source.board for card in board.cards.values() if card.source} == {market}
    assert {text.version for text in board.texts.values()} == {2}
    assert board.visit == 0


async def test_J13_five_boards_of_many_cards_take_no_more_queries_than_one(
    kept: Kept, tmp_path: Path
) -> None:
    small = await kept.trajectory("De Eik")
    large = await kept.trajectory("De Eik")
    await held(kept, small, 1_000)
    for day in range(1, 6):
        await held(kept, large, day * 1_000, times=10)
    await opened(kept, small, [], tmp_path)
    with counted() as few:
        first = await opened(kept, small, [], tmp_path)
    with counted() as many:
        second = await opened(kept, large, [], tmp_path)
    assert len(second.cards) > len(first.cards)
    assert len(many) == len(few), "\n".join(many)
    assert len(few) < 25, "\n".join(few)


async def test_J13_what_was_not_ended_or_is_another_trajectory_s_gives_nothing(
    kept: Kept, tmp_path: Path
) -> None:
    trajectory, other = await kept.trajectory("De Eik"), await kept.trajectory("De Olm")
    await held(kept, other, 1_000)
    live = await kept.board(trajectory)
    public = made_of(PUBLIC, live, 1)
    taken = SnapshotRow("hand", live, 2, "hand", "", 1, "facilitator", public, "hash")
    await kept.append(
        live, PhaseOpened(phase=PhaseId("x"), visit=1, at=1, minutes=1), snapshots=[taken]
    )
    assert await Inflow(kept.store).earlier(trajectory.id) == []
    assert (await opened(kept, trajectory, [], tmp_path)).cards == {}


async def test_J6_what_is_erased_there_is_gone_from_what_flows_and_from_what_flowed(
    kept: Kept, tmp_path: Path
) -> None:
    trajectory = await kept.trajectory("De Eik")
    market = await held(kept, trajectory, 1_000)
    before = await opened(kept, trajectory, [], tmp_path)
    wish = next(card for card in before.cards.values() if card.kind == "wall_wish")
    assert wish.source
    card = CardId(wish.source.card)
    # The market here has only its snapshot: its events are made up.
    await kept.append(market, posted(card, wish.text))
    await kept.append(market, CardErased(card=card), rows=[EraseText(card)])
    after = await board_of(kept, before.id)
    assert after.cards[wish.id].gone
    left = [str(card.text) for card in after.cards.values()]
    assert wish.text not in left


async def test_a_stage_that_nothing_came_of_is_as_if_skipped(kept: Kept) -> None:
    trajectory = await kept.trajectory("De Eik")
    await held(kept, trajectory, 1_000)
    earlier = await Inflow(kept.store).earlier(trajectory.id)
    stages = [MARKET, REEF, replace(MARKET, stage="other_stage", order=1)]
    assert not_held(REEF, stages, earlier) == {"other_stage"}
    covering = [Earlier(replace(one.harvest, covers=["other_stage"])) for one in earlier]
    assert not_held(REEF, stages, covering) == set()
    assert not_held(REEF, stages, []) == {"shell_stage", "other_stage"}


async def test_a_snapshot_that_cannot_be_read_is_passed_over(kept: Kept) -> None:
    trajectory = await kept.trajectory("De Eik")
    board = await kept.board(trajectory)
    broken = SnapshotRow("end", board, 2, "end", "", 1, "facilitator", b'{"schema":0}', "hash")
    ended = PhaseOpened(phase=PhaseId("x"), visit=1, at=1, minutes=1), BoardEnded(at=1)
    await kept.append(board, *ended, snapshots=[broken])
    assert await Inflow(kept.store).earlier(trajectory.id) == []
