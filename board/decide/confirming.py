"""Decisions about cards that are confirmed, once they point at what they are for."""

from board import commands as c
from board import events as e
from board.decide.cards import movable
from board.decide.context import Context, Decision
from board.format import LinkKind
from board.refusals import Refusal
from board.state import Board, Card
from board.types import CardId, ClusterId


def confirm(board: Board, command: c.ConfirmCard, context: Context) -> Decision | Refusal:
    card = _confirmable(board, command.card)
    if isinstance(card, Refusal):
        return card
    if card.confirmed:
        return Decision()
    kind = board.format.kind(card.kind)
    assert kind is not None, "a card's kind stands in its board's format"
    for link in kind.links:
        if len(_led_to(board, card, link)) < link.confirm_least:
            return Refusal("needs_links", value=link.id, limit=str(link.confirm_least))
    return Decision((e.CardConfirmed(card=card.id, by=context.actor.lead),))


def unconfirm(board: Board, command: c.UnconfirmCard, context: Context) -> Decision | Refusal:
    card = _confirmable(board, command.card)
    if isinstance(card, Refusal):
        return card
    if not card.confirmed:
        return Decision()
    return Decision((e.CardUnconfirmed(card=card.id, by=context.actor.lead),))


def _confirmable(board: Board, id: CardId) -> Card | Refusal:
    cards = movable(board, [id])
    if isinstance(cards, Refusal):
        return cards
    kind = board.format.kind(cards[0].kind)
    if kind is None or not kind.confirmable:
        return Refusal("not_confirmable", value=cards[0].kind)
    return cards[0]


def _led_to(board: Board, card: Card, link: LinkKind) -> set[str]:
    """What the card points at by this link, and what it inherits of another's targets."""
    targets = set(card.links.get(link.id, []))
    for id in card.links.get(link.through, []):
        between = board.cards.get(CardId(id))
        if between is not None and _stands(board, id):
            targets.update(between.links.get(link.id, []))
    return {it for it in targets if _stands(board, it)}


def _stands(board: Board, target: str) -> bool:
    """What a link leads to is still there to be seen."""
    card = board.cards.get(CardId(target))
    if card is not None:
        return board.in_sight(card)
    return ClusterId(target) in board.clusters or ClusterId(target) in board.merged
