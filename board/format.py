"""A format: all that makes a stage what it is, as data.

Zones, card kinds, texts, polls, claims, phases and their words stand in
``board/formats/*.toml``; no code knows a stage, phase, zone or kind by name.
``format_file`` reads such a file.
"""

import hashlib
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct, field

from board.stages import Course, Inflow, Means, Measure, Register, Tells
from board.types import (
    ClaimId,
    KindId,
    Limits,
    PhaseId,
    PlacementId,
    PollId,
    TextId,
    ZoneId,
)

Language = str
"""A BCP 47 tag. A text of ours has nl, fr and en of its own; others come from packs."""
Method = Literal["dots", "scale", "choice", "agreement", "ranking"]
Action = Literal["read", "post", "adopt", "vote", "group", "claim", "place"]
Mode = Literal["alone", "pairs", "groups", "organisation", "together"]

SCALE = ("1", "2", "3", "4", "5")
AGREEMENT = ("yes", "yes_remark", "can_live", "not_yet")
RANKS = (3, 2, 1)
"""The points of who stands first, second and third."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the languages it exists in. Dutch is never missing."""

    nl: str
    fr: str = ""
    en: str = ""

    def say(self, language: Language) -> str:
        return getattr(self, language, "") or self.nl


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    label: Words
    means: Means = ""


class Zone(Struct, frozen=True, forbid_unknown_fields=True):
    """``parking`` gathers what is important but not for now. A zone that is not
    ``shown`` stays off phones and screen; the record has it. A ``closed`` one is
    for who leads and for the coach: others see their own cards in it, and the
    record keeps it in its closed part.
    """

    id: ZoneId
    title: Words
    parking: bool = False
    shown: bool = True
    closed: bool = False


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """Something more a card may say; never obligatory."""

    id: str
    label: Words
    type: Literal["text", "choice", "organisations"] = "text"
    options: list[Choice] = []
    limit: int = Limits.FIELD_TEXT
    tells: Tells = ""


class LinkKind(Struct, frozen=True, forbid_unknown_fields=True):
    """What a card may point at: the cards of a zone, or the ``top`` of a poll.

    ``least`` 1 makes it obligatory; ``confirm_least`` only for who confirms it. What
    the cards of the link ``through`` point at by a link of this same name counts too:
    a task serves what its goal serves.
    """

    id: str
    label: Words
    zone: ZoneId | None = None
    poll: PollId | None = None
    top: int = 5
    least: int = 0
    most: int = Limits.LINKS
    confirm_least: int = 0
    through: str = ""


class ClaimForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to take something up. ``places`` 0: no end. Who takes up a form that
    ``leads`` carries it; something that nobody leads is a loose end.
    """

    id: str
    label: Words
    places: int = 0
    leads: bool = False


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of card. ``start`` is what a card of it begins with.

    ``sender`` says whether the writer chooses to stand under it, or no one
    does. ``veiled`` cards stay out of sight until the one who leads shows them.
    ``per_organisation`` bounds the cards of one organisation; 0 is no bound.
    Cards of a kind with ``forms`` can be claimed, and ``confirmable`` ones are
    confirmed by who leads once their links are there.
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
    per_organisation: int = 0
    forms: list[ClaimForm] = []
    confirmable: bool = False
    register: Register = ""


class BoardText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text with versions, in numbered lines; ``written`` during the session by
    who leads, or else brought along. What is ``brought`` comes from the latest
    version in the trajectory; what is ``pinned`` stays in sight in every phase. Of
    what it ``rests_on``, kinds of cards, who writes it names the cards.
    """

    id: TextId
    title: Words
    written: bool = False
    start: list[Words] = []
    brought: bool = False
    pinned: bool = False
    rests_on: list[KindId] = []


class PollQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """``options`` of its own stand in place of the poll's."""

    id: str
    text: Words
    options: list[Choice] = []


class Poll(Struct, frozen=True, forbid_unknown_fields=True):
    """A vote. Its options are listed, or are the cards and clusters of ``zone``,
    with those of the zones that are ``also`` in it, or the lines of the text
    ``lines_of``, such as three days to choose from.

    Its questions are listed, or are the lines of the text ``each_line_of``, or
    the cards and clusters of the zone ``each_card_of``, or else it has one
    question: ``question``. ``about`` is a text to read first. ``kind`` narrows
    the cards of a zone to one kind. With ``pick``, who leads chooses at most so
    many of the questions when it opens. Where the voters are organisations, the
    last ballot of an organisation counts for it.
    """

    id: PollId
    method: Method
    question: Words
    help: Words | None = None
    zone: ZoneId | None = None
    also: list[ZoneId] = []
    lines_of: TextId | None = None
    options: list[Choice] = []
    questions: list[PollQuestion] = []
    each_line_of: TextId | None = None
    each_card_of: ZoneId | None = None
    kind: KindId | None = None
    pick: int = 0
    questions_most: int = 12
    voters: Literal["person", "organisation"] = "person"
    about: TextId | None = None
    most: int = 2
    """At most so many dots on one option."""
    options_most: int = 12
    pulse: bool = False
    measure: Measure = ""


class Placement(Struct, frozen=True, forbid_unknown_fields=True):
    """Who or what stands where: one of ``places`` for each row, the innermost first.

    Its rows are the organisations, or the cards and clusters of ``zone`` (of one
    ``kind``). ``own``: an organisation places itself, and no other. ``rings`` are
    drawn as circles, else as columns; always with a table. ``before`` is the
    placement this one is laid beside, such as now beside later.
    """

    id: PlacementId
    question: Words
    places: list[Choice]
    help: Words | None = None
    zone: ZoneId | None = None
    kind: KindId | None = None
    own: bool = False
    rings: bool = True
    before: PlacementId | None = None
    rows_most: int = 24


class Chart(Struct, frozen=True, forbid_unknown_fields=True):
    """Cards laid out by two votes over each of them, once both are shown.

    ``across`` and ``up`` are polls with one question for each card; a scale
    counts from 1 to 5, a choice from its first option down. ``corners``: low and
    high across above, then low and high across below.
    """

    id: str
    title: Words
    across: PollId
    up: PollId
    corners: list[Words]


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """Something organisations can take up, in one of ``forms``; ``places`` 0: no end."""

    id: ClaimId
    label: Words
    forms: list[ClaimForm]
    places: int = 0
    help: Words | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do in a phase, named by what it works on.

    What is to be read is a text, or the cards of a zone. A phase that asks for
    two kinds of cards has ``examples`` for each; else they are the phase's.
    """

    action: Action
    kind: KindId | None = None
    zone: ZoneId | None = None
    poll: PollId | None = None
    text: TextId | None = None
    claim: ClaimId | None = None
    placement: PlacementId | None = None
    examples: list[Words] = []


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
    when_skipped: list[str] = []
    """Only where each of these stages was skipped: the least that it would have asked."""


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
    placements: list[Placement] = []
    charts: list[Chart] = []
    inflow: list[Inflow] = []
    variants: list[Variant] = []
    course: Course = "workstream"
    order: int = 0
    """Where the stage stands in a trajectory."""
    covers: list[str] = []
    """The stages that it joins into one, besides its own."""
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

    def placement(self, id: str | None) -> Placement | None:
        return _find(self.placements, id)

    def is_closed(self, zone: str | None) -> bool:
        """The cards of this zone are for who leads and for the coach alone."""
        held = self.zone(zone)
        return held is not None and held.closed

    @property
    def parking(self) -> Zone | None:
        return next((zone for zone in self.zones if zone.parking), None)


_Named = TypeVar("_Named", Zone, Kind, Phase, Poll, BoardText, Claim, Placement)


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
