"""Taking a card's text out of events that already lie in the log.

The log is append-only but for this: null in place of a text means erased.
"""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from board.events import (
    AnyEvent,
    BoardOpened,
    CardBrought,
    CardEdited,
    CardPosted,
    ClusterMade,
    ClusterRenamed,
    ClustersRestored,
    DutchAdded,
    RoundEntered,
    RoundOpened,
    TextBrought,
    TextWritten,
)
from board.tallies import FrozenOption, FrozenQuestion, held_in
from board.types import CardId


def holds_text_of(event: AnyEvent) -> tuple[CardId, ...]:
    """The cards whose text stands in this event."""
    match event:
        case CardPosted() | CardBrought() | CardEdited() | DutchAdded():
            return (event.card,)
        case RoundOpened() | RoundEntered():
            return tuple(dict.fromkeys(_alone_in(event.questions)))
    return ()


def erased(event: AnyEvent, card: CardId) -> AnyEvent:
    """The event without the text of ``card``: what the log keeps of it."""
    match event:
        case DutchAdded() if event.card == card:
            return replace(event, text=None)
        case CardPosted() | CardBrought() | CardEdited() if event.card == card:
            kept = replace(event, text=None, fields=dict.fromkeys(event.fields))
            return replace(kept, dutch=None) if isinstance(kept, CardBrought) else kept
        case RoundOpened() | RoundEntered():
            questions = [_without(question, card) for question in event.questions]
            return replace(event, questions=questions)
    return event


TAKEN_OUT = "…"
"""What is left of the title of a cluster that was the words of an erased card."""
SAYING = (
    BoardOpened,
    ClusterMade,
    ClusterRenamed,
    ClustersRestored,
    RoundOpened,
    RoundEntered,
    TextWritten,
    TextBrought,
)
"""Events in which the words of a card may stand as something else's."""


def taken_from(words: str | None, said: Collection[str]) -> bool:
    """Whether these are the very words of a card, or their beginning: so the console
    proposes the title of a cluster. Whoever said it in other words wrote their own.
    """
    if not words or words == TAKEN_OUT:
        return False
    begun = words.removesuffix("…").rstrip() if words.endswith("…") else ""
    return words in said or bool(begun and any(text.startswith(begun) for text in said))


def unsaid(event: AnyEvent, said: Collection[str]) -> AnyEvent:
    """The event without the words of an erased card, where they stand as the title of a
    cluster, as the cluster in a vote, or as a line of a text.
    """
    match event:
        case ClusterMade() | ClusterRenamed() if taken_from(event.title, said):
            return replace(event, title=TAKEN_OUT)
        case ClustersRestored():
            kept = {
                id: replace(one, title=TAKEN_OUT) if taken_from(one.title, said) else one
                for id, one in event.clusters.items()
            }
            return replace(event, clusters=kept)
        case RoundOpened() | RoundEntered():
            return replace(event, questions=without_words(event.questions, said))
        case TextWritten() | TextBrought():
            return replace(event, lines=without_lines(event.lines, said))
        case BoardOpened():
            texts = {id: without_lines(lines, said) for id, lines in event.texts.items()}
            return replace(event, texts=texts)
    return event


def without_lines(lines: Iterable[str | None], said: Collection[str]) -> list[str | None]:
    return [None if line in said else line for line in lines]


def titles_in(event: AnyEvent) -> Iterable[tuple[str, str]]:
    """Clusters, and what this event calls them."""
    match event:
        case ClusterMade() | ClusterRenamed():
            return [(event.cluster, event.title)]
        case ClustersRestored():
            return [(id, one.title) for id, one in event.clusters.items()]
    return []


def without_words(
    questions: Iterable[FrozenQuestion], said: Collection[str]
) -> list[FrozenQuestion]:
    """Where a cluster is asked about. Another card that says the same is its writer's own."""
    return [
        replace(
            question,
            text=None if repeats(question, said) else question.text,
            options=[
                replace(option, text=None) if repeats(option, said) else option
                for option in question.options
            ],
        )
        for question in questions
    ]


def repeats(held: FrozenQuestion | FrozenOption, said: Collection[str]) -> bool:
    return held.cards != [held.id] and taken_from(held.text, said)


def _alone_in(questions: Iterable[FrozenQuestion]) -> Iterable[CardId]:
    """Cards that are a question or an option by themselves; the title of a cluster
    is not theirs.
    """
    for question in questions:
        for held in held_in(question):
            if held.cards == [held.id]:
                yield held.cards[0]


def _without(question: FrozenQuestion, card: CardId) -> FrozenQuestion:
    options = [
        replace(option, text=None, dutch=None)
        if option.cards == [card] and option.id == card
        else option
        for option in question.options
    ]
    if question.cards == [card] and question.id == card:
        question = replace(question, text=None, dutch=None)
    return replace(question, options=options)
