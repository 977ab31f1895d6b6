"""Writes what the bench found, with all that is needed to do it again."""

import os
import platform
import time
from statistics import median

from tests.bench.boards import LARGE, SMALL, Compared
from tests.bench.rooms import Result, Scenario

COMMAND = "uv run python -m tests.bench"

HEAD = """\
# Bench: the last result

What `{command}` measured on {date}, seed {seed}, {rounds} rounds of {seconds:g} seconds each, on a
machine with {cores} cores, {python}. The file is written by that command; absolute figures do not
carry over to another machine, ratios within one run do.

## One room

People who post, edit and support cards on the real server, over real websockets, while a console
and a screen look on: every command is judged, decided, appended to the log on disk and drawn for
each audience. Beside it a plain Starlette send loop under the same uvicorn, which stores, checks
and hides nothing, with the same Poisson arrivals and frames of the same size. Medians of the
rounds, which take turns.

A change delivered to one screen is one delivery; a frame that carries several changes counts for
each. The time runs from the command to the last of all screens. When it is busy Doorstart gathers
changes for up to 50 ms, which is what its times at 50 commands a second show. Load is the
processor time of the client that plays all people; a run in which it exceeds 70 % fails.

| scenario | server | changes | µs a delivery | p50 ms | p99 ms | KiB a connection | load |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

BOARDS = """
## One event on a large board

Deciding, evolving, drawing for partner, console and screen and for the one who acted, encoding, and
the append on disk: processor time for each event, all threads.

| board | without the append | whole |
| --- | --- | --- |
| {small} cards | {a.thinking:.0f} µs | {a.whole:.0f} µs |
| {large} cards | {b.thinking:.0f} µs | {b.whole:.0f} µs |
| ratio | {thinking:.2f} | {whole:.2f} (at most 1.20) |
"""


def middle(results: list[Result]) -> Result:
    """The median of each figure; what was missed is added up."""
    return Result(
        changes=round(median(one.changes for one in results)),
        deliveries=round(median(one.deliveries for one in results)),
        missed=sum(one.missed for one in results),
        cpu_us=median(one.cpu_us for one in results),
        p50=median(one.p50 for one in results),
        p99=median(one.p99 for one in results),
        kib_each=median(one.kib_each for one in results),
        client=max(one.client for one in results),
    )


def rows(scenario: Scenario, ours: Result, plain: Result) -> str:
    def row(name: str, server: str, one: Result) -> str:
        return (
            f"| {name} | {server} | {one.changes} | {one.cpu_us:.1f} | {one.p50:.1f} "
            f"| {one.p99:.1f} | {one.kib_each:.0f} | {one.client:.0%} |\n"
        )

    ratio = (
        f"| | ratio | | {ours.cpu_us / plain.cpu_us:.2f} | {ours.p50 / plain.p50:.2f} "
        f"| {ours.p99 / plain.p99:.2f} | {ours.kib_each / plain.kib_each:.2f} | |\n"
    )
    return row(scenario.name, "Doorstart", ours) + row("", "send loop", plain) + ratio


def head(seed: int, rounds: int, seconds: float) -> str:
    return HEAD.format(
        command=COMMAND,
        date=time.strftime("%Y-%m-%d"),
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        cores=os.cpu_count(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )


def boards(found: Compared) -> str:
    return BOARDS.format(
        small=SMALL,
        large=f"{LARGE:,}",
        a=found.small,
        b=found.large,
        thinking=found.thinking,
        whole=found.whole,
    )
