"""What all look at, take up and place: texts, claims, places, the light; and steps undone."""

from board.events.event import Event
from board.source import Source
from board.types import CardId, ClaimId, OrganisationId, PlacementId, TextId


class TextWritten(Event):
    """A version of a text; ``replaces`` is the version before it, 0 for none."""

    text: TextId
    version: int
    lines: list[str | None]
    replaces: int
    by: str = ""
    rests_on: list[str] = []


class TextBrought(Event):
    """A text in the version that it has by now in the trajectory, before the first phase."""

    text: TextId
    version: int
    lines: list[str | None]
    source: Source
    rests_on: list[str] = []


class PlaceClaimed(Event):
    """``claim`` is one of the format, or a card. An organisation that has it already
    goes on in this form.
    """

    claim: ClaimId | CardId
    organisation: OrganisationId
    form: str
    provisional: bool
    place: int
    by: str = ""


class ClaimReleased(Event):
    claim: ClaimId | CardId
    organisation: OrganisationId
    by: str = ""


class NotNowSaid(Event):
    """An organisation takes nothing up for now."""

    organisation: OrganisationId
    reason: str = ""
    by: str = ""


class RowPlaced(Event):
    """``organisation`` is whose hand it was, if it was one; ``place`` None: in none again."""

    placement: PlacementId
    row: str
    place: str | None
    organisation: OrganisationId | None = None
    by: str = ""


class SpotlightSet(Event):
    target: str | None
    by: str = ""


class StepUndone(Event):
    """Comes after the events that took back the last step of ``by``."""

    by: str
