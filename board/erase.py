"""Taking a card's text out of events that already lie in the log.

The log is append-only but for this: null in place of a text means erased.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from board.events import AnyEvent, CardBrought, CardEdited, CardPosted, DutchAdded, RoundOpened
from board.tallies import FrozenQuestion, held_in
from board.types import CardId


def holds_text_of(event: AnyEvent) -> tuple[CardId, ...]:
    """The cards whose text stands in this event."""
    match event:
        case CardPosted() | CardBrought() | CardEdited() | DutchAdded():
            return (event.card,)
        case RoundOpened():
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
        case RoundOpened():
            questions = [_without(question, card) for question in event.questions]
            return replace(event, questions=questions)
    return event


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
