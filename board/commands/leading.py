"""What who leads asks of the board."""

from typing import Literal

from board.commands.command import Command
from board.types import CardId, PhaseId, TextId


class OpenPhase(Command):
    """Forwards, back or skipping: any phase of the format may be opened."""

    phase: PhaseId


class AddMinutes(Command):
    minutes: int


class PauseBoard(Command):
    pass


class ResumeBoard(Command):
    pass


class EndBoard(Command):
    pass


class ReopenBoard(Command):
    pass


class Spotlight(Command):
    """``target`` is a card or cluster, or none to put the light out."""

    target: str | None = None


class WriteText(Command):
    """A new version of one of the board's texts, line by line, with the cards it rests on."""

    text: TextId
    lines: list[str]
    rests_on: list[CardId] = []


class SetCardLimit(Command):
    cards_each: int


class SetJoining(Command):
    open: bool


class MakeGroups(Command):
    size: int = 4


class TakeLead(Command):
    """«Ik neem over»."""


class OfferLead(Command):
    """Who leads asks someone else to, until the next phase opens or until the end."""

    to: Literal["coach", "coordinator", "partner"]
    until: Literal["phase", "session"]


class AcceptLead(Command):
    pass


class TakeBackLead(Command):
    """Takes back the lead, or an offer of it that nobody took."""


class TakeSnapshot(Command):
    label: str = ""


class Undo(Command):
    """Takes back the last step of one's own, if nothing was built on it."""
