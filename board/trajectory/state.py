"""A trajectory as its events have made it: frozen, and shared where it did not change."""

from msgspec import Struct

from board.trajectory.commands.planning import OfferLine
from board.trajectory.commands.results import GoalLine
from board.trajectory.machine import StageStand, Stand
from board.trajectory.types import (
    BoardId,
    Capacity,
    CardRef,
    ChangeAbout,
    Choice,
    ClaimAnswer,
    EndAnswer,
    Function,
    ImpactAnswer,
    Indicator,
    Millis,
    NetworkState,
    OfferAnswer,
    OrganisationId,
    Size,
    SlotId,
    Standing,
    StopReason,
    SupportMode,
    TextPart,
    TrajectoryId,
    Triage,
    Verdict,
    Wanted,
)


class Request(Struct, frozen=True):
    wanted: Wanted
    municipality: str
    reason: str
    dates: list[Millis]
    contact_function: str
    at: Millis
    answer: Triage | None = None
    note: str = ""


class Measures(Struct, frozen=True):
    """As noted by hand. What boards measured stands in what they kept."""

    indicators: dict[Indicator, int] = {}
    capacity: dict[Capacity, int] = {}
    network: NetworkState | None = None
    support: SupportMode | None = None
    at: Millis = 0


class Decision(Struct, frozen=True):
    """A step from one stand to another, with the words that were given for it."""

    stand: Stand
    at: Millis
    by: Function
    reason: str = ""
    against: list[str] = []


class Workstream(Struct, frozen=True):
    """What was chosen for one stage; ``into`` is the stage it is joined into."""

    stage: str
    choice: Choice
    reason: str = ""
    into: str = ""


class Offer(Struct, frozen=True):
    version: int
    lines: list[OfferLine]
    size: Size
    support: SupportMode
    note: str
    drafted_at: Millis
    sent_at: Millis = 0
    answer: OfferAnswer | None = None
    answer_note: str = ""
    answered_at: Millis = 0
    workstreams: dict[str, Workstream] = {}
    """What was chosen for each when it was sent, or while it is a draft when that was made."""
    order: list[str] = []


class Correction(Struct, frozen=True):
    """How a card of a confirmed result is to be read; the snapshot stays as it was."""

    card: str
    text: str
    reason: str
    at: Millis


class Slot(Struct, frozen=True):
    """A session. ``lead`` is a function or «partner», then of ``lead_organisation``.

    ``handed`` is the function that handed its lead over, and may not write to it now.
    """

    id: SlotId
    stage: str
    course: str
    covers: list[str]
    at: Millis
    minutes: int
    title: str
    place: str = ""
    host: OrganisationId | None = None
    lead: str = "coach"
    lead_organisation: OrganisationId | None = None
    variant: str = ""
    support: SupportMode = "guide"
    note: str = ""
    stand: StageStand = StageStand.PLANNED
    board: BoardId | None = None
    opened_at: Millis = 0
    held_at: Millis = 0
    confirmed_at: Millis = 0
    moved_from: list[Millis] = []
    cancelled: str = ""
    corrections: list[Correction] = []
    reflected: bool = False
    handed: str = ""
    verdict: Verdict | None = None


class Partner(Struct, frozen=True):
    organisation: OrganisationId
    name: str
    partner_kind: str
    brings: str = ""
    interest: str = ""
    ambition: str = ""
    core: bool = False
    voices: bool = False
    added_at: Millis = 0
    left_at: Millis = 0
    former: OrganisationId | None = None


class PartnerChange(Struct, frozen=True):
    """``about`` is added, left, returned, person or interest."""

    id: str
    organisation: OrganisationId
    about: str
    at: Millis
    note: str = ""


class ImpactLine(Struct, frozen=True):
    """What a change touches, and what was said of it; None: still to be dealt with."""

    id: str
    change: str
    about: str
    ref: str | CardRef
    label: str
    answer: ImpactAnswer | None = None
    note: str = ""


class ClaimLine(Struct, frozen=True):
    """What the trajectory itself says of a claim, over what its board said.

    ``answer`` is "" while it is provisional or was made here, else confirmed,
    withdrawn or freed. ``form`` is "" where the board's own holds.
    """

    item: CardRef
    organisation: OrganisationId
    form: str = ""
    provisional: bool = False
    answer: ClaimAnswer | str = ""
    due: Millis = 0
    at: Millis = 0


class TextVersion(Struct, frozen=True):
    version: int
    lines: list[str]
    at: Millis
    by: Function
    standing: Standing = "working"
    origin: CardRef | None = None
    images: list[CardRef] = []
    rests_on: list[CardRef] = []


class Text(Struct, frozen=True):
    id: str
    title: str
    part: TextPart
    versions: list[TextVersion]

    @property
    def now(self) -> TextVersion:
        return self.versions[-1]


class Goal(Struct, frozen=True):
    id: str
    line: GoalLine
    standing: Standing = "working"


class Goals(Struct, frozen=True):
    """One version of the framework; 0 is what an earlier trajectory gave."""

    version: int
    goals: list[Goal]
    at: Millis
    note: str = ""


class LooseEnd(Struct, frozen=True):
    id: str
    text: str
    at: Millis
    origin: CardRef | None = None


class EndLine(Struct, frozen=True):
    answer: EndAnswer
    note: str
    at: Millis


class ContextChange(Struct, frozen=True):
    id: str
    about: ChangeAbout
    text: str
    day: Millis


class NetworkCard(Struct, frozen=True):
    vision: str = ""
    period: str = ""
    rhythm: str = ""
    contact_function: str = ""
    actions: str = ""


class Handover(Struct, frozen=True):
    """``answer`` is "", accepted, declined or withdrawn. ``slot`` None: for good."""

    id: str
    slot: SlotId | None
    function: Function
    account: str
    to_function: Function | None
    to_account: str
    to_organisation: OrganisationId | None
    note: str
    at: Millis
    answer: str = ""
    answered_at: Millis = 0


class Trajectory(Struct, frozen=True):
    """The fold of its log. One without events began by hand, and is running.

    ``seen`` are the ids of the commands that were carried out: sent twice, done once.
    ``workstreams`` and ``order`` say what was chosen; what no choice was made for is
    done, in the order of the formats.
    """

    id: TrajectoryId
    n: int = 0
    stand: Stand = Stand.RUNNING
    before: Stand | None = None
    since: Millis = 0
    began_at: Millis = 0
    wanted: Wanted = "fresh_restart"
    reason: str = ""
    previous: TrajectoryId | None = None
    next: TrajectoryId | None = None
    request: Request | None = None
    coach: str = ""
    coordinator: str = ""
    former: frozenset[str] = frozenset()
    measures: Measures = Measures()
    decisions: list[Decision] = []
    deferred_until: Millis = 0
    pause_reason: str = ""
    stop_reason: StopReason | None = None
    stop_note: str = ""
    workstreams: dict[str, Workstream] = {}
    order: list[str] = []
    offers: list[Offer] = []
    slots: dict[SlotId, Slot] = {}
    partners: dict[OrganisationId, Partner] = {}
    changes: list[PartnerChange] = []
    impacts: dict[str, ImpactLine] = {}
    claims: dict[tuple[CardRef, OrganisationId], ClaimLine] = {}
    texts: dict[str, Text] = {}
    goals: list[Goals] = []
    ends: dict[str, LooseEnd] = {}
    end_answers: dict[str | CardRef, EndLine] = {}
    context: list[ContextChange] = []
    card: NetworkCard = NetworkCard()
    handovers: dict[str, Handover] = {}
    renewal_at: Millis = 0
    verdicts: list[tuple[Verdict, Millis, str]] = []
    report: str = "draft"
    seen: frozenset[str] = frozenset()

    @property
    def open_impacts(self) -> list[ImpactLine]:
        return [line for line in self.impacts.values() if line.answer is None]

    @property
    def offer(self) -> Offer | None:
        return self.offers[-1] if self.offers else None

    @property
    def accepted(self) -> Offer | None:
        """The offer that holds: the last one that was agreed to."""
        return next((one for one in reversed(self.offers) if one.answer == "agreed"), None)

    @property
    def plan(self) -> list[Slot]:
        """The sessions that are not cancelled, in the order in which they are held."""
        there = [slot for slot in self.slots.values() if slot.stand is not StageStand.CANCELLED]
        return sorted(there, key=lambda slot: (slot.at, slot.id))

    def slot_of(self, board: BoardId) -> Slot | None:
        return next((slot for slot in self.slots.values() if slot.board == board), None)
