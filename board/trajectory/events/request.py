"""How a trajectory began, who carries it, and how it came to stand still or stop."""

from board.trajectory.commands.results import GoalLine
from board.trajectory.events.event import Event
from board.trajectory.types import (
    Function,
    Millis,
    OrganisationId,
    SlotId,
    StopReason,
    TextPart,
    TrajectoryId,
    Triage,
    Wanted,
)


class TrajectoryRequested(Event):
    wanted: Wanted
    municipality: str
    reason: str
    dates: list[Millis] = []
    contact_function: str = ""


class TrajectoryBegun(Event):
    """By hand, or from an earlier one, which then gives its vision, goals and texts."""

    wanted: Wanted = "fresh_restart"
    reason: str = ""
    previous: TrajectoryId | None = None


class TextTaken(Event):
    """A text of the trajectory before, as it stood."""

    text: str
    title: str
    lines: list[str]
    part: TextPart = ""


class GoalsTaken(Event):
    """The goals of the trajectory before, as version 0."""

    goals: list[GoalLine]


class RequestAnswered(Event):
    answer: Triage
    note: str = ""


class PersonAssigned(Event):
    function: Function
    account: str


class TrajectoryPaused(Event):
    reason: str


class TrajectoryResumed(Event):
    pass


class TrajectoryStopped(Event):
    reason: StopReason
    note: str = ""


class HandoverOffered(Event):
    """``slot`` None: for good."""

    handover: str
    slot: SlotId | None
    function: Function
    account: str
    to_function: Function | None = None
    to_account: str = ""
    to_organisation: OrganisationId | None = None
    note: str = ""


class HandoverAccepted(Event):
    handover: str
    account: str = ""


class HandoverDeclined(Event):
    handover: str
    reason: str = ""


class HandoverWithdrawn(Event):
    handover: str
