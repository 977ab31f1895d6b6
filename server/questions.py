"""The library of questions: all that stand in a format, with how often they were asked.

A question is of the format it stands in, so it has that format's owner and
versions. How often it was asked is counted over sessions that have ended, in
whichever version they used.
"""

from collections.abc import Iterable

from msgspec import Struct

from board.editing.spots import values_of
from board.format import Format, Phase

TAKEN = ("question", "help", "say", "examples")
"""What goes along when a question is taken over into another step."""


class Question(Struct, frozen=True):
    """``source`` and ``step`` say where it stands; ``asked`` in how many sessions it was."""

    source: str
    source_name: str
    step: str
    phase: Phase
    asked: int


def library(
    shelf: Iterable[tuple[str, str, Format]], used: Iterable[tuple[Format, int]], wanted: str = ""
) -> list[Question]:
    """Each question once, in Dutch as in ``wanted``; what was asked most stands first.

    ``shelf`` has the id, name and format of each; ``used`` the formats of ended sessions.
    """
    asked: dict[str, int] = {}
    for format, times in used:
        for text in {phase.question.nl for phase in format.phases}:
            asked[text] = asked.get(text, 0) + times
    found: dict[str, Question] = {}
    for id, name, format in shelf:
        for phase in format.phases:
            text = phase.question.nl
            if phase.pause or text in found or not _has(phase, wanted):
                continue
            found[text] = Question(id, name, phase.id, phase, asked.get(text, 0))
    return sorted(found.values(), key=lambda one: -one.asked)


def taken(phase: Phase, into: Phase) -> dict[str, str]:
    """The values of a form that give ``into`` the question of ``phase``."""
    start = f"phases.{into.id}"

    def those(of: Phase) -> dict[str, str]:
        values = values_of(of, start).items()
        return {at: text for at, text in values if at.split(".")[2] in TAKEN}

    return dict.fromkeys(those(into), "") | those(phase)


def _has(phase: Phase, wanted: str) -> bool:
    said = " ".join(
        words.nl for words in (phase.title, phase.question, phase.help) if words is not None
    )
    return all(word in said.casefold() for word in wanted.casefold().split())
