"""Whether this process can save, and hears the others: what who leads is told of it.

A log that can be read may still refuse to be written, as a full disk does. So
what failed to be written is well again only when something was written.
"""

from collections.abc import Callable

from msgspec.structs import replace

from board.messages import Health


class Vitals:
    """``told`` is called with each change, and never with the same twice."""

    def __init__(self, told: Callable[[Health], None] = lambda _: None) -> None:
        self.health = Health(saving=True, others=True)
        self._told = told

    def saved(self) -> None:
        # Said after each append, and nearly always known.
        if not self.health.saving:
            self._become(saving=True)

    def failed(self) -> None:
        """The log could not be reached, or did not take what was to be written."""
        self._become(saving=False)

    def hears(self, others: bool) -> None:
        self._become(others=others)

    def _become(self, **now: bool) -> None:
        health = replace(self.health, **now)
        if health != self.health:
            self.health = health
            self._told(health)
