"""Who was there, as a log that leaves may tell it: that so many were, and of which organisations.

Each seat has a number in the order in which people came. Of an organisation one seat says that
it is of it; the others say that they are of one of those that are there, for with how many of
each, one could count a small group. Where few took part on paper, one seat says so.

A number is nobody's for good: where someone goes to another organisation, the number that then
says so is one of which it could be said.
"""

from collections.abc import Callable

from board import events as e
from board.types import OrganisationId, SeatId, Via

ONE_OF_THEM = OrganisationId("")
"""Of an organisation that is there, and not told of which."""
Of = OrganisationId | None


class PeopleTold:
    """Asked in the order of the log. ``all_on_paper``: they are enough to say who were."""

    def __init__(self, *, all_on_paper: bool) -> None:
        self._all_on_paper = all_on_paper
        self._of: dict[SeatId, Of] = {}
        self._via: dict[SeatId, Via] = {}
        self._numbers: dict[SeatId, SeatId] = {}
        self._told_of: dict[SeatId, Of] = {}
        self._told_via: dict[SeatId, Via] = {}

    def taken(self, event: e.SeatTaken) -> e.SeatTaken:
        seat = event.seat
        number = self._numbers.setdefault(seat, SeatId(f"seat-{len(self._numbers) + 1}"))
        self._told_of[number] = self._said(seat, event.organisation)
        self._of[seat] = event.organisation
        self._via[seat] = event.via
        few = event.via is Via.PAPER and not self._all_on_paper
        already = any(via is Via.PAPER for one, via in self._told_via.items() if one != number)
        self._told_via[number] = Via.PHONE if few and already else event.via
        return e.SeatTaken(number, self._told_of[number], self._told_via[number])

    def chosen(self, event: e.OrganisationChosen) -> e.OrganisationChosen:
        """What is told of all of them changes as all of them did."""
        seat = event.seat
        was = self._said(seat, self._of.get(seat))
        self._of[seat] = event.organisation
        number = self._number(seat, lambda one: self._told_of[one] == was)
        self._told_of[number] = self._said(seat, event.organisation)
        return e.OrganisationChosen(number, self._told_of[number])

    def taken_over(self, event: e.SeatTakenOver) -> e.SeatTakenOver:
        self._via[event.seat] = event.via
        wanted = event.via
        if not self._all_on_paper:
            some = Via.PAPER in self._via.values()
            told = Via.PAPER in self._told_via.values()
            if some == told:
                number = self._numbers[event.seat]
                return e.SeatTakenOver(number, self._told_via[number])
            wanted = Via.PAPER if some else Via.PHONE
        number = self._number(event.seat, lambda one: self._told_via[one] is not wanted)
        self._told_via[number] = wanted
        return e.SeatTakenOver(number, wanted)

    def _said(self, seat: SeatId, of: Of) -> Of:
        others = {one for other, one in self._of.items() if other != seat}
        return ONE_OF_THEM if of in others and of is not None else of

    def _number(self, seat: SeatId, fits: Callable[[SeatId], bool]) -> SeatId:
        """Its own where that fits, or else the first that does, which becomes its own."""
        own = self._numbers[seat]
        if fits(own):
            return own
        other = next((one for one, number in self._numbers.items() if fits(number)), seat)
        self._numbers[seat], self._numbers[other] = self._numbers[other], own
        return self._numbers[seat]
