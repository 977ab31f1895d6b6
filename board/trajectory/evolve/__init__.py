"""What an entry of the log makes of a trajectory. Total: it never refuses, it never fails."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from msgspec.structs import replace

from board.trajectory import events as e
from board.trajectory.evolve import course, partners, planning, request, results
from board.trajectory.evolve.change import Change
from board.trajectory.state import Trajectory

__all__ = ["evolve", "fold"]


def evolve(state: Trajectory, entry: e.Entry) -> Trajectory:
    """The trajectory after it; what did not change is shared with the one before."""
    changed = _HANDLERS[type(entry.event)](state, entry.event, entry)
    seen = state.seen | {entry.command} if entry.command else state.seen
    began = state.began_at or entry.at
    return replace(state, **{"n": entry.n, "seen": seen, "began_at": began, **changed})


def fold(state: Trajectory, entries: Iterable[e.Entry]) -> Trajectory:
    return reduce(evolve, entries, state)


_HANDLERS: dict[type, Callable[[Trajectory, Any, e.Entry], Change]] = {
    e.TrajectoryRequested: request.requested,
    e.TrajectoryBegun: request.begun,
    e.TextTaken: request.text_taken,
    e.GoalsTaken: request.goals_taken,
    e.RequestAnswered: request.answered,
    e.PersonAssigned: request.assigned,
    e.TrajectoryPaused: request.paused,
    e.TrajectoryResumed: request.resumed,
    e.TrajectoryStopped: request.stopped,
    e.HandoverOffered: request.handover_offered,
    e.HandoverAccepted: request.handover_accepted,
    e.HandoverDeclined: request.handover_declined,
    e.HandoverWithdrawn: request.handover_withdrawn,
    e.MeasuresNoted: course.measures_noted,
    e.WentOn: course.went_on,
    e.TrajectoryDeferred: course.deferred,
    e.NotNowDecided: course.not_now,
    e.TrajectoryReferred: course.referred,
    e.TakenUpAgain: course.taken_up_again,
    e.FinishedAfterRestart: course.finished,
    e.OfferBegun: course.offer_begun,
    e.WorkstreamChosen: course.workstream_chosen,
    e.WorkstreamsOrdered: course.workstreams_ordered,
    e.RoundedOff: course.rounded_off,
    e.RenewalSet: course.renewal_set,
    e.FollowingStarted: course.following_started,
    e.VerdictGiven: course.verdict_given,
    e.TrajectorySucceeded: course.succeeded,
    e.TrajectoryClosed: course.closed,
    e.ChangeNoted: course.change_noted,
    e.ChangeStruck: course.change_struck,
    e.NetworkDescribed: course.network_described,
    e.ReportStatusSet: course.report_status_set,
    e.OfferDrafted: planning.offer_drafted,
    e.OfferSent: planning.offer_sent,
    e.OfferAnswered: planning.offer_answered,
    e.OfferDeclined: planning.offer_declined,
    e.SlotPlanned: planning.slot_planned,
    e.SlotMoved: planning.slot_moved,
    e.SlotChanged: planning.slot_changed,
    e.SlotCancelled: planning.slot_cancelled,
    e.SlotPrepared: planning.slot_prepared,
    e.SlotOpened: planning.slot_opened,
    e.SlotReopened: planning.slot_reopened,
    e.SlotHeld: planning.slot_held,
    e.ResultsConfirmed: planning.results_confirmed,
    e.ResultsUnconfirmed: planning.results_unconfirmed,
    e.ResultCorrected: planning.result_corrected,
    e.ReflectionMade: planning.reflection_made,
    e.PartnerAdded: partners.added,
    e.PartnerDescribed: partners.described,
    e.PartnerLeft: partners.left,
    e.PartnerReturned: partners.returned,
    e.PersonChanged: partners.person_changed,
    e.InterestChanged: partners.interest_changed,
    e.ImpactsFound: partners.impacts_found,
    e.ImpactSettled: partners.impact_settled,
    e.ClaimAnswered: partners.claim_answered,
    e.ClaimAdded: partners.claim_added,
    e.ClaimDueSet: partners.claim_due_set,
    e.TextVersioned: results.text_versioned,
    e.TextCorrected: results.text_corrected,
    e.TextAdopted: results.text_adopted,
    e.GoalsVersioned: results.goals_versioned,
    e.GoalsAdopted: results.goals_adopted,
    e.LooseEndAdded: results.end_added,
    e.LooseEndAnswered: results.end_answered,
    e.LooseEndReopened: results.end_reopened,
}
