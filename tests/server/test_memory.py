"""What the server lets go of goes back to the machine."""

import resource
from pathlib import Path

from server.memory import give_back

MB = 1024 * 1024
STATM = Path("/proc/self/statm")


def resident() -> int:
    return int(STATM.read_text().split()[1]) * resource.getpagesize()


def test_N20_what_lies_free_between_what_stays_goes_back_to_the_system() -> None:
    many = [bytes(1000) for _ in range(200_000)]
    stays = many[::100]
    many.clear()
    before = resident()
    give_back()
    assert len(stays) == 2000
    assert resident() < before - 100 * MB
