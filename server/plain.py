"""Whether what partners read is plain: our own words, and each text of a format.

How one text reads stands in ``board.editing.reading``; here is which texts partners see,
and what stands beside them on the same screen.
"""

from collections.abc import Collection, Iterator

from msgspec import Struct

from board.editing.reading import explains, read
from board.format import Format, Words
from server.words import Catalogue

HARD = "plain.hard."
"""Where the words stand that many people do not know, by how they begin."""
AREAS = ("accessibility", "closing", "common", "door", "looks", "phone", "refusals", "seats")
ON_PAGES = ("wrong_code", "code_over", "joining_closed", "no_access", "too_many_guesses")
"""What a partner can be told by a page of its own."""
NOT_READ = ("say", "variants")
"""Said by who leads, or names of lengths that only a coach chooses from."""


class Spot(Struct, frozen=True):
    """A Dutch text, where it stands, and what helps to understand it there."""

    at: str
    text: str
    beside: str = ""


def stems(catalogue: Catalogue) -> dict[str, str]:
    """How hard words begin, with plainer Dutch for each."""
    return {
        key.removeprefix(HARD): entry.nl
        for key, entry in catalogue.entries.items()
        if key.startswith(HARD)
    }


def of_catalogue(catalogue: Catalogue) -> Iterator[Spot]:
    for key, entry in catalogue.entries.items():
        area, _, rest = key.partition(".")
        if area in AREAS or (area == "refused" and rest.startswith(ON_PAGES)):
            yield Spot(key, entry.nl)


def of_format(format: Format) -> Iterator[Spot]:
    yield from _within(format, format.id, "")


def _within(thing: object, at: str, beside: str) -> Iterator[Spot]:
    if isinstance(thing, Words):
        yield Spot(at, thing.nl, beside)
    elif isinstance(thing, list):
        for number, one in enumerate(thing):
            yield from _within(one, f"{at}.{getattr(one, 'id', number)}", beside)
    elif isinstance(thing, Struct):
        help = getattr(thing, "help", None)
        helped = help.nl if isinstance(help, Words) else beside
        for name in thing.__struct_fields__:
            if name not in NOT_READ:
                yield from _within(getattr(thing, name), f"{at}.{name}", helped)


def faults(spot: Spot, hard: Collection[str]) -> list[str]:
    """The sentences that are too long, and the hard words that nothing beside them explains."""
    found = read(spot.text, hard)
    words = [word for word in found.hard.values() if not explains(spot.beside, word)]
    return found.long + words
