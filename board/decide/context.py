"""What a decision rests on besides board and command, and what it brings."""

from collections.abc import Collection

from msgspec import Struct

from board.events import AnyEvent
from board.refusals import Refusal
from board.rows import Box, Row
from board.state import Board, Seat
from board.types import Access, Actor, Keys, Limits, Millis, NewId, SeatId, Via


class Context(Struct, frozen=True):
    """``visit`` is the one the command was meant for; ``chance`` any number.

    Time, ids and chance come in here and nowhere else. ``organisations`` are the
    ids that someone can be of: a board carries ids only, and cannot tell itself.
    """

    actor: Actor
    visit: int
    now: Millis
    new_id: NewId
    chance: int
    keys: Keys
    box: Box
    organisations: Collection[str]
    entering: Millis = Limits.ENTERING
    """How long after the end what lay on paper may come in."""


class Decision(Struct, frozen=True):
    """What has happened, the rows that go with it, and the id of what was made.

    No events: nothing changed.
    """

    events: tuple[AnyEvent, ...] = ()
    rows: tuple[Row, ...] = ()
    made: str = ""


def voice(board: Board, context: Context, for_seat: SeatId | None) -> SeatId | Refusal:
    """The seat that speaks: one's own, or the one on paper that is written for."""
    seat = context.actor.seat if context.actor.access is Access.PARTNER else for_seat
    held: Seat | None = board.seats.get(seat) if seat else None
    if seat is None or held is None:
        return Refusal("no_seat")
    if context.actor.access is not Access.PARTNER and held.via is not Via.PAPER:
        return Refusal("no_seat")
    return seat
