"""A format with other values in some of its places, or all that is wrong with them.

What was not sent stays as it is; what cannot be stays as it was, with a fault. A
value under a name that is no place of the format is a fault too, never passed over.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from board.editing.fault import Code, Fault
from board.editing.spots import (
    FIXED_LINES,
    GROWING,
    LANGUAGES,
    MODES,
    MORE_LINES,
    NEW,
    NUMBERS,
    most_of,
    name_of,
    shapes_of,
)
from board.format import Choice, Format, Kind, Words
from board.refusals import Refusal
from board.text import clean

OPTIONS_LEAST = 2


class Edited(Struct, frozen=True):
    format: Format
    faults: list[Fault]


def applied(format: Format, values: Mapping[str, str]) -> Edited:
    edit = _Edit(values)
    changed = edit.thing(format, "")
    for name in values:
        if name not in edit.known:
            edit.faults.append(Fault(name, "unknown", values[name][:80]))
    return Edited(changed, edit.faults)


class _Edit:
    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.known: set[str] = set()
        self.faults: list[Fault] = []
        # The roads on which something was sent: most of a format is left alone.
        self.touched = {
            name[:end]
            for name in values
            for end in [at for at, letter in enumerate(name) if letter == "."]
        }

    def thing(self, thing: Any, at: str) -> Any:
        changes: dict[str, object] = {}
        # What the trajectory measures must stay comparable: its answers are as they are.
        grows = not getattr(thing, "measure", "")
        for name, shape in shapes_of(thing):
            road = f"{at}.{name}" if at else name
            had = getattr(thing, name)
            if road not in self.touched and road not in self.values:
                continue
            if shape in ("words", "maybe_words"):
                changes[name] = self.words(had, road, needed=shape == "words")
            elif shape == "lines":
                changes[name] = self.lines(had, road)
            elif shape == "things":
                changes[name] = self.things(had, road, grows)
            elif shape == "number":
                changes[name] = self.number(had, road, NUMBERS[name])
            else:
                changes[name] = self.mode(had, road)
        if isinstance(thing, Kind) and isinstance(start := changes.get("start"), Words):
            changes["start"] = _followed(start)
        return msgspec.structs.replace(thing, **changes) if changes else thing

    def things(self, had: list[Any], at: str, grows: bool) -> list[Any]:
        kept = []
        growing = grows and bool(had) and isinstance(had[0], GROWING)
        for number, one in enumerate(had):
            road = f"{at}.{name_of(one, number)}"
            if growing and self.emptied(road, one):
                continue
            kept.append(self.thing(one, road))
        if growing:
            for new in NEW:
                road = f"{at}.{new}"
                if road in self.touched and not self.emptied(road, had[0]):
                    kept.append(self.new(had[0], road, {one.id for one in (*had, *kept)}))
            if isinstance(had[0], Choice) and len(kept) < OPTIONS_LEAST:
                self.faults.append(Fault(at, "too_few", str(len(kept)), str(OPTIONS_LEAST)))
                return had
        return kept

    def emptied(self, at: str, like: Any) -> bool:
        """Whether all its words were sent, and are empty: so it is taken away."""
        roads = [
            f"{at}.{name}.{language}"
            for name, shape in shapes_of(like)
            if shape == "words"
            for language in LANGUAGES
        ]
        gone = all(not self.values.get(road, "x").strip() for road in roads)
        if gone:
            self.known.update(roads)
            self.known.update(name for name in self.values if name.startswith(f"{at}."))
        return gone

    def new(self, like: Any, at: str, taken: set[str]) -> Any:
        name = next(name for name, shape in shapes_of(like) if shape == "words")
        number = next(n for n in range(1, 1000) if f"more_{n}" not in taken)
        words = self.words(Words(nl=""), f"{at}.{name}", needed=True)
        return type(like)(id=f"more_{number}", **{name: words})

    def words(self, had: Words | None, at: str, *, needed: bool) -> Words | None:
        found = {language: getattr(had, language) if had else "" for language in LANGUAGES}
        for language in LANGUAGES:
            road = f"{at}.{language}"
            if road not in self.values:
                continue
            self.known.add(road)
            text = clean(self.values[road], most_of(at), empty_ok=True)
            if isinstance(text, Refusal):
                self.refused(road, text)
            else:
                found[language] = text
        if not found["nl"] and (needed or found["fr"] or found["en"]):
            self.faults.append(Fault(f"{at}.nl", "empty"))
            return had
        return Words(**found) if found["nl"] else None

    def lines(self, had: list[Words], at: str) -> list[Words]:
        fixed = at.rpartition(".")[2] in FIXED_LINES
        kept: list[Words] = []
        for number in range(len(had) + (0 if fixed else MORE_LINES)):
            line = had[number] if number < len(had) else None
            words = self.words(line, f"{at}.{number}", needed=fixed)
            if words is not None:
                kept.append(words)
        return kept

    def number(self, had: int, at: str, bounds: tuple[int, int]) -> int:
        self.known.add(at)
        typed = self.values[at].strip()
        least, most = bounds
        if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
            self.faults.append(Fault(at, "not_a_number", typed[:40], f"{least}–{most}"))
            return had
        if not least <= int(typed) <= most:
            code: Code = "too_small" if int(typed) < least else "too_big"
            self.faults.append(Fault(at, code, typed, f"{least}–{most}"))
            return had
        return int(typed)

    def mode(self, had: str, at: str) -> str:
        self.known.add(at)
        if self.values[at] not in MODES:
            self.faults.append(Fault(at, "not_one_of", self.values[at][:40], ", ".join(MODES)))
            return had
        return self.values[at]

    def refused(self, at: str, refusal: Refusal) -> None:
        if refusal.code == "too_long":
            self.faults.append(Fault(at, "too_long", refusal.value, refusal.limit))
        else:
            self.faults.append(Fault(at, "bad_text", refusal.value))


def _followed(start: Words) -> Words:
    """What a card begins with is followed by what a person writes, so by a space."""
    return Words(**{name: _spaced(getattr(start, name)) for name in LANGUAGES})


def _spaced(text: str) -> str:
    return f"{text} " if text and not text[-1].isspace() else text
