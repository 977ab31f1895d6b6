"""What lies on the tables: paper cards and ballots of a session, phase by phase.

Made from its format, and for votes over cards from what stands on the board, if
anything does. Who works on paper sees the same question, help and options as who
works on a phone; the scribe enters it under the numbers that stand here.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from board.format import Format, Language, Phase, Poll

BLANK_OPTIONS = 12
BLANK_QUESTIONS = 6


class PaperField(Struct, frozen=True):
    label: str
    options: list[str]


class PaperCard(Struct, frozen=True):
    """One kind of card in one phase. ``start`` is what the sentence begins with."""

    phase: int
    title: str
    question: str
    help: str
    start: str
    example: str
    fields: list[PaperField]
    signed: bool


class PaperQuestion(Struct, frozen=True):
    """``text`` is empty where it is only known in the room; then a line is left open."""

    text: str
    options: list[str]


class Ballot(Struct, frozen=True):
    """One vote. ``blanks`` says how many options are left open to write in."""

    phase: int
    title: str
    question: str
    help: str
    method: str
    dots: int
    questions: list[PaperQuestion]
    blanks: int


class PrintSet(Struct, frozen=True):
    cards: list[PaperCard]
    ballots: list[Ballot]


class Options(Struct, frozen=True):
    """What a vote is over as the board stands: the texts of its options or questions."""

    texts: list[str]
    dots: int = 0


def print_set(
    format: Format, language: Language, over: Mapping[str, Options] | None = None
) -> PrintSet:
    """The set of a resolved format; ``over`` gives by poll what stands on the board."""
    cards: list[PaperCard] = []
    ballots: list[Ballot] = []
    for number, phase in enumerate((one for one in format.phases if not one.pause), 1):
        cards += _cards(format, phase, number, language)
        for step in phase.steps:
            poll = format.poll(step.poll) if step.action == "vote" else None
            if poll is not None:
                there = (over or {}).get(poll.id)
                ballots.append(_ballot(poll, phase, number, language, there))
    return PrintSet(cards=cards, ballots=ballots)


def _cards(format: Format, phase: Phase, number: int, language: Language) -> Iterator[PaperCard]:
    for step in phase.steps:
        kind = format.kind(step.kind) if step.action == "post" else None
        if kind is None:
            continue
        yield PaperCard(
            phase=number,
            title=phase.title.say(language),
            question=phase.question.say(language),
            help=phase.help.say(language) if phase.help else "",
            start=kind.start.say(language).strip() if kind.start else "",
            example=phase.examples[0].say(language) if phase.examples else "",
            fields=[
                PaperField(
                    label=field.label.say(language),
                    options=[option.label.say(language) for option in field.options],
                )
                for field in kind.fields
            ],
            signed=kind.sender == "choice",
        )


def _ballot(
    poll: Poll, phase: Phase, number: int, language: Language, over: Options | None
) -> Ballot:
    fixed = [option.label.say(language) for option in poll.options]
    listed = over.texts if over else []
    many = poll.each_card_of is not None or poll.each_line_of is not None
    over_things = poll.zone is not None or poll.lines_of is not None
    if poll.questions:
        questions = [
            PaperQuestion(
                text=one.text.say(language),
                options=[option.label.say(language) for option in one.options] or fixed,
            )
            for one in poll.questions
        ]
    elif many:
        texts = listed or [""] * min(BLANK_QUESTIONS, poll.questions_most)
        questions = [PaperQuestion(text=text, options=fixed) for text in texts]
    else:
        questions = [PaperQuestion(text="", options=listed if over_things else fixed)]
    open_ended = over_things and not listed and not many
    return Ballot(
        phase=number,
        title=phase.title.say(language),
        question=poll.question.say(language),
        help=poll.help.say(language) if poll.help else "",
        method=poll.method,
        dots=over.dots if over else 0,
        questions=questions,
        blanks=min(BLANK_OPTIONS, poll.options_most) if open_ended else 0,
    )
