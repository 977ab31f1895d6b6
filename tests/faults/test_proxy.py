"""The bad line does to what passes what it was told, and nothing else, and counts what it did."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.proxy import Proxy
from tests.faults.toxics import RADIO, WELL, Toxics

PATIENCE = 60.0
SAID = bytes(range(256)) * 40


class Far:
    """What is behind the proxy: it says back what it hears, and tells how each line ended."""

    def __init__(self) -> None:
        self.ends: asyncio.Queue[str] = asyncio.Queue()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            self.ends.put_nowait("closed")
        except OSError:
            self.ends.put_nowait("reset")
        finally:
            writer.close()

    async def ended(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self.ends.get()


@asynccontextmanager
async def beyond() -> AsyncIterator[tuple[Proxy, Far]]:
    far = Far()
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    async with server, Proxy(server.sockets[0].getsockname()[1], seed=7) as proxy:
        yield proxy, far


class Near:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, proxy: Proxy) -> "Near":
        return cls(*await asyncio.open_connection("127.0.0.1", proxy.port))

    async def says(self, data: bytes) -> bytes:
        self.writer.write(data)
        return await self.hears(len(data))

    async def hears(self, count: int) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self.reader.readexactly(count)

    async def hears_the_end(self) -> bytes:
        """What still came; raises when it was reset."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read(-1)

    async def goes(self) -> None:
        self.writer.close()
        await asyncio.gather(self.writer.wait_closed(), return_exceptions=True)


async def test_with_nothing_wrong_all_passes_both_ways_and_so_does_the_end() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        assert await line.says(SAID) == SAID
        line.writer.write_eof()
        assert await line.hears_the_end() == b""
        assert await far.ended() == "closed"
        await line.goes()
        assert not proxy.struck


@pytest.mark.parametrize(
    ("toxics", "struck"),
    [
        (Toxics(latency=0.02, jitter=0.02), {"latency"}),
        (Toxics(bandwidth=400_000), {"bandwidth"}),
        (Toxics(loss=0.5), {"loss"}),
        (Toxics(slices=(20, 200)), {"slices"}),
        (Toxics(latency=0.01, jitter=0.01, bandwidth=2e6, slices=(1, 90)), {"latency", "slices"}),
    ],
)
async def test_what_is_late_slow_or_in_pieces_comes_whole_and_in_order(
    toxics: Toxics, struck: set[str]
) -> None:
    async with beyond() as (proxy, _):
        line = await Near.to(proxy)
        proxy.become(toxics)
        before = asyncio.get_running_loop().time()
        assert await line.says(SAID) == SAID
        taken = asyncio.get_running_loop().time() - before
        # At least as long as it must take, there and back.
        assert taken >= 2 * max(0.0, toxics.latency - toxics.jitter)
        if toxics.bandwidth:
            assert taken >= len(SAID) / toxics.bandwidth
        assert struck <= set(proxy.struck)
        await line.goes()


async def test_a_reset_is_one_to_both_sides() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        proxy.become(Toxics(reset=1.0), WELL)
        with pytest.raises(ConnectionResetError):
            await line.says(b"dan")
        assert await far.ended() == "reset"
        assert proxy.struck == {"reset": 1}
        # The next one may come in.
        proxy.become(WELL)
        other = await Near.to(proxy)
        assert await other.says(b"daarna") == b"daarna"
        await other.goes()


async def test_after_so_many_bytes_the_line_is_closed() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        proxy.become(WELL, Toxics(limit=1000))
        line.writer.write(SAID)
        assert await line.hears_the_end() == SAID[:1000]
        assert await far.ended() in ("closed", "reset")
        assert proxy.struck["limit"] == 1
        await line.goes()


async def test_a_line_that_is_half_open_passes_nothing_and_is_not_closed_and_then_goes_on() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        proxy.become(Toxics(silent=True))
        line.writer.write(b"dan")
        line.writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            while not proxy.struck["silent"]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert far.ends.empty()
        assert not line.reader.at_eof()
        proxy.become(WELL)
        assert await line.hears(3) == b"dan"
        assert await far.ended() == "closed"
        await line.goes()


async def test_a_line_that_is_forgotten_is_gone_for_the_server_and_silent_for_the_client() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        assert proxy.deaden() == 1
        assert await far.ended() == "reset"
        line.writer.write(b"is daar iemand?")
        # Others come in, meanwhile and after.
        for _ in range(3):
            other = await Near.to(proxy)
            assert await other.says(b"daarna") == b"daarna"
            await other.goes()
        assert not line.reader.at_eof()
        await line.goes()
        assert proxy.struck == {"dead": 1}


async def test_a_line_on_which_nothing_passes_is_closed_after_its_time() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        proxy.become(Toxics(timeout=0.05))
        line.writer.write(b"dan")
        assert await line.hears_the_end() == b""
        assert await far.ended() in ("closed", "reset")
        assert proxy.struck["timeout"] >= 1
        await line.goes()


async def test_the_end_of_one_side_may_reach_the_other_late() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        proxy.become(Toxics(slow_close=0.1), WELL)
        before = asyncio.get_running_loop().time()
        line.writer.write_eof()
        assert await far.ended() == "closed"
        assert asyncio.get_running_loop().time() - before >= 0.1
        assert proxy.struck["slow_close"] == 1
        await line.goes()


async def test_who_is_down_lets_nobody_in_until_it_is_up_again() -> None:
    async with beyond() as (proxy, far):
        line = await Near.to(proxy)
        await line.says(b"eerst")
        await proxy.go_down()
        with pytest.raises(ConnectionResetError):
            await line.hears_the_end()
        assert await far.ended() == "reset"
        with pytest.raises(ConnectionRefusedError):
            await Near.to(proxy)
        port = proxy.port
        await proxy.start()
        assert proxy.port == port
        back = await Near.to(proxy)
        assert await back.says(b"terug") == b"terug"
        await back.goes()


async def test_the_same_seed_does_the_same() -> None:
    async def pieces() -> tuple[int, dict[str, int]]:
        heard: list[int] = []

        async def far(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(65536):
                heard.append(len(data))
            writer.close()

        server = await asyncio.start_server(far, "127.0.0.1", 0)
        slow = Toxics(slices=RADIO.slices, bandwidth=20_000)
        async with server, Proxy(server.sockets[0].getsockname()[1], seed=3) as proxy:
            proxy.become(slow, WELL)
            line = await Near.to(proxy)
            line.writer.write(SAID[:2000])
            line.writer.write_eof()
            await line.hears_the_end()
            await line.goes()
        assert sum(heard) == 2000
        return len(heard), dict(proxy.struck)

    came, struck = await pieces()
    assert came > 10
    assert struck["slices"] > 10
    assert (await pieces())[1] == struck
