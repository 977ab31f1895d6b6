"""Every way in which a line or a client can be bad, on one stand, one after another: nothing is
lost, nothing is doubled, nothing of it stays behind, and the others go on.

The same for longer, at full size and each alone: ``uv run python -m tests.faults F13 F14 …``.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.faults.crowd import Load
from tests.faults.run import Stand
from tests.faults.trial import NotInjected, Trial
from tests.faults.trials import TRIALS, Ground, attempt, ground

pytestmark = pytest.mark.slow

SECONDS = 1.5
LOAD = Load(people=6, rate=25, step=0.4)
TOGETHER = ("F13", "F14")
"""Both wait for what the server gives a dead line, so they wait together."""
ONE_BY_ONE = ("F15", "F16", "F18", "F19", "F20")
TOO_MANY = ("F21", "F23")
"""On servers of their own, when the crowd has gone to rest."""


@pytest.fixture(scope="module")
def on() -> Iterator[Ground]:
    with ground() as held:
        yield held


async def strike(stand: Stand, name: str) -> None:
    alone = msgspec.structs.replace(stand, injected=0)
    await TRIALS[name].fault(alone)
    if not alone.injected:
        raise NotInjected(f"{name}: {TRIALS[name].what}: it never struck")
    stand.injected += alone.injected


async def lines(stand: Stand) -> None:
    await asyncio.gather(*(strike(stand, name) for name in TOGETHER))
    for name in ONE_BY_ONE:
        await strike(stand, name)


async def too_many(stand: Stand) -> None:
    for name in TOO_MANY:
        await strike(stand, name)


def test_H3_whatever_becomes_of_lines_and_whoever_comes_over_them_the_board_stays_whole(
    on: Ground, tmp_path: Path
) -> None:
    trial = Trial("lines", "bad lines and bad clients", lines)
    verdict, stand = attempt(trial, on, tmp_path, 1, SECONDS, LOAD)
    assert verdict.findings == [], verdict.told()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.again > 0
    assert verdict.resumed > 0
    assert stand.told["idle lines cut"] == 0


def test_H4_too_many_at_once_are_all_served_or_told_to_come_back(
    on: Ground, tmp_path: Path
) -> None:
    trial = Trial("storms", "too many at once", too_many)
    verdict, stand = attempt(trial, on, tmp_path, 1, SECONDS, LOAD, floor=5)
    assert verdict.findings == [], verdict.told()
    assert stand.told["told to come back"] > 0
