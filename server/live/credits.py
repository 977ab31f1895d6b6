"""How much one connection may ask in a time, so that none can crowd out the room."""

from collections.abc import Callable


class Credits:
    """So many at once, and so many each second after that."""

    __slots__ = ("_at", "_left", "burst", "clock", "per_second")

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self.burst = burst
        self.per_second = per_second
        self.clock = clock
        self._left = burst
        self._at = clock()

    def take(self) -> bool:
        """Spends one credit, if there is one."""
        self._refill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def wait(self) -> float:
        """Seconds until there is a credit again."""
        self._refill()
        return max(0.0, (1 - self._left) / self.per_second)

    def _refill(self) -> None:
        now = self.clock()
        self._left = min(self.burst, self._left + (now - self._at) * self.per_second)
        self._at = now


class Strikes:
    """Counts what should not happen: ``most`` within ``seconds`` is out."""

    __slots__ = ("_times", "clock", "most", "seconds")

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self.clock = clock
        self.most = most
        # Not a deque, which takes half a kilobyte of each connection while it is empty.
        self._times: list[float] = []

    def out(self) -> bool:
        """One more; whether that was one too many."""
        now = self.clock()
        self._times.append(now)
        del self._times[: -self.most]
        return len(self._times) == self.most and now - self._times[0] <= self.seconds
