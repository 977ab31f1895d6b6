"""What votes came to: for each card that was in one, and for each question asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from board.entities import QuestionEntity, RoundEntity
from board.format import AGREEMENT
from board.harvest_words import Option, Poll, Question, find
from board.tallies import QuestionTally

DISCUSS = "discuss"
"""The verdict of an agreement that has to be talked about again."""


class Vote(Struct, frozen=True):
    """What one card, or cluster, came to in one vote.

    As an option it has ``points``; as a question ``counts`` by option, and points
    are ten times the mean of a scale. ``rank`` counts from 1, and ties share it.
    ``verdicts`` are the agreement's, or the options that most chose.
    """

    poll: str
    method: str
    points: int
    rank: int
    organisations: int | None = None
    answered: int = 0
    counts: dict[str, int] = {}
    mean_tenths: int | None = None
    verdicts: list[str] = []
    unsure: int = 0


class Measured(Struct, frozen=True):
    """One question of one vote, as it was asked and answered. ``labels`` are its
    options as people read them, where the format or a card gives them.
    """

    measure: str
    poll: str
    question: str
    text: str
    method: str
    times: int
    voters: int
    answered: int
    counts: dict[str, int]
    labels: dict[str, str]
    mean_tenths: int | None
    organisations: dict[str, int]
    verdict: str = ""
    from_organisations: int | None = None
    """Of how many all answers came, where people vote and enough took part to say."""
    about: str = ""
    """The text it is about, or whose lines are its questions."""
    unsure: int = 0
    """Who said not to know it; they are not among those who answered."""

    @property
    def id(self) -> str:
        return f"{self.poll}:{self.question}"


class Remarked(Struct, frozen=True):
    """What someone said who was not for it yet."""

    poll: str
    question: str
    text: str
    place: int

    @property
    def id(self) -> str:
        return f"{self.poll}:{self.question}:{self.place}"


Asked = Iterator[tuple[Poll, RoundEntity, QuestionEntity, QuestionTally]]


def votes_of(rounds: Sequence[RoundEntity], polls: Sequence[Poll]) -> dict[str, list[Vote]]:
    """By card or cluster; of a vote that was held again the last time counts."""
    found: dict[str, list[Vote]] = defaultdict(list)
    for poll, round, question, tally in _last(rounds, polls):
        if question.cards:
            found[question.id].append(_as_question(poll, round, tally, rounds, polls))
        for option in question.options:
            if not option.cards:
                continue
            got = next((one for one in tally.options if one.id == option.id), None)
            if got is None:
                continue
            found[option.id].append(
                Vote(
                    poll=poll.id,
                    method=round.method,
                    points=got.count,
                    rank=1 + sum(one.count > got.count for one in tally.options),
                    organisations=got.organisations,
                    answered=tally.answered,
                )
            )
    return dict(found)


def _as_question(
    poll: Poll,
    round: RoundEntity,
    tally: QuestionTally,
    rounds: Sequence[RoundEntity],
    polls: Sequence[Poll],
) -> Vote:
    points = _points(tally)
    others = [_points(other) for of, _, _, other in _last(rounds, polls) if of.id == poll.id]
    return Vote(
        poll=poll.id,
        method=round.method,
        points=points,
        rank=1 + sum(other > points for other in others),
        organisations=tally.organisations,
        answered=tally.answered,
        counts={one.id: one.count for one in tally.options},
        mean_tenths=tally.mean_tenths,
        verdicts=[tally.verdict] if tally.verdict else _most(tally),
        unsure=tally.unsure,
    )


def _points(tally: QuestionTally) -> int:
    return tally.mean_tenths or max((one.count for one in tally.options), default=0)


def _most(tally: QuestionTally) -> list[str]:
    most = max((one.count for one in tally.options), default=0)
    return [one.id for one in tally.options if one.count == most and most]


def measured(
    rounds: Iterable[RoundEntity], polls: Sequence[Poll], *, pulse: bool | None = None
) -> list[Measured]:
    """Every question of every vote that was shown, in the order in which it was held;
    with ``pulse`` those of the pulse, or those that say something of the trajectory.
    """
    found = []
    for poll, round, question, tally in _asked(rounds, polls):
        if pulse is not None and not (poll.pulse if pulse else poll.measure):
            continue
        listed = find(poll.questions, question.id)
        found.append(
            Measured(
                measure=poll.measure,
                poll=poll.id,
                question=question.id,
                text=_text(poll, listed, question),
                method=round.method,
                times=round.times,
                voters=round.voters,
                answered=tally.answered,
                counts={one.id: one.count for one in tally.options},
                labels=_labels(poll, listed, question),
                mean_tenths=tally.mean_tenths,
                organisations={
                    one.id: one.organisations
                    for one in tally.options
                    if one.organisations is not None
                },
                verdict=tally.verdict,
                from_organisations=None if round.organisations else tally.organisations,
                about=poll.about or poll.each_line_of or "",
                unsure=tally.unsure,
            )
        )
    return found


def remarked(rounds: Sequence[RoundEntity], polls: Sequence[Poll]) -> list[Remarked]:
    found = []
    for poll, round, question, _ in _last(rounds, polls):
        said = [one.text for one in round.remarks.get(question.id, []) if one.option == NOT_YET]
        found += [
            Remarked(poll.id, question.id, text, place)
            for place, text in enumerate(said, 1)
            if text
        ]
    return found


NOT_YET = AGREEMENT[-1]


def _text(poll: Poll, listed: Question | None, question: QuestionEntity) -> str:
    if listed and listed.text:
        return listed.text
    # The text that a whole agreement is about may be long; its question says which.
    own = question.cards or poll.each_line_of
    return question.text if own and question.text else poll.question


def _labels(poll: Poll, listed: Question | None, question: QuestionEntity) -> dict[str, str]:
    known: Sequence[Option] = listed.options if listed and listed.options else poll.options
    labels = {one.id: one.label for one in known}
    return labels | {one.id: one.text for one in question.options if one.text}


def _asked(rounds: Iterable[RoundEntity], polls: Sequence[Poll]) -> Asked:
    shown = sorted((one for one in rounds if one.result), key=lambda one: (one.visit, one.times))
    for round in shown:
        poll = find(polls, round.poll) or Poll(id=round.poll)
        tallies = {tally.id: tally for tally in round.result}
        for question in round.questions:
            if question.id in tallies:
                yield poll, round, question, tallies[question.id]


def _last(rounds: Sequence[RoundEntity], polls: Sequence[Poll]) -> Asked:
    """Of each vote the last time it was held."""
    last: dict[str, RoundEntity] = {}
    for round in sorted((one for one in rounds if one.result), key=lambda one: one.times):
        last[round.poll] = round
    return _asked(last.values(), polls)
