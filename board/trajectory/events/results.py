"""Texts, goals and loose ends."""

from board.trajectory.commands.results import GoalLine
from board.trajectory.events.event import Event
from board.trajectory.types import CardRef, EndAnswer, Standing, TextPart


class TextVersioned(Event):
    text: str
    version: int
    title: str
    lines: list[str]
    part: TextPart = ""
    origin: CardRef | None = None
    images: list[CardRef] = []
    standing: Standing = "working"
    rests_on: list[CardRef] = []


class TextCorrected(Event):
    text: str
    version: int
    lines: list[str]


class TextAdopted(Event):
    text: str
    version: int


class GoalsVersioned(Event):
    """``ids`` names the goals of this version, in order."""

    version: int
    ids: list[str]
    goals: list[GoalLine]
    note: str = ""
    standing: Standing = "working"


class GoalsAdopted(Event):
    version: int
    goals: list[str]


class LooseEndAdded(Event):
    end: str
    text: str
    origin: CardRef | None = None


class LooseEndAnswered(Event):
    end: str | CardRef
    answer: EndAnswer
    note: str = ""


class LooseEndReopened(Event):
    end: str | CardRef
