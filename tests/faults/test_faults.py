"""Each fault for real, for a few seconds, on whole servers: nothing is lost and nothing doubled.

The same for longer, with many seeds: ``uv run python -m tests.faults``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import Load
from tests.faults.run import Stand
from tests.faults.trials import TRIALS, Ground, NotInjected, Trial, attempt, ground

SECONDS = 2.0
LOAD = Load(people=6, rate=100)


@pytest.fixture(scope="module")
def on() -> Iterator[Ground]:
    """PostgreSQL and Redis of their own: these are killed."""
    with ground() as held:
        yield held


@pytest.mark.parametrize("name", ["F1", "F2", "F5", "F6", "F7", "F12", "F22", "F24"])
def test_N12_what_was_acknowledged_is_there_once_whatever_breaks(
    name: str, on: Ground, tmp_path: Path
) -> None:
    verdict, _ = attempt(TRIALS[name], on, tmp_path, 1, SECONDS, LOAD)
    assert verdict.findings == [], verdict.told()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    # What the load is made of was really in it.
    assert verdict.kinds["PostCard"] > 5
    assert verdict.lines > 0
    assert verdict.resumed > 0


async def nothing(stand: Stand) -> None:
    """A fault that never strikes."""


def test_a_run_in_which_nothing_was_injected_fails(on: Ground, tmp_path: Path) -> None:
    with pytest.raises(NotInjected, match="never struck"):
        attempt(Trial("none", "nothing", nothing, servers=1), on, tmp_path, 1, 0.0, LOAD)


def test_a_run_in_which_hardly_anything_was_done_fails(on: Ground, tmp_path: Path) -> None:
    idle = Load(boards=1, people=2, rate=1, churn=0.5)
    with pytest.raises(NotInjected, match="commands acknowledged"):
        attempt(TRIALS["revoke"], on, tmp_path, 1, 0.2, idle, floor=100)
