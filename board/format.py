"""A format: all that makes a stage what it is, as data.

Zones, card kinds, texts, polls, claims, phases and their words stand in
``board/formats/*.toml``; no code knows a stage, phase, zone or kind by name.
``format_file`` reads such a file.
"""

import hashlib
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
    # Not by ``next`` over a generator: this is asked ten times for each command.
    for thing in things:
        if thing.id == id:
            return thing
    return None


def packed(format: Format) -> bytes:
    """The resolved format as canonical bytes: what ``fingerprint`` is taken of."""
    return msgspec.json.encode(format, order="sorted")


def unpacked(data: bytes) -> Format:
    return msgspec.json.decode(data, type=Format)


def fingerprint(format: Format) -> str:
    return hashlib.sha256(packed(format)).hexdigest()


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
