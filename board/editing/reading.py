"""How a Dutch text reads: sentences that are too long, and words that are too hard.

A hint, for who writes a question; it never stands in the way. What partners read
of ours is held to it. ``static/js/plain.js`` does the same while someone types; both
are tried on the texts of ``tests/plain_words.json``.
"""

import re
from collections.abc import Collection

from msgspec import Struct

WORDS_MOST = 15
WITHIN = 7
"""A stem as long as this is hard inside a longer word as well."""
_SENTENCE = re.compile(r"[.!?…:;]+(?:\s+|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Reading(Struct, frozen=True):
    """``long`` are the sentences, ``hard`` the words as they stand there, by stem."""

    long: list[str]
    hard: dict[str, str]

    @property
    def plain(self) -> bool:
        return not self.long and not self.hard


def read(text: str, stems: Collection[str]) -> Reading:
    """``stems``: how hard words begin, in small letters."""
    long = [
        sentence.strip() for sentence in _SENTENCE.split(text) if len(sentence.split()) > WORDS_MOST
    ]
    hard: dict[str, str] = {}
    for word in _WORD.findall(text):
        for stem in stems:
            if _begins(word.lower(), stem):
                hard.setdefault(stem, word)
    return Reading(long, hard)


def explains(beside: str, word: str) -> bool:
    """Whether what stands beside a hard word says what it is."""
    telling = rf"\b(?:dat|{re.escape(word)})\s+(?:is|zijn|zegt|betekent)\b"
    return re.search(telling, beside, re.IGNORECASE) is not None


def _begins(word: str, stem: str) -> bool:
    return word.startswith(stem) or (len(stem) >= WITHIN and stem in word)
