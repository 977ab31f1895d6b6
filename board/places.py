"""Who or what a placement is about, and where each stands, as the board is now."""

from board.format import Format, Phase, Placement
from board.state import Board
from board.types import ClusterId


def rows_of(board: Board, placement: Placement) -> list[tuple[str, str | None]]:
    """Its rows as (id, text): the organisations that are here or were placed, or the
    clusters and loose cards of its zone by number. An organisation has no text here.
    """
    if placement.zone is None:
        there = board.organisations | board.placed.get(placement.id, {}).keys()
        return [(str(id), "") for id in sorted(there)]
    options = board.options_of(placement.zone, placement.kind)
    return [(id, text) for id, text, _ in options[: placement.rows_most]]


def place_of(board: Board, placement: Placement, row: str) -> str | None:
    """Its own place; for a cluster without one, what all that went into it agree on."""
    placed = board.placed.get(placement.id, {})
    if row in placed:
        return placed[row]
    cluster = board.clusters.get(ClusterId(row))
    if cluster is None or not placed:
        return None
    inside = [*cluster.cards, *(id for id, into in board.merged.items() if into == row)]
    places = {placed[id] for id in inside if id in placed}
    return places.pop() if len(places) == 1 else None


def asked_in(format: Format, phase: Phase | None) -> frozenset[str]:
    """The placements of a phase, with those that they are laid beside."""
    named = {step.placement for step in phase.steps if step.placement} if phase else set()
    beside = {it.before for it in format.placements if it.id in named and it.before}
    return frozenset(named | beside)
