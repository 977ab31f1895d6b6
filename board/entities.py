"""What an audience sees: a view is a map from key to entity, nothing more.

Keys are ``session``, ``phase``, ``light``, ``lead`` (one of each) and
``card:ID``, ``cluster:ID``, ``round:ID``, ``chart:ID``, ``text:ID``,
``claim:ID``, ``placement:ID``, ``hint:ID``. A patch is such a map too, with
None for what is gone. Patches set values and never add, so applying one twice
changes nothing. Each entity carries the ``seq`` of the last event that changed
it for this audience.

Entities hold ids and people's own words, never the words of the interface: an
audience is not a language.
"""

from typing import dataclass_transform

from msgspec import Struct

from board.source import Source, Standing
from board.tallies import QuestionTally, Remark
from board.types import Millis, Origin, Status


@dataclass_transform(frozen_default=True)
class Entity(Struct, frozen=True):
    seq: int


class OfferEntity(Struct, frozen=True):
    """The lead, offered by the console ``by`` to a function, until the phase or session ends."""

    to: str
    until: str
    by: str


class HandedEntity(Struct, frozen=True):
    """The lead was handed over by the console ``was``, to someone with this function."""

    was: str
    until: str
    function: str


class SessionEntity(Entity):
    """The session as a whole. ``leader`` names a console, for who leads only, and
    so do ``offer`` and ``handed``.
    """

    status: Status
    stage: str
    title: str
    joining: bool
    seats: int
    organisations: int
    cards_each: int
    leader: str = ""
    paper_seats: int = 0
    offer: OfferEntity | None = None
    handed: HandedEntity | None = None


class PhaseEntity(Entity):
    """The open phase. While paused ``ends_at`` is 0 and ``left`` says what is left, in ms."""

    id: str
    visit: int
    minutes: int
    opened_at: Millis
    ends_at: Millis
    left: Millis
    groups: int
    visited: list[str]
    """The phases opened so far, in order of their last visit."""


class LightEntity(Entity):
    target: str | None


class LeadEntity(Entity):
    """What helps who leads: counts, and no names of people.

    ``posted`` people wrote in this visit; ``silent`` organisations have no card
    in it, or none with a sender; ``undo`` is the event that can be undone by
    the console named in ``undo_by``. ``unled`` and ``crowded`` are cards that
    nobody leads and that more than one does. For who leads alone: ``idle``, the
    organisations that took nothing up, ``not_now``, those that said why, and how
    many people said «ik snap het niet» in this visit.
    """

    posted: int
    silent: int
    undo: str = ""
    undo_by: str = ""
    unled: list[str] = []
    crowded: list[str] = []
    idle: list[str] = []
    not_now: dict[str, str] = {}
    unclear: int = 0


class CardEntity(Entity):
    """``hidden`` is the reason a card was hidden; only who leads gets it, and who gave it."""

    number: int
    zone: str
    kind: str
    text: str | None
    fields: dict[str, str | None]
    links: dict[str, list[str]]
    organisation: str | None
    seat: str | None
    anonymous: bool
    adopters: int
    cluster: str | None
    edited: bool
    late: bool
    locked: bool
    """In an open round: it cannot change until that closes."""
    hidden: str | None = None
    veiled: bool = False
    confirmed: bool = False
    origin: Origin | None = None
    source: Source | None = None
    """Where it came from, if an earlier stage gave it."""
    entered: bool = False
    """It lay on paper and came in when the session was over; for consoles and the record."""
    standing: Standing = ""
    """"read": it stays as it is here; "proposal": this session may do with it as it likes."""
    language: str = ""
    """The BCP 47 tag of what is written; "" is Dutch."""
    dutch: str | None = None
    """The Dutch beside it, once someone added it."""


class ClusterEntity(Entity):
    zone: str
    title: str
    cards: list[str]


class OptionEntity(Struct, frozen=True):
    """``text`` is empty for an option whose words stand in the format."""

    id: str
    text: str | None
    cards: list[str] = []
    language: str = ""
    dutch: str | None = None


class QuestionEntity(Struct, frozen=True):
    """``cards`` are those it is about, if it is about cards."""

    id: str
    text: str | None
    options: list[OptionEntity]
    cards: list[str] = []
    language: str = ""
    dutch: str | None = None


class RoundEntity(Entity):
    """A vote. ``result`` and ``remarks`` stay empty until it is revealed.

    ``status`` is open, closed or revealed. ``voters`` is the turnout so far;
    ``small`` warns, before the vote, that so few take part that it cannot be
    secret. ``times`` says how often this poll was held, this time included. With
    ``organisations`` they are the voters: ``voters`` and ``seats`` count them.
    """

    poll: str
    method: str
    status: str
    visit: int
    times: int
    questions: list[QuestionEntity]
    dots: int
    most: int
    voters: int
    seats: int
    small: bool
    on_paper: int = 0
    result: list[QuestionTally] = []
    remarks: dict[str, list[Remark]] = {}
    organisations: bool = False
    by_hand: int = 0
    entered: bool = False


class ChartRow(Struct, frozen=True):
    """A card or cluster with its place. ``number`` is its name in the drawing.

    A place is None where nobody chose anything; then it is in no corner. The
    corners count from 0: low and high across above, then low and high below.
    What stands in the middle counts as high.
    """

    id: str
    number: int
    text: str | None
    across: int | None
    up: int | None
    corner: int | None
    language: str = ""
    dutch: str | None = None


class ChartEntity(Entity):
    """Cards laid out by two votes, there once both were shown; see ``charts``."""

    rows: list[ChartRow]


class TextEntity(Entity):
    """It ``rests_on`` the cards of these ids, or the copies of them that are here."""

    version: int
    lines: list[str | None]
    source: Source | None = None
    rests_on: list[str] = []


class Claimant(Struct, frozen=True):
    organisation: str
    form: str
    provisional: bool


class ClaimEntity(Entity):
    claimants: list[Claimant]


class RowEntity(Struct, frozen=True):
    """``text`` is empty for an organisation, and None where it was erased."""

    id: str
    text: str | None
    place: str | None
    language: str = ""
    dutch: str | None = None


class PlacementEntity(Entity):
    """Where each stands; ``place`` None: nobody has said."""

    rows: list[RowEntity]


class HintEntity(Entity):
    """Cards that people said belong together; for who leads."""

    cards: list[str]
    times: int


AnyEntity = (
    SessionEntity
    | PhaseEntity
    | LightEntity
    | LeadEntity
    | CardEntity
    | ClusterEntity
    | RoundEntity
    | ChartEntity
    | TextEntity
    | ClaimEntity
    | PlacementEntity
    | HintEntity
)

View = dict[str, AnyEntity]
Patch = dict[str, AnyEntity | None]


class MyBallot(Struct, frozen=True):
    """One's own ballot in an open round, by question id."""

    answers: dict[str, "MyAnswer"]


class MyAnswer(Struct, frozen=True):
    options: dict[str, int] = {}
    remark: str = ""
    unsure: bool = False
    skipped: bool = False


class Mine(Struct, frozen=True):
    """The personal part of a seat's view, always sent whole.

    ``cards`` are all my cards, also those that others cannot see; ``adopted``
    the cards I support; ``ballots`` goes by round id, only while it is open;
    ``group`` is my group in this phase, 0 for none.
    """

    seat: str
    organisation: str | None
    via: str
    cards: dict[str, CardEntity]
    adopted: list[str]
    ballots: dict[str, MyBallot]
    group: int
    left: int
    """How many cards I may still post in this phase."""
    not_now: str | None = None
    """Why my organisation takes nothing up for now, if it said so; "" without a why."""
    unclear: bool = False
    """Whether I said «ik snap het niet» in this visit."""
