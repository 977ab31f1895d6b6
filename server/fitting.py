"""Texts and numbers in a file that nobody could have made here: where they stand."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from board.types import Limits

LONGEST = 20_000
MOST = 60_000_000_000_000
"""Milliseconds: no page can tell a day that lies further from 1970."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def unfit(tree: Any, place: str = "") -> Iterator[str]:
    """A sentence for each, with its place and what was expected."""
    if isinstance(tree, str):
        if why := _why(tree):
            yield f"{place}: {why}"
    elif isinstance(tree, int) and abs(tree) > MOST:
        # Python writes out no number of many thousand digits.
        told = tree if tree.bit_length() < 256 else f"a number of {tree.bit_length()} bits"
        yield f"{place}: {told} is no moment and no count; expected at most {MOST}"
    elif isinstance(tree, list):
        for n, one in enumerate(tree):
            yield from unfit(one, f"{place}[{n}]")
    elif isinstance(tree, dict):
        for name, one in tree.items():
            yield from unfit(one, f"{place}.{name[:80]}" if place else name[:80])


def _why(text: str) -> str:
    if len(text) > LONGEST:
        return f"a text of {len(text)} characters; expected at most {LONGEST}"
    if found := _CONTROL.search(text):
        return f"a text holds U+{ord(found[0]):04X}; expected no such sign"
    if not text.isascii() and (marks := _marks(text)) > Limits.MARKS_PER_LETTER:
        return f"a text has {marks} marks on one letter; expected at most {Limits.MARKS_PER_LETTER}"
    return ""


def _marks(text: str) -> int:
    """The most that stand on one letter."""
    most = run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) or _draws_none(letter) else 0
        most = max(most, run)
    return most


def _draws_none(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Me")
