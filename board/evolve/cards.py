"""What events about cards change."""

from collections.abc import Collection, Iterable
from typing import Any

from msgspec.structs import replace

from board import events as e
from board.erase import TAKEN_OUT, repeats, taken_from, unsaid, without_lines, without_words
from board.evolve.change import Change
from board.evolve.rounds import charts_of
from board.state import Board, Card, Cluster, Hint, Round, Step, Text
from board.tallies import held_in
from board.types import CardId, ClusterId, Origin


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
        return with_cards(
            board,
            [event.card],
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
    )


def dutch_added(board: Board, event: e.DutchAdded) -> Change:
    before = board.cards[event.card].said
    return with_cards(board, [event.card], dutch=event.text, before=before)


def card_erased(board: Board, event: e.CardErased) -> Change:
    card = board.cards[event.card]
    blank: dict[str, str | None] = dict.fromkeys(card.fields)
    fields, touched = with_cards(
        board, [event.card], text=None, dutch=None, fields=blank, gone=True, cluster=None, before=()
    )
    out, also = leave_clusters(board, [event.card])
    light = {"light": None} if board.light == event.card else {}
    said = set(card.said)
    clusters, renamed = _without_words(out["clusters"], said)
    texts = {id: _lines_without(text, said) for id, text in board.texts.items()}
    also = [*also, *renamed, *(f"text:{id}" for id in texts if texts[id] is not board.texts[id])]
    out = {"clusters": clusters, "texts": texts}
    rounds = {id: _without_text(round, event.card, said) for id, round in board.rounds.items()}
    held = [f"round:{id}" for id in rounds if rounds[id] is not board.rounds[id]]
    charts = [key for id in rounds if f"round:{id}" in held for key in charts_of(board, id)]
    every = dict.fromkeys([*touched, *also, *held, *charts, "light"])
    claims = {id: it for id, it in board.claims.items() if id != event.card}
    undo = {by: _step_without(step, said) for by, step in board.undo.items()}
    return fields | out | light | {"rounds": rounds, "claims": claims, "undo": undo}, list(every)


def _step_without(step: Step, said: Collection[str]) -> Step:
    """Taking a step back brings no words back that are gone."""
    return replace(step, back=tuple(unsaid(event, said) for event in step.back))


def _without_words(
    clusters: dict[ClusterId, Cluster], said: Collection[str]
) -> tuple[dict[ClusterId, Cluster], list[str]]:
    """A title that was the words of the card goes with them."""
    gone = [id for id, cluster in clusters.items() if taken_from(cluster.title, said)]
    left = {id: replace(clusters[id], title=TAKEN_OUT) for id in gone}
    return {**clusters, **left}, [f"cluster:{id}" for id in gone]


def _lines_without(text: Text, said: Collection[str]) -> Text:
    if not any(line in said for line in text.lines):
        return text
    return replace(text, lines=without_lines(text.lines, said))


def _without_text(round: Round, card: CardId, said: Collection[str]) -> Round:
    """The questions and options of a round without the text of an erased card."""
    held = [one for question in round.questions for one in held_in(question)]
    if not any(one.id == card or repeats(one, said) for one in held):
        return round
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
    return replace(round, questions=without_words(questions, said))


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
