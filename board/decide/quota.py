"""How many cards one may post: a person in a phase, and an organisation of a kind."""

from board.format import Kind
from board.refusals import Refusal
from board.state import Board
from board.types import OrganisationId, SeatId


def posted_in(board: Board, phase: str, authors: tuple[str, str]) -> int:
    """Cards on the board by these authors in a phase; parked ones are not counted, and those
    that came in afterwards are nobody's.
    """
    return sum(
        1
        for author in filter(None, authors)
        for id in board.by_author.get(author, ())
        if not (card := board.cards[id]).gone
        and board.visits[card.visit - 1].phase == phase
        and not ((zone := board.format.zone(card.zone)) and zone.parking)
    )


def organisation_full(board: Board, kind: Kind, seat: SeatId, anonymous: bool) -> Refusal | None:
    """Where an organisation has so many cards and no more, each stands under its name."""
    organisation = board.seats[seat].organisation
    if not kind.per_organisation or organisation is None:
        return None
    if anonymous:
        return Refusal("no_organisation")
    return no_room(board, kind, organisation)


def no_room(board: Board, kind: Kind, organisation: OrganisationId) -> Refusal | None:
    """The organisation has as many cards of this kind on the board as it may.

    What an earlier stage gave does not count: this is where it may say something else.
    """
    if not kind.per_organisation:
        return None
    held = sum(
        card.kind == kind.id and card.organisation == organisation and not card.gone
        for card in board.cards.values()
        if card.source is None
    )
    if held < kind.per_organisation:
        return None
    return Refusal("organisation_cards", limit=str(kind.per_organisation))
