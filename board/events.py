"""All that has happened on a board: past tense, one struct each.

These structs are the storage format. They are additive for ever: a field may
be added with a default, never renamed, retyped or taken away; ``upcast`` is
the one place where an old shape is read as a new one. They are never sent to
anyone: what goes over the wire is made by ``views``.

A ``text`` of ``None`` was erased. ``by`` names the console that acted, never a
person. ``author`` is a seat, or for an anonymous card a mark that no one can
trace once the session is closed; see ``secrecy``.
"""

from typing import dataclass_transform

from msgspec import Struct

from board.tallies import FrozenQuestion, QuestionTally, Remark
from board.types import (
    CardId,
    ClaimId,
    ClusterId,
    KindId,
    Millis,
    OrganisationId,
    Origin,
    PhaseId,
    PollId,
    RoundId,
    SeatId,
    SnapshotId,
    TextId,
    Via,
    ZoneId,
)


@dataclass_transform(frozen_default=True)
class Event(Struct, frozen=True, tag_field="type", tag=True, omit_defaults=True):
    """The root of all events; its tag in the log is the class's name."""


# The board itself


class BoardOpened(Event):
    """The first event. ``format`` is the SHA-256 of the resolved format's bytes."""

    format: str
    stage: str
    title: str
    at: Millis
    texts: dict[TextId, list[str | None]] = {}
    variant: str = ""


class PhaseOpened(Event):
    """``visit`` counts the phases opened so far; entered twice is two visits."""

    phase: PhaseId
    visit: int
    at: Millis
    minutes: int
    by: str = ""


class MinutesAdded(Event):
    minutes: int
    by: str = ""


class BoardPaused(Event):
    at: Millis
    by: str = ""


class BoardResumed(Event):
    at: Millis
    by: str = ""


class BoardEnded(Event):
    at: Millis
    by: str = ""


class BoardReopened(Event):
    at: Millis
    visit: int
    by: str = ""


class JoiningSet(Event):
    open: bool
    by: str = ""


class LeadTaken(Event):
    by: str


class CardLimitSet(Event):
    cards_each: int
    by: str = ""


class SnapshotTaken(Event):
    """``moment`` is begin, before_clusters, after_clusters, reveal, end or hand."""

    snapshot: SnapshotId
    moment: str
    at: Millis
    label: str = ""
    by: str = ""


# People


class SeatTaken(Event):
    seat: SeatId
    organisation: OrganisationId | None = None
    via: Via = Via.PHONE


class OrganisationChosen(Event):
    seat: SeatId
    organisation: OrganisationId | None = None


class GroupsMade(Event):
    """``groups`` holds the seats of group 1, group 2 and so on."""

    visit: int
    groups: list[list[SeatId]]
    by: str = ""


# Cards


class CardPosted(Event):
    """``at`` of an anonymous card is the start of its phase."""

    card: CardId
    number: int
    zone: ZoneId
    kind: KindId
    visit: int
    at: Millis
    author: str
    text: str | None
    fields: dict[str, str | None] = {}
    links: dict[str, list[str]] = {}
    organisation: OrganisationId | None = None
    anonymous: bool = False
    veiled: bool = False
    late: bool = False
    origin: Origin = Origin.OWN


class CardEdited(Event):
    card: CardId
    text: str | None
    fields: dict[str, str | None] = {}
    links: dict[str, list[str]] = {}


class CardErased(Event):
    """``withdrawn`` by its author, or else taken away on request."""

    card: CardId
    withdrawn: bool = False
    by: str = ""


class CardAdopted(Event):
    """``mark`` is made like an anonymous author's."""

    card: CardId
    mark: str


class AdoptionDropped(Event):
    card: CardId
    mark: str


class ClusterSuggested(Event):
    cards: list[CardId]


class CardsMoved(Event):
    cards: list[CardId]
    zone: ZoneId
    by: str = ""


class CardsReturned(Event):
    """Cards put back in the zones they came from: a move undone."""

    zones: dict[CardId, ZoneId]
    by: str = ""


class CardsHidden(Event):
    cards: list[CardId]
    reason: str
    by: str = ""


class CardsShown(Event):
    cards: list[CardId]
    by: str = ""


class CardsUnveiled(Event):
    """Veiled cards get their spoken numbers now, in the order of their ids."""

    zone: ZoneId
    numbers: dict[CardId, int]
    by: str = ""


# Clusters


class ClusterMade(Event):
    """``cards`` is all it holds; ``absorbed`` are the clusters it swallowed."""

    cluster: ClusterId
    zone: ZoneId
    title: str
    cards: list[CardId]
    absorbed: list[ClusterId] = []
    by: str = ""


class ClusterRenamed(Event):
    cluster: ClusterId
    title: str
    by: str = ""


class ClusterDissolved(Event):
    cluster: ClusterId
    by: str = ""


class ClustersRestored(Event):
    """Clusters put back as they were: a clustering or a dissolving undone."""

    gone: ClusterId | None
    clusters: dict[str, "ClusterKept"] = {}
    by: str = ""


class ClusterKept(Struct, frozen=True):
    zone: ZoneId
    title: str
    cards: list[CardId]


# Votes


class RoundOpened(Event):
    """``dots`` is the budget of each voter, ``most`` what one option may get."""

    round: RoundId
    poll: PollId
    visit: int
    method: str
    questions: list[FrozenQuestion]
    dots: int = 0
    most: int = 0
    by: str = ""


class BallotPut(Event):
    """Names nobody and no choice; ``first`` adds one to the turnout."""

    round: RoundId
    first: bool = True


class RoundClosed(Event):
    round: RoundId
    tallies: list[QuestionTally]
    voters: int
    seats: int
    on_paper: int = 0
    remarks: dict[str, list[Remark]] = {}
    by: str = ""


class RoundVoided(Event):
    """An open round whose ballots are gone, after a restore: voted again."""

    round: RoundId


class RoundRevealed(Event):
    round: RoundId
    by: str = ""


# Texts, claims, light


class TextWritten(Event):
    """A version of a text; ``replaces`` is the version before it, 0 for none."""

    text: TextId
    version: int
    lines: list[str | None]
    replaces: int
    by: str = ""


class PlaceClaimed(Event):
    claim: ClaimId
    organisation: OrganisationId
    form: str
    provisional: bool
    place: int


class ClaimReleased(Event):
    claim: ClaimId
    organisation: OrganisationId


class SpotlightSet(Event):
    target: str | None
    by: str = ""


class StepUndone(Event):
    """Comes after the events that took back the last step of ``by``."""

    by: str


AnyEvent = (
    BoardOpened
    | PhaseOpened
    | MinutesAdded
    | BoardPaused
    | BoardResumed
    | BoardEnded
    | BoardReopened
    | JoiningSet
    | LeadTaken
    | CardLimitSet
    | SnapshotTaken
    | SeatTaken
    | OrganisationChosen
    | GroupsMade
    | CardPosted
    | CardEdited
    | CardErased
    | CardAdopted
    | AdoptionDropped
    | ClusterSuggested
    | CardsMoved
    | CardsReturned
    | CardsHidden
    | CardsShown
    | CardsUnveiled
    | ClusterMade
    | ClusterRenamed
    | ClusterDissolved
    | ClustersRestored
    | RoundOpened
    | BallotPut
    | RoundClosed
    | RoundVoided
    | RoundRevealed
    | TextWritten
    | PlaceClaimed
    | ClaimReleased
    | SpotlightSet
    | StepUndone
)
