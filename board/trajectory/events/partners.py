"""Partners who came, went and changed, and what they took up."""

from msgspec import Struct

from board.trajectory.events.event import Event
from board.trajectory.types import CardRef, ClaimAnswer, ImpactAnswer, Millis, OrganisationId


class PartnerAdded(Event):
    """``former`` is the same organisation in the trajectory before."""

    change: str
    organisation: OrganisationId
    name: str
    partner_kind: str
    brings: str = ""
    interest: str = ""
    ambition: str = ""
    core: bool = False
    voices: bool = False
    former: OrganisationId | None = None


class PartnerDescribed(Event):
    organisation: OrganisationId
    name: str | None = None
    partner_kind: str | None = None
    brings: str | None = None
    core: bool | None = None
    voices: bool | None = None


class PartnerLeft(Event):
    """``freed`` is what it had taken up, and takes up no more."""

    change: str
    organisation: OrganisationId
    reason: str = ""
    freed: list[CardRef] = []


class PartnerReturned(Event):
    change: str
    organisation: OrganisationId


class PersonChanged(Event):
    change: str
    organisation: OrganisationId
    note: str = ""


class InterestChanged(Event):
    change: str
    organisation: OrganisationId
    interest: str | None = None
    ambition: str | None = None


class Impact(Struct, frozen=True, omit_defaults=True):
    """One thing that a change touches. ``about`` says what it is: goal, role, task,
    procedure, text or claim; ``ref`` which one: a card, or the id of a goal or text.
    """

    id: str
    about: str
    ref: str | CardRef
    label: str = ""


class ImpactsFound(Event):
    change: str
    impacts: list[Impact]


class ImpactSettled(Event):
    impact: str
    answer: ImpactAnswer
    note: str = ""


class ClaimAnswered(Event):
    item: CardRef
    organisation: OrganisationId
    answer: ClaimAnswer


class ClaimAdded(Event):
    item: CardRef
    organisation: OrganisationId
    form: str
    provisional: bool = False
    due: Millis | None = None


class ClaimDueSet(Event):
    item: CardRef
    organisation: OrganisationId
    due: Millis
