"""What is asked when a session is over: what lay on paper comes in afterwards."""

from board.commands.command import Command
from board.tallies import HandCount
from board.types import CardId, KindId, Millis, OrganisationId, PhaseId, PollId, RoundId


class EnterPhase(Command):
    """This phase was held on paper, from ``at``, for so many minutes; said again it is
    put right. The day and hour are those of the room, not of the typing.
    """

    phase: PhaseId
    at: Millis
    minutes: int


class EnterCard(Command):
    """A card of paper for a ``visit`` that is over, under its time."""

    visit: int
    kind: KindId
    text: str
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    organisation: OrganisationId | None = None
    anonymous: bool = False


class EnterCounts(Command):
    """What was counted on paper or by hand in a vote that was never held here."""

    visit: int
    poll: PollId
    people: int
    counts: dict[str, HandCount]


class TakeBackEntry(Command):
    """A card or a count that was entered afterwards was a mistake: one of the two."""

    card: CardId | None = None
    round: RoundId | None = None


class KeepEntries(Command):
    """A snapshot with what was entered afterwards; those before it stay as they are."""
