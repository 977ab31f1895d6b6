"""What a new board gets from the earlier ones of its trajectory, and gets anew while
nobody has begun: read in a fixed number of queries, and laid down in one go.
"""

import logging
from collections.abc import Collection, Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from board import Context, Decision, decide, evolve, new_board, opened
from board.commands import BringCards
from board.events import AnyEvent
from board.flow import Earlier, inflow, texts_of
from board.format import Format
from board.harvest import harvest
from board.messages import Ack
from board.rows import Box
from board.types import Access, Actor, BoardId, Keys, Millis, Status, TextId
from server.ids import new_id
from server.live.room import Room
from server.store import outcomes
from server.store.store import Store

DOOR = Actor(access=Access.DOOR)

log = logging.getLogger(__name__)


class Inflow:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def earlier(
        self, trajectory: str, confirmed: Collection[str] = (), but: str = ""
    ) -> list[Earlier]:
        """What came out of the sessions that are over, all but that of the board ``but``;
        ``confirmed`` are the boards whose outcome somebody has looked at.
        """

        def work(connection: Connection) -> list[Earlier]:
            found = outcomes.of_trajectory(connection, trajectory, ended=True)
            return list(_read((one for one in found if one.board != but), confirmed))

        return await self._store.read(work, one=True)

    async def refresh(self, room: Room, earlier: Sequence[Earlier]) -> bool:
        """Brings a board what became of the earlier ones since; False once it has begun."""
        board = room.board
        if board.status is not Status.LOBBY or board.visits:
            return False
        texts = texts_of(board.format, earlier)
        bring = BringCards(cards=inflow(board.format, earlier), texts=texts)
        return isinstance(await room.carry_out(DOOR, bring), Ack)


def first_events(
    board: BoardId,
    format: Format,
    title: str,
    now: Millis,
    earlier: Sequence[Earlier],
    organisations: Collection[str],
    *,
    texts: dict[TextId, list[str]] | None = None,
    variant: str = "",
) -> list[AnyEvent]:
    """A board as it is opened: its first event, and the cards that were brought."""
    brought = texts_of(format, earlier)
    first = opened(format, title=title, at=now, texts=texts or {}, variant=variant, brought=brought)
    context = Context(
        actor=DOOR,
        visit=0,
        now=now,
        new_id=new_id,
        chance=0,
        keys=Keys(),
        box=Box(),
        organisations=organisations,
    )
    bring = BringCards(cards=inflow(format, earlier))
    decision = decide(evolve(new_board(board, format), first), bring, context)
    assert isinstance(decision, Decision), f"what flows in is always taken: {decision}"
    return [first, *decision.events]


def not_held(format: Format, stages: Iterable[Format], earlier: Sequence[Earlier]) -> set[str]:
    """The stages before this one that no earlier board was of: as if they were skipped."""
    before = {one.stage for one in stages if one.order < format.order}
    return {stage for stage in before if not any(one.harvest.is_of(stage) for one in earlier)}


def _read(found: Iterable[outcomes.Outcome], confirmed: Collection[str]) -> Iterable[Earlier]:
    for one in found:
        try:
            yield Earlier(harvest(one.public), one.board in confirmed)
        except msgspec.MsgspecError:
            # Nothing of what it says: a decoder may quote what people wrote.
            log.error("board %s: snapshot %s cannot be read here", one.board, one.snapshot)
