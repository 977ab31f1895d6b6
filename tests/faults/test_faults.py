"""Each fault for real, for a moment, on whole servers: nothing is lost and nothing doubled.

Those that need the same to stand on strike one after another in one run, since to start and
to check takes longer than all of them.

The same for longer, with many seeds: ``uv run python -m tests.faults``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import Load
from tests.faults.trial import NotInjected
from tests.faults.trials import TRIALS, Ground, attempt, ground, together

pytestmark = pytest.mark.slow

SECONDS = 1.2
LOAD = Load(people=6, rate=40)
SMALL = Load(boards=1, people=6, rate=40)
RESTARTING = Load(people=6, rate=12, step=0.5)
"""Where servers start, which takes long on a slow machine: what is asked meanwhile is checked."""


@pytest.fixture(scope="module")
def on() -> Iterator[Ground]:
    """PostgreSQL and Redis of their own: these are killed."""
    with ground() as held:
        yield held


@pytest.mark.parametrize(
    ("names", "load"),
    [
        ("F1 F4 F24", RESTARTING),
        ("F2 F3 F8pg F9pg F10pg F12 F22 F25", LOAD),
        ("F5 F6 F7", LOAD),
        ("F8 F9 F10 F27 F11", LOAD),
        ("F26", SMALL),
        ("F29", SMALL),
    ],
)
def test_N12_what_was_acknowledged_is_there_once_whatever_breaks(
    names: str, load: Load, on: Ground, tmp_path: Path
) -> None:
    verdict, _ = attempt(together(*names.split()), on, tmp_path, 1, SECONDS, load)
    assert verdict.findings == [], verdict.told()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    # What the load is made of was really in it.
    assert verdict.kinds["PostCard"] > 5
    assert verdict.lines > 0
    assert verdict.resumed > 0


def test_a_run_in_which_nothing_was_injected_fails() -> None:
    with pytest.raises(NotInjected, match="never struck"):
        TRIALS["F1"].judge(injected=0, acknowledged=100)


def test_a_run_in_which_hardly_anything_was_done_fails() -> None:
    with pytest.raises(NotInjected, match="only 19 commands acknowledged"):
        TRIALS["F1"].judge(injected=2, acknowledged=19, floor=20)
    TRIALS["F1"].judge(injected=2, acknowledged=20, floor=20)
