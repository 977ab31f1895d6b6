"""What was decided, and what around the network changed."""

from board.trajectory.events.event import Event
from board.trajectory.types import (
    Capacity,
    ChangeAbout,
    Choice,
    Indicator,
    Millis,
    NetworkState,
    SlotId,
    SupportMode,
    TrajectoryId,
    Verdict,
)


class MeasuresNoted(Event):
    indicators: dict[Indicator, int] = {}
    capacity: dict[Capacity, int] = {}
    network: NetworkState | None = None
    support: SupportMode | None = None


class WentOn(Event):
    """``against`` are the indicators that said otherwise, as they stood."""

    reason: str = ""
    against: list[str] = []


class TrajectoryDeferred(Event):
    until: Millis
    reason: str = ""


class NotNowDecided(Event):
    reason: str = ""


class TrajectoryReferred(Event):
    reason: str


class TakenUpAgain(Event):
    course: str = "orientation"


class FinishedAfterRestart(Event):
    note: str = ""


class OfferBegun(Event):
    reason: str = ""


class WorkstreamChosen(Event):
    stage: str
    choice: Choice
    reason: str = ""
    into: str = ""


class WorkstreamsOrdered(Event):
    stages: list[str]


class RoundedOff(Event):
    reason: str = ""


class RenewalSet(Event):
    day: Millis


class FollowingStarted(Event):
    pass


class TrajectorySucceeded(Event):
    """Some time after its end: ``next`` grew out of it."""

    next: TrajectoryId


class VerdictGiven(Event):
    """``next`` is the trajectory that a new restart began."""

    verdict: Verdict
    slot: SlotId | None = None
    note: str = ""
    next: TrajectoryId | None = None


class TrajectoryClosed(Event):
    note: str = ""


class ChangeNoted(Event):
    change: str
    about: ChangeAbout
    text: str
    day: Millis


class ChangeStruck(Event):
    change: str


class NetworkDescribed(Event):
    vision: str = ""
    period: str = ""
    rhythm: str = ""
    contact_function: str = ""
    actions: str = ""


class ReportStatusSet(Event):
    status: str
    day: Millis | None = None
