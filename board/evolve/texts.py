"""What events about texts, claims, the light and undo change."""

from board import events as e
from board.entities import Claimant
from board.evolve.change import Change
from board.state import Board, Text


def text_written(board: Board, event: e.TextWritten) -> Change:
    text = Text(version=event.version, lines=event.lines)
    return {"texts": {**board.texts, event.text: text}}, [f"text:{event.text}"]


def place_claimed(board: Board, event: e.PlaceClaimed) -> Change:
    claimant = Claimant(event.organisation, event.form, event.provisional)
    claimants = (*board.claims.get(event.claim, ()), claimant)
    return {"claims": {**board.claims, event.claim: claimants}}, [f"claim:{event.claim}"]


def claim_released(board: Board, event: e.ClaimReleased) -> Change:
    rest = tuple(
        it for it in board.claims.get(event.claim, ()) if it.organisation != event.organisation
    )
    return {"claims": {**board.claims, event.claim: rest}}, [f"claim:{event.claim}"]


def spotlight_set(board: Board, event: e.SpotlightSet) -> Change:
    return {"light": event.target}, ["light"]


def step_undone(board: Board, event: e.StepUndone) -> Change:
    undo = {by: step for by, step in board.undo.items() if by != event.by}
    last = "" if board.undo_last == event.by else board.undo_last
    return {"undo": undo, "undo_last": last}, ["lead"]
