"""The catalogue: all that people read, in ``templates/words/*.toml``.

Each file is an area; each entry has the text in Dutch, French and English:
``post = { nl = "…", fr = "…", en = "…" }`` in ``phone.toml`` is ``phone.post``.
Entries may be gathered in tables. Dutch is never missing; another language
falls back to it. Partners may read in more languages, each in a pack: ``packs``.
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from board.format import Language, Words
from board.spoken import left_in_dutch
from server.packs import SLOT, Pack, load_packs

LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")
"""What staff read; partners read these and those of the packs."""

log = logging.getLogger(__name__)


class CatalogueFault(ValueError):
    """The catalogue cannot be used; the message names file, key and expectation."""


class Tongue(Struct, frozen=True):
    """A language that a partner may choose, in its own words."""

    code: Language
    name: str
    direction: str = "ltr"


class Catalogue:
    def __init__(
        self,
        entries: dict[str, Words],
        packs: Mapping[str, Pack] | None = None,
        faults: Sequence[str] = (),
    ) -> None:
        """``faults`` of the packs: told, and what they are about stands in Dutch."""
        self.entries = entries
        self.packs = dict(packs or {})
        self.faults = list(faults)
        self._areas: dict[tuple[Language, tuple[str, ...]], dict[str, str]] = {}

    def say(self, key: str, language: Language, **slots: object) -> str:
        """The text with its slots filled. An unknown key is shown as it is: a
        page with one odd word is better than no page.
        """
        entry = self.entries.get(key)
        if entry is None:
            log.error("no words for %r; add it to templates/words/%s.toml", key, key.split(".")[0])
            return key
        return filled(self._text(key, entry, language), slots)

    def _text(self, key: str, entry: Words, language: Language) -> str:
        pack = self.packs.get(language)
        if pack is None:
            return entry.say(language)
        return pack.words.get(key) or left_in_dutch(entry.nl)

    @property
    def tongues(self) -> list[Tongue]:
        """What partners choose from."""
        own = [Tongue(code, self.say(f"common.language_{code}", code)) for code in LANGUAGES]
        return own + [Tongue(it.language, it.name, it.direction) for it in self.packs.values()]

    def knows(self, language: str | None) -> bool:
        return language in LANGUAGES or language in self.packs

    def direction(self, language: Language) -> str:
        pack = self.packs.get(language)
        return pack.direction if pack else "ltr"

    def said(self, language: Language) -> Mapping[str, str]:
        """The words of formats in a language of a pack, by the Dutch ones."""
        pack = self.packs.get(language)
        return pack.said if pack else {}

    def areas(self, language: Language, *names: str) -> dict[str, str]:
        """Whole areas, flat, as the JavaScript of a page takes them: slots unfilled."""
        found = self._areas.get((language, names))
        if found is None:
            found = {
                key: self._text(key, entry, language)
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


def load(folder: Path, packs: Path | None = None) -> Catalogue:
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
    found = Catalogue(entries, *load_packs(packs, entries)) if packs else Catalogue(entries)
    for wrong in found.faults:
        log.error("of the language packs: %s; until then that stands in Dutch", wrong)
    return found


def _flat(prefix: str, tree: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        if isinstance(value, dict) and "nl" not in value and value:
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", value


def language_of(name: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)
