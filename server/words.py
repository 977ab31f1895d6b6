"""The catalogue: all that people read, in ``templates/words/*.toml``.

Each file is an area; each entry has the text in Dutch, French and English:
``post = { nl = "…", fr = "…", en = "…" }`` in ``phone.toml`` is ``phone.post``.
Entries may be gathered in tables. Dutch is never missing; another language
falls back to it.
"""

import logging
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from board.format import Language, Words

LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")
SLOT = re.compile(r"\{(\w+)\}")

log = logging.getLogger(__name__)


class CatalogueFault(ValueError):
    """The catalogue cannot be used; the message names file, key and expectation."""


class Catalogue:
    def __init__(self, entries: dict[str, Words]) -> None:
        self.entries = entries
        self._areas: dict[tuple[Language, tuple[str, ...]], dict[str, str]] = {}

    def say(self, key: str, language: Language, **slots: object) -> str:
        """The text with its slots filled. An unknown key is shown as it is: a
        page with one odd word is better than no page.
        """
        entry = self.entries.get(key)
        if entry is None:
            log.error("no words for %r; add it to templates/words/%s.toml", key, key.split(".")[0])
            return key
        return filled(entry.say(language), slots)

    def areas(self, language: Language, *names: str) -> dict[str, str]:
        """Whole areas, flat, as the JavaScript of a page takes them: slots unfilled."""
        found = self._areas.get((language, names))
        if found is None:
            found = {
                key: entry.say(language)
                for key, entry in self.entries.items()
                if key.split(".")[0] in names
            }
            self._areas[language, names] = found
        return found


class Speaker:
    """The catalogue in one language: what templates call as ``words("phone.post")``."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.catalogue = catalogue
        self.language = language

    def __call__(self, key: str, **slots: object) -> str:
        return self.catalogue.say(key, self.language, **slots)

    def count(self, key: str, n: int, **slots: object) -> str:
        """Of a key with a ``_one`` beside it, the form for ``n``; the slot ``n`` is filled."""
        one = f"{key}_one"
        return self(one if n == 1 and one in self else key, n=n, **slots)

    def __contains__(self, key: str) -> bool:
        return key in self.catalogue.entries

    def dutch(self, key: str, **slots: object) -> str:
        """The Dutch, which stays visible beside a translation."""
        return self.catalogue.say(key, "nl", **slots)


def filled(text: str, slots: dict[str, object]) -> str:
    """``{name}`` replaced by its value; a slot without a value stays as it is.

    Not str.format: what people typed may hold braces, and must not be read as slots.
    """
    if not slots:
        return text
    return SLOT.sub(lambda slot: str(slots.get(slot[1], slot[0])), text)


def load(folder: Path) -> Catalogue:
    """Raises CatalogueFault."""
    entries: dict[str, Words] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            tree = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise CatalogueFault(f"{file.name} is not TOML in UTF-8: {fault}") from None
        for key, entry in _flat(file.stem, tree):
            try:
                entries[key] = msgspec.convert(entry, Words)
            except msgspec.ValidationError as fault:
                why = f"{file.name}: {key}: {fault}; expected nl, fr and en"
                raise CatalogueFault(why) from None
    return Catalogue(entries)


def _flat(prefix: str, tree: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        if isinstance(value, dict) and "nl" not in value and value:
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", value


def language_of(name: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)
