"""The Dutch beside a card in another language: who leads, or who helps, adds it."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision
from board.personal_data import ASIDE
from board.refusals import Refusal
from board.state import Board, Card
from board.text import clean
from board.types import Access, Limits


def add(board: Board, command: c.AddDutch, context: Context) -> Decision | Refusal:
    card = board.cards.get(command.card)
    scribe = context.actor.access is Access.SCRIBE
    if card is None or card.veiled or (scribe and _in_confidence(board, card)):
        return Refusal("no_card", value=command.card[:40])
    if card.gone:
        return Refusal("card_gone")
    if card.standing == "read":
        return Refusal("only_read")
    if card.id in board.locked():
        # What people vote on stays as they read it.
        return Refusal("card_locked")
    text = clean(command.text, Limits.CARD_TEXT, empty_ok=True)
    if isinstance(text, Refusal):
        return text
    dutch = text or None
    if dutch == card.dutch:
        return Decision()
    return Decision((e.DutchAdded(card=card.id, text=dutch, by=context.actor.lead),))


def _in_confidence(board: Board, card: Card) -> bool:
    return card.hidden == ASIDE or board.format.is_closed(card.zone)
