"""The checker finds what is wrong: servers with a mistake each, and one of them is enough to fail.

Here some of each kind; all of them: ``uv run python -m tests.faults mutants``.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.faults.crowd import Load
from tests.faults.mutants import ALL
from tests.faults.trials import UNDER, Ground, attempt, ground

pytestmark = pytest.mark.slow

LOAD = Load(people=6, rate=60, patience=12.0)
SECONDS = 1.5
SOME = [
    "no_outbox+skip_one_on_resume",
    # What is left behind is looked at where all else comes to rest.
    "task_left_behind+snapshot_of_the_room",
    "acknowledge_before_commit",
    "no_signature",
]
"""Each of another kind; ``python -m tests.faults mutants`` tries them all."""


@pytest.fixture(scope="module")
def on() -> Iterator[Ground]:
    with ground() as held:
        yield held


@pytest.mark.parametrize("name", SOME)
def test_a_server_with_a_mistake_is_caught(name: str, on: Ground, tmp_path: Path) -> None:
    mutants = [ALL[one] for one in name.split("+")]
    first = replace(mutants[0], name=name)
    # One server starts sooner than two with all they need.
    trial = replace(UNDER[first.under], servers=first.servers)
    verdict, _ = attempt(trial, on, tmp_path, 1, SECONDS, LOAD, first)
    for mutant in mutants:
        assert mutant.by & set(verdict.caught), verdict.told()


def test_every_mutant_has_a_fault_to_show_under() -> None:
    assert {mutant.under for mutant in ALL.values()} <= UNDER.keys()


def test_what_the_mutants_change_is_still_there() -> None:
    """In a process of its own, so that nothing else meets them."""
    plant = "from tests.faults.mutants import ALL\nfor one in ALL.values(): one.plant()"
    done = subprocess.run(
        [sys.executable, "-c", plant], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
