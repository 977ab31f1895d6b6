"""Decisions that carry a trajectory on, or end it well."""

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.calendar import months_after, working_day
from board.trajectory.decide.context import (
    Context,
    Outcome,
    cannot,
    done,
    future,
    note,
    reason,
    wrong_stand,
)
from board.trajectory.decide.planning import planned
from board.trajectory.machine import ENDS, Move, StageStand, Stand
from board.trajectory.stages import choice, settled, slots_of, workstreams
from board.trajectory.state import Trajectory
from board.trajectory.types import (
    FOLLOWING_MONTHS,
    Function,
    Limits,
    TrajectoryId,
)

WEAK = 300
"""Hundredths: an indicator under the middle of its scale says «not yet»."""


def guiding(state: Trajectory, context: Context) -> dict[str, int]:
    """The indicators in hundredths: as noted by hand, or else as the boards measured."""
    if state.measures.indicators:
        return {str(name): 100 * value for name, value in state.measures.indicators.items()}
    return dict(context.kept.guiding)


def note_measures(state: Trajectory, command: c.NoteMeasures, context: Context) -> Outcome:
    for value in (*command.indicators.values(), *command.capacity.values()):
        if not 1 <= value <= 5:
            return Refusal("out_of_range", value=str(value), limit="1-5")
    noted = e.MeasuresNoted(
        indicators=command.indicators,
        capacity=command.capacity,
        network=command.network,
        support=command.support,
    )
    return done() if noted == e.MeasuresNoted() else done(noted)


def go_on(state: Trajectory, command: c.GoOn, context: Context) -> Outcome:
    """The indicators guide and never block: going on against them asks why."""
    if state.stand is not Stand.ORIENTATION_HELD:
        return wrong_stand(state)
    against = sorted(name for name, value in guiding(state, context).items() if value < WEAK)
    said = reason(command.reason) if against else note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    return done(e.WentOn(reason=said, against=against))


def defer(state: Trajectory, command: c.Defer, context: Context) -> Outcome:
    refusal = cannot(state, Move.DEFER) or future(command.until, context.now)
    if refusal:
        return refusal
    said = note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    return done(e.TrajectoryDeferred(until=command.until, reason=said))


def not_now(state: Trajectory, command: c.NotNow, context: Context) -> Outcome:
    if refusal := cannot(state, Move.NOT_NOW):
        return refusal
    said = note(command.reason, Limits.REASON)
    return said if isinstance(said, Refusal) else done(e.NotNowDecided(reason=said))


def refer(state: Trajectory, command: c.Refer, context: Context) -> Outcome:
    if refusal := cannot(state, Move.REFER):
        return refusal
    said = reason(command.reason)
    return said if isinstance(said, Refusal) else done(e.TrajectoryReferred(reason=said))


def take_up_again(state: Trajectory, command: c.TakeUpAgain, context: Context) -> Outcome:
    if state.stand is not Stand.DEFERRED:
        return wrong_stand(state)
    if command.course not in ("orientation", "restart"):
        return Refusal("no_stage", value=command.course[:40])
    return done(e.TakenUpAgain(course=command.course))


def finish(state: Trajectory, command: c.FinishAfterRestart, context: Context) -> Outcome:
    if refusal := cannot(state, Move.FINISH):
        return refusal
    said = note(command.note)
    return said if isinstance(said, Refusal) else done(e.FinishedAfterRestart(note=said))


def make_offer(state: Trajectory, command: c.MakeOffer, context: Context) -> Outcome:
    if refusal := cannot(state, Move.MAKE_OFFER):
        return refusal
    said = note(command.reason, Limits.REASON)
    return said if isinstance(said, Refusal) else done(e.OfferBegun(reason=said))


def choose(state: Trajectory, command: c.ChooseWorkstream, context: Context) -> Outcome:
    """One that is skipped empties nothing: the next board asks the least of it."""
    stage = command.stage
    if stage not in workstreams(state, context.stages):
        return Refusal("no_stage", value=stage[:40])
    begun = [one for one in slots_of(state, stage) if one.stand is not StageStand.PLANNED]
    if command.choice != "do" and begun:
        return Refusal("stage_begun", value=context.stages[stage].title)
    into = ""
    if command.choice == "join":
        into = command.into
        known = context.stages.get(into)
        joins = known is not None and (stage in known.covers or not known.covers)
        if into == stage or known is None or known.course != "workstream" or not joins:
            return Refusal("no_stage", value=into[:40])
        if choice(state, into).choice != "do":
            return Refusal("no_stage", value=known.title)
    said = reason(command.reason) if command.choice == "skip" else note(command.reason)
    if isinstance(said, Refusal):
        return said
    chosen = e.WorkstreamChosen(stage=stage, choice=command.choice, reason=said, into=into)
    before = choice(state, stage)
    same = (before.choice, before.reason, before.into) == (chosen.choice, said, into)
    return done() if same else done(chosen)


def order(state: Trajectory, command: c.OrderWorkstreams, context: Context) -> Outcome:
    now = workstreams(state, context.stages)
    if sorted(command.stages) != sorted(now):
        return Refusal("order_incomplete", limit=str(len(now)))
    begun = [
        stage
        for stage in now
        if any(slot.stand is not StageStand.PLANNED for slot in slots_of(state, stage))
    ]
    # What was begun in one order stays in it, and stays before what was not.
    if [stage for stage in command.stages if stage in begun] != [s for s in now if s in begun]:
        return Refusal("stage_begun", value=context.stages[begun[0]].title)
    return done() if command.stages == now else done(e.WorkstreamsOrdered(list(command.stages)))


def round_off(state: Trajectory, command: c.RoundOff, context: Context) -> Outcome:
    if refusal := cannot(state, Move.ROUND_OFF):
        return refusal
    still = [one for one in workstreams(state, context.stages) if not settled(state, one)]
    said = reason(command.reason) if still else note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        titles = ", ".join(context.stages[stage].title for stage in still)
        return Refusal("needs_reason", value=titles) if said.code == "needs_reason" else said
    return done(e.RoundedOff(reason=said))


def set_renewal(state: Trajectory, command: c.SetRenewal, context: Context) -> Outcome:
    if refusal := future(command.at, context.now):
        return refusal
    return done() if command.at == state.renewal_at else done(e.RenewalSet(day=command.at))


def start_following(state: Trajectory, command: c.StartFollowing, context: Context) -> Outcome:
    """Plans a talk after three, six and twelve months by itself."""
    if refusal := cannot(state, Move.FOLLOW):
        return refusal
    if not state.renewal_at:
        return Refusal("no_renewal")
    days = [working_day(months_after(context.now, months)) for months in FOLLOWING_MONTHS]
    talks = [_talk(context, day) for day in days]
    return done(e.FollowingStarted(), *(talk for talk in talks if talk))


def _talk(context: Context, day: int) -> e.SlotPlanned | None:
    there = [one for one in context.stages.values() if one.course == "follow_up"]
    if not there:
        return None
    first = min(there, key=lambda one: (one.order, one.stage))
    return planned(c.PlanSlot(first.stage, day, first.minutes or 60, lead="coordinator"), context)


def verdict(state: Trajectory, command: c.GiveVerdict, context: Context) -> Outcome:
    if state.stand is not Stand.FOLLOWING:
        return wrong_stand(state)
    if command.slot is not None and command.slot not in state.slots:
        return Refusal("no_slot", value=command.slot[:40])
    said = note(command.note)
    if isinstance(said, Refusal):
        return said
    given = e.VerdictGiven(verdict=command.verdict, slot=command.slot, note=said)
    if command.verdict == "adjust":
        if command.at is None:
            return Refusal("no_verdict")
        if refusal := future(command.at, context.now):
            return refusal
        talk = _talk(context, command.at)
        return done(given, *([talk] if talk else []), made=talk.slot if talk else "")
    if command.verdict == "restart":
        if not context.next:
            return Refusal("no_trajectory")
        next = TrajectoryId(context.next)
        given = e.VerdictGiven(verdict="restart", slot=command.slot, note=said, next=next)
        return done(given, made=next)
    return done(given)


def close(state: Trajectory, command: c.CloseTrajectory, context: Context) -> Outcome:
    if refusal := cannot(state, Move.CLOSE):
        return refusal
    if not state.renewal_at:
        return Refusal("no_renewal")
    said = note(command.note)
    return said if isinstance(said, Refusal) else done(e.TrajectoryClosed(note=said))


def begin_again(state: Trajectory, command: c.BeginAgain, context: Context) -> Outcome:
    """Once: two that grow out of one would both have its partners and goals."""
    if state.stand not in ENDS:
        return wrong_stand(state)
    if state.next is not None:
        return Refusal("begun_already")
    said = note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    if not context.next:
        return Refusal("no_trajectory")
    return done(e.TrajectorySucceeded(TrajectoryId(context.next)), made=context.next)


def note_change(state: Trajectory, command: c.NoteChange, context: Context) -> Outcome:
    said = clean(command.text, Limits.LINE)
    if isinstance(said, Refusal):
        return said
    change = context.new_id()
    noted = e.ChangeNoted(change=change, about=command.about, text=said, day=command.at)
    return done(noted, made=change)


def strike_change(state: Trajectory, command: c.StrikeChange, context: Context) -> Outcome:
    if not any(one.id == command.change for one in state.context):
        return Refusal("no_change", value=command.change[:40])
    return done(e.ChangeStruck(change=command.change))


def describe(state: Trajectory, command: c.DescribeNetwork, context: Context) -> Outcome:
    fields: dict[str, str] = {}
    for name in ("vision", "period", "rhythm", "contact_function", "actions"):
        said = note(getattr(command, name))
        if isinstance(said, Refusal):
            return said
        fields[name] = said
    now = {name: getattr(state.card, name) for name in fields}
    return done() if fields == now else done(e.NetworkDescribed(**fields))


def set_report(state: Trajectory, command: c.SetReportStatus, context: Context) -> Outcome:
    if command.status not in ("draft", "read", "shared"):
        return Refusal("no_status", value=command.status[:40])
    if command.status == state.report:
        return done()
    # Who coordinates reads it first: it is the municipality's report.
    ready = command.status == "draft" or (command.status == "shared" and state.report == "read")
    if context.person.function is Function.COACH and not ready:
        return Refusal("not_read")
    return done(e.ReportStatusSet(status=command.status, day=command.at))
