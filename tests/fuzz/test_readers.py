"""A short hunt over all that reads bytes from outside; a long one is a command."""

from pathlib import Path

import pytest

from tests.fuzz.run import hunt
from tests.fuzz.targets import SEEDS, TARGETS

SECONDS = 4


@pytest.mark.parametrize("name", TARGETS)
def test_Q10_where_a_hunt_begins_no_reader_breaks(name: str) -> None:
    assert SEEDS[name]
    for data in (b"", b"\x00", b"\xff" * 300, b"[" * 50_000, *SEEDS[name]):
        TARGETS[name](data)


def test_Q10_a_hunt_of_seconds_breaks_no_reader(tmp_path: Path) -> None:
    hunted = hunt(list(TARGETS), tmp_path, SECONDS)
    print(f"{sum(hunted.tried.values())} tried, {hunted.edges} edges, broken: {len(hunted.broke)}")
    assert hunted.broke == {}, hunted.said[-3000:]
    assert set(hunted.tried) == set(TARGETS)
    assert hunted.edges > 0
