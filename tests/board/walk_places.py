"""What people take up, where they stand, and who leads: the part of the walk about those."""

from random import Random

from board import commands as c
from board.state import Board
from board.types import CardId, ClaimId, OrganisationId, PlacementId, SeatId

ORGANISATIONS = ["oak", "elm", "fir", "yew", "ash"]


def claiming(rng: Random, board: Board) -> c.AnyCommand:
    """Of a claim of the format, or of a card that can be taken up."""
    claims: list[tuple[ClaimId | CardId, list[str]]] = [
        (claim.id, [form.id for form in claim.forms]) for claim in board.format.claims
    ]
    for card in board.cards.values():
        kind = board.format.kind(card.kind)
        if kind and kind.forms:
            claims.append((card.id, [form.id for form in kind.forms]))
    claim, forms = rng.choice(claims)
    form = rng.choice(forms)
    taking = c.ClaimPlace(claim=claim, form=form, provisional=rng.random() < 0.3)
    choices: list[c.AnyCommand] = [taking, taking, c.ReleaseClaim(claim=claim)]
    return rng.choice([*choices, c.SayNotNow(reason=rng.choice(["", "te druk"]))])


def for_another(rng: Random, board: Board) -> c.AnyCommand:
    """The same, by who leads, for an organisation."""
    command = claiming(rng, board)
    organisation = OrganisationId(rng.choice(ORGANISATIONS))
    match command:
        case c.ClaimPlace(claim=claim, form=form):
            return c.ClaimPlace(claim=claim, form=form, organisation=organisation)
        case c.ReleaseClaim(claim=claim):
            return c.ReleaseClaim(claim=claim, organisation=organisation)
    return c.SayNotNow(reason="ziek", organisation=organisation)


def placing(rng: Random, board: Board, seat: SeatId | None = None) -> c.AnyCommand:
    """An organisation, card or cluster, in a place or in none again."""
    if not board.format.placements:
        return c.PlaceRow(placement=PlacementId("nowhere"), row="oak", place=None)
    placement = rng.choice(board.format.placements)
    own = board.seats[seat].organisation if seat and seat in board.seats else None
    rows: list[str] = [*ORGANISATIONS, *board.cards, *board.clusters]
    row = own if own and rng.random() < 0.7 else rng.choice(rows)
    place = rng.choice([*(it.id for it in placement.places), None])
    return c.PlaceRow(placement=placement.id, row=row, place=place)


def confirming(rng: Random, board: Board) -> c.AnyCommand:
    """Mostly a card that can be, or one that is."""
    done = [card.id for card in board.cards.values() if card.confirmed and not card.gone]
    if done and rng.random() < 0.5:
        return c.UnconfirmCard(card=rng.choice(done))
    able = [
        card.id
        for card in board.cards.values()
        if (kind := board.format.kind(card.kind)) and kind.confirmable
    ]
    return c.ConfirmCard(card=rng.choice(able or list(board.cards) or [CardId("nowhere")]))


def leading(rng: Random, board: Board) -> c.AnyCommand:
    """Mostly what follows on what was offered or handed over."""
    if board.offer and rng.random() < 0.7:
        return c.AcceptLead()
    if board.handed and rng.random() < 0.7:
        return c.TakeBackLead()
    offers: list[c.AnyCommand] = [
        c.OfferLead(to="partner", until="phase"),
        c.OfferLead(to="coach", until="session"),
    ]
    return rng.choice([*offers, c.AcceptLead(), c.TakeBackLead(), c.TakeLead()])
