"""May this happen to the trajectory, and what then has happened: ``decide``, by subject.

Pure. Expected failure is a Refusal; a command that changes nothing, or that was carried
out before, yields no event. What its boards did meanwhile comes first, as events of the
server: ``caught_up``.
"""

from collections.abc import Callable, Sequence
from typing import Any

from board.trajectory import commands as c
from board.trajectory.decide import (
    course,
    handovers,
    offers,
    partners,
    planning,
    request,
    results,
)
from board.trajectory.decide.context import (
    BoardFacts,
    Context,
    Decision,
    Outcome,
    wrong_stand,
)
from board.trajectory.decide.planning import due, may_prepare
from board.trajectory.events import AnyEvent, Entry
from board.trajectory.evolve import fold
from board.trajectory.machine import ENDS
from board.trajectory.permissions import allowed
from board.trajectory.state import Trajectory
from board.trajectory.types import Function, Millis, Owner

__all__ = [
    "BoardFacts",
    "Context",
    "Decision",
    "Outcome",
    "caught_up",
    "decide",
    "entries",
    "may_prepare",
    "owner",
]

AFTER_THE_END = frozenset(
    {
        c.ConfirmResults,
        c.CorrectResult,
        c.Reflect,
        c.SetReportStatus,
        c.AnswerClaim,
        c.AnswerLooseEnd,
        c.OfferHandover,
        c.AcceptHandover,
        c.DeclineHandover,
        c.WithdrawHandover,
        c.BeginAgain,
    }
)
"""What is still put in order once a trajectory has ended: nothing new begins."""


def owner(state: Trajectory, municipality: str) -> Owner:
    return Owner(state.coach, state.coordinator, municipality, state.former)


def entries(
    events: Sequence[AnyEvent], after: int, at: Millis, by: Function, command: str = ""
) -> list[Entry]:
    """The lines that these events are in the log, behind line ``after``."""
    return [Entry(n, at, by, event, command) for n, event in enumerate(events, after + 1)]


def caught_up(state: Trajectory, context: Context) -> tuple[Trajectory, list[Entry]]:
    """As it stands with what its boards did since, and the lines that say so."""
    found = entries(due(state, context), state.n, context.now, Function.SERVER)
    return fold(state, found), found


def decide(state: Trajectory, command: c.AnyCommand, context: Context) -> Outcome:
    """What the command brings about, or why it does not. ``state`` has caught up."""
    wish = type(command)
    if refusal := allowed(context.person, wish, owner(state, context.municipality)):
        return refusal
    if command.id and command.id in state.seen:
        return Decision()
    if state.stand in ENDS and wish not in AFTER_THE_END:
        return wrong_stand(state)
    return _DECIDERS[wish](state, command, context)


_DECIDERS: dict[type, Callable[[Trajectory, Any, Context], Outcome]] = {
    c.AskForTrajectory: request.ask,
    c.BeginTrajectory: request.begin,
    c.AnswerRequest: request.answer,
    c.AssignPerson: request.assign,
    c.PauseTrajectory: request.pause,
    c.ResumeTrajectory: request.resume,
    c.StopTrajectory: request.stop,
    c.NoteMeasures: course.note_measures,
    c.GoOn: course.go_on,
    c.Defer: course.defer,
    c.NotNow: course.not_now,
    c.Refer: course.refer,
    c.TakeUpAgain: course.take_up_again,
    c.FinishAfterRestart: course.finish,
    c.MakeOffer: course.make_offer,
    c.ChooseWorkstream: course.choose,
    c.OrderWorkstreams: course.order,
    c.RoundOff: course.round_off,
    c.SetRenewal: course.set_renewal,
    c.StartFollowing: course.start_following,
    c.GiveVerdict: course.verdict,
    c.CloseTrajectory: course.close,
    c.BeginAgain: course.begin_again,
    c.NoteChange: course.note_change,
    c.StrikeChange: course.strike_change,
    c.DescribeNetwork: course.describe,
    c.SetReportStatus: course.set_report,
    c.DraftOffer: offers.draft,
    c.SendOffer: offers.send,
    c.AnswerOffer: offers.answer,
    c.DeclineOffer: offers.decline,
    c.PlanSlot: planning.plan,
    c.ChangeSlot: planning.change,
    c.CancelSlot: planning.cancel,
    c.PrepareSlot: planning.prepare,
    c.AdoptBoard: planning.adopt,
    c.MarkHeld: planning.mark_held,
    c.ConfirmResults: planning.confirm,
    c.UnconfirmResults: planning.unconfirm,
    c.CorrectResult: planning.correct,
    c.Reflect: planning.reflect,
    c.AddPartner: partners.add,
    c.DescribePartner: partners.describe,
    c.PartnerLeaves: partners.leave,
    c.PartnerReturns: partners.come_back,
    c.ChangePerson: partners.change_person,
    c.ChangeInterest: partners.change_interest,
    c.SettleImpact: partners.settle,
    c.AnswerClaim: partners.answer_claim,
    c.AddClaim: partners.add_claim,
    c.SetClaimDue: partners.set_due,
    c.WriteText: results.write_text,
    c.CorrectText: results.correct_text,
    c.AdoptText: results.adopt_text,
    c.WriteGoals: results.write_goals,
    c.AdoptGoals: results.adopt_goals,
    c.AddLooseEnd: results.add_end,
    c.AnswerLooseEnd: results.answer_end,
    c.ReopenLooseEnd: results.reopen_end,
    c.OfferHandover: handovers.offer,
    c.AcceptHandover: handovers.accept,
    c.DeclineHandover: handovers.decline,
    c.WithdrawHandover: handovers.withdraw,
}
