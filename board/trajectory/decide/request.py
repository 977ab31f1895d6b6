"""Decisions about how it begins, who takes it on, and how it stands still or stops."""

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide.context import Context, Outcome, cannot, done, note, reason
from board.trajectory.machine import Move
from board.trajectory.state import Trajectory
from board.trajectory.types import DAY, Function, Limits

_MOVES = {
    "orientation": Move.PLAN_ORIENTATION,
    "restart": Move.PLAN_RESTART,
    "refer": Move.REFER,
    "suffices": Move.ANSWER,
}


def ask(state: Trajectory, command: c.AskForTrajectory, context: Context) -> Outcome:
    if state.n:
        return Refusal("begun_already")
    municipality = clean(command.municipality, Limits.NAME)
    if isinstance(municipality, Refusal):
        return municipality
    said = note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    function = clean(command.contact_function, Limits.NAME, empty_ok=True)
    if isinstance(function, Refusal):
        return function
    if len(command.dates) > Limits.DATES:
        return Refusal("too_many", value=str(len(command.dates)), limit=str(Limits.DATES))
    # Who names today is not turned away for the hour.
    if any(at < context.now - DAY for at in command.dates):
        return Refusal("in_past", value=str(min(command.dates)))
    return done(
        e.TrajectoryRequested(
            wanted=command.wanted,
            municipality=municipality,
            reason=said,
            dates=sorted(command.dates),
            contact_function=function,
        )
    )


def begin(state: Trajectory, command: c.BeginTrajectory, context: Context) -> Outcome:
    if state.n:
        return Refusal("begun_already")
    said = note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    begun = e.TrajectoryBegun(wanted=command.wanted, reason=said, previous=command.previous)
    person = context.person
    if person.function is Function.COACH and person.account:
        return done(begun, e.PersonAssigned(Function.COACH, person.account))
    return done(begun)


def answer(state: Trajectory, command: c.AnswerRequest, context: Context) -> Outcome:
    if refusal := cannot(state, _MOVES[command.answer]):
        return refusal
    said = reason(command.note) if command.answer == "refer" else note(command.note)
    if isinstance(said, Refusal):
        return said
    answered = e.RequestAnswered(answer=command.answer, note=said)
    person = context.person
    if person.function is Function.COACH and person.account and not state.coach:
        # Who answers takes it on.
        return done(e.PersonAssigned(Function.COACH, person.account), answered)
    return done(answered)


def assign(state: Trajectory, command: c.AssignPerson, context: Context) -> Outcome:
    if command.function not in (Function.COACH, Function.COORDINATOR):
        return Refusal("forbidden")
    if not command.account:
        return Refusal("empty")
    held = state.coach if command.function is Function.COACH else state.coordinator
    if held == command.account:
        return done()
    if held:
        return Refusal("already_assigned")
    person = context.person
    newcomer = person.function is Function.COACH and state.coach != person.account
    if newcomer and (state.coach or command.account != person.account):
        return Refusal("not_yours")
    return done(e.PersonAssigned(command.function, command.account))


def pause(state: Trajectory, command: c.PauseTrajectory, context: Context) -> Outcome:
    if refusal := cannot(state, Move.PAUSE):
        return refusal
    said = reason(command.reason)
    return said if isinstance(said, Refusal) else done(e.TrajectoryPaused(reason=said))


def resume(state: Trajectory, command: c.ResumeTrajectory, context: Context) -> Outcome:
    return cannot(state, Move.RESUME) or done(e.TrajectoryResumed())


def stop(state: Trajectory, command: c.StopTrajectory, context: Context) -> Outcome:
    if refusal := cannot(state, Move.STOP):
        return refusal
    said = note(command.note, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    return done(e.TrajectoryStopped(reason=command.reason, note=said))
