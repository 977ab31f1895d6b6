"""The Dutch words of a format as a snapshot keeps them: what its ids mean.

A snapshot is read without its format, the log or the room, also after years;
so what is not needed is not asked for, and what is unknown is passed over.
"""

from typing import TypeVar

from msgspec import Struct


class Option(Struct, frozen=True):
    id: str
    label: str


class Zone(Struct, frozen=True):
    id: str
    title: str
    parking: bool = False
    shown: bool = True
    closed: bool = False


class Field(Struct, frozen=True):
    id: str
    label: str
    type: str = "text"
    options: list[Option] = []


class Link(Struct, frozen=True):
    id: str
    label: str


class Kind(Struct, frozen=True):
    id: str
    label: str
    zone: str = ""
    fields: list[Field] = []
    links: list[Link] = []
    forms: list[Option] = []


class Titled(Struct, frozen=True):
    """A text, by its title."""

    id: str
    title: str


class Question(Struct, frozen=True):
    id: str
    text: str
    options: list[Option] = []


class Poll(Struct, frozen=True):
    id: str
    question: str
    options: list[Option] = []
    questions: list[Question] = []
    about: str | None = None
    pulse: bool = False


class Chart(Struct, frozen=True):
    id: str
    title: str
    across: str
    up: str
    corners: list[str]


class Placement(Struct, frozen=True):
    id: str
    question: str
    places: list[Option]
    zone: str | None = None
    before: str | None = None
    rings: bool = True


class Claim(Struct, frozen=True):
    id: str
    label: str
    forms: list[Option] = []


class Step(Struct, frozen=True):
    kind: str | None = None


class Phase(Struct, frozen=True):
    id: str
    title: str
    minutes: int
    pause: bool = False
    steps: list[Step] = []


class Spoken(Struct, frozen=True):
    title: str
    short: str
    colour: str
    zones: list[Zone]
    kinds: list[Kind]
    phases: list[Phase]
    polls: list[Poll] = []
    texts: list[Titled] = []
    claims: list[Claim] = []
    placements: list[Placement] = []
    charts: list[Chart] = []
    closing: list[str] = []
    course: str = ""


_Named = TypeVar(
    "_Named", Option, Zone, Field, Link, Kind, Titled, Question, Poll, Claim, Phase, Placement
)


def find(things: list[_Named], id: str | None) -> _Named | None:
    return next((thing for thing in things if thing.id == id), None)


def label_of(options: list[Option], id: str) -> str:
    """The words of an option; its id where they are missing."""
    found = find(options, id)
    return found.label if found else id
