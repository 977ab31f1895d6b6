"""Doing something at once, and then not again too soon: the last time counts."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Timer]
"""``loop.call_later``, or a test's own."""


class Paced:
    def __init__(
        self, act: Callable[[], None], each: float, clock: Callable[[], float], later: Later
    ) -> None:
        self.act = act
        self.each = each
        self.clock = clock
        self.later = later
        self._at = clock() - each
        self._timer: Timer | None = None

    def ask(self) -> None:
        """Acts now, or when ``each`` seconds have passed since the last time."""
        if self._timer is not None:
            return
        wait = self._at + self.each - self.clock()
        if wait > 0:
            self._timer = self.later(wait, self._due)
        else:
            self._act()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._act()

    def _act(self) -> None:
        self._at = self.clock()
        self.act()
