"""A format as a page gets it: its words in the reader's language, and the Dutch beside them."""

from collections.abc import Iterator

from msgspec import Struct

from board.format import Format, Language, Words
from board.spoken import left_in_dutch, spoken
from server.words import Catalogue

BESIDE = ("phases", "polls", "placements", "claims", "kinds")
"""What people are asked, and what they choose from: there the Dutch stays in sight."""
NOT_BESIDE = ("say", "examples", "start")
ANSWERS = ("common.agreement_", "common.scale_", "common.unsure", "common.skipped")
"""Choices whose words are the catalogue's own."""


def format_in(catalogue: Catalogue, format: Format, language: Language) -> dict[str, object]:
    return spoken(format, language, catalogue.said(language))


def dutch_beside(catalogue: Catalogue, format: Format, language: Language) -> dict[str, str]:
    """The Dutch by what stands on the page instead; what is still in Dutch is not in it."""
    if language == "nl":
        return {}
    pack = catalogue.said(language)
    beside: dict[str, str] = {}
    for key in catalogue.entries:
        if key.startswith(ANSWERS):
            dutch, said = catalogue.say(key, "nl"), catalogue.say(key, language)
            if said not in (dutch, left_in_dutch(dutch)):
                beside.setdefault(said, dutch)
    for name in BESIDE:
        for words in _words(getattr(format, name)):
            said = getattr(words, language, "") or pack.get(words.nl, "")
            if said and said != words.nl:
                beside.setdefault(said, words.nl)
    return beside


def _words(thing: object) -> Iterator[Words]:
    if isinstance(thing, Words):
        yield thing
    elif isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            if name not in NOT_BESIDE:
                yield from _words(getattr(thing, name))
    elif isinstance(thing, list):
        for item in thing:
            yield from _words(item)
