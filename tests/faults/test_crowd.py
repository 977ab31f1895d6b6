"""Nobody is judged before they had the time to hear: also who came in last."""

import asyncio
from pathlib import Path

import pytest

from tests.board.play import VISION
from tests.faults.crowd import Crowd, Load
from tests.faults.history import History
from tests.faults.tab import Pass, Tab

BOARD = "board-1"


class Nowhere:
    """A server that is not there."""

    port = 9
    running = None


@pytest.fixture
def crowd() -> Crowd:
    load = Load(boards=0, patience=0.3)
    return Crowd(VISION, load, History(), 1, [Nowhere()])  # type: ignore[list-item]


def late(crowd: Crowd, seq: int) -> Tab:
    tab = crowd.tab(Pass(BOARD, "lead", "lead", "grant", ""), "late-0-lead-0")
    tab.start()
    tab.seq = seq
    return tab


async def test_who_came_in_late_and_is_one_event_behind_is_waited_for(crowd: Crowd) -> None:
    tab = late(crowd, seq=71)
    waiting = asyncio.create_task(crowd.level({BOARD: 72}))
    await asyncio.sleep(0)
    assert not waiting.done()
    tab.seq = 72
    crowd.stirred.set()
    assert await waiting
    await crowd.leave()


async def test_who_never_comes_there_is_not_level(crowd: Crowd, tmp_path: Path) -> None:
    late(crowd, seq=71)
    assert not await crowd.level({BOARD: 72})
    await crowd.leave()


async def test_who_was_closed_is_not_waited_for(crowd: Crowd) -> None:
    tab = late(crowd, seq=71)
    await tab.stop()
    assert await crowd.level({BOARD: 72})
