"""What a handler answers: the fields that change; and the move that many of them make."""

from typing import Any

from board.trajectory.events import Entry
from board.trajectory.machine import Move, Stand, after
from board.trajectory.state import Decision, Trajectory

Change = dict[str, Any]


def moved(
    state: Trajectory, move: Move, entry: Entry, reason: str = "", against: list[str] | None = None
) -> Change:
    """The trajectory goes on by ``move``; where that cannot be, it stays.

    While it is paused, what was held meanwhile moves where it will come back to.
    """
    if state.stand is Stand.PAUSED and move not in (Move.RESUME, Move.STOP):
        behind = after(state.before, move) if state.before else None
        return {"before": behind} if behind else {}
    to = after(state.stand, move, state.before)
    if to is None:
        return {}
    decision = Decision(to, entry.at, entry.by, reason, against or [])
    return {"stand": to, "since": entry.at, "decisions": [*state.decisions, decision]}
