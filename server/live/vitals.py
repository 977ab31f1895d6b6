"""Whether this process can save, and hears the others: what who leads is told of it.

A log that can be read may still refuse to be written, as a full disk does. So
what failed to be written is well again only when something was written.
"""

from collections.abc import Callable

from msgspec.structs import replace

from board.messages import Health


class Vitals:
    """``told`` is called with each change, and never with the same twice.

    All servers write to one log: when one of them cannot, who leads is told so,
    whichever server they came in by.
    """

    def __init__(self, told: Callable[[Health], None] = lambda _: None) -> None:
        self.health = Health(saving=True, others=True)
        self.saves = True
        """Whether this process can, as far as it knows."""
        self._others_save = True
        self._told = told

    def saved(self) -> None:
        # Said after each append, and nearly always known.
        if not self.saves:
            self.saves = True
            self._become(saving=self._others_save)

    def failed(self) -> None:
        """The log could not be reached, or did not take what was to be written."""
        self.saves = False
        self._become(saving=False)

    def others_save(self, all_of_them: bool) -> None:
        self._others_save = all_of_them
        self._become(saving=self.saves and all_of_them)

    def hears(self, others: bool) -> None:
        self._become(others=others)

    def _become(self, **now: bool) -> None:
        health = replace(self.health, **now)
        if health != self.health:
            self.health = health
            self._told(health)
