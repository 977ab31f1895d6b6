"""Texts and goals with their versions, loose ends, and what follows on a session."""

from msgspec import Struct

from board.trajectory.commands.command import Command
from board.trajectory.types import (
    CardRef,
    EndAnswer,
    Function,
    GoalChange,
    Millis,
    OrganisationId,
    SlotId,
    TextPart,
)


class GoalLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One goal of a version. ``was`` is the goal of the version before that it comes
    from; ``origin`` the card where it was first written.
    """

    text: str
    change: GoalChange = "new"
    was: str = ""
    origin: CardRef | None = None
    images: list[str] = []
    groups: list[str] = []
    sign: str = ""
    due: str = ""


class WriteText(Command):
    """A new version. ``after`` is the version it was written from: two who write at
    once do not lose each other's.
    """

    text: str
    title: str
    lines: list[str]
    after: int
    part: TextPart = ""
    origin: CardRef | None = None
    images: list[CardRef] = []
    rests_on: list[CardRef] = []
    """What it stands on, such as what each organisation wants; as it is named here."""
    idea: bool = False
    """Not more than an idea yet."""


class CorrectText(Command):
    """A slip in the version that stands; refused once it was adopted."""

    text: str
    version: int
    lines: list[str]


class AdoptText(Command):
    text: str
    version: int


class WriteGoals(Command):
    """A new version of the whole framework; each goal of the one before has a line."""

    goals: list[GoalLine]
    after: int
    note: str = ""


class AdoptGoals(Command):
    """All of a version, or only ``goals``; not before the stage they come from is confirmed."""

    version: int
    goals: list[str] = []


class AddLooseEnd(Command):
    text: str
    origin: CardRef | None = None


class AnswerLooseEnd(Command):
    """``end`` is the id of one typed in, or a card of a board."""

    end: str | CardRef
    answer: EndAnswer
    note: str = ""


class ReopenLooseEnd(Command):
    end: str | CardRef


class Reflect(Command):
    """Who led a session: what went well, what not, and what the coach must know.
    That it was done is remembered here; the words go to the sounding board.
    """

    slot: SlotId
    well: str = ""
    hard: str = ""
    coach: str = ""


class OfferHandover(Command):
    """Of one session (``slot``) to another function or a partner, or for good to
    another account of one's own function.
    """

    slot: SlotId | None = None
    to_function: Function | None = None
    to_account: str = ""
    to_organisation: OrganisationId | None = None
    note: str = ""


class AcceptHandover(Command):
    handover: str


class DeclineHandover(Command):
    handover: str
    reason: str = ""


class WithdrawHandover(Command):
    """While it is not accepted; after that, of a session only, it takes it back."""

    handover: str


class SetReportStatus(Command):
    """``draft``, ``read`` by who coordinates, ``shared``."""

    status: str
    at: Millis | None = None
