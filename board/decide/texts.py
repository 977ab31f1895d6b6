"""Decisions about what all look at: texts that are written together, the light."""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision
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
    held = board.texts.get(command.text)
    if held is not None and held.lines == lines:
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
    )
    return Decision((written,))


def spotlight(board: Board, command: c.Spotlight, context: Context) -> Decision | Refusal:
    target = command.target
    if target is not None:
        card = board.cards.get(CardId(target))
        if not (card and board.in_sight(card)) and ClusterId(target) not in board.open_clusters():
            return Refusal("no_card", value=target[:40])
    if board.light == target:
        return Decision()
    return Decision((e.SpotlightSet(target=target, by=context.actor.lead),))
