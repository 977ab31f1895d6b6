"""The ids, functions and choices that a trajectory speaks of."""

from collections.abc import Callable
from enum import StrEnum
from typing import Literal, NewType

from msgspec import Struct

from board.types import BoardId, CardId, Millis, OrganisationId

TrajectoryId = NewType("TrajectoryId", str)
SlotId = NewType("SlotId", str)
"""A planned session, before and after there is a board for it."""

DAY: Millis = 24 * 3600 * 1000
WEEK = 7 * DAY

CLAIM_WEEKS = 3
"""An organisation has so long to say yes or no to what it took up provisionally."""
FOLLOWING_MONTHS = (3, 6, 12)
AFTERNOON: Millis = 12 * 3600 * 1000
"""UTC: between one and two in Belgium, summer and winter."""
LONG_SESSION = 120
"""Minutes; for many people, more is too long."""


class Function(StrEnum):
    """In what capacity someone acts. A function is not a person."""

    COACH = "coach"
    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"
    SCRIBE = "scribe"
    PARTICIPANT = "participant"
    DISPLAY = "display"
    READER = "reader"
    VISITOR = "visitor"
    SERVER = "server"
    """The server itself, or who has its command line."""


class Person(Struct, frozen=True):
    """Who acts, in which function; ``account`` is "" for who has none.

    ``municipality`` is the id of the one a coordinator works for.
    """

    function: Function
    account: str = ""
    municipality: str = ""


class Owner(Struct, frozen=True):
    """Whose a trajectory is. ``former`` have handed theirs over."""

    coach: str = ""
    coordinator: str = ""
    municipality: str = ""
    former: frozenset[str] = frozenset()


class CardRef(Struct, frozen=True, order=True):
    """A card on one of the trajectory's boards."""

    board: BoardId
    card: CardId


Wanted = Literal["new_start", "extra_air", "fresh_restart"]
Triage = Literal["orientation", "restart", "refer", "suffices"]
SupportMode = Literal["guide", "coach", "both"]
"""The coach leads; the coordinator leads with the coach behind; both."""
Size = Literal["light", "normal", "extended"]
Choice = Literal["do", "skip", "join"]
OfferAnswer = Literal["agreed", "discuss", "not_now"]
StopReason = Literal[
    "unsaid", "no_time", "no_support", "goal_reached", "other_way", "network_ended"
]
ImpactAnswer = Literal["keep", "adapt"]
ClaimAnswer = Literal["confirmed", "withdrawn"]
EndAnswer = Literal["solved", "task", "let_go"]
GoalChange = Literal["keeps", "changed", "new", "stopped"]
Standing = Literal["idea", "working", "adopted"]
Verdict = Literal["further", "adjust", "restart"]
TextPart = Literal["", "vision", "ambition", "core", "procedure", "agreement"]
"""What a text is for the trajectory, whatever its id is in a format."""
ChangeAbout = Literal["people", "service", "money", "policy", "partner", "group"]
Indicator = Literal["support", "involvement", "room"]
"""The three that guide a decision: support inside, involvement of the core partners,
room for the coordinator."""
Capacity = Literal["skills", "means", "time"]
NetworkState = Literal["growing", "mature", "dozing_off", "diluting"]


class Limits:
    """Bounds on what people may send. Text is counted in code points."""

    NAME = 120
    REASON = 1000
    NOTE = 2000
    TITLE = 80
    LINE = 280
    LINES = 40
    GOALS = 40
    STAGES = 24
    DATES = 10
    MINUTES = 480
    PARTNERS = 200
    SLOTS = 60
    ENDS = 500
    IDS = 60


NewId = Callable[[], str]

__all__ = [
    "BoardId",
    "CardId",
    "CardRef",
    "Function",
    "Millis",
    "NewId",
    "OrganisationId",
    "Owner",
    "Person",
    "SlotId",
    "TrajectoryId",
]
