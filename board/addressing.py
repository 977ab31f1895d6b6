"""How a municipality is called: for one whose title is «stad», what a format says of
«onze gemeente» is said of «onze stad», in each language. Pure words, nothing else.
"""

import re
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from board.format import Format, Words

MUNICIPALITY, CITY = "gemeente", "stad"
TITLES = (MUNICIPALITY, CITY)
"""What a municipality can be called; the first where nobody said."""

# «Commune» also means shared, so that in French only what follows one of these is it.
_NOUNS = {
    "nl": (re.compile(r"\b([Gg])emeente(huis)?\b"), {"g": "stad", "G": "Stad"}),
    "fr": (re.compile(r"\b((?:[Ll]a|[Nn]otre|[Tt]a|[Vv]otre|[Uu]ne|[Cc]haque) )commune\b"), {}),
    "en": (re.compile(r"\b([Mm])unicipality\b"), {"m": "city", "M": "City"}),
}
_T = TypeVar("_T")


def addressed(text: str, language: str, title: str) -> str:
    """The words as this municipality is called."""
    if title != CITY or language not in _NOUNS:
        return text
    noun, named = _NOUNS[language]
    if language == "fr":
        return noun.sub(r"\1ville", text)
    return noun.sub(lambda hit: named[hit[1]] + (hit[2] or "" if hit.re.groups > 1 else ""), text)


def in_town(format: Format, title: str) -> Format:
    """The format as it is spoken there."""
    return _said(format, title) if title == CITY else format


def _said(thing: _T, title: str) -> _T:
    if isinstance(thing, Words):
        spoken = {name: addressed(getattr(thing, name), name, title) for name in _NOUNS}
        return cast(_T, replace(thing, **spoken))
    if isinstance(thing, Struct):
        there = {name: getattr(thing, name) for name in thing.__struct_fields__}
        changed = {name: _said(held, title) for name, held in there.items()}
        return cast(_T, replace(thing, **changed))
    if isinstance(thing, list):
        return cast(_T, [_said(one, title) for one in thing])
    return thing
