"""A part of a format as the rows of a form: headings, texts in three languages, numbers.

One way for every part, so that a new kind of thing in a format can be edited
without a line here. The names of the fields are the roads of ``board.editing.spots``.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from board.editing.fault import Fault
from board.editing.reading import Reading, read
from board.editing.spots import (
    FIXED_LINES,
    GROWING,
    LANGUAGES,
    MODES,
    NUMBERS,
    most_of,
    name_of,
    shapes_of,
    values_of,
)
from board.format import Step, Words
from server.words import Speaker

FIRST = ("name", "title", "short", "question", "text", "label", "help", "examples", "say", "start")
"""What one looks for first stands first; the rest follows in the order of the format."""
LONG = 70
"""From so many letters a text gets a box of several lines."""
AIRY = {"question", "help", "say", "text"}
MOST_LINES = 8
SPOKEN = {"say"}
"""Said by who leads, not read on a phone: a hint about it would be in the way."""


class Text(Struct, frozen=True):
    """One language of a text, with what is wrong with it or was saved by another."""

    at: str
    language: str
    value: str
    fault: Fault | None = None
    theirs: str | None = None


class Row(Struct, frozen=True):
    """``what`` is the last word of the road that is no id, for its label."""

    shape: Literal["heading", "words", "number", "mode"]
    at: str
    what: str
    level: int = 0
    title: str = ""
    number: int = 0
    """Of a line in a list, from 1; 0 is no line."""
    extra: bool = False
    """One more than there are: left empty, it is not there."""
    texts: list[Text] = []
    value: str = ""
    most: int = 0
    big: bool = False
    reading: Reading | None = None
    fault: Fault | None = None
    theirs: str | None = None
    choices: list[str] = []
    open: bool = False
    """Whether the folded languages hold something that must be seen."""


class Typed(Struct, frozen=True):
    """What stands in a form: ``values`` over what is saved, and what is wrong with it."""

    values: Mapping[str, str] = {}
    faults: Mapping[str, Fault] = {}
    theirs: Mapping[str, str] = {}


def rows_of(thing: Struct, at: str, typed: Typed, words: Speaker) -> list[Row]:
    return list(_Rows(values_of(thing, at), typed, hard_words(words)).thing(thing, at, 0))


def hard_words(words: Speaker) -> dict[str, str]:
    """How a hard word begins, with plainer words for it."""
    start = "plain.hard."
    return {
        key.removeprefix(start): words(key)
        for key in words.catalogue.entries
        if key.startswith(start)
    }


class _Rows:
    def __init__(self, saved: dict[str, str], typed: Typed, hard: dict[str, str]) -> None:
        self.saved, self.typed, self.hard = saved, typed, hard

    def thing(self, thing: Struct, at: str, level: int) -> Iterator[Row]:
        grows = not getattr(thing, "measure", "")
        for name, shape in sorted(shapes_of(thing), key=_place):
            road = f"{at}.{name}" if at else name
            value = getattr(thing, name)
            if name == "limit" and getattr(thing, "type", "text") != "text":
                # What is chosen is not counted in letters.
                continue
            if shape in ("words", "maybe_words"):
                yield self.words(road, name, level)
            elif shape == "lines":
                yield from self.lines(value, road, name, level)
            elif shape == "things":
                yield from self.things(value, road, name, level, grows)
            else:
                yield self.plain(road, name, level, shape == "number")

    def things(
        self, things: list[Struct], at: str, name: str, level: int, grows: bool
    ) -> Iterator[Row]:
        growing = grows and bool(things) and isinstance(things[0], GROWING)
        for number, one in enumerate(things):
            road = f"{at}.{name_of(one, number)}"
            if isinstance(one, Step) and not one.examples:
                continue
            rows = list(self.thing(one, road, level + 1))
            if len(rows) > 1:
                title = next((_said(value) for value in _words(one)), "")
                yield Row("heading", road, name, level, title=title, number=number + 1)
            yield from (_numbered(row, name, number + 1) if len(rows) == 1 else row for row in rows)
        if growing:
            what = next(key for key, shape in shapes_of(things[0]) if shape == "words")
            row = self.words(f"{at}.new1.{what}", what, level + 1)
            yield _numbered(row, name, len(things) + 1, extra=True)

    def lines(self, lines: list[Words], at: str, name: str, level: int) -> Iterator[Row]:
        more = 0 if name in FIXED_LINES else 1
        for number in range(len(lines) + more):
            row = self.words(f"{at}.{number}", name, level)
            yield _numbered(row, name, number + 1, extra=number == len(lines))

    def words(self, at: str, name: str, level: int) -> Row:
        texts = [self.text(f"{at}.{language}", language) for language in LANGUAGES]
        dutch = texts[0].value
        return Row(
            "words",
            at,
            name,
            level,
            texts=texts,
            most=most_of(at),
            big=len(dutch) > LONG or name in AIRY,
            reading=None if name in SPOKEN else read(dutch, self.hard),
            open=any(text.fault or text.theirs is not None for text in texts[1:]),
        )

    def text(self, at: str, language: str) -> Text:
        value = self.typed.values.get(at, self.saved.get(at, ""))
        return Text(at, language, value, self.typed.faults.get(at), self.typed.theirs.get(at))

    def plain(self, at: str, name: str, level: int, number: bool) -> Row:
        return Row(
            "number" if number else "mode",
            at,
            name,
            level,
            value=self.typed.values.get(at, self.saved.get(at, "")),
            most=NUMBERS[name][1] if number else 0,
            fault=self.typed.faults.get(at),
            theirs=self.typed.theirs.get(at),
            choices=[] if number else list(MODES),
        )


def _place(field: tuple[str, str]) -> int:
    return FIRST.index(field[0]) if field[0] in FIRST else len(FIRST)


def _numbered(row: Row, name: str, number: int, *, extra: bool = False) -> Row:
    return replace(row, what=name, number=number, extra=extra)


def _words(thing: Struct) -> Iterator[Words]:
    for name, _ in shapes_of(thing):
        value = getattr(thing, name)
        if isinstance(value, Words):
            yield value


def _said(words: Words) -> str:
    return words.nl
