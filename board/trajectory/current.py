"""What stands now, of the trajectory itself and of its boards together: loose ends, texts
and measures.
"""

from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from board.trajectory.kept import Kept, KeptText
from board.trajectory.state import EndLine, TextVersion, Trajectory
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


class Written(Struct, frozen=True):
    """A version of a text: written in a session (``board``), or between two (``own``)."""

    version: int
    lines: list[str]
    at: Millis
    board: KeptText | None = None
    own: TextVersion | None = None


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


def versions(state: Trajectory, kept: Kept, id: str) -> list[Written]:
    """All there were of a text, the oldest first: the sessions that wrote it, and what was
    written between them. A session that only showed what stood is none of its writers.
    """
    mine = state.texts.get(id)
    of_boards = [one for one in kept.texts if one.id == id]
    found = [Written(one.version, one.lines, one.at, board=one) for one in of_boards if one.written]
    found += (
        [Written(one.version, one.lines, one.at, own=one) for one in mine.versions] if mine else []
    )
    if not found:
        found = [Written(one.version, one.lines, one.at, board=one) for one in of_boards[-1:]]
    told: list[Written] = []
    for one in sorted(found, key=lambda one: one.at):
        before = told[-1] if told else None
        if before is None:
            told.append(one)
        elif one.own is not None or one.lines != before.lines:
            # Numbers go on counting, and a session may have tried several.
            tried = one.version if one.board else 0
            told.append(replace(one, version=max(before.version + 1, tried)))
    return told


def network_state(state: Trajectory, kept: Kept) -> NetworkState | None:
    """As noted by hand, or else as most chose on a board."""
    known: dict[str, NetworkState] = {one: one for one in get_args(NetworkState)}
    return state.measures.network or known.get(kept.network)
