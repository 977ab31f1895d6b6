"""What is asked about claims, confirmation and where everyone stands."""

from board.commands.command import Command
from board.types import CardId, ClaimId, OrganisationId, PlacementId, SeatId


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
