"""Votes that were counted in the room: hands in the air, or dots on a sheet of paper.

They count like ballots, and belong to nobody. So they are bounded by how many people
can have given them: those on paper whose ballot is not in, and those in the room who
have no place on the board. ``people`` is how many that were, so that a result goes on
saying from how many it is.
"""

from board.format import RANKS
from board.refusals import Refusal
from board.state import Hands, Round
from board.tallies import FrozenQuestion, HandCount
from board.types import Limits


def fault(round: Round, hands: Hands, room: int) -> Refusal | None:
    """Why this cannot have been counted; ``room`` is how many people without a ballot
    of their own there are.
    """
    if round.organisations:
        return Refusal("not_by_hand")
    for number, most in ((hands.guests, Limits.SEATS), (hands.people, Limits.SEATS)):
        if not 0 <= number <= most:
            return Refusal("out_of_range", value=str(number), limit=f"0-{most}")
    if hands.people > room + hands.guests:
        return Refusal("over_seats", value=str(hands.people), limit=str(room + hands.guests))
    questions = {question.id: question for question in round.questions}
    for id, count in hands.counts.items():
        if id not in questions:
            return Refusal("no_question", value=id[:40])
        if wrong := _wrong(round, questions[id], count, hands.people):
            return wrong
    return None


def _wrong(round: Round, question: FrozenQuestion, count: HandCount, people: int) -> Refusal | None:
    there = {option.id for option in question.options}
    for id in count.options:
        if id not in there:
            return Refusal("no_option", value=id[:40])
    numbers = (*count.options.values(), count.unsure, count.skipped)
    if min(numbers) < 0:
        return Refusal("out_of_range", value=str(min(numbers)), limit=f"0-{people}")
    chose = people - count.unsure - count.skipped
    most, each = _weights(round)
    if chose < 0:
        return Refusal("over_people", value=str(count.unsure + count.skipped), limit=str(people))
    if (top := max(count.options.values(), default=0)) > most * chose:
        return Refusal("over_people", value=str(top), limit=str(most * chose))
    if (total := sum(count.options.values())) > each * chose:
        return Refusal("over_people", value=str(total), limit=str(each * chose))
    return None


def _weights(round: Round) -> tuple[int, int]:
    """How much one person can give to one option, and to all of them."""
    match round.method:
        case "dots":
            return round.most, round.dots
        case "ranking":
            return max(RANKS), sum(RANKS)
    return 1, 1


def answered(method: str, count: HandCount, people: int) -> int:
    """How many chose something: with one answer each as many as there are answers."""
    total = sum(count.options.values())
    if method in ("dots", "ranking"):
        return min(people - count.unsure - count.skipped, total)
    return total
