"""Who came, and in which groups they work."""

from board.events.event import Event
from board.types import OrganisationId, SeatId, Via


class SeatTaken(Event):
    seat: SeatId
    organisation: OrganisationId | None = None
    via: Via = Via.PHONE


class SeatTakenOver(Event):
    """A seat that took part ``via`` something else goes on so; its votes and cards stay."""

    seat: SeatId
    via: Via = Via.PHONE


class OrganisationChosen(Event):
    seat: SeatId
    organisation: OrganisationId | None = None


class GroupsMade(Event):
    """``groups`` holds the seats of group 1, group 2 and so on."""

    visit: int
    groups: list[list[SeatId]]
    by: str = ""


class UnclearSaid(Event):
    """Someone does not understand what is asked, or does now. ``mark`` is made like
    an anonymous author's, anew for each visit.
    """

    visit: int
    mark: str
    unclear: bool = True
