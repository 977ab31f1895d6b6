"""How far a long piece of work is, told while it goes on."""

from collections.abc import Callable

Tell = Callable[[int, int, str], None]
"""Which part is begun now, of how many, and what it is called. May raise, to have it end."""


def quietly(part: int, of: int, what: str) -> None:
    """To nobody."""
