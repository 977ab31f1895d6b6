"""The offer, and the sessions that are planned, prepared, held and confirmed."""

from msgspec import Struct

from board.trajectory.commands.command import Command
from board.trajectory.types import (
    BoardId,
    Millis,
    OfferAnswer,
    OrganisationId,
    Size,
    SlotId,
    SupportMode,
)


class OfferLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One session of an offer. ``stage`` is the format it is held with."""

    stage: str
    at: Millis | None = None
    minutes: int = 120
    variant: str = ""
    support: SupportMode = "guide"
    note: str = ""


class DraftOffer(Command):
    """A new version of the offer; what was sent or accepted before stays as it was."""

    lines: list[OfferLine]
    size: Size = "normal"
    support: SupportMode = "both"
    note: str = ""


class SendOffer(Command):
    version: int


class AnswerOffer(Command):
    """``not_now`` leaves the offer as it is; only ``DeclineOffer`` ends the trajectory."""

    version: int
    answer: OfferAnswer
    note: str = ""


class DeclineOffer(Command):
    """The offer is not taken: the trajectory ends there, and keeps what was made."""

    reason: str = ""


class PlanSlot(Command):
    """A session is planned. ``covers`` are the stages it holds; empty is what its
    format says.
    """

    stage: str
    at: Millis
    minutes: int
    title: str = ""
    place: str = ""
    host: OrganisationId | None = None
    lead: str = "coach"
    lead_organisation: OrganisationId | None = None
    variant: str = ""
    support: SupportMode = "guide"
    covers: list[str] = []
    note: str = ""


class ChangeSlot(Command):
    """What is left out stays as it is. ``at`` moves it."""

    slot: SlotId
    at: Millis | None = None
    minutes: int | None = None
    title: str | None = None
    place: str | None = None
    host: OrganisationId | None = None
    lead: str | None = None
    lead_organisation: OrganisationId | None = None
    variant: str | None = None
    support: SupportMode | None = None
    note: str | None = None


class CancelSlot(Command):
    slot: SlotId
    reason: str = ""


class PrepareSlot(Command):
    """There is a board for it. Refused while a stage that comes first is still open."""

    slot: SlotId
    board: BoardId


class AdoptBoard(Command):
    """A board that was made without a plan gets its place in it."""

    board: BoardId
    stage: str
    at: Millis
    minutes: int = 120
    title: str = ""


class MarkHeld(Command):
    """It was held; by itself where its board was ended. Also without any board."""

    slot: SlotId
    at: Millis | None = None


class ConfirmResults(Command):
    """Who coordinates has looked at the results: from now on they feed what follows."""

    slot: SlotId


class UnconfirmResults(Command):
    """Only while no later session has been prepared from them."""

    slot: SlotId
    reason: str


class CorrectResult(Command):
    """A confirmed result put right, with a trace: the words of one card as they should
    be read. The snapshot stays as it was.
    """

    slot: SlotId
    card: str
    text: str
    reason: str
