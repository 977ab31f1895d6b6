"""What events about texts, the light and undo change."""

from board import events as e
from board.evolve.change import Change
from board.state import Board, Text


def text_written(board: Board, event: e.TextWritten) -> Change:
    held = board.texts.get(event.text)
    old = dict(zip(held.lines, held.since or [0] * len(held.lines), strict=True)) if held else {}
    text = Text(
        version=event.version,
        lines=event.lines,
        rests_on=event.rests_on,
        since=[old.get(line, board.seq + 1) for line in event.lines],
    )
    return {"texts": {**board.texts, event.text: text}}, [f"text:{event.text}"]


def text_brought(board: Board, event: e.TextBrought) -> Change:
    text = Text(event.version, event.lines, event.source, event.rests_on)
    return {"texts": {**board.texts, event.text: text}}, [f"text:{event.text}"]


def spotlight_set(board: Board, event: e.SpotlightSet) -> Change:
    return {"light": event.target}, ["light"]


def step_undone(board: Board, event: e.StepUndone) -> Change:
    undo = {by: step for by, step in board.undo.items() if by != event.by}
    last = "" if board.undo_last == event.by else board.undo_last
    return {"undo": undo, "undo_last": last}, ["lead"]
