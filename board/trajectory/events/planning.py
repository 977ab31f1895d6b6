"""The offer, and the sessions."""

from board.trajectory.commands.planning import OfferLine
from board.trajectory.events.event import Event
from board.trajectory.types import (
    BoardId,
    Millis,
    OfferAnswer,
    OrganisationId,
    Size,
    SlotId,
    SupportMode,
)


class OfferDrafted(Event):
    version: int
    lines: list[OfferLine]
    size: Size
    support: SupportMode
    note: str = ""


class OfferSent(Event):
    version: int


class OfferAnswered(Event):
    version: int
    answer: OfferAnswer
    note: str = ""


class OfferDeclined(Event):
    reason: str = ""


class SlotPlanned(Event):
    """``course`` and ``covers`` as the format said it then."""

    slot: SlotId
    stage: str
    course: str
    covers: list[str]
    day: Millis
    minutes: int
    title: str
    place: str = ""
    host: OrganisationId | None = None
    lead: str = "coach"
    lead_organisation: OrganisationId | None = None
    variant: str = ""
    support: SupportMode = "guide"
    note: str = ""


class SlotMoved(Event):
    slot: SlotId
    day: Millis


class SlotChanged(Event):
    """What is None stayed as it was."""

    slot: SlotId
    minutes: int | None = None
    title: str | None = None
    place: str | None = None
    host: OrganisationId | None = None
    lead: str | None = None
    lead_organisation: OrganisationId | None = None
    variant: str | None = None
    support: SupportMode | None = None
    note: str | None = None


class SlotCancelled(Event):
    slot: SlotId
    reason: str = ""


class SlotPrepared(Event):
    slot: SlotId
    board: BoardId


class SlotOpened(Event):
    slot: SlotId
    day: Millis


class SlotReopened(Event):
    """Its board was opened again after it had ended."""

    slot: SlotId


class SlotHeld(Event):
    slot: SlotId
    day: Millis


class ResultsConfirmed(Event):
    slot: SlotId


class ResultsUnconfirmed(Event):
    slot: SlotId
    reason: str


class ResultCorrected(Event):
    slot: SlotId
    card: str
    text: str
    reason: str


class ReflectionMade(Event):
    """That who led looked back; the words are on the sounding board."""

    slot: SlotId
