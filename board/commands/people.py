"""What is asked about who takes part."""

from board.commands.command import Command
from board.types import OrganisationId, SeatId, Via


class TakeSeat(Command):
    seat: SeatId
    organisation: OrganisationId | None = None
    via: Via = Via.PHONE


class ChooseOrganisation(Command):
    organisation: OrganisationId | None = None


class TakeOverSeat(Command):
    """Who was on paper came in with a phone: from now on nobody else writes for them."""

    seat: SeatId


class AddPaperSeat(Command):
    """A seat for a person without a phone, counted like any other."""

    organisation: OrganisationId | None = None


class SayUnclear(Command):
    """«Ik snap het niet», or not any more: who leads sees how many say so, and never who."""

    unclear: bool = True
    for_seat: SeatId | None = None
