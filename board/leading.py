"""What helps who leads: which cards nobody leads, which more than one, who has nothing.

It is worked out only once a step has asked to take something up, and only for the
cards of kinds that can be.
"""

from collections.abc import Iterator

from msgspec import Struct

from board.format import Kind
from board.state import Board, Card


class Loose(Struct, frozen=True):
    unled: list[str] = []
    crowded: list[str] = []
    idle: list[str] = []


def loose(board: Board) -> Loose:
    if not asked_to_claim(board):
        return Loose()
    unled, crowded = [], []
    for card, leads in _led(board):
        held = sum(it.form in leads for it in board.claims.get(card.id, ()))
        if held == 0:
            unled.append(str(card.id))
        elif held > 1:
            crowded.append(str(card.id))
    taking = {it.organisation for held in board.claims.values() for it in held}
    idle = board.organisations - taking - board.not_now.keys()
    return Loose(unled, crowded, sorted(idle))


def asked_to_claim(board: Board) -> bool:
    """Whether some step so far asked to take something up."""
    asked = {
        phase.id
        for phase in board.format.phases
        if any(step.action == "claim" for step in phase.steps)
    }
    return any(visit.phase in asked for visit in board.visits)


def _led(board: Board) -> Iterator[tuple[Card, set[str]]]:
    """The cards that someone is to lead, each with the forms that do."""
    leads = {kind.id: forms for kind in board.format.kinds if (forms := _leading(kind))}
    if not leads:
        return
    for card in board.cards.values():
        if card.kind in leads and board.in_sight(card):
            yield card, leads[card.kind]


def _leading(kind: Kind) -> set[str]:
    return {form.id for form in kind.forms if form.leads}
