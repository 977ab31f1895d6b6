"""From what one phone and one event cost to what a national day needs; and a million.

    uv run python -m tests.bench.scale --phones 12000 1000000 --h 900

The costs are those that ``tests.bench.cost`` measured, and each can be another one. The tables
of ``docs/scale.md`` are what this prints.
"""

import argparse
import math
from collections.abc import Callable, Sequence

from msgspec import Struct


class Costs(Struct, frozen=True):
    """By the letters of the paper: microseconds of processor, KiB, bytes. With a p: the proxy's."""

    m: float = 27
    mp: float = 45
    i: float = 36
    ip: float = 15
    j: float = 33_100
    jp: float = 3_400
    c: float = 6_000
    h: float = 750
    d: float = 20
    dp: float = 20
    b: float = 437
    q: float = 1_700
    r: float = 123
    u: float = 7_600
    """A process with nobody, each second."""
    w: float = 66
    """MiB of a process with nobody on it."""


class Day(Struct, frozen=True):
    """What people do. The console and the big screen are lines too."""

    phones: int
    room: int = 40
    each: float = 20.0
    """Seconds between two commands of one person, in a busy phase."""
    minutes: float = 10.0
    """In which all come in."""
    on: float = 2
    """Processes that have people of one board, when the proxy keeps a hall together."""
    full: float = 0.6
    """Of a core: above that people wait for each other."""

    @property
    def lines(self) -> float:
        return self.phones * (self.room + 2) / self.room

    @property
    def commands(self) -> float:
        return self.phones / self.each

    @property
    def deliveries(self) -> float:
        return self.commands * (self.room + 2)

    @property
    def joins(self) -> float:
        return self.phones / self.minutes / 60


MICRO = 1e-6
Row = tuple[str, str, Callable[[Day, Costs], str]]


def own(day: Day, k: Costs) -> float:
    """Cores that the servers need for their own people, hearing nothing of each other."""
    busy = day.commands * k.c + day.deliveries * k.d
    return (busy + day.lines * k.i + day.joins * k.j) * MICRO


def heard(day: Day, k: Costs, on: float) -> float:
    """Cores more, when each board has people on so many processes."""
    return day.commands * k.h * (on - 1) * MICRO


def processes(day: Day, k: Costs, on: float = 1) -> int:
    return math.ceil((own(day, k) + heard(day, k, on)) / room(day, k))


def room(day: Day, k: Costs) -> float:
    """Of a core, what a process has for people."""
    return day.full - k.u * MICRO


def spread(day: Day, k: Costs) -> int:
    """When everyone comes to just any: the more processes, the more have someone of a board."""
    many = 1
    while many * room(day, k) < own(day, k) + heard(day, k, met(day, many)):
        many += 1
    return many


def met(day: Day, many: int) -> float:
    """On how many of so many processes the people of one board are."""
    return float(many * (1 - (1 - 1 / many) ** (day.room + 2)))


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _times(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


ROWS: Sequence[Row] = (
    ("lines", "L = n · (g + 2) / g", lambda day, k: _count(day.lines)),
    ("commands a second", "R = n / t", lambda day, k: _count(day.commands)),
    ("deliveries a second", "D = R · (g + 2)", lambda day, k: _count(day.deliveries)),
    ("come in a second", "J = n / (60 · T)", lambda day, k: _count(day.joins)),
    ("servers, cores", "S = L·i + R·c + D·d + J·j", lambda day, k: _times(own(day, k))),
    (
        "processes, each board on one",
        "S / (f − u)",
        lambda day, k: _count(processes(day, k)),
    ),
    (
        "processes, each hall kept together",
        "P = (S + R·h·(k − 1)) / (f − u)",
        lambda day, k: _count(processes(day, k, day.on)),
    ),
    (
        "processes, people spread over all",
        "the same, k = P·(1 − (1 − 1/P)^(g + 2))",
        lambda day, k: _count(spread(day, k)),
    ),
    (
        "memory of the servers, GiB",
        "L·m + P·w",
        lambda day, k: _times((day.lines * k.m / 1024 + processes(day, k, day.on) * k.w) / 1024),
    ),
    (
        "nginx, cores",
        "L·i' + D·d' + J·j'",
        lambda day, k: _times(
            (day.lines * k.ip + day.deliveries * k.dp + day.joins * k.jp) * MICRO
        ),
    ),
    ("nginx, memory, GiB", "L·m'", lambda day, k: _times(day.lines * k.mp / 1024**2)),
    ("out to people, Mbit/s", "D·b", lambda day, k: _count(day.deliveries * k.b * 8 / 1e6)),
    ("PostgreSQL, commits a second", "R", lambda day, k: _count(day.commands)),
    ("PostgreSQL, cores", "R·q", lambda day, k: _times(day.commands * k.q * MICRO)),
    ("Redis, messages a second", "R", lambda day, k: _count(day.commands)),
    ("Redis, of its one core", "R·r", lambda day, k: _times(day.commands * k.r * MICRO)),
)


def told(days: Sequence[Day], costs: Costs) -> str:
    heads = [f"{day.phones:,}" for day in days]
    lines = [f"| what | formula | {' | '.join(heads)} |", "| --- | --- |" + " --- |" * len(days)]
    for what, formula, value in ROWS:
        values = " | ".join(value(day, costs) for day in days)
        lines.append(f"| {what} | {formula} | {values} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.scale")
    parser.add_argument("--phones", type=int, nargs="+", default=[12_000, 1_000_000])
    for kind in (Costs, Day):
        for name in kind.__struct_fields__:
            if name != "phones":
                parser.add_argument(f"--{name}", type=float)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    phones = given.pop("phones")
    costs = Costs(**{name: given[name] for name in Costs.__struct_fields__ if name in given})
    of_day = {name: given[name] for name in Day.__struct_fields__ if name in given}
    days = [Day(phones=one, **of_day) for one in phones]
    print(told(days, costs))


if __name__ == "__main__":
    main()
