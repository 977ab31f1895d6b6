"""Decisions about what organisations take up: claims of the format, and of cards."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision
from board.format import ClaimForm
from board.refusals import Refusal
from board.state import Board
from board.text import clean
from board.types import Access, CardId, ClaimId, Limits, OrganisationId, Via


def claim(board: Board, command: c.ClaimPlace, context: Context) -> Decision | Refusal:
    offered = _offered(board, command.claim)
    if offered is None:
        return Refusal("no_claim", value=command.claim[:40])
    forms, places, asked = offered
    form = next((form for form in forms if form.id == command.form), None)
    if form is None:
        return Refusal("no_form", value=command.form[:40])
    organisation = behind(board, context, command.organisation)
    if isinstance(organisation, Refusal):
        return organisation
    if not asked:
        return Refusal("wrong_phase")
    held = board.claims.get(command.claim, ())
    own = next((it for it in held if it.organisation == organisation), None)
    if own and (own.form, own.provisional) == (form.id, command.provisional):
        return Refusal("already")
    others = [it.form for it in held if it.organisation != organisation]
    if places and len(others) >= places:
        return Refusal("full", limit=str(places))
    free = [one.id for one in forms if not one.places or others.count(one.id) < one.places]
    if not free:
        return Refusal("full", limit=str(len(others)))
    if form.id not in free:
        return Refusal("place_taken", value=form.id, limit=" ".join(free))
    claimed = e.PlaceClaimed(
        claim=command.claim,
        organisation=organisation,
        form=form.id,
        provisional=command.provisional,
        place=len(others) + 1,
        by=context.actor.lead,
    )
    return Decision((claimed,))


def release(board: Board, command: c.ReleaseClaim, context: Context) -> Decision | Refusal:
    organisation = behind(board, context, command.organisation)
    if isinstance(organisation, Refusal):
        return organisation
    held = board.claims.get(command.claim, ())
    if not any(it.organisation == organisation for it in held):
        return Refusal("not_mine")
    released = e.ClaimReleased(
        claim=command.claim, organisation=organisation, by=context.actor.lead
    )
    return Decision((released,))


def not_now(board: Board, command: c.SayNotNow, context: Context) -> Decision | Refusal:
    reason = clean(command.reason, Limits.REASON, empty_ok=True)
    if isinstance(reason, Refusal):
        return reason
    organisation = behind(board, context, command.organisation)
    if isinstance(organisation, Refusal):
        return organisation
    phase = board.phase
    if phase is None or not any(step.action == "claim" for step in phase.steps):
        return Refusal("wrong_phase")
    if board.not_now.get(organisation) == reason:
        return Decision()
    said = e.NotNowSaid(organisation=organisation, reason=reason, by=context.actor.lead)
    return Decision((said,))


def behind(
    board: Board, context: Context, named: OrganisationId | None
) -> OrganisationId | Refusal:
    """The organisation for which one speaks: one's own; or, for who leads, any that is
    here, and for a scribe one that has someone on paper.
    """
    access = context.actor.access
    if access is Access.PARTNER:
        seat = board.seats.get(context.actor.seat) if context.actor.seat else None
        if seat is None:
            return Refusal("no_seat")
        if seat.organisation is None:
            return Refusal("no_organisation")
        if named not in (None, seat.organisation):
            return Refusal("not_your_organisation")
        return seat.organisation
    if named is None:
        return Refusal("no_organisation")
    here = {
        seat.organisation
        for seat in board.seats.values()
        if access is Access.LEAD or seat.via is Via.PAPER
    }
    return named if named in here else Refusal("not_present", value=named[:40])


def _offered(board: Board, id: ClaimId | CardId) -> tuple[list[ClaimForm], int, bool] | None:
    """Forms, places in all, and whether this phase asks for it."""
    steps = board.phase.steps if board.phase else []
    named = board.format.claim(id)
    if named is not None:
        return named.forms, named.places, any(step.claim == id for step in steps)
    card = board.cards.get(CardId(id))
    kind = board.format.kind(card.kind) if card and board.in_sight(card) else None
    if kind is None or not kind.forms:
        return None
    return kind.forms, 0, any(it.action == "claim" and it.kind == kind.id for it in steps)
