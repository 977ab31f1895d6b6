"""What stands now, of the trajectory itself and of its boards together: loose ends, texts
and measures.
"""

from typing import get_args

from msgspec import Struct

from board.trajectory.kept import Kept
from board.trajectory.state import EndLine, Trajectory
from board.trajectory.types import CardRef, Millis, NetworkState


class End(Struct, frozen=True):
    """A loose end. ``key`` is what it is answered by; ``why`` is typed for one typed in."""

    key: str | CardRef
    text: str
    why: str
    at: Millis
    stage: str = ""
    number: int = 0
    answer: EndLine | None = None


class TextNow(Struct, frozen=True):
    """A text as it stands: ``version`` 0 came from a board or an earlier trajectory."""

    id: str
    title: str
    lines: list[str]
    standing: str
    version: int = 0
    board: str = ""


def ends(state: Trajectory, kept: Kept) -> list[End]:
    """Each once, by its latest board: what a later session left open is open there."""
    found: dict[str | CardRef, End] = {}
    for one in kept.ends:
        answer = state.end_answers.get(one.ref)
        found[one.ref] = End(one.ref, one.text, one.why, one.at, one.stage, one.number, answer)
    for typed in state.ends.values():
        answer = state.end_answers.get(typed.id)
        found[typed.id] = End(typed.id, typed.text, "typed", typed.at, answer=answer)
    return sorted(found.values(), key=lambda end: (end.at, end.number))


def open_ends(state: Trajectory, kept: Kept) -> list[End]:
    return [end for end in ends(state, kept) if end.answer is None]


def texts(state: Trajectory, kept: Kept) -> list[TextNow]:
    """The trajectory's own version where there is one, else that of the latest board."""
    found = {
        text.id: TextNow(text.id, text.title, text.lines, "working", 0, text.board)
        for text in kept.texts
    }
    for mine in state.texts.values():
        now = mine.now
        found[mine.id] = TextNow(mine.id, mine.title, now.lines, now.standing, now.version)
    return list(found.values())


def network_state(state: Trajectory, kept: Kept) -> NetworkState | None:
    """As noted by hand, or else as most chose on a board."""
    known: dict[str, NetworkState] = {one: one for one in get_args(NetworkState)}
    return state.measures.network or known.get(kept.network)
