"""A budget of what one may do in a time, and all together.

For join codes and links it counts failed guesses by address: a room of a
hundred people behind one address never meets it, while who tries codes one by
one does soon. A budget fills up again steadily; the one of all together bounds
a guesser with many addresses.
"""

from collections.abc import Callable

from msgspec import Struct

REMEMBERED = 4096
"""So many are told apart; over that the one longest untouched is forgotten."""


class Allowance(Struct, frozen=True):
    burst: float
    per_second: float

    def shared(self, among: int) -> "Allowance":
        """For each of so many processes, who together have this much."""
        return Allowance(self.burst / among, self.per_second / among)


ONE_ADDRESS = Allowance(burst=60, per_second=0.2)
"""Sixty slips at once, and then one each five seconds: forty phones behind one address, each
with one slip, are not stopped yet. What a guesser has is bounded by all together."""
ALL_TOGETHER = Allowance(burst=300, per_second=5)
"""At five guesses a second, with 50 sessions open, six characters last weeks."""
ONE_SEAT = Allowance(burst=40, per_second=10)
"""Plain forms, as a socket has it."""
ALL_SEATS = Allowance(burst=1000, per_second=200)
REQUESTS = Allowance(burst=10, per_second=1 / 360)
"""Public requests: ten at once, and then one each six minutes. A town hall is one address."""
REQUESTS_OF_ALL = Allowance(burst=200, per_second=1 / 20)


class Budget:
    def __init__(
        self,
        clock: Callable[[], float],
        one: Allowance = ONE_ADDRESS,
        all: Allowance = ALL_TOGETHER,
    ) -> None:
        self.clock = clock
        self.one = one
        self.all = all
        self._spent: dict[str, tuple[float, float]] = {}
        self._spent_by_all = (0.0, clock())

    def open(self, who: str) -> bool:
        """Whether there is something left to spend."""
        now = self.clock()
        one = _left(self.one, self._spent.get(who, (0.0, now)), now)
        return one >= 1 and _left(self.all, self._spent_by_all, now) >= 1

    def spend(self, who: str) -> None:
        now = self.clock()
        spent = self._spent.pop(who, (0.0, now))
        self._spent[who] = _spend(self.one, spent, now)
        self._spent_by_all = _spend(self.all, self._spent_by_all, now)
        while len(self._spent) > REMEMBERED:
            del self._spent[next(iter(self._spent))]


def _left(allowance: Allowance, spent: tuple[float, float], now: float) -> float:
    used, at = spent
    return allowance.burst - max(0.0, used - (now - at) * allowance.per_second)


def _spend(allowance: Allowance, spent: tuple[float, float], now: float) -> tuple[float, float]:
    return allowance.burst - _left(allowance, spent, now) + 1, now
