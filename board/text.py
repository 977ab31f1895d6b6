"""People's own words: kept as typed, in every script, or refused with a reason.

Nothing is normalised, corrected or cut. Length is counted in code points.
"""

import re
import unicodedata

from board.refusals import Refusal
from board.types import Limits

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

_JOINERS = "\u200c\u200d"
"""They make one family of four people, and words of Persian; they turn no direction."""

# Letters by category that draw nothing: a text of these alone is empty.
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}


def clean(text: str, limit: int, *, empty_ok: bool = False) -> str | Refusal:
    """The text without the white space around it, or why it cannot be kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if is_blank(text):
        return "" if empty_ok else Refusal("empty")
    if len(text) > limit:
        return Refusal("too_long", value=str(len(text)), limit=str(limit))
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        if (category == "Cc" and letter not in "\n\t") or category == "Cs":
            return Refusal("bad_text", value=f"U+{ord(letter):04X}")
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > Limits.MARKS_PER_LETTER:
            return Refusal("too_many_marks", limit=str(Limits.MARKS_PER_LETTER))
    return text


def clean_name(name: str, limit: int = 40) -> str | Refusal:
    """A name on one line, without signs that steer the direction of others' text."""
    plain = "".join(
        " " if letter.isspace() else letter
        for letter in name
        if letter.isspace()
        or letter in _JOINERS
        or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    return clean(" ".join(plain.split()), limit, empty_ok=True)


def clean_language(tag: str) -> str | Refusal:
    """A BCP 47 tag such as ar, uk or zh-Hant; "" for Dutch, the language of the board."""
    if tag and not _TAG.fullmatch(tag):
        return Refusal("no_language", value=tag[:40])
    return "" if tag.partition("-")[0] == "nl" else tag


def on_one_line(text: str, dutch: str | None) -> str:
    """What was written with its Dutch, where one line must hold both. In an isolate, so
    that it turns nothing of what stands beside it.
    """
    return f"\u2068{text}\u2069 · {dutch}" if text and dutch else text


def is_blank(text: str) -> bool:
    return all(
        letter in _BLANK or unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cf", "Cc")
        for letter in text
    )
