"""What a decision rests on besides trajectory and command, what it brings, and what many
of them ask.
"""

from collections.abc import Mapping

from msgspec import Struct

from board.refusals import Refusal
from board.text import clean
from board.trajectory.events import AnyEvent
from board.trajectory.kept import Kept
from board.trajectory.machine import ENDS, Move, Stand, after, moves
from board.trajectory.stages import StageFacts
from board.trajectory.state import Partner, Slot, Trajectory
from board.trajectory.types import (
    DAY,
    BoardId,
    Limits,
    Millis,
    NewId,
    OrganisationId,
    Person,
    SlotId,
)

FURTHEST = 3_660 * DAY


class BoardFacts(Struct, frozen=True):
    """What the record knows of a board; 0 is not yet."""

    opened_at: Millis = 0
    ended_at: Millis = 0


class Context(Struct, frozen=True):
    """Time and ids come in here and nowhere else.

    ``municipality`` is the one the trajectory is of; ``boards`` are all of its boards,
    ``kept`` what they gave. ``next`` is the trajectory that a new restart would begin.
    """

    person: Person
    now: Millis
    new_id: NewId
    municipality: str = ""
    stages: Mapping[str, StageFacts] = {}
    boards: Mapping[BoardId, BoardFacts] = {}
    kept: Kept = Kept()
    next: str = ""


class Decision(Struct, frozen=True):
    """What has happened, the id of what was made, and what to say besides.

    No events: nothing changed.
    """

    events: tuple[AnyEvent, ...] = ()
    made: str = ""
    warnings: tuple[str, ...] = ()


Outcome = Decision | Refusal


def done(*events: AnyEvent, made: str = "", warnings: tuple[str, ...] = ()) -> Decision:
    return Decision(events, made, warnings)


def wrong_stand(state: Trajectory) -> Refusal:
    if state.stand in ENDS:
        return Refusal("ended_here", value=state.stand)
    if state.stand is Stand.PAUSED:
        return Refusal("paused_here")
    possible = moves(state.stand, state.before)
    return Refusal("wrong_stand", value=state.stand, limit=",".join(possible))


def cannot(state: Trajectory, move: Move) -> Refusal | None:
    """Why the move cannot be made; None if it can."""
    return None if after(state.stand, move, state.before) else wrong_stand(state)


def note(text: str, limit: int = Limits.NOTE) -> str | Refusal:
    return clean(text, limit, empty_ok=True)


def reason(text: str) -> str | Refusal:
    """One that must be given."""
    said = clean(text, Limits.REASON)
    return Refusal("needs_reason") if isinstance(said, Refusal) and said.code == "empty" else said


def texts(lines: list[str], limit: int = Limits.LINE) -> list[str] | Refusal:
    """Each cleaned, the empty ones left out; at least one."""
    if len(lines) > Limits.LINES:
        return Refusal("too_many", value=str(len(lines)), limit=str(Limits.LINES))
    kept = []
    for line in lines:
        said = clean(line, limit, empty_ok=True)
        if isinstance(said, Refusal):
            return said
        if said:
            kept.append(said)
    return kept or Refusal("empty")


def future(at: Millis, now: Millis) -> Refusal | None:
    """A day that is to come. What was planned for earlier today still is today's."""
    if at < now:
        return Refusal("in_past", value=str(at))
    if at > now + FURTHEST:
        return Refusal("too_far", value=str(at))
    return None


def slot_of(state: Trajectory, id: SlotId) -> Slot | Refusal:
    return state.slots.get(id) or Refusal("no_slot", value=id[:40])


def partner_of(state: Trajectory, id: OrganisationId, *, here: bool = True) -> Partner | Refusal:
    partner = state.partners.get(id)
    if partner is None:
        return Refusal("no_partner", value=id[:40])
    if here and partner.left_at:
        return Refusal("has_left", value=partner.name)
    return partner
