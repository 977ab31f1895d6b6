"""What has happened to a trajectory, by what it is about: its log is made of these.

They are the storage format: fields are added with a default, and none is taken away.
"""

from msgspec import Struct

from board.trajectory.events.course import (
    ChangeNoted,
    ChangeStruck,
    FinishedAfterRestart,
    FollowingStarted,
    MeasuresNoted,
    NetworkDescribed,
    NotNowDecided,
    OfferBegun,
    RenewalSet,
    ReportStatusSet,
    RoundedOff,
    TakenUpAgain,
    TrajectoryClosed,
    TrajectoryDeferred,
    TrajectoryReferred,
    TrajectorySucceeded,
    VerdictGiven,
    WentOn,
    WorkstreamChosen,
    WorkstreamsOrdered,
)
from board.trajectory.events.event import Event
from board.trajectory.events.partners import (
    ClaimAdded,
    ClaimAnswered,
    ClaimDueSet,
    Impact,
    ImpactSettled,
    ImpactsFound,
    InterestChanged,
    PartnerAdded,
    PartnerDescribed,
    PartnerLeft,
    PartnerReturned,
    PersonChanged,
)
from board.trajectory.events.planning import (
    OfferAnswered,
    OfferDeclined,
    OfferDrafted,
    OfferSent,
    ReflectionMade,
    ResultCorrected,
    ResultsConfirmed,
    ResultsUnconfirmed,
    SlotCancelled,
    SlotChanged,
    SlotHeld,
    SlotMoved,
    SlotOpened,
    SlotPlanned,
    SlotPrepared,
    SlotReopened,
)
from board.trajectory.events.request import (
    GoalsTaken,
    HandoverAccepted,
    HandoverDeclined,
    HandoverOffered,
    HandoverWithdrawn,
    PersonAssigned,
    RequestAnswered,
    TextTaken,
    TrajectoryBegun,
    TrajectoryPaused,
    TrajectoryRequested,
    TrajectoryResumed,
    TrajectoryStopped,
)
from board.trajectory.events.results import (
    GoalsAdopted,
    GoalsVersioned,
    LooseEndAdded,
    LooseEndAnswered,
    LooseEndReopened,
    TextAdopted,
    TextCorrected,
    TextVersioned,
)
from board.trajectory.types import Function, Millis

AnyEvent = (
    TrajectoryRequested
    | TrajectoryBegun
    | TextTaken
    | GoalsTaken
    | RequestAnswered
    | PersonAssigned
    | TrajectoryPaused
    | TrajectoryResumed
    | TrajectoryStopped
    | HandoverOffered
    | HandoverAccepted
    | HandoverDeclined
    | HandoverWithdrawn
    | MeasuresNoted
    | WentOn
    | TrajectoryDeferred
    | NotNowDecided
    | TrajectoryReferred
    | TakenUpAgain
    | FinishedAfterRestart
    | OfferBegun
    | WorkstreamChosen
    | WorkstreamsOrdered
    | RoundedOff
    | RenewalSet
    | FollowingStarted
    | VerdictGiven
    | TrajectorySucceeded
    | TrajectoryClosed
    | ChangeNoted
    | ChangeStruck
    | NetworkDescribed
    | ReportStatusSet
    | OfferDrafted
    | OfferSent
    | OfferAnswered
    | OfferDeclined
    | SlotPlanned
    | SlotMoved
    | SlotChanged
    | SlotCancelled
    | SlotPrepared
    | SlotOpened
    | SlotReopened
    | SlotHeld
    | ResultsConfirmed
    | ResultsUnconfirmed
    | ResultCorrected
    | ReflectionMade
    | PartnerAdded
    | PartnerDescribed
    | PartnerLeft
    | PartnerReturned
    | PersonChanged
    | InterestChanged
    | ImpactsFound
    | ImpactSettled
    | ClaimAnswered
    | ClaimAdded
    | ClaimDueSet
    | TextVersioned
    | TextCorrected
    | TextAdopted
    | GoalsVersioned
    | GoalsAdopted
    | LooseEndAdded
    | LooseEndAnswered
    | LooseEndReopened
)


class Entry(Struct, frozen=True):
    """One event in the log: its number, when, and in what function it was done.

    ``command`` is the id of what brought it about, if it had one.
    """

    n: int
    at: Millis
    by: Function
    event: AnyEvent
    command: str = ""


__all__ = [
    "AnyEvent",
    "ChangeNoted",
    "ChangeStruck",
    "ClaimAdded",
    "ClaimAnswered",
    "ClaimDueSet",
    "Entry",
    "Event",
    "FinishedAfterRestart",
    "FollowingStarted",
    "GoalsAdopted",
    "GoalsTaken",
    "GoalsVersioned",
    "HandoverAccepted",
    "HandoverDeclined",
    "HandoverOffered",
    "HandoverWithdrawn",
    "Impact",
    "ImpactSettled",
    "ImpactsFound",
    "InterestChanged",
    "LooseEndAdded",
    "LooseEndAnswered",
    "LooseEndReopened",
    "MeasuresNoted",
    "NetworkDescribed",
    "NotNowDecided",
    "OfferAnswered",
    "OfferBegun",
    "OfferDeclined",
    "OfferDrafted",
    "OfferSent",
    "PartnerAdded",
    "PartnerDescribed",
    "PartnerLeft",
    "PartnerReturned",
    "PersonAssigned",
    "PersonChanged",
    "ReflectionMade",
    "RenewalSet",
    "ReportStatusSet",
    "RequestAnswered",
    "ResultCorrected",
    "ResultsConfirmed",
    "ResultsUnconfirmed",
    "RoundedOff",
    "SlotCancelled",
    "SlotChanged",
    "SlotHeld",
    "SlotMoved",
    "SlotOpened",
    "SlotPlanned",
    "SlotPrepared",
    "SlotReopened",
    "TakenUpAgain",
    "TextAdopted",
    "TextCorrected",
    "TextTaken",
    "TextVersioned",
    "TrajectoryBegun",
    "TrajectoryClosed",
    "TrajectoryDeferred",
    "TrajectoryPaused",
    "TrajectoryReferred",
    "TrajectoryRequested",
    "TrajectoryResumed",
    "TrajectoryStopped",
    "TrajectorySucceeded",
    "VerdictGiven",
    "WentOn",
    "WorkstreamChosen",
    "WorkstreamsOrdered",
]
