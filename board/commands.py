"""All that a person may ask of a board: imperative, one struct each.

Decoded strictly: an unknown field or kind is refused. Which access may ask
what stands in ``permissions``; what then happens, in ``decide``.

``for_seat`` is set by a facilitator or scribe who writes for a person without
a phone; it names a seat that takes part on paper.
"""

from typing import Literal, dataclass_transform

from msgspec import Struct

from board.source import BroughtCard
from board.types import (
    CardId,
    ClaimId,
    ClusterId,
    KindId,
    OrganisationId,
    PhaseId,
    PlacementId,
    PollId,
    RoundId,
    SeatId,
    TextId,
    Via,
    ZoneId,
)


@dataclass_transform(frozen_default=True)
class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """The root of all commands; its tag on the wire is the class's name."""


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """One person's answer to one question of a round.

    ``options`` maps option ids to a weight: dots on it, points by its place in
    a ranking, or 1 for what was chosen. ``unsure`` is "weet ik niet"; ``skipped``
    is "niet kiezen".
    """

    options: dict[str, int] = {}
    remark: str = ""
    unsure: bool = False
    skipped: bool = False


# People


class TakeSeat(Command):
    seat: SeatId
    organisation: OrganisationId | None = None
    via: Via = Via.PHONE


class ChooseOrganisation(Command):
    organisation: OrganisationId | None = None


class AddPaperSeat(Command):
    """A seat for a person without a phone, counted like any other."""

    organisation: OrganisationId | None = None


# Cards


class PostCard(Command):
    """``links`` maps a link of the card's kind to the cards or clusters it points at."""

    kind: KindId
    text: str
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    anonymous: bool = False
    for_seat: SeatId | None = None


class EditCard(Command):
    """Who leads edits what was brought as a proposal, and then for no seat."""

    card: CardId
    text: str
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    for_seat: SeatId | None = None


class WithdrawCard(Command):
    card: CardId
    for_seat: SeatId | None = None


class AdoptCard(Command):
    """«Dit vind ik ook»: support for a card, without writing."""

    card: CardId
    for_seat: SeatId | None = None


class DropAdoption(Command):
    card: CardId
    for_seat: SeatId | None = None


class SuggestCluster(Command):
    """«Hoort bij elkaar»: a hint for who leads, without a name."""

    cards: list[CardId]


class MoveCards(Command):
    cards: list[CardId]
    zone: ZoneId


class HideCards(Command):
    cards: list[CardId]
    reason: str


class ShowCards(Command):
    cards: list[CardId]


class UnveilCards(Command):
    """Shows the cards of a zone that gathers them out of sight."""

    zone: ZoneId


class EraseCard(Command):
    """Takes a card away for good, on request; its text is erased everywhere."""

    card: CardId


class BringCards(Command):
    """What earlier stages of the trajectory give, before the first phase."""

    cards: list[BroughtCard]


# Clusters


class MakeCluster(Command):
    """Puts cards, and whole clusters, together under one title."""

    members: list[str]
    title: str


class RenameCluster(Command):
    cluster: ClusterId
    title: str


class DissolveCluster(Command):
    cluster: ClusterId


# Votes


class OpenRound(Command):
    """``questions`` are those chosen by who leads, where the poll lets them pick."""

    poll: PollId
    questions: list[str] = []


class PutBallot(Command):
    """Replaces the voter's ballot whole. ``answers`` goes by question id."""

    round: RoundId
    answers: dict[str, Answer]
    for_seat: SeatId | None = None


class CloseRound(Command):
    round: RoundId


class RevealRound(Command):
    round: RoundId


# Claims, and where everyone stands


class ClaimPlace(Command):
    """«Ik doe dit namens mijn organisatie», of a claim of the format or of a card;
    asked again, the form changes. ``organisation`` is for who does it for another.
    """

    claim: ClaimId | CardId
    form: str
    provisional: bool = False
    organisation: OrganisationId | None = None


class ReleaseClaim(Command):
    claim: ClaimId | CardId
    organisation: OrganisationId | None = None


class SayNotNow(Command):
    """«Nu even niet»: this organisation takes nothing up, and may say why."""

    reason: str = ""
    organisation: OrganisationId | None = None


class ConfirmCard(Command):
    card: CardId


class UnconfirmCard(Command):
    card: CardId


class PlaceRow(Command):
    """Puts an organisation, card or cluster in one of the places, or in none again."""

    placement: PlacementId
    row: str
    place: str | None
    for_seat: SeatId | None = None


# Leading


class OpenPhase(Command):
    """Forwards, back or skipping: any phase of the format may be opened."""

    phase: PhaseId


class AddMinutes(Command):
    minutes: int


class PauseBoard(Command):
    pass


class ResumeBoard(Command):
    pass


class EndBoard(Command):
    pass


class ReopenBoard(Command):
    pass


class Spotlight(Command):
    """``target`` is a card or cluster, or none to put the light out."""

    target: str | None = None


class WriteText(Command):
    """A new version of one of the board's texts, line by line."""

    text: TextId
    lines: list[str]


class SetCardLimit(Command):
    cards_each: int


class SetJoining(Command):
    open: bool


class MakeGroups(Command):
    size: int = 4


class TakeLead(Command):
    """«Ik neem over»."""


class OfferLead(Command):
    """Who leads asks someone else to, until the next phase opens or until the end."""

    to: Literal["coach", "coordinator", "partner"]
    until: Literal["phase", "session"]


class AcceptLead(Command):
    pass


class TakeBackLead(Command):
    """Takes back the lead, or an offer of it that nobody took."""


class TakeSnapshot(Command):
    label: str = ""


class Undo(Command):
    """Takes back the last step of one's own, if nothing was built on it."""


AnyCommand = (
    TakeSeat
    | ChooseOrganisation
    | AddPaperSeat
    | PostCard
    | EditCard
    | WithdrawCard
    | AdoptCard
    | DropAdoption
    | SuggestCluster
    | MoveCards
    | HideCards
    | ShowCards
    | UnveilCards
    | EraseCard
    | BringCards
    | MakeCluster
    | RenameCluster
    | DissolveCluster
    | OpenRound
    | PutBallot
    | CloseRound
    | RevealRound
    | ClaimPlace
    | ReleaseClaim
    | SayNotNow
    | ConfirmCard
    | UnconfirmCard
    | PlaceRow
    | OpenPhase
    | AddMinutes
    | PauseBoard
    | ResumeBoard
    | EndBoard
    | ReopenBoard
    | Spotlight
    | WriteText
    | SetCardLimit
    | SetJoining
    | MakeGroups
    | TakeLead
    | OfferLead
    | AcceptLead
    | TakeBackLead
    | TakeSnapshot
    | Undo
)
