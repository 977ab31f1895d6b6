"""Decisions about what all look at: texts that are written together, the light."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision
from board.format import BoardText
from board.refusals import Refusal
from board.state import Board
from board.text import clean
from board.types import CardId, ClusterId, Limits


def write(board: Board, command: c.WriteText, context: Context) -> Decision | Refusal:
    text = board.format.text(command.text)
    if text is None or not text.written:
        return Refusal("no_text", value=command.text[:40])
    if len(command.lines) > Limits.TEXT_LINES:
        return Refusal("too_many", value=str(len(command.lines)), limit=str(Limits.TEXT_LINES))
    lines: list[str | None] = []
    for line in command.lines:
        kept = clean(line, Limits.CARD_TEXT, empty_ok=True)
        if isinstance(kept, Refusal):
            return kept
        if kept:
            lines.append(kept)
    rests_on = _rests_on(board, text, command.rests_on)
    if isinstance(rests_on, Refusal):
        return rests_on
    held = board.texts.get(command.text)
    if held is not None and (held.lines, held.rests_on) == (lines, rests_on):
        return Decision()
    if not lines and held is None:
        return Refusal("empty")
    version = held.version if held else 0
    written = e.TextWritten(
        text=command.text,
        version=version + 1,
        lines=lines,
        replaces=version,
        by=context.actor.lead,
        rests_on=rests_on,
    )
    return Decision((written,))


def _rests_on(board: Board, text: BoardText, named: list[CardId]) -> list[str] | Refusal:
    """Each card once, and only of the kinds that this text can rest on."""
    cards = list(dict.fromkeys(named))
    if len(cards) > Limits.MEMBERS:
        return Refusal("too_many", value=str(len(cards)), limit=str(Limits.MEMBERS))
    for id in cards:
        card = board.cards.get(id)
        if card is None or not board.in_sight(card) or card.kind not in text.rests_on:
            return Refusal("no_card", value=id[:40])
    return [str(id) for id in cards]


def spotlight(board: Board, command: c.Spotlight, context: Context) -> Decision | Refusal:
    target = command.target
    if target is not None:
        card = board.cards.get(CardId(target))
        if not (card and board.in_sight(card)) and ClusterId(target) not in board.open_clusters():
            return Refusal("no_card", value=target[:40])
    if board.light == target:
        return Decision()
    return Decision((e.SpotlightSet(target=target, by=context.actor.lead),))
