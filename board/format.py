"""A format: all that makes a stage what it is, as data.

Zones, card kinds, texts, polls, claims, phases and their words stand in
``board/formats/*.toml``; no code knows a stage, phase, zone or kind by name.
``parse`` reads such a file and says all that is wrong with it at once.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct, field

from board.types import ClaimId, KindId, Limits, PhaseId, PollId, TextId, ZoneId

Language = Literal["nl", "fr", "en"]
Method = Literal["dots", "scale", "choice", "agreement"]
Action = Literal["read", "post", "adopt", "vote", "group", "claim"]
Mode = Literal["alone", "pairs", "groups", "organisation", "together"]

SCALE = ("1", "2", "3", "4", "5")
AGREEMENT = ("yes", "yes_remark", "can_live", "not_yet")
IDENT = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the languages it exists in. Dutch is never missing."""

    nl: str
    fr: str = ""
    en: str = ""

    def say(self, language: Language) -> str:
        return getattr(self, language) or self.nl


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    label: Words


class Zone(Struct, frozen=True, forbid_unknown_fields=True):
    """``parking`` gathers what is important but not for now. A zone that is not
    ``shown`` stays off phones and screen; the record has it.
    """

    id: ZoneId
    title: Words
    parking: bool = False
    shown: bool = True


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """Something more a card may say; never obligatory."""

    id: str
    label: Words
    type: Literal["text", "choice", "organisations"] = "text"
    options: list[Choice] = []
    limit: int = Limits.FIELD_TEXT


class LinkKind(Struct, frozen=True, forbid_unknown_fields=True):
    """What a card may point at: the cards of a zone, or the ``top`` of a poll.

    ``least`` 1 makes it obligatory.
    """

    id: str
    label: Words
    zone: ZoneId | None = None
    poll: PollId | None = None
    top: int = 5
    least: int = 0
    most: int = Limits.LINKS


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of card. ``start`` is what a card of it begins with.

    ``sender`` says whether the writer chooses to stand under it, or no one
    does. ``veiled`` cards stay out of sight until the one who leads shows them.
    """

    id: KindId
    zone: ZoneId
    label: Words
    start: Words | None = None
    sender: Literal["choice", "anonymous"] = "choice"
    veiled: bool = False
    limit: int = Limits.CARD_TEXT
    fields: list[Field] = []
    links: list[LinkKind] = []


class BoardText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text with versions, in numbered lines; ``written`` during the session by
    who leads, or else brought along.
    """

    id: TextId
    title: Words
    written: bool = False
    start: list[Words] = []


class PollQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    text: Words


class Poll(Struct, frozen=True, forbid_unknown_fields=True):
    """A vote. Its options are listed, or are the cards and clusters of ``zone``.

    Its questions are listed, or are the lines of the text ``each_line_of``, or
    else it has one question: ``question``. ``about`` is a text to read first.
    """

    id: PollId
    method: Method
    question: Words
    help: Words | None = None
    zone: ZoneId | None = None
    options: list[Choice] = []
    questions: list[PollQuestion] = []
    each_line_of: TextId | None = None
    about: TextId | None = None
    most: int = 2
    """At most so many dots on one option."""
    options_most: int = 12
    pulse: bool = False


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """Something organisations can take up, in one of ``forms``; ``places`` 0: no end."""

    id: ClaimId
    label: Words
    forms: list[Choice]
    places: int = 0
    help: Words | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do in a phase, named by what it works on."""

    action: Action
    kind: KindId | None = None
    zone: ZoneId | None = None
    poll: PollId | None = None
    text: TextId | None = None
    claim: ClaimId | None = None


class Phase(Struct, frozen=True, forbid_unknown_fields=True):
    id: PhaseId
    title: Words
    minutes: int
    mode: Mode
    question: Words
    say: Words
    """What the one who leads says now."""
    help: Words | None = None
    examples: list[Words] = []
    steps: list[Step] = []
    pause: bool = False
    """A break: nothing to do, and not counted as a step."""


class VariantPhase(Struct, frozen=True, forbid_unknown_fields=True):
    phase: PhaseId
    minutes: int


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Another length of the same session: its phases in order, with minutes."""

    id: str
    title: Words
    phases: list[VariantPhase]


class Format(Struct, frozen=True, forbid_unknown_fields=True):
    schema: Literal[1]
    id: str
    stage: str
    colour: Literal["sun", "berry", "leaf", "sky", "teal"]
    title: Words
    short: Words
    zones: list[Zone]
    kinds: list[Kind]
    phases: list[Phase]
    polls: list[Poll] = []
    texts: list[BoardText] = []
    claims: list[Claim] = []
    variants: list[Variant] = []
    closing: list[Words] = field(default_factory=list)
    """«Wat gebeurt er nu?», line by line, shown when the session has ended."""

    def zone(self, id: str | None) -> Zone | None:
        return _find(self.zones, id)

    def kind(self, id: str | None) -> Kind | None:
        return _find(self.kinds, id)

    def phase(self, id: str | None) -> Phase | None:
        return _find(self.phases, id)

    def poll(self, id: str | None) -> Poll | None:
        return _find(self.polls, id)

    def text(self, id: str | None) -> BoardText | None:
        return _find(self.texts, id)

    def claim(self, id: str | None) -> Claim | None:
        return _find(self.claims, id)

    @property
    def parking(self) -> Zone | None:
        return next((zone for zone in self.zones if zone.parking), None)


_Named = TypeVar("_Named", Zone, Kind, Phase, Poll, BoardText, Claim)


def _find(things: list[_Named], id: str | None) -> _Named | None:
    return next((thing for thing in things if thing.id == id), None)


class FormatFault(ValueError):
    """A format cannot be used; ``faults`` names each key, value and expectation."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(faults))
        self.name = name
        self.faults = faults


def parse(source: bytes, name: str) -> Format:
    """A format from the bytes of a TOML file; ``name`` is for the faults.

    Raises FormatFault with all that is wrong.
    """
    try:
        tree = tomllib.loads(source.decode())
        format = msgspec.convert(tree, Format)
    except UnicodeDecodeError as fault:
        fault_at = f"byte {fault.start} is not UTF-8; save the file as UTF-8"
        raise FormatFault(name, [fault_at]) from None
    except tomllib.TOMLDecodeError as fault:
        raise FormatFault(name, [f"is not TOML: {fault}"]) from None
    except msgspec.ValidationError as fault:
        raise FormatFault(name, [str(fault)]) from None
    if faults := list(check(format)):
        raise FormatFault(name, faults)
    return format


def packed(format: Format) -> bytes:
    """The resolved format as canonical bytes: what ``fingerprint`` is taken of."""
    return msgspec.json.encode(format, order="sorted")


def unpacked(data: bytes) -> Format:
    return msgspec.json.decode(data, type=Format)


def fingerprint(format: Format) -> str:
    return hashlib.sha256(packed(format)).hexdigest()


def with_variant(format: Format, id: str) -> Format:
    """The format with the phases and minutes of one of its variants.

    Raises FormatFault if it has no such variant.
    """
    if not id:
        return format
    variant = next((variant for variant in format.variants if variant.id == id), None)
    if variant is None:
        known = ", ".join(variant.id for variant in format.variants) or "none"
        raise FormatFault(format.id, [f"has no variant {id!r}; it has {known}"])
    phases = {phase.id: phase for phase in format.phases}
    chosen = [
        msgspec.structs.replace(phases[row.phase], minutes=row.minutes) for row in variant.phases
    ]
    return msgspec.structs.replace(format, phases=chosen)


def spoken(format: Format, language: Language) -> dict[str, object]:
    """The format as plain JSON in one language, for a page; Dutch where it lacks one."""

    def say(thing: object) -> object:
        if isinstance(thing, Words):
            return thing.say(language)
        if isinstance(thing, Struct):
            return {name: say(getattr(thing, name)) for name in thing.__struct_fields__}
        if isinstance(thing, list):
            return [say(item) for item in thing]
        return thing

    result = say(format)
    assert isinstance(result, dict)
    del result["variants"]
    return result


def check(format: Format) -> Iterator[str]:
    """All faults that types cannot find: ids, references, bounds."""
    yield from _ids(format)
    zones = {zone.id for zone in format.zones}
    polls = {poll.id for poll in format.polls}
    texts = {text.id for text in format.texts}

    def known(where: str, value: str | None, there: set[str], what: str) -> Iterator[str]:
        if value is not None and value not in there:
            names = ", ".join(sorted(there)) or "none"
            yield f"{where} is {value!r}; expected one of the {what}: {names}"

    if sum(zone.parking for zone in format.zones) > 1:
        yield "zones: more than one is parking; expected at most one"
    for kind in format.kinds:
        yield from known(f"kinds.{kind.id}.zone", kind.zone, set(zones), "zones")
        if not 1 <= kind.limit <= Limits.CARD_TEXT:
            yield f"kinds.{kind.id}.limit is {kind.limit}; expected 1 to {Limits.CARD_TEXT}"
        for link in kind.links:
            where = f"kinds.{kind.id}.links.{link.id}"
            if (link.zone is None) == (link.poll is None):
                yield f"{where} needs a zone or a poll, and not both"
            yield from known(f"{where}.zone", link.zone, set(zones), "zones")
            yield from known(f"{where}.poll", link.poll, set(polls), "polls")
        for one in kind.fields:
            if (one.type == "choice") != bool(one.options):
                where = f"kinds.{kind.id}.fields.{one.id}"
                yield f"{where}: options go with type 'choice', and with no other"
    for poll in format.polls:
        where = f"polls.{poll.id}"
        yield from known(f"{where}.zone", poll.zone, set(zones), "zones")
        yield from known(f"{where}.each_line_of", poll.each_line_of, set(texts), "texts")
        yield from known(f"{where}.about", poll.about, set(texts), "texts")
        own = poll.method in ("scale", "agreement")
        if own and (poll.options or poll.zone):
            yield f"{where}: method {poll.method!r} has its own options; take options and zone away"
        if not own and bool(poll.options) == (poll.zone is not None):
            yield f"{where}: method {poll.method!r} needs options or a zone, and not both"
        if not 1 <= poll.most <= 5:
            yield f"{where}.most is {poll.most}; expected 1 to 5 dots on one option"
    yield from _steps(format)
    for variant in format.variants:
        for row in variant.phases:
            there = {phase.id for phase in format.phases}
            yield from known(f"variants.{variant.id}", row.phase, set(there), "phases")


def _ids(format: Format) -> Iterator[str]:
    groups: list[tuple[str, list[str]]] = [
        ("zones", [zone.id for zone in format.zones]),
        ("kinds", [kind.id for kind in format.kinds]),
        ("phases", [phase.id for phase in format.phases]),
        ("polls", [poll.id for poll in format.polls]),
        ("texts", [text.id for text in format.texts]),
        ("claims", [claim.id for claim in format.claims]),
        ("variants", [variant.id for variant in format.variants]),
    ]
    for kind in format.kinds:
        groups.append((f"kinds.{kind.id}.fields", [one.id for one in kind.fields]))
        groups.append((f"kinds.{kind.id}.links", [link.id for link in kind.links]))
    for poll in format.polls:
        groups.append((f"polls.{poll.id}.options", [option.id for option in poll.options]))
        groups.append((f"polls.{poll.id}.questions", [one.id for one in poll.questions]))
    for where, ids in groups:
        for id in ids:
            if not IDENT.fullmatch(id):
                yield f"{where}: id {id!r}; expected small letters, digits and _, at most 40"
            if ids.count(id) > 1:
                yield f"{where}: id {id!r} stands there {ids.count(id)} times; expected once"
    for where, ids in groups[:1] + groups[2:3]:
        if not ids:
            yield f"{where} is empty; expected at least one"


_WORKS_ON = {"post": "kind", "adopt": "zone", "vote": "poll", "group": "zone", "claim": "claim"}


def _steps(format: Format) -> Iterator[str]:
    there: dict[str, set[str]] = {
        "kind": {kind.id for kind in format.kinds},
        "zone": {zone.id for zone in format.zones},
        "poll": {poll.id for poll in format.polls},
        "text": {text.id for text in format.texts},
        "claim": {claim.id for claim in format.claims},
    }
    for phase in format.phases:
        if not 1 <= phase.minutes <= Limits.MINUTES:
            yield f"phases.{phase.id}.minutes is {phase.minutes}; expected 1 to {Limits.MINUTES}"
        for number, step in enumerate(phase.steps, 1):
            where = f"phases.{phase.id}.steps[{number}]"
            needs = _WORKS_ON.get(step.action)
            if needs and getattr(step, needs) is None:
                yield f"{where}: action {step.action!r} needs a {needs}"
            for name, ids in there.items():
                value = getattr(step, name)
                if value is not None and value not in ids:
                    names = ", ".join(sorted(map(str, ids))) or "none"
                    yield f"{where}.{name} is {value!r}; expected one of: {names}"
