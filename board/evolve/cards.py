"""What events about cards change."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from board import events as e
from board.erase import (
    TAKEN_OUT,
    Gone,
    is_short,
    taken_from,
    titles_from,
    unsaid,
    without_lines,
    without_words,
)
from board.evolve.change import Change
from board.evolve.rounds import charts_of
from board.state import Board, Card, Hint, Round, Text
from board.tallies import held_in
from board.types import CardId, Origin, TextId


def card_posted(board: Board, event: e.CardPosted) -> Change:
    card = Card(
        id=event.card,
        number=event.number,
        zone=event.zone,
        kind=event.kind,
        visit=event.visit,
        author=event.author,
        text=event.text,
        fields=event.fields,
        links=event.links,
        organisation=event.organisation,
        anonymous=event.anonymous,
        veiled=event.veiled,
        late=event.late,
        origin=event.origin,
        hidden=event.hidden or None,
        language=event.language,
        entered=event.entered_at > 0,
        since=board.seq + 1,
    )
    own = (*board.by_author.get(event.author, ()), event.card)
    fields: dict[str, Any] = {
        "cards": {**board.cards, event.card: card},
        "by_author": {**board.by_author, event.author: own},
        "numbered": max(board.numbered, event.number),
    }
    if event.visit == board.visit:
        fields["wrote"] = board.wrote | {event.author}
        if event.organisation:
            fields["spoke"] = board.spoke | {event.organisation}
    return fields, [f"card:{event.card}", "lead"]


def card_brought(board: Board, event: e.CardBrought) -> Change:
    if event.card in board.cards:
        before = board.cards[event.card]
        return with_cards(
            board,
            [event.card],
            since=before.since if event.text == before.text else board.seq + 1,
            before=before.said,
            text=event.text,
            fields=event.fields,
            links=event.links,
            organisation=event.organisation,
            source=event.source,
            standing=event.standing,
            language=event.language,
            dutch=event.dutch,
        )
    card = Card(
        id=event.card,
        number=event.number,
        zone=event.zone,
        kind=event.kind,
        visit=0,
        author="",
        text=event.text,
        fields=event.fields,
        links=event.links,
        organisation=event.organisation,
        anonymous=False,
        veiled=False,
        late=False,
        origin=Origin.BROUGHT,
        source=event.source,
        standing=event.standing,
        language=event.language,
        dutch=event.dutch,
        since=board.seq + 1,
    )
    fields = {
        "cards": {**board.cards, event.card: card},
        "numbered": max(board.numbered, event.number),
    }
    return fields, [f"card:{event.card}"]


def card_edited(board: Board, event: e.CardEdited) -> Change:
    before = board.cards[event.card]
    return with_cards(
        board,
        [event.card],
        text=event.text,
        fields=event.fields,
        links=event.links,
        language=event.language,
        # Its Dutch was of the words that are gone.
        dutch=before.dutch if event.text == before.text else None,
        edited=True,
        before=before.said,
        since=before.since if event.text == before.text else board.seq + 1,
    )


def dutch_added(board: Board, event: e.DutchAdded) -> Change:
    before = board.cards[event.card].said
    return with_cards(board, [event.card], dutch=event.text, before=before)


def card_erased(board: Board, event: e.CardErased) -> Change:
    """What came from the card goes with it, as far as that is sure from here. Where the log
    has more of it, whoever has the board in memory reads it anew.
    """
    card = board.cards[event.card]
    blank: dict[str, str | None] = dict.fromkeys(card.fields)
    fields, touched = with_cards(
        board, [event.card], text=None, dutch=None, fields=blank, gone=True, cluster=None, before=()
    )
    out, also = leave_clusters(board, [event.card])
    light = {"light": None} if board.light == event.card else {}
    gone = _gone_with(board, card)
    clusters = {
        id: replace(it, title=TAKEN_OUT) if gone.title(id, it.title) else it
        for id, it in out["clusters"].items()
    }
    texts = {
        id: replace(it, lines=without_lines(it.lines, gone.lines[id])) if id in gone.lines else it
        for id, it in board.texts.items()
    }
    also = [*also, *(f"cluster:{id}" for id, it in out["clusters"].items() if it != clusters[id])]
    also += [f"text:{id}" for id, it in board.texts.items() if it != texts[id]]
    rounds = {id: _without_text(round, event.card, gone) for id, round in board.rounds.items()}
    held = [f"round:{id}" for id in rounds if rounds[id] is not board.rounds[id]]
    charts = [key for id in rounds if f"round:{id}" in held for key in charts_of(board, id)]
    every = dict.fromkeys([*touched, *also, *held, *charts, "light"])
    claims = {id: it for id, it in board.claims.items() if id != event.card}
    undo = {
        by: replace(step, back=tuple(unsaid(one, gone) for one in step.back))
        for by, step in board.undo.items()
    }
    changed = {"clusters": clusters, "texts": texts, "rounds": rounds}
    return fields | changed | light | {"claims": claims, "undo": undo}, list(every)


def _gone_with(board: Board, card: Card) -> Gone:
    """The steps that can be taken back among it: that brings no words back that are gone."""
    said = set(card.said)

    def also(cards: Collection[CardId], title: str) -> bool:
        return any(taken_from(title, board.cards[id].said) for id in cards)

    now = [e.ClusterMade(id, it.zone, it.title, [*it.cards]) for id, it in board.clusters.items()]
    back = [event for step in board.undo.values() for event in step.back]
    titles, _ = titles_from([*now, *back], card.id, said, also)
    texts = {id: it for id, it in board.texts.items() if _is_of(card, it, id, back)}
    if card.text is None or not texts or _says_another(board, card):
        return Gone(titles)
    return Gone(titles, {str(id): {card.text} for id in texts})


def _is_of(card: Card, text: Text, id: TextId, back: Sequence[e.AnyEvent]) -> bool:
    """Whether a line was written here in its very words after it had said them. A word or two
    are its words only in a text that says so.
    """
    if card.text is None or (is_short(card.text) and card.id not in text.rests_on):
        return False
    if card.text in text.lines:
        return any(
            line == card.text and at > card.since
            for line, at in zip(text.lines, text.since, strict=False)
        )
    written = (one for one in back if isinstance(one, e.TextWritten) and one.text == id)
    return any(card.text in one.lines for one in written)


def _says_another(board: Board, card: Card) -> bool:
    return any(card.text in one.said for one in board.cards.values() if one.id != card.id)


def _without_text(round: Round, card: CardId, gone: Gone) -> Round:
    """The questions and options of a round without the text of an erased card."""
    questions = [
        replace(
            question,
            text=None if question.id == card else question.text,
            dutch=None if question.id == card else question.dutch,
            options=[
                replace(option, text=None, dutch=None) if option.id == card else option
                for option in question.options
            ],
        )
        for question in round.questions
    ]
    questions = without_words(questions, gone)
    # Read from a log in which the words are gone already, it is touched all the same.
    asked = any(one.id == card for question in round.questions for one in held_in(question))
    if not asked and questions == round.questions:
        return round
    return replace(round, questions=questions)


def card_confirmed(board: Board, event: e.CardConfirmed) -> Change:
    return with_cards(board, [event.card], confirmed=True)


def card_unconfirmed(board: Board, event: e.CardUnconfirmed) -> Change:
    return with_cards(board, [event.card], confirmed=False)


def card_adopted(board: Board, event: e.CardAdopted) -> Change:
    adopters = board.cards[event.card].adopters | {event.mark}
    fields, touched = with_cards(board, [event.card], adopters=adopters)
    return fields | {"adopted": board.adopted | {event.card}}, touched


def adoption_dropped(board: Board, event: e.AdoptionDropped) -> Change:
    return with_cards(board, [event.card], adopters=board.cards[event.card].adopters - {event.mark})


def cluster_suggested(board: Board, event: e.ClusterSuggested) -> Change:
    cards = tuple(sorted(event.cards))
    id = "-".join(cards)
    times = board.hints[id].times + 1 if id in board.hints else 1
    return {"hints": {**board.hints, id: Hint(cards=cards, times=times)}}, [f"hint:{id}"]


def cards_moved(board: Board, event: e.CardsMoved) -> Change:
    fields, touched = with_cards(board, event.cards, zone=event.zone, cluster=None)
    out, also = leave_clusters(board, event.cards)
    return fields | out, [*touched, *also]


def cards_returned(board: Board, event: e.CardsReturned) -> Change:
    cards = dict(board.cards)
    for id, zone in event.zones.items():
        cards[id] = replace(cards[id], zone=zone)
    return {"cards": cards}, [f"card:{id}" for id in event.zones]


def cards_hidden(board: Board, event: e.CardsHidden) -> Change:
    fields, touched = with_cards(board, event.cards, hidden=event.reason)
    light = {"light": None} if board.light in event.cards else {}
    return fields | light, [*touched, *_clusters_of(board, event.cards), "light"]


def cards_shown(board: Board, event: e.CardsShown) -> Change:
    fields, touched = with_cards(board, event.cards, hidden=None)
    return fields, [*touched, *_clusters_of(board, event.cards)]


def cards_unveiled(board: Board, event: e.CardsUnveiled) -> Change:
    cards = dict(board.cards)
    for id, number in event.numbers.items():
        cards[id] = replace(cards[id], veiled=False, number=number)
    numbered = max([board.numbered, *event.numbers.values()])
    return {"cards": cards, "numbered": numbered}, [f"card:{id}" for id in event.numbers]


def with_cards(board: Board, ids: Iterable[CardId], **fields: Any) -> Change:
    cards = dict(board.cards)
    for id in ids:
        cards[id] = replace(cards[id], **fields)
    return {"cards": cards}, [f"card:{id}" for id in ids]


def _clusters_of(board: Board, cards: Iterable[CardId]) -> list[str]:
    return [f"cluster:{board.cards[card].cluster}" for card in cards if board.cards[card].cluster]


def leave_clusters(board: Board, leaving: Iterable[CardId]) -> Change:
    """The clusters without these cards; one that keeps no card is gone."""
    gone = set(leaving)
    clusters = dict(board.clusters)
    touched = []
    for id in {board.cards[card].cluster for card in gone} - {None}:
        assert id is not None
        rest = tuple(card for card in clusters[id].cards if card not in gone)
        touched.append(f"cluster:{id}")
        if rest:
            clusters[id] = replace(clusters[id], cards=rest)
        else:
            del clusters[id]
    return {"clusters": clusters}, touched
