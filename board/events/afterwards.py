"""What was on paper and came in when the session was over."""

from board.events.event import Event
from board.tallies import FrozenQuestion, QuestionTally
from board.types import Millis, PhaseId, PollId, RoundId


class PhaseEntered(Event):
    """A phase that was held on paper, ``at`` the hour of the room; told at ``entered_at``.
    The same visit again puts that right.
    """

    phase: PhaseId
    visit: int
    at: Millis
    minutes: int
    entered_at: Millis
    by: str = ""


class RoundEntered(Event):
    """A vote that was held on paper, with what came out: shown as soon as it is there."""

    round: RoundId
    poll: PollId
    visit: int
    method: str
    questions: list[FrozenQuestion]
    tallies: list[QuestionTally]
    people: int
    seats: int
    entered_at: Millis
    dots: int = 0
    most: int = 0
    by: str = ""
