"""Taking a card's text out of events that already lie in the log.

The log is append-only but for this: null in place of a text means erased.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from msgspec import Struct
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


FEW = 3
"""Fewer words than this many people say: equal alone, they tell nothing of where they are from."""


class Gone(Struct, frozen=True):
    """What of a board came from an erased card: titles by cluster, lines by text."""

    titles: dict[str, set[str]] = {}
    lines: dict[str, set[str]] = {}

    @property
    def any_line(self) -> set[str]:
        return {line for lines in self.lines.values() for line in lines}

    def title(self, cluster: str, title: str | None) -> bool:
        return title in self.titles.get(cluster, ())


def is_short(words: str) -> bool:
    return len(words.split()) < FEW


def taken_from(words: str | None, said: Collection[str]) -> bool:
    """Whether these are the very words of a card, or their beginning: so the console
    proposes the title of a cluster. Whoever said it in other words wrote their own.
    """
    if not words or words == TAKEN_OUT:
        return False
    begun = words.removesuffix("…").rstrip() if words.endswith("…") else ""
    return words in said or bool(begun and any(text.startswith(begun) for text in said))


def titles_from(
    events: Iterable[AnyEvent],
    card: CardId,
    said: Collection[str],
    also: Callable[[Collection[CardId], str], bool],
) -> tuple[dict[str, set[str]], dict[str, bool]]:
    """The titles that clusters got from this card, and whether each still had one at the end.

    A title comes from a card that its cluster holds, or held before it got it; a cluster of
    other cards that is called the same is not its. ``also``: one of these says so too, and
    the words stay theirs.
    """
    held: dict[str, set[CardId]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    called: dict[str, bool] = {}
    for event in events:
        match event:
            case ClusterMade():
                held[event.cluster].update(event.cards, *(held[id] for id in event.absorbed))
            case ClustersRestored():
                for id, one in event.clusters.items():
                    held[id].update(one.cards, held[event.gone or ""])
        for cluster, title in titles_in(event):
            if card not in held[cluster]:
                continue
            so = taken_from(title, said) and not also(held[cluster] - {card}, title)
            if so:
                titles[cluster].add(title)
            if so or cluster in called:
                called[cluster] = so
    return dict(titles), called


def unsaid(event: AnyEvent, gone: Gone) -> AnyEvent:
    """The event without what came from an erased card: where it stands as the title of a
    cluster, as the cluster or the line in a vote, or as a line of a text.
    """
    match event:
        case ClusterMade() | ClusterRenamed() if gone.title(event.cluster, event.title):
            return replace(event, title=TAKEN_OUT)
        case ClustersRestored():
            kept = {
                id: replace(one, title=TAKEN_OUT) if gone.title(id, one.title) else one
                for id, one in event.clusters.items()
            }
            return replace(event, clusters=kept)
        case RoundOpened() | RoundEntered():
            return replace(event, questions=without_words(event.questions, gone))
        case TextWritten() | TextBrought():
            return replace(event, lines=without_lines(event.lines, gone.lines.get(event.text, ())))
        case BoardOpened():
            texts = {
                id: without_lines(lines, gone.lines.get(id, ()))
                for id, lines in event.texts.items()
            }
            return replace(event, texts=texts)
    return event


def without_lines(lines: Iterable[str | None], gone: Collection[str]) -> list[str | None]:
    return [None if line in gone else line for line in lines]


def titles_in(event: AnyEvent) -> Iterable[tuple[str, str]]:
    """Clusters, and what this event calls them."""
    match event:
        case ClusterMade() | ClusterRenamed():
            return [(event.cluster, event.title)]
        case ClustersRestored():
            return [(id, one.title) for id, one in event.clusters.items()]
    return []


def without_words(questions: Iterable[FrozenQuestion], gone: Gone) -> list[FrozenQuestion]:
    """Where a cluster or a line is asked about. Another card that says the same is its
    writer's own.
    """
    return [
        replace(
            question,
            text=_left(question, gone),
            options=[replace(option, text=_left(option, gone)) for option in question.options],
        )
        for question in questions
    ]


def _left(held: FrozenQuestion | FrozenOption, gone: Gone) -> str | None:
    if gone.title(held.id, held.text):
        return None
    return held.text if held.cards else without_line(held.text, gone.any_line)


def without_line(text: str | None, gone: Collection[str]) -> str | None:
    """Of a question that is a line, or of one that asks about all of a text, line under line."""
    if not text or text in gone:
        return None if text else text
    left = f"\n{text}\n"
    for words in gone:
        # Twice: of two in a row the end of one is where the next begins.
        for _ in range(2):
            left = left.replace(f"\n{words}\n", f"\n{TAKEN_OUT}\n")
    return left[1:-1]


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
