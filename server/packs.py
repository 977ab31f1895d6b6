"""A language pack: the words of the partner's pages in one more language, in one file.

``templates/packs/LANGUAGE.toml``; docs/languages.md says how to add one. Its ``words``
are by the keys of the catalogue, its ``said`` by the Dutch sentence of a format: a Dutch
sentence that changes has no translation any more, and stands in Dutch until it has.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from board.format import Format, Words

SLOT = re.compile(r"\{(\w+)\}")
TAG = re.compile(r"[a-z]{2,3}")
AREAS = ("door", "common", "phone", "seats", "looks", "closing", "stages", "refusals", "refused")
"""What partners read: joining, the phone with and without scripts, how it ends, every no."""
ALSO = (
    "record.short_day",
    "record.months.",
    "accessibility.statement",
    "accessibility.title",
    "request.title",
    "sign_in.home",
    "sign_in.title",
)
"""Of other areas: the day that a card came from, and the links at the foot of the first page."""
NOT_FOR_PARTNERS = ("refused.sign_in_",)
OF_WHO_LEADS = frozenset(
    {
        "not_ended",
        "not_paused",
        "handed_over",
        "not_handed",
        "no_offer",
        "no_phase",
        "no_zone",
        "no_poll",
        "no_text",
        "no_cluster",
        "begun",
        "other_zone",
        "not_confirmable",
        "needs_links",
        "round_open",
        "round_not_closed",
        "already_revealed",
        "too_few_options",
        "too_many_options",
        "too_few_questions",
        "too_many_questions",
        "ballot_there",
        "not_by_hand",
        "over_people",
        "over_seats",
        "counted_by_hand",
        "not_present",
        "entering_over",
        "was_held",
        "not_entered",
        "nothing_to_undo",
        "built_on",
        "out_of_range",
    }
)
"""Refusals that only who leads or helps can get."""
UNSHOWN = ("say", "inflow", "variants")
"""Words of a format that no phone shows: those of who leads, and of the road."""


class PackFault(ValueError):
    """The pack cannot be used; the message names file, key and expectation."""


class Pack(Struct, frozen=True):
    """``read_by``: who speaks the language and has read it; "" while nobody has."""

    language: str
    name: str
    direction: Literal["ltr", "rtl"]
    read_by: str
    words: dict[str, str]
    said: dict[str, str]


class _File(Struct, forbid_unknown_fields=True):
    language: str
    name: str
    direction: Literal["ltr", "rtl"]
    read_by: str
    words: dict[str, dict[str, object]] = {}
    said: dict[str, str] = {}


class Gaps(Struct, frozen=True):
    """What a pack lacks: keys, and Dutch sentences; and ``stale`` sentences, of no format now."""

    words: list[str]
    said: list[str]
    stale: list[str]

    def __bool__(self) -> bool:
        return bool(self.words or self.said or self.stale)


def load_packs(folder: Path, entries: Mapping[str, Words]) -> tuple[dict[str, Pack], list[str]]:
    """The packs by language, and what is wrong with them: file, key, expectation.

    A room is not kept from starting by one word: what is wrong is left out, and
    stands in Dutch.
    """
    packs: dict[str, Pack] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            pack = _read(file)
        except PackFault as fault:
            faults.append(str(fault))
            continue
        wrong = dict(_wrong(pack, entries))
        faults += [f"{file.name}: {key}: {why}" for key, why in wrong.items()]
        words = {key: text for key, text in pack.words.items() if key not in wrong}
        packs[pack.language] = replace(pack, words=words)
    return packs, faults


def gaps_of(pack: Pack, entries: Mapping[str, Words], formats: Iterable[Format]) -> Gaps:
    sentences = list(dict.fromkeys(said for format in formats for said in shown_words(format)))
    return Gaps(
        words=[key for key in entries if for_partners(key) and not pack.words.get(key)],
        said=[said for said in sentences if not pack.said.get(said)],
        stale=[said for said in pack.said if said not in sentences],
    )


def for_partners(key: str) -> bool:
    area, _, rest = key.partition(".")
    if area == "refusals":
        return rest not in OF_WHO_LEADS
    theirs = area in AREAS or key.startswith(ALSO)
    return theirs and not key.startswith(NOT_FOR_PARTNERS)


def shown_words(thing: object) -> Iterator[str]:
    """The Dutch of all that a phone may show of a format."""
    if isinstance(thing, Words):
        yield thing.nl
    elif isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            if name not in UNSHOWN:
                yield from shown_words(getattr(thing, name))
    elif isinstance(thing, list):
        for item in thing:
            yield from shown_words(item)


def _read(file: Path) -> Pack:
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise PackFault(f"{file.name} is not TOML in UTF-8: {fault}") from None
    try:
        found = msgspec.convert(tree, _File)
    except msgspec.ValidationError as fault:
        raise PackFault(f"{file.name}: {fault}; docs/languages.md has an example") from None
    if not TAG.fullmatch(found.language) or found.language != file.stem:
        why = f"language: “{found.language}” is not what the file is called"
        raise PackFault(f"{file.name}: {why}; expected {file.stem}, such as ar or uk")
    if found.language in Words.__struct_fields__:
        raise PackFault(f"{file.name}: nl, fr and en stand in templates/words, not in a pack")
    if not found.name.strip():
        raise PackFault(f"{file.name}: name: expected the language in its own words")
    words = dict(_flat("", dict(found.words), file.name))
    return Pack(found.language, found.name, found.direction, found.read_by, words, found.said)


def _flat(prefix: str, tree: Mapping[str, object], file: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, dict):
            yield from _flat(key, value, file)
        elif isinstance(value, str):
            yield key, value
        else:
            raise PackFault(f"{file}: {key}: expected a text, found {value!r}")


def _wrong(pack: Pack, entries: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    for key, text in pack.words.items():
        entry = entries.get(key)
        if entry is None:
            yield key, "there is no such text; expected a key of templates/words"
            continue
        wanted, found = set(SLOT.findall(entry.nl)), set(SLOT.findall(text))
        if text and wanted != found:
            slots = ", ".join(f"{{{slot}}}" for slot in sorted(wanted)) or "none"
            yield key, f"its slots differ; expected {slots}"
