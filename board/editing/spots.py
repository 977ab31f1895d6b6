"""Which values of a format a person may change, and what each is called in a form.

A name is the road to the value: ``phases.ID.question.nl``. Words, minutes, modes
and bounds can be changed; ids and what refers to them cannot, so that what was
made of an edited format can still be laid beside what came of another.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from board.format import Choice, Format, Mode, PollQuestion, Variant, Words
from board.stages import Inflow
from board.types import Limits

LANGUAGES = ("nl", "fr", "en")
MODES: tuple[str, ...] = get_args(Mode)
NUMBERS = {"minutes": (1, Limits.MINUTES), "limit": (1, Limits.CARD_TEXT), "places": (0, 99)}
LENGTHS = {"say": 1500, "short": 80, "title": 120, "question": 300, "text": 300, "label": 200}
LENGTH = 400
GROWING = (Choice, PollQuestion)
"""What there may be more or fewer of: nothing in the code of a board counts on one."""
FIXED_LINES = {"corners"}
NEW = ("new1", "new2")
MORE_LINES = 3

Shape = Literal["words", "maybe_words", "lines", "things", "number", "mode"]


@cache
def shapes(kind: type[Struct]) -> tuple[tuple[str, Shape], ...]:
    """The fields of a kind of struct that can be changed, with what they are."""
    found: list[tuple[str, Shape]] = []
    for one in msgspec.structs.fields(kind):
        shape = _shape(one.name, one.type)
        if shape is not None:
            found.append((one.name, shape))
    return tuple(found)


def shapes_of(thing: Struct) -> tuple[tuple[str, Shape], ...]:
    return shapes(type(thing))


def _shape(name: str, kind: object) -> Shape | None:
    if kind is Words:
        return "words"
    if set(get_args(kind)) == {Words, type(None)}:
        return "maybe_words"
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        if inner is Words:
            return "lines"
        if isinstance(inner, type) and issubclass(inner, Struct):
            return None if inner in (Variant, Inflow) else "things"
        return None
    if name == "mode" and kind is Mode:
        return "mode"
    return "number" if kind is int and name in NUMBERS else None


def most_of(at: str) -> int:
    """The most letters of a text, by the last word of its road that is a field."""
    for part in reversed(at.split(".")):
        if part in LENGTHS:
            return LENGTHS[part]
    return LENGTH


def values_of(thing: Struct, at: str = "") -> dict[str, str]:
    """All that can be changed in a format, or in a part of one, by its name."""
    return dict(_values(thing, at))


def _values(thing: Struct, at: str) -> Iterator[tuple[str, str]]:
    for name, shape in shapes_of(thing):
        road = f"{at}.{name}" if at else name
        value = getattr(thing, name)
        if shape in ("words", "maybe_words"):
            yield from _words(value, road)
        elif shape == "lines":
            for number, line in enumerate(value):
                yield from _words(line, f"{road}.{number}")
        elif shape == "things":
            for number, one in enumerate(value):
                yield from _values(one, f"{road}.{name_of(one, number)}")
        else:
            yield road, str(value)


def name_of(thing: Struct, number: int) -> str:
    """By its id; by its number where it has none."""
    return str(getattr(thing, "id", number))


def _words(words: Words | None, at: str) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield f"{at}.{language}", getattr(words, language) if words else ""


def part_of(format: Format, at: str) -> Struct | None:
    """The phase, kind or other thing that a road leads to; None if there is none."""
    name, _, id = at.partition(".")
    things = getattr(format, name, None) if (name, "things") in shapes(Format) else None
    return next((one for one in things or () if one.id == id), None)
