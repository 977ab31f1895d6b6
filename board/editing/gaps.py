"""What a format asks for before it is there: a vote over nothing, a link to a vote to come.

Who moves a step or leaves one out is told; it never stands in the way, because
cards may come from earlier stages or be there for another reason.
"""

from typing import Literal

from msgspec import Struct

from board.format import Format, Phase, Poll
from board.types import PhaseId


class Gap(Struct, frozen=True):
    """In this phase something is missing: ``cards`` to vote over, or the ``vote`` itself."""

    phase: PhaseId
    missing: Literal["cards", "vote"]
    poll: Poll


def gaps(format: Format) -> list[Gap]:
    written: set[str] = {
        kind.zone for inflow in format.inflow if (kind := format.kind(inflow.into)) is not None
    }
    voted: set[str] = set()
    found: list[Gap] = []
    for phase in format.phases:
        # What is written in a phase is there when its own vote opens.
        written |= _written(format, phase)
        found += [Gap(phase.id, "vote", poll) for poll in _tops(format, phase, voted)]
        for step in phase.steps:
            poll = format.poll(step.poll) if step.action == "vote" else None
            if poll is None:
                continue
            voted.add(poll.id)
            zones = _zones(poll)
            if zones and not zones & written:
                found.append(Gap(phase.id, "cards", poll))
    return found


def _written(format: Format, phase: Phase) -> set[str]:
    kinds = (format.kind(step.kind) for step in phase.steps if step.action == "post")
    return {kind.zone for kind in kinds if kind is not None}


def _tops(format: Format, phase: Phase, voted: set[str]) -> list[Poll]:
    """The votes, not held yet, whose first places a card of this phase must point at."""
    kinds = (format.kind(step.kind) for step in phase.steps if step.action == "post")
    polls = (
        format.poll(link.poll)
        for kind in kinds
        if kind is not None
        for link in kind.links
        if link.least and link.poll not in voted
    )
    return [poll for poll in polls if poll is not None]


def _zones(poll: Poll) -> set[str]:
    return {zone for zone in (poll.zone, poll.each_card_of, *poll.also) if zone is not None}
