"""Decisions that carry the trajectory from one stage to the next, and what they rest on."""

from board.trajectory.commands.command import Command
from board.trajectory.types import (
    Capacity,
    ChangeAbout,
    Choice,
    Indicator,
    Millis,
    NetworkState,
    SlotId,
    SupportMode,
    Verdict,
)


class NoteMeasures(Command):
    """What was heard and not voted: where no board was held, or later put right.

    Whole numbers from 1 to 5; what is left out stays as it is.
    """

    indicators: dict[Indicator, int] = {}
    capacity: dict[Capacity, int] = {}
    network: NetworkState | None = None
    support: SupportMode | None = None


class GoOn(Command):
    """After the orientation talk: on to the restart talk. Against the indicators
    it takes a reason, and nothing more.
    """

    reason: str = ""


class Defer(Command):
    """First something else: until a day."""

    until: Millis
    reason: str = ""


class NotNow(Command):
    """After the orientation talk: no trajectory."""

    reason: str = ""


class Refer(Command):
    """To another route, such as one for a network that does not exist yet."""

    reason: str


class TakeUpAgain(Command):
    """After a deferral: plan the talk again."""

    course: str = "orientation"


class FinishAfterRestart(Command):
    """The restart talk was enough: a good end."""

    note: str = ""


class MakeOffer(Command):
    """After the restart talk: on to a tailored offer."""

    reason: str = ""


class ChooseWorkstream(Command):
    """Do it, skip it (with a reason) or join it into another session's stage."""

    stage: str
    choice: Choice
    reason: str = ""
    into: str = ""


class OrderWorkstreams(Command):
    """All of them, in the order in which they are to be held."""

    stages: list[str]


class RoundOff(Command):
    """The work sessions are over: report and handing over."""

    reason: str = ""
    """Obligatory where something that was to be done is not confirmed yet."""


class SetRenewal(Command):
    """When the network looks at itself anew."""

    at: Millis


class StartFollowing(Command):
    """From rounding off to following; plans the follow-ups by itself."""


class GiveVerdict(Command):
    """What a follow-up came to. ``adjust`` plans one more session at ``at``;
    ``restart`` ends this trajectory with a new one that names it.
    """

    verdict: Verdict
    slot: SlotId | None = None
    at: Millis | None = None
    note: str = ""


class CloseTrajectory(Command):
    note: str = ""


class BeginAgain(Command):
    """After any end: a new trajectory, which takes over partners, texts and goals."""

    reason: str = ""


class NoteChange(Command):
    """Something around the network changed; kept on the time line."""

    about: ChangeAbout
    text: str
    at: Millis


class StrikeChange(Command):
    change: str


class DescribeNetwork(Command):
    """The network's card."""

    vision: str = ""
    period: str = ""
    rhythm: str = ""
    contact_function: str = ""
    actions: str = ""
