"""Decisions about who takes part."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision, voice
from board.refusals import Refusal
from board.secrecy import unclear_mark
from board.state import Board
from board.types import Limits, OrganisationId, SeatId, Status, Via


def take_seat(board: Board, command: c.TakeSeat, context: Context) -> Decision | Refusal:
    if not board.joining:
        return Refusal("joining_closed")
    return _seat(board, command.seat, command.organisation, command.via)


def take_over_seat(board: Board, command: c.TakeOverSeat, context: Context) -> Decision | Refusal:
    held = board.seats.get(command.seat)
    if held is None:
        return Refusal("no_seat")
    if held.via is not Via.PAPER:
        return Decision()
    return Decision((e.SeatTakenOver(seat=command.seat, via=Via.PHONE),))


def add_paper_seat(board: Board, command: c.AddPaperSeat, context: Context) -> Decision | Refusal:
    if fault := _unknown(command.organisation, context):
        return fault
    return _seat(board, SeatId(context.new_id()), command.organisation, Via.PAPER)


def _seat(board: Board, seat: SeatId, organisation: str | None, via: Via) -> Decision | Refusal:
    if seat in board.seats:
        return Refusal("seat_taken")
    if len(board.seats) >= Limits.SEATS:
        return Refusal("board_full", limit=str(Limits.SEATS))
    taken = e.SeatTaken(
        seat=seat,
        organisation=None if organisation is None else OrganisationId(organisation),
        via=via,
    )
    if not board.groups:
        return Decision((taken,), made=seat)
    # Who comes in while others work in groups goes to the smallest one.
    smallest = min(board.groups, key=len)
    groups = [[*group, seat] if group is smallest else group for group in board.groups]
    return Decision((taken, e.GroupsMade(visit=board.visit, groups=groups)), made=seat)


def choose_organisation(
    board: Board, command: c.ChooseOrganisation, context: Context
) -> Decision | Refusal:
    seat = context.actor.seat
    if seat is None or seat not in board.seats:
        return Refusal("no_seat")
    if board.seats[seat].organisation == command.organisation:
        return Decision()
    if fault := _unknown(command.organisation, context):
        return fault
    # A ballot counts for the organisation it was put with; who has none has none
    # in a vote of organisations, and can still join it.
    none = board.seats[seat].organisation is None
    if any(not (none and round.organisations) for round in board.open_rounds().values()):
        return Refusal("round_open")
    return Decision((e.OrganisationChosen(seat=seat, organisation=command.organisation),))


def say_unclear(board: Board, command: c.SayUnclear, context: Context) -> Decision | Refusal:
    seat = voice(board, context, command.for_seat)
    if isinstance(seat, Refusal):
        return seat
    if board.status is Status.LOBBY:
        return Refusal("not_open")
    if context.visit != board.visit:
        # Said of a question that is over: whoever leads would explain the wrong one.
        return Refusal("stale_phase")
    if context.keys.board is None:
        return Refusal("unavailable")
    mark = unclear_mark(context.keys.board, seat, board.visit)
    if (mark in board.unclear) == command.unclear:
        return Decision()
    said = e.UnclearSaid(visit=board.visit, mark=mark, unclear=command.unclear)
    return Decision((said,))


def set_joining(board: Board, command: c.SetJoining, context: Context) -> Decision | Refusal:
    if board.joining == command.open:
        return Decision()
    return Decision((e.JoiningSet(open=command.open, by=context.actor.lead),))


def set_card_limit(board: Board, command: c.SetCardLimit, context: Context) -> Decision | Refusal:
    if not 0 <= command.cards_each <= Limits.CARDS_EACH:
        return Refusal(
            "out_of_range", value=str(command.cards_each), limit=f"0-{Limits.CARDS_EACH}"
        )
    if board.cards_each == command.cards_each:
        return Decision()
    return Decision((e.CardLimitSet(cards_each=command.cards_each, by=context.actor.lead),))


def _unknown(organisation: str | None, context: Context) -> Refusal | None:
    """Made-up ones would count in every "van hoeveel organisaties"."""
    if organisation is None or organisation in context.organisations:
        return None
    return Refusal("bad_id", value=organisation[:40])
