"""Votes: a round opens, counts, closes, is shown."""

from board.events.event import Event
from board.tallies import FrozenQuestion, HandCount, QuestionTally, Remark
from board.types import PollId, RoundId


class RoundOpened(Event):
    """``dots`` is the budget of each voter, ``most`` what one option may get.

    With ``organisations`` they are the voters, and not the people.
    """

    round: RoundId
    poll: PollId
    visit: int
    method: str
    questions: list[FrozenQuestion]
    dots: int = 0
    most: int = 0
    by: str = ""
    organisations: bool = False


class BallotPut(Event):
    """Names nobody and no choice; ``first`` adds one to the turnout."""

    round: RoundId
    first: bool = True


class HandsCounted(Event):
    """Counted in the room, instead of what was counted in this round before. The ``counts``
    are emptied when the round closes: of one person they would be a ballot.
    """

    round: RoundId
    people: int
    counts: dict[str, HandCount]
    guests: int = 0
    by: str = ""


class RoundClosed(Event):
    """``voters`` are all of them, ``by_hand`` those among them who were counted."""

    round: RoundId
    tallies: list[QuestionTally]
    voters: int
    seats: int
    on_paper: int = 0
    remarks: dict[str, list[Remark]] = {}
    by: str = ""
    by_hand: int = 0


class RoundVoided(Event):
    """An open round whose ballots are gone, after a restore: voted again."""

    round: RoundId


class RoundRevealed(Event):
    round: RoundId
    by: str = ""
