"""What is asked about rounds and their ballots."""

from msgspec import Struct

from board.commands.command import Command
from board.tallies import HandCount
from board.types import PollId, RoundId, SeatId


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """One person's answer to one question of a round.

    ``options`` maps option ids to a weight: dots on it, points by its place in
    a ranking, or 1 for what was chosen. ``unsure`` is "weet ik niet"; ``skipped``
    is "niet kiezen".
    """

    options: dict[str, int] = {}
    remark: str = ""
    unsure: bool = False
    skipped: bool = False


class OpenRound(Command):
    """``questions`` are those chosen by who leads, where the poll lets them pick."""

    poll: PollId
    questions: list[str] = []


class PutBallot(Command):
    """Replaces the voter's ballot whole. ``answers`` goes by question id. With ``once``
    it replaces none: a ballot of paper may lie in two piles.
    """

    round: RoundId
    answers: dict[str, Answer]
    for_seat: SeatId | None = None
    once: bool = False


class CountHands(Command):
    """A show of hands or a dot sheet in an open round: raw counts by question id, of so
    many ``people``. Replaces the count before it. ``guests`` are the people in the room
    who have no place on the board.
    """

    round: RoundId
    people: int
    counts: dict[str, HandCount]
    guests: int = 0


class CloseRound(Command):
    round: RoundId


class RevealRound(Command):
    round: RoundId
