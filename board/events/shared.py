"""What all look at and take up: texts, claims, the light; and steps undone."""

from board.events.event import Event
from board.types import ClaimId, OrganisationId, TextId


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
