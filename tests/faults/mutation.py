"""How a mistake is planted in a server, and the list of all of them; see ``mutants``."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from msgspec import Struct

Plant = Callable[[], None]


class Mutant(Struct, frozen=True):
    """``under`` names the fault it shows under, ``by`` a check that finds it there."""

    name: str
    what: str
    plant: Plant
    under: str
    by: frozenset[str]
    servers: int


ALL: dict[str, Mutant] = {}


def mutant(what: str, under: str, *by: str, servers: int = 1) -> Callable[[Plant], Plant]:
    def keep(plant: Plant) -> Plant:
        ALL[plant.__name__] = Mutant(plant.__name__, what, plant, under, frozenset(by), servers)
        return plant

    return keep


def instead(where: Any, name: str, new: Any) -> None:
    """Fails when there is nothing of that name any more: then the mutant must be made anew."""
    old = getattr(where, name)
    setattr(where, name, wraps(old)(new) if callable(new) else new)
