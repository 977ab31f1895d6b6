"""What a coach wants to see before the network does: signs that a trajectory drifts.

Signs guide; nothing is ever blocked by one.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from board.trajectory.calendar import months_after
from board.trajectory.claims import claims, led
from board.trajectory.kept import Kept, KeptBoard
from board.trajectory.machine import ENDS, StageStand, Stand
from board.trajectory.state import Trajectory
from board.trajectory.types import WEEK, Millis

QUIET_MONTHS = 3
DROP = 70
"""Hundredths of a point on a scale of five."""
UNLED_WEEKS = 6
RENEWAL_NEAR: Millis = 6 * WEEK
MUNICIPAL_MOST = 50
"""Percent of the cards."""

CODES = {
    "quiet": "no session is planned, and for three months none was held",
    "pulse_drop": "trust or motivation fell by 0.7 or more since the session before",
    "municipal": "more than half of the cards came from services of the municipality",
    "no_target_group": "nobody of the target group was there",
    "two_winners": "the dots and the organisations point to different winners",
    "unled": "nobody carries a role, six weeks after it was made",
    "provisional": "something taken up provisionally was not decided in time",
    "impacts": "a change of partners touches things that nobody looked at yet",
    "renewal_near": "the day on which the network looks at itself anew is near",
    "renewal_past": "the day on which the network looks at itself anew is past",
    "deferred_over": "the day until which it was deferred is past",
    "session_past": "a planned session is past, and nobody said whether it was held",
    "unconfirmed": "results of a session were not looked at for two weeks",
    "nobody": "no coach has taken it on",
}
"""Each signal with when it is given; the words are ``signals.CODE`` in the catalogue."""


class Signal(Struct, frozen=True):
    """``value`` is what it is about, as people read it; ``count`` of how many."""

    code: str
    value: str = ""
    count: int = 0


def signals(
    state: Trajectory, kept: Kept, now: Millis, kinds: Mapping[str, str], municipal: frozenset[str]
) -> list[Signal]:
    """``kinds`` are the kinds of the organisations by id, ``municipal`` those of services
    of the municipality.
    """
    if state.stand in ENDS or state.stand is Stand.PAUSED:
        return []
    return [
        *_course(state, kept, now),
        *_sessions(state, now),
        *_rooms(state, kept, kinds, municipal),
        *_taken_up(state, kept, now),
    ]


def _course(state: Trajectory, kept: Kept, now: Millis) -> Iterator[Signal]:
    if state.n and not state.coach:
        yield Signal("nobody")
    if state.stand is Stand.DEFERRED:
        if state.deferred_until < now:
            yield Signal("deferred_over", count=_weeks(state.deferred_until, now))
    elif _quiet(state, kept, now):
        yield Signal("quiet")
    if state.renewal_at:
        if state.renewal_at < now:
            yield Signal("renewal_past", count=_weeks(state.renewal_at, now))
        elif state.renewal_at < now + RENEWAL_NEAR:
            yield Signal("renewal_near", count=_weeks(now, state.renewal_at))
    if state.open_impacts:
        yield Signal("impacts", state.open_impacts[0].label, len(state.open_impacts))


def _quiet(state: Trajectory, kept: Kept, now: Millis) -> bool:
    """Dozing off: nothing ahead, and nothing for three months."""
    if any(slot.at >= now and not slot.held_at for slot in state.plan):
        return False
    days = [slot.held_at or slot.opened_at for slot in state.plan]
    last = max([*days, *(board.at for board in kept.boards), state.since, state.began_at])
    return bool(last) and months_after(last, QUIET_MONTHS) < now


def _sessions(state: Trajectory, now: Millis) -> Iterator[Signal]:
    for slot in state.plan:
        planned = slot.stand in (StageStand.PLANNED, StageStand.PREPARED)
        if planned and slot.at < now - WEEK:
            yield Signal("session_past", slot.title, _weeks(slot.at, now))
        if slot.stand is StageStand.HELD and slot.held_at < now - 2 * WEEK:
            yield Signal("unconfirmed", slot.title, _weeks(slot.held_at, now))


def _rooms(
    state: Trajectory, kept: Kept, kinds: Mapping[str, str], municipal: frozenset[str]
) -> Iterator[Signal]:
    for before, after in zip(kept.boards[-2:], kept.boards[-1:], strict=False):
        if before is not after and _fell(before, after):
            yield Signal("pulse_drop", _title(state, after))
    if not kept.boards:
        return
    last = kept.boards[-1]
    title = _title(state, last)
    all = sum(last.cards.values())
    theirs = sum(many for id, many in last.cards.items() if kinds.get(id) in municipal)
    if all and 100 * theirs > MUNICIPAL_MOST * all:
        yield Signal("municipal", title, 100 * theirs // all)
    voices = {id for id, partner in state.partners.items() if partner.voices}
    if voices and last.people and not voices & {id for id, many in last.people.items() if many}:
        yield Signal("no_target_group", title)
    for one in last.winners:
        yield Signal("two_winners", f"{one.by_dots} / {one.by_organisations}")


def _fell(before: KeptBoard, after: KeptBoard) -> bool:
    pairs = zip(before.pulse, after.pulse, strict=False)
    return any(was - now >= DROP for was, now in pairs)


def _title(state: Trajectory, board: KeptBoard) -> str:
    slot = state.slot_of(board.board)
    return slot.title if slot else ""


def _taken_up(state: Trajectory, kept: Kept, now: Millis) -> Iterator[Signal]:
    for item in kept.of("roles"):
        if item.at < now - UNLED_WEEKS * WEEK and not led(state, item):
            yield Signal("unled", item.text, _weeks(item.at, now))
    late = [
        claim for claim in claims(state, kept) if claim.stands == "provisional" and claim.due < now
    ]
    if late:
        first = kept.item(late[0].item)
        yield Signal("provisional", first.text if first is not None else "", len(late))


def _weeks(since: Millis, until: Millis) -> int:
    return (until - since) // WEEK
