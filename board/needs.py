"""What a phone needs of the board in a phase: no more comes to it."""

from board.state import Board


def phase_zones(board: Board) -> frozenset[str]:
    """The zones that a phone needs in this phase: what is posted, read, linked to."""
    phase = board.phase
    if phase is None:
        return frozenset()
    zones: set[str | None] = set()
    for step in phase.steps:
        zones.add(step.zone)
        if kind := board.format.kind(step.kind):
            zones.add(kind.zone)
            zones.update(link.zone for link in kind.links)
            for link in kind.links:
                if poll := board.format.poll(link.poll):
                    zones.add(poll.zone)
        if poll := board.format.poll(step.poll):
            zones.update((poll.zone, *poll.also, poll.each_card_of))
    return frozenset(zone for zone in zones if zone)


def phase_polls(board: Board) -> frozenset[str]:
    """The polls that a phone needs in this phase: voted on, or linked to."""
    phase = board.phase
    if phase is None:
        return frozenset()
    polls: set[str | None] = {step.poll for step in phase.steps}
    for step in phase.steps:
        if kind := board.format.kind(step.kind):
            polls.update(link.poll for link in kind.links)
    return frozenset(poll for poll in polls if poll)
