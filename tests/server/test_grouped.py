"""Those who ask at the same moment share a read, and nobody waits for a read that is over."""

import asyncio

import pytest

from server.store.faults import Unavailable
from server.store.grouped import AT_ONCE, MOST, Grouped
from tests.takers import until


class Reads:
    """Each read stands until it is let go; there is nothing for keys below zero."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gates: list[asyncio.Future[None]] = []

    async def __call__(self, keys: list[int]) -> dict[int, str]:
        self.asked.append(sorted(keys))
        self.gates.append(asyncio.get_running_loop().create_future())
        await self.gates[-1]
        return {key: str(key) for key in keys if key >= 0}

    async def stand(self, many: int) -> None:
        await until(lambda: len(self.gates) == many)


async def test_those_who_ask_in_one_moment_share_a_read() -> None:
    reads = Reads()
    grouped = Grouped(reads)
    asking = [asyncio.create_task(grouped.get(key)) for key in (1, 2, 2, -3)]
    await reads.stand(1)
    reads.gates[0].set_result(None)
    assert await asyncio.gather(*asking) == ["1", "2", "2", None]
    assert reads.asked == [[-3, 1, 2]]


async def test_what_is_asked_while_all_reads_are_under_way_goes_with_the_next() -> None:
    reads = Reads()
    grouped = Grouped(reads)
    first = []
    for n in range(AT_ONCE):
        first.append(asyncio.create_task(grouped.get(n)))
        await reads.stand(n + 1)
    # The same key again: its answer may be another one by now.
    later = [asyncio.create_task(grouped.get(key)) for key in range(MOST + 1)]
    await asyncio.sleep(0)
    assert len(reads.asked) == AT_ONCE
    reads.gates[0].set_result(None)
    await reads.stand(AT_ONCE + 1)
    assert reads.asked[-1] == list(range(MOST))
    reads.gates[-1].set_result(None)
    await reads.stand(AT_ONCE + 2)
    assert reads.asked[-1] == [MOST]
    for gate in reads.gates:
        if not gate.done():
            gate.set_result(None)
    assert await asyncio.gather(*first, *later)


async def test_who_asks_just_as_the_last_read_ends_is_answered() -> None:
    reads = Reads()
    grouped = Grouped(reads)
    for moment in range(8):
        asking = []
        for n in range(AT_ONCE):
            asking.append(asyncio.create_task(grouped.get(n)))
            await reads.stand(n + 1)
        for gate in reads.gates:
            gate.set_result(None)
        for _ in range(moment):
            await asyncio.sleep(0)
        late = asyncio.create_task(grouped.get(7))
        await reads.stand(AT_ONCE + 1)
        reads.gates[-1].set_result(None)
        assert await late == "7"
        await asyncio.gather(*asking)
        reads.gates.clear()


async def test_a_fault_is_theirs_who_asked_and_who_gives_up_harms_nobody() -> None:
    reads = Reads()
    grouped = Grouped(reads)
    one, two = (asyncio.create_task(grouped.get(n)) for n in range(2))
    await reads.stand(1)
    one.cancel()
    reads.gates[0].set_exception(Unavailable("away"))
    with pytest.raises(Unavailable):
        await two
    again = asyncio.create_task(grouped.get(1))
    await reads.stand(2)
    reads.gates[1].set_result(None)
    assert await again == "1"
