"""The ways of voting: what a valid answer is, and what a pile of ballots says.

Each result is two numbers: from how many people, and from how many
organisations. The second is left out when fewer than ``FLOOR`` organisations
took part in the round.
"""

from collections.abc import Callable, Sequence

from board.commands import Answer
from board.format import AGREEMENT, RANKS, SCALE
from board.hands import answered as answered_by_hand
from board.refusals import Refusal
from board.rows import Ballot
from board.state import Hands
from board.tallies import FrozenQuestion, OptionTally, QuestionTally, Remark
from board.text import clean
from board.types import Limits

FLOOR = 5
SECRET_FROM = 5
"""With fewer voters than this a vote cannot be secret, and the screen says so."""
ENOUGH = 3
"""So many answers, or half of who could answer, say something of everyone."""
FEW = "few"


def dots_for(options: int) -> int:
    """Dots each: a quarter of the options, rounded half up, at least 2, at most 5."""
    return min(5, max(2, (options + 2) // 4))


def valid(
    method: str, question: FrozenQuestion, answer: Answer, dots: int, most: int
) -> Answer | Refusal:
    """The answer as it is kept, or why it does not fit."""
    ids = {option.id for option in question.options}
    for id in answer.options:
        if id not in ids:
            return Refusal("no_option", value=id[:40])
    if answer.unsure or answer.skipped:
        if answer.options or (answer.unsure and answer.skipped):
            return Refusal("bad_ballot")
        return Answer(unsure=answer.unsure, skipped=answer.skipped)
    if any(weight < 1 for weight in answer.options.values()):
        return Refusal("bad_ballot")
    return _VALID[method](answer, dots, most)


def _valid_dots(answer: Answer, dots: int, most: int) -> Answer | Refusal:
    if max(answer.options.values(), default=0) > most:
        return Refusal("over_most", value=str(max(answer.options.values())), limit=str(most))
    placed = sum(answer.options.values())
    if placed > dots:
        return Refusal("over_budget", value=str(placed), limit=str(dots))
    return Answer(options=answer.options)


def _valid_one(answer: Answer, dots: int, most: int) -> Answer | Refusal:
    if list(answer.options.values()) != [1]:
        return Refusal("bad_ballot")
    return Answer(options=answer.options)


def _valid_ranking(answer: Answer, dots: int, most: int) -> Answer | Refusal:
    """Each place at most once; one need not fill them all."""
    points = list(answer.options.values())
    if len(points) > len(RANKS):
        return Refusal("too_many_ranked", value=str(len(points)), limit=str(len(RANKS)))
    if not points or len(set(points)) < len(points) or not set(points) <= set(RANKS):
        return Refusal("bad_ranking", limit=str(len(RANKS)))
    return Answer(options=answer.options)


def _valid_agreement(answer: Answer, dots: int, most: int) -> Answer | Refusal:
    one = _valid_one(answer, dots, most)
    if isinstance(one, Refusal):
        return one
    remark = clean(answer.remark, Limits.REMARK, empty_ok=True)
    if isinstance(remark, Refusal):
        return remark
    return Answer(options=one.options, remark=remark)


_VALID: dict[str, Callable[[Answer, int, int], Answer | Refusal]] = {
    "dots": _valid_dots,
    "scale": _valid_one,
    "choice": _valid_one,
    "agreement": _valid_agreement,
    "ranking": _valid_ranking,
}


def tally(
    method: str,
    questions: Sequence[FrozenQuestion],
    ballots: Sequence[Ballot],
    hands: Hands | None = None,
    seats: int = 0,
) -> list[QuestionTally]:
    """The result of a round. The order of the ballots does not matter; what was counted
    by hand is added to them. ``seats``: so many could vote.
    """
    enough = min(ENOUGH, (seats + 1) // 2)
    took_part = {ballot.organisation for ballot in ballots if ballot.organisation}
    told = len(took_part) >= FLOOR
    return [_tally_one(method, question, ballots, told, hands, enough) for question in questions]


def remarks(
    questions: Sequence[FrozenQuestion], ballots: Sequence[Ballot]
) -> dict[str, list[Remark]]:
    """All remarks by question, sorted by their text so that order tells nothing."""
    found: dict[str, list[Remark]] = {}
    for question in questions:
        said = [
            Remark(option=next(iter(answer.options)), text=answer.remark)
            for ballot in ballots
            if (answer := ballot.answers.get(question.id)) and answer.remark
        ]
        if said:
            found[question.id] = sorted(said, key=lambda remark: (remark.option, remark.text or ""))
    return found


def _tally_one(
    method: str,
    question: FrozenQuestion,
    ballots: Sequence[Ballot],
    told: bool,
    hands: Hands | None,
    enough: int,
) -> QuestionTally:
    counts = {option.id: 0 for option in question.options}
    behind: dict[str, set[str]] = {option.id: set() for option in question.options}
    answered, unsure, skipped = 0, 0, 0
    for ballot in ballots:
        answer = ballot.answers.get(question.id)
        if answer is None:
            continue
        unsure += answer.unsure
        skipped += answer.skipped or not (answer.unsure or answer.options)
        answered += bool(answer.options)
        for id, weight in answer.options.items():
            counts[id] += weight
            if ballot.organisation:
                behind[id].add(ballot.organisation)
    if hands and (seen := hands.counts.get(question.id)):
        unsure += seen.unsure
        skipped += seen.skipped
        answered += answered_by_hand(method, seen, hands.people)
        for id, count in seen.options.items():
            counts[id] += count
    options = [
        OptionTally(id=id, count=count, organisations=len(behind[id]) if told else None)
        for id, count in counts.items()
    ]
    few = method in ("scale", "agreement") and 0 < answered < enough
    return QuestionTally(
        id=question.id,
        options=options,
        answered=answered,
        unsure=unsure,
        skipped=skipped,
        organisations=len(set().union(*behind.values())) if told else None,
        mean_tenths=_mean_tenths(counts) if method == "scale" and answered and not few else None,
        verdict=FEW if few else _verdict(method, counts, answered),
    )


def _mean_tenths(counts: dict[str, int]) -> int:
    people = sum(counts.values())
    total = sum(SCALE.index(id) * count + count for id, count in counts.items())
    # Rounded half up, without floats: the same on every machine.
    return (20 * total + people) // (2 * people)


def _verdict(method: str, counts: dict[str, int], answered: int) -> str:
    """``supported`` when at least 80 % is not "nog niet"; domain rule G-11."""
    if method != "agreement" or not answered:
        return ""
    return "supported" if 5 * (answered - counts[AGREEMENT[-1]]) >= 4 * answered else "discuss"
