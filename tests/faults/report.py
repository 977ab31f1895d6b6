"""Writes what broke, what was found, and all that is needed to do it again."""

import argparse
import math
import os
import platform
import time
from collections import Counter

from msgspec import Struct, field

from tests.faults.checker import Verdict
from tests.faults.crowd import Load
from tests.faults.figures import Figures
from tests.faults.mutation import Mutant
from tests.faults.trial import Trial

HEAD = """\
# What happens when it breaks: the last result

Whole servers, real PostgreSQL and Redis, and a crowd on real lines that posts, edits, supports,
votes, claims and leads, while something is killed, stopped, cut off or lied to. Every command
stays in the outbox of its page until it has an answer; half of the pages lose their lines all
the time and come back on the other server. Afterwards everything that each page did and heard is
laid beside the log that is left in the database.

Measured by `{command}` on {date}: {seeds} seeds from {seed}, {seconds:g} seconds each, {boards}
boards with {people} people (and a console and a screen), up to {rate:g} commands a second, on a
machine with {cores} cores, {python}. Two servers on one PostgreSQL and one Redis; where it says
*alone*, one server with SQLite. This file is written by that command.

## Faults

| fault | | struck | acknowledged | lost | doubled | other findings | unsure | recovered s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

AFTER = """
*Lost*: acknowledged, and not in the log. *Doubled*: in the log more often than it was asked.
*Other findings*: anything else that the checks below have to say. *Unsure*: commands of which
their page did not know for a while what became of them, because an answer was lost or nothing
could be saved; all of them were resolved. *Recovered*: from the moment all is whole again until
the next answer, the longest of all runs. A run in which the fault did not strike fails.

{bound}

## Times

Milliseconds, as the crowd saw them; it shares the machine with everything else. *Gap*: from a
lost line until the page is welcome again. *Elsewhere*: from the answer until a page on the other
server shows it.

| fault | answer p50 | p99 | p99 while it lasts | gap p99 | elsewhere p99 | while it lasts |
| --- | --- | --- | --- | --- | --- | --- |
"""

CHECKS = """
## What is checked

C1 what was acknowledged is in the log · C2 nothing is there that nobody asked, or that was
refused · C3 nothing is there twice · C4 the log counts up without a gap, and each event follows
from those before · C5 each event stands where the answer said, and every frame that any page was
sent is what the log says was so at that place · C6 each page goes on step by step or by a whole
view, never back, and only to places that are in the log · C7 in the end every page shows what
the log comes to, replayed here, drawn anew by each server, and replayed by the JavaScript of the
pages · C8 no ballot too many, none in a closed round, and each tally is what the voters chose
last · C9 no place, and no card of one person, over the limit, at no moment · C10 what was
answered before something else was asked comes before it · C11 each finds what is theirs · C12
whoever did it had the right to · C14 no server wrote of a mistake of its own in its log · C15
everyone gets an answer in the end.

The checks are those that Jepsen makes of a set, a queue and a log, and what this board promises
besides. `tests/faults/account.py`, `tests/faults/budgets.py` and `tests/faults/streams.py` have
them.

## Mistakes that must be found

The same runs, with one mistake planted in every server: a checker that finds nothing proves
nothing until it has found these. **Caught {caught} of {all}.**

| mistake | under | found by |
| --- | --- | --- |
"""


class Tried(Struct):
    """All runs of one fault."""

    trial: Trial
    runs: int = 0
    failed: int = 0
    injected: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unsure: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    figures: list[Figures] = field(default_factory=list)

    def take(self, verdict: Verdict, injected: int) -> None:
        self.runs += 1
        self.injected += injected
        self.acknowledged += verdict.acknowledged
        self.lost += verdict.lost
        self.doubled += verdict.doubled
        self.unsure += verdict.unsure
        self.findings.update(it.check for it in verdict.findings)
        self.figures.append(verdict.figures)

    def worst(self, name: str) -> float:
        values = [getattr(one, name) for one in self.figures]
        return max((value for value in values if not math.isnan(value)), default=math.nan)


class Caught(Struct, frozen=True):
    mutant: Mutant
    by: list[str]


def text(
    tried: list[Tried],
    caught: list[Caught],
    load: Load,
    asked: argparse.Namespace,
    command: str,
) -> str:
    found = HEAD.format(
        command=command,
        date=time.strftime("%Y-%m-%d"),
        seeds=asked.seeds,
        seed=asked.seed,
        seconds=asked.seconds,
        boards=load.boards,
        people=load.people,
        rate=load.rate,
        cores=os.cpu_count(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )
    for one in tried:
        others = " ".join(f"{check} × {count}" for check, count in sorted(one.findings.items()))
        alone = ", *alone*" if one.trial.servers == 1 else ""
        found += (
            f"| {one.trial.name} | {one.trial.what}{alone} | {one.injected} in {one.runs} "
            f"| {one.acknowledged} | {one.lost} | {one.doubled} | {others or 0}"
            f"{f', {one.failed} failed' if one.failed else ''} "
            f"| {one.unsure} | {_number(one.worst('recovered'))} |\n"
        )
    found += AFTER.format(bound=_bound(tried))
    for one in tried:
        names = (
            "ack_p50", "ack_p99", "ack_p99_struck", "gap_p99", "other_p99", "other_p99_struck"
        )  # fmt: skip
        figures = " | ".join(_number(one.worst(name), 0) for name in names)
        found += f"| {one.trial.name} | {figures} |\n"
    found += CHECKS.format(caught=sum(bool(one.by) for one in caught), all=len(caught))
    for it in caught:
        found += f"| {it.mutant.what} | {it.mutant.under.replace('_', ' ')} "
        found += f"| {' '.join(it.by) or '**not found**'} |\n"
    return found


def _number(value: float, digits: int = 1) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}"


def _bound(tried: list[Tried]) -> str:
    """The rule of three."""
    count = sum(one.acknowledged for one in tried)
    lost = sum(one.lost for one in tried)
    if lost or not count:
        return f"**{lost} of {count} acknowledged commands were lost.**"
    return (
        f"Of {count} acknowledged commands 0 were lost. That says, at 95 %, that under such faults "
        f"at most {3 / count:.1g} of them are: three in {count}."
    )
