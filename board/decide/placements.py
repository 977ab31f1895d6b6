"""Decisions about where organisations and cards stand."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision, voice
from board.format import Placement
from board.places import place_of, rows_of
from board.refusals import Refusal
from board.state import Board, Seat
from board.types import Access


def place(board: Board, command: c.PlaceRow, context: Context) -> Decision | Refusal:
    placement = board.format.placement(command.placement)
    if placement is None:
        return Refusal("no_placement", value=command.placement[:40])
    if command.place is not None and command.place not in {it.id for it in placement.places}:
        return Refusal("no_place", value=command.place[:40])
    hand = _hand(board, placement, command, context)
    if isinstance(hand, Refusal):
        return hand
    phase = board.phase
    if phase is None or not any(step.placement == placement.id for step in phase.steps):
        return Refusal("wrong_phase")
    row = command.row
    if row not in {id for id, _ in rows_of(board, placement)}:
        return Refusal("no_row", value=row[:40])
    organisation = hand.organisation if hand else None
    if placement.own and row != organisation:
        return Refusal("not_your_organisation" if organisation else "no_organisation")
    if place_of(board, placement, row) == command.place:
        return Decision()
    placed = e.RowPlaced(
        placement=placement.id,
        row=row,
        place=command.place,
        organisation=organisation,
        by=context.actor.lead,
    )
    return Decision((placed,))


def _hand(
    board: Board, placement: Placement, command: c.PlaceRow, context: Context
) -> Seat | Refusal | None:
    """Whose hand it is. Who leads may also place what is everyone's, for the whole room."""
    if context.actor.access is not Access.PARTNER and not (placement.own or command.for_seat):
        return None
    seat = voice(board, context, command.for_seat)
    return seat if isinstance(seat, Refusal) else board.seats[seat]
