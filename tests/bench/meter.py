"""What a program and all it has started cost: processor time and memory."""

import contextlib
import time
from collections.abc import Iterable
from statistics import quantiles

import psutil


def tree(pids: Iterable[int]) -> list[int]:
    """These programs and all they have started."""
    tops = [psutil.Process(pid) for pid in pids]
    return [one.pid for top in tops for one in (top, *top.children(recursive=True))]


class Load:
    """Processor time of these programs and all they start, from now on."""

    def __init__(self, pids: Iterable[int]) -> None:
        self.pids = list(pids)
        self.began = self._now()

    @property
    def seconds(self) -> float:
        return sum(spent - self.began.get(pid, 0.0) for pid, spent in self._now().items())

    def _now(self) -> dict[int, float]:
        found = {}
        for pid in tree(self.pids):
            # One of many may have ended a moment ago.
            with contextlib.suppress(OSError):
                found[pid] = cpu(pid)
        return found


def cpu(pid: int) -> float:
    """Seconds, user and system, all threads, of any process: to the nanosecond, where what
    psutil reads counts in hundredths of a second.
    """
    # Linux makes the clock of a process out of its id: clock_getcpuclockid(3).
    return time.clock_gettime(~pid << 3 | 2)


def memory(pids: Iterable[int]) -> int:
    """Bytes that these programs alone hold."""
    return sum(int(psutil.Process(pid).memory_full_info().uss) for pid in tree(pids))


def percentiles(values: Iterable[float]) -> tuple[float, float]:
    """The 50th and the 99th."""
    ranked = list(values)
    if len(ranked) < 2:
        return (ranked * 2)[0], (ranked * 2)[0]
    cuts = quantiles(ranked, n=100, method="inclusive")
    return cuts[49], cuts[98]
