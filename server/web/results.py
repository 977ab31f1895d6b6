"""The results of votes as a page prints them: bars, two numbers, the spread.

Everything that could be doubted stands beside the numbers: of how many, how
many did not vote, how many said "weet ik niet".
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from board.entities import OptionEntity, QuestionEntity, RoundEntity
from board.pictures.bars import Bar, bars
from board.tallies import OptionTally, QuestionTally, Remark
from board.text import on_one_line
from board.voices import told_apart
from server.web.spoken import Option, Poll, Spoken, find, label_of
from server.words import Speaker

FEW = 60
"""Letters of a card's text that name it in a sentence."""


WEIGHED = ("dots", "ranking")
"""Ways of voting that count more than one from each voter."""
COUNTED = {
    "dots": "common.unit_dots",
    "points": "common.unit_points",
    "people": "common.unit_people",
    "organisations_voted": "common.unit_organisations",
}
"""What stands behind a number, by what is counted."""


class Row(Struct, frozen=True):
    """One option. ``organisations`` is None where too few took part to say."""

    id: str
    text: str
    cards: int
    count: int
    organisations: int | None
    said: bool
    """The text is a person's own words."""


class Answers(Struct, frozen=True):
    """What came out of one question. ``bars`` say the same as ``rows``; one as long as
    ``whole`` fills its place.
    """

    id: str
    text: str
    said: bool
    lines: bool
    """The text is one to agree with, line by line."""
    gist: list[str]
    """The outcome in a line or a few."""
    rows: list[Row]
    facts: list[str]
    verdict: str
    verdict_words: str
    swap: str
    tie: str
    """Which options share the first place, where more than one does."""
    remarks: list[tuple[str, str | None]]
    """The answer a remark goes with, and the remark."""
    bars: list[Bar]
    whole: int
    pictures: list[str]
    """Of the bars, none taller than a sheet of paper."""
    answered: int = 0
    unsure: int = 0
    skipped: int = 0


class Result(Struct, frozen=True):
    """One vote: ``question`` as it was asked, in Dutch."""

    anchor: str
    id: str
    question: str
    method: str
    method_words: str
    times: int
    pulse: bool
    unit: str
    """What the numbers count, as the head of their column."""
    voters: int
    seats: int
    facts: list[str]
    notes: list[str]
    by_organisation: bool
    answers: list[Answers]


def results_of(rounds: Mapping[str, RoundEntity], spoken: Spoken, words: Speaker) -> list[Result]:
    """The votes that were shown, in the order in which that happened."""
    shown = [(id, round) for id, round in rounds.items() if round.result]
    shown.sort(key=lambda pair: (pair[1].visit, pair[1].seq, pair[0]))
    return [
        _result(f"vote-{number}", id, round, spoken, words)
        for number, (id, round) in enumerate(shown, 1)
    ]


def _result(anchor: str, id: str, round: RoundEntity, spoken: Spoken, words: Speaker) -> Result:
    poll = find(spoken.polls, round.poll) or Poll(id=round.poll, question=round.poll)
    told = any(tally.organisations is not None for tally in round.result)
    # Where organisations vote, their number stands there already.
    by_organisation = told and (round.method in WEIGHED or not round.organisations)
    tallies = {tally.id: tally for tally in round.result}
    return Result(
        anchor=anchor,
        id=id,
        question=poll.question,
        method=round.method,
        method_words=words(f"record.methods.{round.method}"),
        times=round.times,
        pulse=poll.pulse,
        unit=words(f"record.snapshot.{_unit(round)}"),
        voters=round.voters,
        seats=round.seats,
        facts=_turnout(round, words),
        notes=_notes(round, told, words),
        by_organisation=by_organisation,
        answers=[
            _answers(round, question, tallies[question.id], poll, words)
            for question in round.questions
            if question.id in tallies
        ],
    )


def _unit(round: RoundEntity) -> str:
    if round.method in WEIGHED:
        return "dots" if round.method == "dots" else "points"
    return "organisations_voted" if round.organisations else "people"


def _turnout(round: RoundEntity, words: Speaker) -> list[str]:
    who = "voted_organisations" if round.organisations else "voted"
    facts = [words(f"record.snapshot.{who}", voters=round.voters, seats=round.seats)]
    if missing := round.seats - round.voters:
        facts.append(words.count("record.snapshot.not_voted", missing))
    if told_apart(round.on_paper):
        facts.append(words("record.snapshot.on_paper", n=round.on_paper))
    if told_apart(round.by_hand):
        facts.append(words("record.snapshot.by_hand", n=round.by_hand))
    if round.dots:
        placed = sum(option.count for tally in round.result for option in tally.options)
        all_dots = round.dots * round.voters
        facts.append(words("record.snapshot.dots_placed", n=placed, all=all_dots, each=round.dots))
    return facts


def _notes(round: RoundEntity, told: bool, words: Speaker) -> list[str]:
    notes = []
    if round.entered:
        notes.append(words("record.snapshot.entered"))
    if round.organisations:
        notes.append(words("record.snapshot.per_organisation"))
    if round.times > 1:
        notes.append(words("record.snapshot.times", n=round.times))
    if round.small:
        notes.append(words("record.snapshot.small"))
    elif round.voters and not told and not round.organisations:
        notes.append(words("record.snapshot.hidden_organisations"))
    return notes


def _answers(
    round: RoundEntity,
    question: QuestionEntity,
    tally: QuestionTally,
    poll: Poll,
    words: Speaker,
) -> Answers:
    asked = find(poll.questions, question.id)
    # What the format asks is Dutch of ours; a line or a whole text was read along.
    text = asked.text if asked else on_one_line(question.text or "", question.dutch)
    options = {option.id: option for option in question.options}
    listed = (asked.options if asked else []) or poll.options
    labels = {id: _label(round, option, listed, words) for id, option in options.items()}
    tallied = [one for one in tally.options if one.id in options]
    # What is anyone's to choose goes from much to little; a scale has an order of its own.
    if round.method in WEIGHED or (round.method == "choice" and question.text == ""):
        tallied.sort(key=lambda one: (-one.count, -(one.organisations or 0)))
    rows = [
        Row(
            id=one.id,
            text=labels[one.id],
            cards=len(options[one.id].cards),
            count=one.count,
            organisations=one.organisations,
            said=bool(options[one.id].text),
        )
        for one in tallied
    ]
    told = [_bar(row, round, words) for row in rows]
    # Dots and points are measured by the most, voters by all who answered.
    whole = 0 if round.method in WEIGHED else tally.answered
    return Answers(
        id=question.id,
        text=text,
        said=asked is None and bool(text),
        lines=round.method == "agreement" and bool(text) and not question.cards,
        gist=_gist(round, rows, tally, words),
        rows=rows,
        facts=_facts(tally, round.voters, words),
        verdict=tally.verdict,
        verdict_words=words(f"common.verdict_{tally.verdict}") if tally.verdict else "",
        tie=_tie(round.method, rows, words),
        swap=_swap(round.method, tallied, labels, words) if round.method in WEIGHED else "",
        remarks=_remarks(round.remarks.get(question.id, []), labels),
        bars=told,
        whole=whole,
        pictures=[sheet.svg for sheet in bars(told, text or poll.question, whole)],
        answered=tally.answered,
        unsure=tally.unsure,
        skipped=tally.skipped,
    )


def _label(round: RoundEntity, option: OptionEntity, listed: list[Option], words: Speaker) -> str:
    if option.text is None:
        return words("common.erased")
    if option.text:
        return on_one_line(option.text, option.dutch)
    if round.method == "scale":
        return f"{option.id} · {words(f'common.scale_{option.id}')}"
    if round.method == "agreement":
        return words(f"common.agreement_{option.id}")
    return label_of(listed, option.id)


def _bar(row: Row, round: RoundEntity, words: Speaker) -> Bar:
    # Where organisations vote, the count is theirs.
    alone = not row.organisations or (round.organisations and round.method not in WEIGHED)
    more = "" if alone else words.count("common.from_organisations", row.organisations or 0)
    said = f"{row.count} {words.count(COUNTED[_unit(round)], row.count)}"
    return Bar(row.text, row.count, said, more)


def _gist(
    round: RoundEntity, rows: Sequence[Row], tally: QuestionTally, words: Speaker
) -> list[str]:
    """In two numbers too, where enough took part to say of how many organisations."""
    if not tally.answered:
        return []
    method = round.method

    def of(organisations: int | None) -> str:
        # Where organisations vote, the count is theirs.
        alone = organisations is None or (round.organisations and method not in WEIGHED)
        return "" if alone else f" · {words.count('common.from_organisations', organisations or 0)}"

    if method == "scale" and tally.mean_tenths is None:
        return [words(f"common.verdict_{tally.verdict}")] if tally.verdict else []
    if method == "scale":
        return [f"{_mean(tally, words)}{of(tally.organisations)}"]
    if method == "agreement":
        counts = " · ".join(f"{row.text} {row.count}" for row in rows)
        verdict = words(f"common.verdict_{tally.verdict}")
        return [verdict, f"{counts}{of(tally.organisations)}"]
    # The first three, or the first alone; who ties with the last of them is in too.
    ranked = sorted(rows, key=lambda row: -row.count)
    last = ranked[:3][-1] if method in WEIGHED else ranked[0]
    best = [row for row in ranked if row.count and row.count >= last.count]
    return [f"{row.text} ({row.count}{of(row.organisations)})" for row in best]


def _mean(tally: QuestionTally, words: Speaker) -> str:
    whole, tenth = divmod(tally.mean_tenths or 0, 10)
    return words("common.mean", mean=f"{whole}{words('common.decimal')}{tenth}")


def _facts(tally: QuestionTally, voters: int, words: Speaker) -> list[str]:
    facts = []
    if tally.mean_tenths is not None:
        facts.append(_mean(tally, words))
    if tally.answered != voters:
        facts.append(words.count("common.answered", tally.answered))
    if tally.unsure:
        facts.append(words.count("common.said_unsure", tally.unsure))
    if tally.skipped:
        facts.append(words.count("common.said_skipped", tally.skipped))
    if tally.organisations is not None:
        facts.append(words.count("record.snapshot.took_part", tally.organisations))
    return facts


def _tie(method: str, rows: Sequence[Row], words: Speaker) -> str:
    """Of a scale or an agreement no option wins, and none ties."""
    most = max((row.count for row in rows), default=0)
    first = [short(row.text) for row in rows if row.count == most]
    if method in ("scale", "agreement") or not most or len(first) < 2:
        return ""
    return words("record.snapshot.tie", n=most, what=" · ".join(first))


def _swap(
    method: str, tallied: Sequence[OptionTally], labels: Mapping[str, str], words: Speaker
) -> str:
    """Where two that stand side by side change places once one counts
    organisations; the widest of them, for the room talks about one.
    """
    widest, said = 0, ""
    for more, less in pairwise(tallied):
        if more.organisations is None or less.organisations is None or more.count == less.count:
            continue
        if less.organisations - more.organisations > widest:
            widest = less.organisations - more.organisations
            said = words(
                "record.snapshot.swap" if method == "dots" else "record.snapshot.swap_points",
                more=short(labels[more.id]),
                wide=short(labels[less.id]),
            )
    return said


def _remarks(remarks: Sequence[Remark], labels: Mapping[str, str]) -> list[tuple[str, str | None]]:
    return [(labels.get(remark.option, remark.option), remark.text) for remark in remarks]


def short(text: str) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= FEW:
        return text
    return text[:FEW].rpartition(" ")[0].rstrip(" ,.;:") + " …"
