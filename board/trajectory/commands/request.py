"""How a trajectory begins: the request, what the coach makes of it, and who takes it on."""

from board.trajectory.commands.command import Command
from board.trajectory.types import Function, Millis, StopReason, TrajectoryId, Triage, Wanted


class AskForTrajectory(Command):
    """By anyone, without signing in. Who asks and how to reach them is no part of
    it: that is kept apart, where it can be erased.
    """

    wanted: Wanted
    municipality: str
    reason: str
    dates: list[Millis] = []
    contact_function: str = ""


class BeginTrajectory(Command):
    """By hand, for a network that asked by phone or goes on from what was before."""

    wanted: Wanted = "fresh_restart"
    reason: str = ""
    previous: TrajectoryId | None = None


class AnswerRequest(Command):
    """What the coach makes of a request."""

    answer: Triage
    note: str = ""


class AssignPerson(Command):
    """Takes the trajectory on as its coach or coordinator, where there is none yet."""

    function: Function
    account: str


class PauseTrajectory(Command):
    reason: str


class ResumeTrajectory(Command):
    pass


class StopTrajectory(Command):
    """At any moment, in one action. «unsaid» is a reason too: nobody owes one."""

    reason: StopReason
    note: str = ""
