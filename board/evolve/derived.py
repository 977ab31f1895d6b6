"""What an event touches besides what it is about: entities that are drawn from others."""

from collections.abc import Iterable, Iterator

from board import events as e
from board.format import Placement
from board.state import Board
from board.types import CardId

_PEOPLE = (e.SeatTaken, e.OrganisationChosen)


def derived(board: Board, event: e.AnyEvent, touched: Iterable[str]) -> list[str]:
    """The keys of placements whose rows, and of claims whose cards, may look different."""
    if isinstance(event, e.CardAdopted | e.AdoptionDropped):
        return []
    keys = list(touched)
    found = [f"placement:{it.id}" for it in board.format.placements if _rows(it, event, keys)]
    found += [f"claim:{id}" for id in _cards(keys) if id in board.claims]
    if any(kind.forms for kind in board.format.kinds) and any(_cards(keys)):
        found.append("lead")
    return found


def _rows(placement: Placement, event: e.AnyEvent, keys: list[str]) -> bool:
    if placement.zone is None:
        return isinstance(event, _PEOPLE)
    return any(key.startswith(("card:", "cluster:")) for key in keys)


def _cards(keys: Iterable[str]) -> Iterator[CardId]:
    for key in keys:
        name, _, id = key.partition(":")
        if name == "card":
            yield CardId(id)
