"""What decisions, and changes around the network, change."""

from msgspec.structs import replace

from board.trajectory import events as e
from board.trajectory.evolve.change import Change, moved
from board.trajectory.machine import Move
from board.trajectory.state import ContextChange, Measures, NetworkCard, Trajectory, Workstream


def measures_noted(state: Trajectory, event: e.MeasuresNoted, entry: e.Entry) -> Change:
    before = state.measures
    measures = Measures(
        indicators={**before.indicators, **event.indicators},
        capacity={**before.capacity, **event.capacity},
        network=event.network or before.network,
        support=event.support or before.support,
        at=entry.at,
    )
    return {"measures": measures}


def went_on(state: Trajectory, event: e.WentOn, entry: e.Entry) -> Change:
    return moved(state, Move.PLAN_RESTART, entry, event.reason, list(event.against))


def deferred(state: Trajectory, event: e.TrajectoryDeferred, entry: e.Entry) -> Change:
    return moved(state, Move.DEFER, entry, event.reason) | {"deferred_until": event.until}


def not_now(state: Trajectory, event: e.NotNowDecided, entry: e.Entry) -> Change:
    return moved(state, Move.NOT_NOW, entry, event.reason)


def referred(state: Trajectory, event: e.TrajectoryReferred, entry: e.Entry) -> Change:
    return moved(state, Move.REFER, entry, event.reason)


def taken_up_again(state: Trajectory, event: e.TakenUpAgain, entry: e.Entry) -> Change:
    move = Move.PLAN_RESTART if event.course == "restart" else Move.PLAN_ORIENTATION
    return moved(state, move, entry) | {"deferred_until": 0}


def finished(state: Trajectory, event: e.FinishedAfterRestart, entry: e.Entry) -> Change:
    return moved(state, Move.FINISH, entry, event.note)


def offer_begun(state: Trajectory, event: e.OfferBegun, entry: e.Entry) -> Change:
    return moved(state, Move.MAKE_OFFER, entry, event.reason)


def workstream_chosen(state: Trajectory, event: e.WorkstreamChosen, entry: e.Entry) -> Change:
    chosen = Workstream(event.stage, event.choice, event.reason, event.into)
    return {"workstreams": {**state.workstreams, event.stage: chosen}}


def workstreams_ordered(state: Trajectory, event: e.WorkstreamsOrdered, entry: e.Entry) -> Change:
    return {"order": list(event.stages)}


def rounded_off(state: Trajectory, event: e.RoundedOff, entry: e.Entry) -> Change:
    return moved(state, Move.ROUND_OFF, entry, event.reason)


def renewal_set(state: Trajectory, event: e.RenewalSet, entry: e.Entry) -> Change:
    return {"renewal_at": event.day}


def following_started(state: Trajectory, event: e.FollowingStarted, entry: e.Entry) -> Change:
    return moved(state, Move.FOLLOW, entry)


def verdict_given(state: Trajectory, event: e.VerdictGiven, entry: e.Entry) -> Change:
    change: Change = {"verdicts": [*state.verdicts, (event.verdict, entry.at, event.note)]}
    if event.slot is not None and event.slot in state.slots:
        slot = replace(state.slots[event.slot], verdict=event.verdict)
        change["slots"] = {**state.slots, slot.id: slot}
    if event.next is not None:
        change |= moved(state, Move.RENEW, entry, event.note) | {"next": event.next}
    return change


def succeeded(state: Trajectory, event: e.TrajectorySucceeded, entry: e.Entry) -> Change:
    return {"next": event.next}


def closed(state: Trajectory, event: e.TrajectoryClosed, entry: e.Entry) -> Change:
    return moved(state, Move.CLOSE, entry, event.note)


def change_noted(state: Trajectory, event: e.ChangeNoted, entry: e.Entry) -> Change:
    noted = ContextChange(event.change, event.about, event.text, event.day)
    return {"context": sorted([*state.context, noted], key=lambda one: (one.day, one.id))}


def change_struck(state: Trajectory, event: e.ChangeStruck, entry: e.Entry) -> Change:
    return {"context": [one for one in state.context if one.id != event.change]}


def network_described(state: Trajectory, event: e.NetworkDescribed, entry: e.Entry) -> Change:
    card = NetworkCard(
        event.vision, event.period, event.rhythm, event.contact_function, event.actions
    )
    return {"card": card}


def report_status_set(state: Trajectory, event: e.ReportStatusSet, entry: e.Entry) -> Change:
    return {"report": event.status}
