"""The words of a format in a snapshot, as far as they say what its ids are kept as.

Of a snapshot from before there were registers and measures, all of that is empty.
"""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct


class Option(Struct, frozen=True):
    id: str
    label: str
    means: str = ""


class Zone(Struct, frozen=True):
    id: str
    parking: bool = False


class Field(Struct, frozen=True):
    id: str
    type: str = "text"
    options: list[Option] = []
    tells: str = ""


class Form(Struct, frozen=True):
    id: str
    leads: bool = False


class Kind(Struct, frozen=True):
    id: str
    label: str = ""
    register: str = ""
    fields: list[Field] = []
    forms: list[Form] = []

    def told(self, field: str, value: str, names: dict[str, str]) -> str:
        """What a field says, as people read it."""
        known = find(self.fields, field)
        if known is None:
            return value
        if known.type == "organisations":
            return ", ".join(names[id] for id in value.split() if id in names)
        chosen = find(known.options, value)
        return chosen.label if chosen else value


class Question(Struct, frozen=True):
    id: str
    text: str = ""
    options: list[Option] = []


class Poll(Struct, frozen=True):
    id: str
    question: str = ""
    measure: str = ""
    pulse: bool = False
    each_line_of: str | None = None
    about: str | None = None
    questions: list[Question] = []
    options: list[Option] = []


class Text(Struct, frozen=True):
    id: str
    title: str = ""
    pinned: bool = False


class Claim(Struct, frozen=True):
    id: str
    label: str = ""
    forms: list[Form] = []


class Placement(Struct, frozen=True):
    id: str
    question: str = ""
    places: list[Option] = []
    before: str | None = None
    rings: bool = True


class Chart(Struct, frozen=True):
    id: str
    title: str = ""
    across: str = ""
    up: str = ""
    corners: list[str] = []


class Words(Struct, frozen=True):
    short: str = ""
    course: str = ""
    order: int = 0
    covers: list[str] = []
    zones: list[Zone] = []
    kinds: list[Kind] = []
    polls: list[Poll] = []
    texts: list[Text] = []
    claims: list[Claim] = []
    placements: list[Placement] = []
    charts: list[Chart] = []

    @property
    def means(self) -> dict[str, str]:
        """What options say of a goal, by the vote or the field that they are of."""
        polls = [(poll.id, option) for poll in self.polls for option in poll.options]
        fields = [
            (field.id, option)
            for kind in self.kinds
            for field in kind.fields
            for option in field.options
        ]
        return {f"{of}={option.id}": option.means for of, option in polls + fields if option.means}


_Named = TypeVar("_Named", Option, Zone, Field, Kind, Question, Poll, Text, Claim, Placement)


def find(things: Sequence[_Named], id: str) -> _Named | None:
    return next((thing for thing in things if thing.id == id), None)
