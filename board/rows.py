"""Rows that go with an append: written in its transaction, never events.

Ballots and the salts of their keys live here and nowhere else, so that the log
cannot tell who voted what. ``Box`` is what waits in memory of them.
"""

from msgspec import Struct
from msgspec.structs import replace

from board.commands import Answer
from board.types import CardId, RoundId


class Ballot(Struct, frozen=True):
    """``voter`` and ``organisation`` are marks made with the round's key.

    No time, no order, no command: a ballot is replaced whole. ``organisation``
    is empty for who votes for none.
    """

    voter: str
    organisation: str
    paper: bool
    answers: dict[str, Answer]


class PutBallotRow(Struct, frozen=True):
    round: RoundId
    ballot: Ballot


class OpenBox(Struct, frozen=True):
    """Draws a salt for the round's key."""

    round: RoundId


class DropBox(Struct, frozen=True):
    """Deletes the round's ballots and its salt."""

    round: RoundId


class EraseText(Struct, frozen=True):
    """Sets the card's text to null in every event that holds it; see ``erase``."""

    card: CardId


class RenewSalt(Struct, frozen=True):
    """Draws the salt of the board's anonymous authors, at opening and reopening."""


class DropTraces(Struct, frozen=True):
    """Deletes outbox rows, the board's salt and any box left: the session closes."""


Row = PutBallotRow | OpenBox | DropBox | EraseText | RenewSalt | DropTraces


class Box(Struct, frozen=True):
    """The ballots of all open rounds, by round and voter."""

    rounds: dict[RoundId, dict[str, Ballot]] = {}

    def take(self, row: Row) -> "Box":
        rounds = self.rounds
        match row:
            case PutBallotRow(round, ballot):
                held = {**rounds.get(round, {}), ballot.voter: ballot}
                return replace(self, rounds={**rounds, round: held})
            case DropBox(round):
                return replace(self, rounds={id: b for id, b in rounds.items() if id != round})
            case DropTraces():
                return Box()
        return self
