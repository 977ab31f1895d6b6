"""As many lines as there are files and memory for, and the rest is told to come back."""

import logging
from pathlib import Path

import pytest

from board.messages import Close
from server.live.capacity import (
    EACH,
    FILES_OF_ITS_OWN,
    LEAST,
    MB,
    MEMORY_OF_ITS_OWN,
    Capacity,
    capacity,
    memory,
    most_lines,
)
from server.metrics import REGISTRY
from tests.server.sockets import Moon

GB = 1024 * MB


def test_the_scarcer_of_files_and_memory_counts() -> None:
    assert most_lines(1024, 64 * GB, 1) == 1024 - FILES_OF_ITS_OWN
    assert most_lines(65536, 256 * MB, 1) == (256 * MB - MEMORY_OF_ITS_OWN) // EACH
    assert most_lines(65536, 2 * GB, 4) == (512 * MB - MEMORY_OF_ITS_OWN) // EACH
    assert most_lines(300, 16 * MB, 1) == LEAST


def test_this_very_process_has_place_for_a_room() -> None:
    assert capacity().most >= 800


@pytest.mark.parametrize(
    ("told", "files", "wanted"),
    [
        # The second version: in a unit of systemd, and in a container, whose own group is the top.
        ("0::/a.slice/b.service", {"a.slice/b.service/memory.max": str(256 * MB)}, 256 * MB),
        ("0::/", {"memory.max": str(300 * MB)}, 300 * MB),
        # What is around it counts too.
        ("0::/a/b", {"a/b/memory.max": "max", "a/memory.max": str(512 * MB)}, 512 * MB),
        # The first version, where the group has a name that is not to be seen from here.
        ("4:memory:/x", {"memory/memory.limit_in_bytes": str(200 * MB)}, 200 * MB),
        ("4:cpu,memory:/x", {"memory/x/memory.limit_in_bytes": str(100 * MB)}, 100 * MB),
        # No limit at all.
        ("4:memory:/x", {"memory/x/memory.limit_in_bytes": str((1 << 63) - 4096)}, GB),
        ("0::/a", {"a/memory.max": "max"}, GB),
        ("0::/a", {}, GB),
    ],
)
def test_the_memory_is_what_the_group_of_the_process_may_use(
    told: str, files: dict[str, str], wanted: int, tmp_path: Path
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")
    own = tmp_path / "cgroup"
    own.write_text(f"{told}\n")
    assert memory(tmp_path, own, machine=GB) == wanted
    assert memory(tmp_path, tmp_path / "nothing", machine=GB) == GB


def test_who_is_refused_is_told_of_once_until_there_is_room_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    places = Capacity(20)
    with caplog.at_level(logging.WARNING):
        assert [places.take() for _ in range(23)] == [True] * 20 + [False] * 3
        assert len(caplog.records) == 1
        places.give()
        assert places.take()
        assert not places.take()
        assert len(caplog.records) == 1
        for _ in range(10):
            places.give()
        assert [places.take() for _ in range(11)] == [True] * 10 + [False]
        assert len(caplog.records) == 2


def refused() -> float:
    return REGISTRY.get_sample_value("doorstart_refused_total", {"why": "full"}) or 0.0


async def test_H1_who_finds_no_place_is_told_to_come_back_and_the_others_stay(
    moon: Moon,
) -> None:
    places = moon.site.capacity
    before, places.most = places.most, places.held + 2
    counted = refused()
    try:
        async with moon.partner().socket() as one, moon.partner().socket() as two:
            late = moon.partner().socket()
            await late.open()
            assert await late.closed() == Close.FULL
            assert refused() == counted + 1
            await late.line.close()
            await one.get("presence")
            await two.get("presence")
        async with moon.partner().socket() as three:
            await three.get("presence")
    finally:
        places.most = before
