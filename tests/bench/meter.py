"""Counts what arrives where, and when: changes delivered, and how long the last screen waited."""

import asyncio
from collections.abc import Callable, Iterable
from statistics import quantiles

import psutil
from msgspec import Struct

PATCH = b'{"t":"patch","after":'
VIEW = b'{"t":"view","position":{"seq":'
POSITION = b',"position":{"seq":'
PATIENCE = 10.0


class Screens:
    """Every connection counts as a screen. A change is its seq; a frame that carries several
    counts for each of them.
    """

    def __init__(self) -> None:
        self.arrived: dict[int, int] = {}
        self.last: dict[int, float] = {}
        self.stands: dict[object, int] = {}
        self.stirred = asyncio.Event()

    async def until(self, so: Callable[[], bool]) -> None:
        """Looks again whenever a frame came in."""
        async with asyncio.timeout(PATIENCE):
            while not so():
                self.stirred.clear()
                await self.stirred.wait()

    def see(self, screen: object, text: bytes, now: float) -> bool:
        """Whether this was a frame that moves a screen on."""
        self.stirred.set()
        if text.startswith(PATCH):
            comma = text.index(b",", len(PATCH))
            start = comma + len(POSITION)
            after = int(text[len(PATCH) : comma])
        elif text.startswith(VIEW):
            start = len(VIEW)
            after = self.stands.get(screen, -1)
        else:
            return False
        seq = int(text[start : text.index(b",", start)])
        self.stands[screen] = seq
        if after >= 0:
            for one in range(after + 1, seq + 1):
                self.arrived[one] = self.arrived.get(one, 0) + 1
                self.last[one] = now
        return True

    def all_at(self, seq: int) -> bool:
        return all(stands >= seq for stands in self.stands.values())


class Load(Struct):
    """Processor time and memory of one process, from a moment on."""

    process: psutil.Process
    began: float

    @classmethod
    def of(cls, pid: int | None = None) -> "Load":
        process = psutil.Process(pid)
        return cls(process, cpu(process))

    @property
    def seconds(self) -> float:
        return cpu(self.process) - self.began


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def memory(pid: int) -> int:
    """Bytes that this process alone holds."""
    return int(psutil.Process(pid).memory_full_info().uss)


def percentiles(values: Iterable[float]) -> tuple[float, float]:
    """The 50th and the 99th."""
    ranked = list(values)
    if len(ranked) < 2:
        return (ranked * 2)[0], (ranked * 2)[0]
    cuts = quantiles(ranked, n=100, method="inclusive")
    return cuts[49], cuts[98]
