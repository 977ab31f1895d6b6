"""Partners who come, go and change, and what they have taken up."""

from board.trajectory.commands.command import Command
from board.trajectory.types import CardRef, ClaimAnswer, ImpactAnswer, Millis, OrganisationId


class AddPartner(Command):
    """``partner_kind`` is as in the list of kinds; ``core``: of the core of the network."""

    name: str
    partner_kind: str
    brings: str = ""
    interest: str = ""
    ambition: str = ""
    core: bool = False
    voices: bool = False
    """People of the target group speak through it."""


class DescribePartner(Command):
    """Puts right how it is written down; nothing about it changed."""

    organisation: OrganisationId
    name: str | None = None
    partner_kind: str | None = None
    brings: str | None = None
    core: bool | None = None
    voices: bool | None = None


class PartnerLeaves(Command):
    """What it had taken up is free again."""

    organisation: OrganisationId
    reason: str = ""


class PartnerReturns(Command):
    organisation: OrganisationId


class ChangePerson(Command):
    """Another person for the same organisation. Who, is written down nowhere."""

    organisation: OrganisationId
    note: str = ""


class ChangeInterest(Command):
    """What matters to it has changed; what is left out stays as it is."""

    organisation: OrganisationId
    interest: str | None = None
    ambition: str | None = None


class SettleImpact(Command):
    """What a change touches stays as it is, or is to be adapted."""

    impact: str
    answer: ImpactAnswer
    note: str = ""


class AnswerClaim(Command):
    """In the organisation's name, once it has decided."""

    item: CardRef
    organisation: OrganisationId
    answer: ClaimAnswer


class AddClaim(Command):
    """By an organisation that was not there, or thought of it later."""

    item: CardRef
    organisation: OrganisationId
    form: str
    provisional: bool = False
    due: Millis | None = None


class SetClaimDue(Command):
    """Until when an organisation may still decide."""

    item: CardRef
    organisation: OrganisationId
    due: Millis
