"""Writes what broke, what was found, and all that is needed to do it again."""

import argparse
import math
import os
import platform
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import asdict

from tests.faults.checker import Verdict
from tests.faults.mutation import Mutant
from tests.faults.trial import Trial

HEAD = """\
# What happens when it breaks: the last result

Whole servers, real PostgreSQL and Redis, and a crowd on real lines that posts, edits, supports,
votes, claims and leads, while something is killed, stopped, cut off or lied to. Every command
stays in the outbox of its page until it has an answer; half of the pages lose their lines all
the time and come back on the other server. Afterwards everything that each page did and heard is
laid beside the log that is left in the database.

Each row says at its end how it is done again, after `uv run python -m tests.faults`, and when it
was. Unless it says otherwise there: 3 boards with 12 people each (and a console and a screen), up
to 150 commands a second; on a machine with {cores} cores and much else to do, {python}. Two
servers on one PostgreSQL and one Redis; where it says *alone*, one server with SQLite. This file
is written by that command, from what it keeps in `tests/faults/results.json`.

## Faults

| fault | | struck | acknowledged | lost | doubled | others | unsure | recovered s | own | again |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

ELSEWHERE = """\
| F17 | a phone sleeps and wakes | | | | | | | | | `uv run pytest tests/browser/test_asleep.py` |
| F28 | 24 logs and 2 pages of former versions | 24 of 24 read | | | | | | | \
| `uv run pytest tests/faults/test_shapes.py` |
"""
AFTER = """
*Lost*: acknowledged, and not in the log. *Doubled*: in the log more often than it was asked.
*Others*: anything else that the checks below have to say. *Unsure*: commands of which
their page did not know for a while what became of them, because an answer was lost or nothing
could be saved; all of them were resolved. *Recovered*: from the moment all is whole again until
the next answer, the longest of all runs. *Own*: what only this fault can be asked, the
highest of all runs. A run in which the fault did not strike fails.

How they are made: programs are killed and stopped by signals; lines break in proxies of our own;
a disk is full, slow or broken, and a clock wrong, for one program, by what stands between it and
its C library (`tests/faults/preload.c`), so that it takes no root, no mount and no ptrace. A power
cut is played out from a journal of all writes and syncs: on the disk is what was synced, and of
the rest some by lot, the last write torn; at twenty moments besides the one from which it goes on.

F17, a phone that sleeps and wakes, is a page of a real browser that the system stops while its line
dies without a word (`tests/browser/test_asleep.py`): when somebody looks at it again it asks, has
no answer for 3 seconds, and is current after 4. From 15 seconds on, F18, F19, F21 and F23 are at
full size: 50 slow readers, 1,000 strangers, 256 MB, 500 pages on a board of 2,000 events.

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
whoever did it had the right to · C13 when all have gone, no line, task, file, session, lock or
channel is there that was not when it was warm · C14 no server wrote of a mistake of its own in
its log · C15 everyone gets an answer in the end · C16 each snapshot that is kept is what the log
came to at its place · C17 the database finds nothing wrong with itself.

The checks are those that Jepsen makes of a set, a queue and a log, and what this board promises
besides. `account.py`, `budgets.py`, `streams.py`, `leftover.py` and `kept.py` in `tests/faults`
have them.

## Mistakes that must be found

The same runs, with one mistake planted in every server: a checker that finds nothing proves
nothing until it has found these. **Caught {caught} of {all}.**

| mistake | under | found by | |
| --- | --- | --- | --- |
"""


KEPT = Path(__file__).with_name("results.json")
NUMBERS = ("ack_p50", "ack_p99", "ack_p99_struck", "gap_p99", "other_p99", "other_p99_struck")


class Row(Struct):
    """All runs of one fault, the last time that it was tried."""

    name: str
    what: str
    alone: bool
    again: str
    date: str
    runs: int = 0
    failed: int = 0
    injected: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unsure: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)

    def take(self, verdict: Verdict, injected: int, told: Mapping[str, float]) -> None:
        self.runs += 1
        self.injected += injected
        self.acknowledged += verdict.acknowledged
        self.lost += verdict.lost
        self.doubled += verdict.doubled
        self.unsure += verdict.unsure
        self.findings = dict(Counter(self.findings) + Counter(it.check for it in verdict.findings))
        _highest(self.worst, asdict(verdict.figures))
        _highest(self.told, told)


class Caught(Struct):
    name: str
    what: str
    under: str
    by: list[str]
    date: str


class Results(Struct):
    """What was found last of each fault and of each mistake, by name."""

    rows: dict[str, Row] = field(default_factory=dict)
    caught: dict[str, Caught] = field(default_factory=dict)


def read(path: Path = KEPT) -> Results:
    return msgspec.json.decode(path.read_bytes(), type=Results) if path.exists() else Results()


def write(results: Results, path: Path = KEPT) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def row(trial: Trial, asked: argparse.Namespace) -> Row:
    options = ("seconds", "seeds", "seed", "boards", "people", "rate")
    usual = {"boards": 3, "people": 12, "rate": 150.0}
    given = [
        f"--{name} {getattr(asked, name):g}"
        for name in options
        if getattr(asked, name) != usual.get(name)
    ]
    again = " ".join([trial.name, *given])
    return Row(trial.name, trial.what, trial.servers == 1, again, time.strftime("%Y-%m-%d"))


def caught(mutant: Mutant, by: list[str]) -> Caught:
    return Caught(mutant.name, mutant.what, mutant.under, by, time.strftime("%Y-%m-%d"))


def _highest(into: dict[str, float], more: Mapping[str, float]) -> None:
    for name, value in more.items():
        if math.isfinite(value):
            into[name] = max(value, into.get(name, value))


def text(results: Results, trials: Iterable[str], mutants: Iterable[str]) -> str:
    """In the order of their numbers; what has none comes last, in the order of ``trials``."""
    rows = [results.rows[name] for name in sorted(trials, key=_place) if name in results.rows]
    found = HEAD.format(
        cores=os.cpu_count(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )
    for one in rows:
        others = " ".join(f"{check} × {count}" for check, count in sorted(one.findings.items()))
        own = ", ".join(f"{what} {_number(value)}" for what, value in sorted(one.told.items()))
        found += (
            f"| {one.name} | {one.what}{', *alone*' if one.alone else ''} "
            f"| {one.injected} in {one.runs} "
            f"| {one.acknowledged} | {one.lost} | {one.doubled} | {others or 0}"
            f"{f', {one.failed} failed' if one.failed else ''} "
            f"| {one.unsure} | {_number(one.worst.get('recovered', math.nan))} | {own} "
            f"| `{one.again}`, {one.date} |\n"
        )
    found += ELSEWHERE
    found += AFTER.format(bound=_bound(rows))
    for one in rows:
        figures = " | ".join(_number(one.worst.get(name, math.nan), 0) for name in NUMBERS)
        found += f"| {one.name} | {figures} |\n"
    tried = [results.caught[name] for name in mutants if name in results.caught]
    found += CHECKS.format(caught=sum(bool(one.by) for one in tried), all=len(tried))
    for it in tried:
        found += f"| {it.what} | {it.under.replace('_', ' ')} "
        found += f"| {' '.join(it.by) or '**not found**'} | {it.date} |\n"
    return found


def _place(name: str) -> tuple[int, str]:
    found = re.fullmatch(r"F(\d+)(\w*)", name)
    return (int(found[1]), found[2]) if found else (99, "")


def _number(value: float, digits: int = 1) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}".removesuffix(".0")


def _bound(rows: list[Row]) -> str:
    """The rule of three."""
    count = sum(one.acknowledged for one in rows)
    lost = sum(one.lost for one in rows)
    if lost or not count:
        return f"**{lost} of {count} acknowledged commands were lost.**"
    return (
        f"Of {count} acknowledged commands 0 were lost. That says, at 95 %, that under such faults "
        f"at most {3 / count:.1g} of them are: three in {count}."
    )
