"""What events about taking up and placing change."""

from board import events as e
from board.entities import Claimant
from board.evolve.change import Change
from board.state import Board


def place_claimed(board: Board, event: e.PlaceClaimed) -> Change:
    claimant = Claimant(event.organisation, event.form, event.provisional)
    held = board.claims.get(event.claim, ())
    if any(it.organisation == event.organisation for it in held):
        # Another form: it keeps its place among the others.
        claimants = tuple(claimant if it.organisation == event.organisation else it for it in held)
    else:
        claimants = (*held, claimant)
    not_now = {id: why for id, why in board.not_now.items() if id != event.organisation}
    fields = {"claims": {**board.claims, event.claim: claimants}, "not_now": not_now}
    return fields, [f"claim:{event.claim}", "lead"]


def claim_released(board: Board, event: e.ClaimReleased) -> Change:
    rest = tuple(
        it for it in board.claims.get(event.claim, ()) if it.organisation != event.organisation
    )
    return {"claims": {**board.claims, event.claim: rest}}, [f"claim:{event.claim}", "lead"]


def not_now_said(board: Board, event: e.NotNowSaid) -> Change:
    return {"not_now": {**board.not_now, event.organisation: event.reason}}, ["lead"]


def row_placed(board: Board, event: e.RowPlaced) -> Change:
    rows = {id: it for id, it in board.placed.get(event.placement, {}).items() if id != event.row}
    if event.place is not None:
        rows[event.row] = event.place
    placed = {**board.placed, event.placement: rows}
    # ``row:`` is drawn for nobody: by it one sees that something was built on a cluster.
    return {"placed": placed}, [f"placement:{event.placement}", f"row:{event.row}"]
