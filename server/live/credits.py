"""How much one connection may ask in a time, so that none can crowd out the room."""

from collections import deque
from collections.abc import Callable


class Credits:
    """So many at once, and so many each second after that."""

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

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self.clock = clock
        self._times: deque[float] = deque(maxlen=most)

    def out(self) -> bool:
        """One more; whether that was one too many."""
        now = self.clock()
        self._times.append(now)
        return len(self._times) == self._times.maxlen and now - self._times[0] <= self.seconds
