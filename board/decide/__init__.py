"""May this happen, and what then has happened: ``decide``, by subject.

Pure. A command that changes nothing yields no event; an expected "no" is a
Refusal; an exception is a bug.
"""

from collections.abc import Callable
from typing import Any

from board import commands as c
from board.decide import (
    afterwards,
    brought,
    cards,
    claims,
    clusters,
    confirming,
    dutch,
    lead,
    people,
    phases,
    placements,
    rounds,
    texts,
)
from board.decide.context import Context, Decision
from board.permissions import HANDED_OVER, ON_BEHALF, permitted
from board.refusals import Refusal
from board.state import Board
from board.types import Access, Status
from board.undo import undo

__all__ = ["Context", "Decision", "decide"]

ENTERING = (c.EnterPhase, c.EnterCard, c.EnterCounts, c.TakeBackEntry, c.KeepEntries)
AFTER_THE_END = (
    c.EraseCard,
    c.ReopenBoard,
    c.RevealRound,
    c.TakeSnapshot,
    c.TakeLead,
    *ENTERING,
)
AT_ANY_VISIT = ON_BEHALF | {
    *ENTERING,
    c.TakeLead,
    c.OfferLead,
    c.AcceptLead,
    c.TakeBackLead,
    c.TakeSnapshot,
    c.AddPaperSeat,
    c.AddDutch,
    c.CountHands,
    c.SetJoining,
}
"""What a facilitator may ask whatever phase it was meant for."""


def decide(board: Board, command: c.AnyCommand, context: Context) -> Decision | Refusal:
    """What the command brings about on this board, or why it does not."""
    if refusal := permitted(context.actor, command):
        return refusal
    if board.status is Status.ENDED and not isinstance(command, AFTER_THE_END):
        return Refusal("ended")
    handed = board.handed is not None and board.handed.was == context.actor.lead
    if handed and type(command) in HANDED_OVER:
        return Refusal("handed_over")
    leading = context.actor.access in (Access.LEAD, Access.SCRIBE)
    if leading and type(command) not in AT_ANY_VISIT and context.visit != board.visit:
        return Refusal("stale_phase")
    return _DECIDERS[type(command)](board, command, context)


def _undo(board: Board, command: c.Undo, context: Context) -> Decision | Refusal:
    back = undo(board, context.actor.lead)
    return back if isinstance(back, Refusal) else Decision(tuple(back))


_DECIDERS: dict[type, Callable[[Board, Any, Context], Decision | Refusal]] = {
    c.TakeSeat: people.take_seat,
    c.TakeOverSeat: people.take_over_seat,
    c.ChooseOrganisation: people.choose_organisation,
    c.AddPaperSeat: people.add_paper_seat,
    c.SayUnclear: people.say_unclear,
    c.PostCard: cards.post,
    c.EditCard: cards.edit,
    c.WithdrawCard: cards.withdraw,
    c.AdoptCard: cards.adopt,
    c.DropAdoption: cards.drop_adoption,
    c.SuggestCluster: clusters.suggest,
    c.MoveCards: cards.move,
    c.HideCards: cards.hide,
    c.ShowCards: cards.show,
    c.UnveilCards: cards.unveil,
    c.EraseCard: cards.erase,
    c.AddDutch: dutch.add,
    c.BringCards: brought.bring,
    c.MakeCluster: clusters.make,
    c.RenameCluster: clusters.rename,
    c.DissolveCluster: clusters.dissolve,
    c.OpenRound: rounds.open_round,
    c.PutBallot: rounds.put_ballot,
    c.CountHands: rounds.count_hands,
    c.CloseRound: rounds.close_round,
    c.RevealRound: rounds.reveal_round,
    c.ClaimPlace: claims.claim,
    c.ReleaseClaim: claims.release,
    c.SayNotNow: claims.not_now,
    c.ConfirmCard: confirming.confirm,
    c.UnconfirmCard: confirming.unconfirm,
    c.PlaceRow: placements.place,
    c.OpenPhase: phases.open_phase,
    c.AddMinutes: phases.add_minutes,
    c.PauseBoard: phases.pause,
    c.ResumeBoard: phases.resume,
    c.EndBoard: phases.end,
    c.EnterPhase: afterwards.enter_phase,
    c.EnterCard: afterwards.enter_card,
    c.EnterCounts: afterwards.enter_counts,
    c.TakeBackEntry: afterwards.take_back,
    c.KeepEntries: afterwards.keep,
    c.ReopenBoard: phases.reopen,
    c.Spotlight: texts.spotlight,
    c.WriteText: texts.write,
    c.SetCardLimit: people.set_card_limit,
    c.SetJoining: people.set_joining,
    c.MakeGroups: phases.groups,
    c.TakeLead: lead.take,
    c.OfferLead: lead.offer,
    c.AcceptLead: lead.accept,
    c.TakeBackLead: lead.take_back,
    c.TakeSnapshot: phases.take_snapshot,
    c.Undo: _undo,
}
