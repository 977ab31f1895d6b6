"""Decisions about who leads: taking, offering, accepting and taking back.

Nobody is ever locked in by a phone that died: a lead is taken at once, by whoever
has a console, and what was offered or handed over is taken back without asking.
"""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision
from board.refusals import Refusal
from board.state import Board


def take(board: Board, command: c.TakeLead, context: Context) -> Decision | Refusal:
    if board.leader == context.actor.lead:
        return Decision()
    return _taken(context)


def offer(board: Board, command: c.OfferLead, context: Context) -> Decision | Refusal:
    offered = e.LeadOffered(to=command.to, until=command.until, by=context.actor.lead)
    held = board.offer
    if held and (held.to, held.until, held.by) == (offered.to, offered.until, offered.by):
        return Decision()
    return Decision((offered,))


def accept(board: Board, command: c.AcceptLead, context: Context) -> Decision | Refusal:
    offered = board.offer
    if offered is None or offered.by == context.actor.lead:
        return Refusal("no_offer")
    accepted = e.LeadAccepted(
        was=offered.by,
        until=offered.until,
        by=context.actor.lead,
        function=context.actor.function or offered.to,
    )
    return Decision((accepted,))


def take_back(board: Board, command: c.TakeBackLead, context: Context) -> Decision | Refusal:
    lead = context.actor.lead
    mine = (board.handed and board.handed.was == lead) or (board.offer and board.offer.by == lead)
    return _taken(context) if mine else Refusal("not_handed")


def _taken(context: Context) -> Decision:
    return Decision((e.LeadTaken(by=context.actor.lead, function=context.actor.function),))
