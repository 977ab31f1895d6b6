"""A line that is as bad as a test wants: a small proxy, with toxics for each direction.

What a network does to packets needs rights on the machine; this needs none. It passes on what
comes, late, in pieces, not at all, or ends the line in one of the ways in which lines end. All
chance comes from a seed. It runs in the loop of whoever uses it.
"""

import asyncio
import contextlib
import socket
import struct
from collections import Counter
from random import Random
from types import TracebackType
from typing import Self

from tests.faults.toxics import WELL, Toxics

CHUNK = 16 * 1024
IN_HAND = 64
"""So many chunks may be on their way in one direction: who sends more has to wait."""
AGAIN = 0.2
"""Seconds after which what was lost is sent again, as systems do."""
LAST_WORDS = 0.5
AT_ONCE = struct.pack("ii", 1, 0)


class Proxy:
    """``port`` is where it listens; what it does to lines is ``up`` (from the client) and ``down``.

    ``struck`` counts what was really done, by the names of the toxics.
    """

    def __init__(self, target: int, seed: int) -> None:
        self.target = target
        self.port = 0
        self.random = Random(seed)
        self.struck: Counter[str] = Counter()
        self.lines: set[Passage] = set()
        self.up = self.down = WELL
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def become(self, up: Toxics, down: Toxics | None = None) -> None:
        """The same both ways when only one is given."""
        self.up, self.down = up, up if down is None else down
        # Who waits looks again.
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        await self._changed.wait()

    async def start(self) -> Self:
        self._server = await asyncio.start_server(
            self._came, "127.0.0.1", self.port, limit=CHUNK, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def go_down(self) -> None:
        """Nobody is let in, and every line is cut; ``start`` lets people in again."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self.struck["down"] += 1
        for line in list(self.lines):
            line.reset()

    def deaden(self) -> int:
        """The lines that are open are forgotten, as by a router: their servers hear that they are
        gone, and their clients hear nothing any more. How many.
        """
        for line in self.lines:
            line.deaden()
        self.struck["dead"] += len(self.lines)
        return len(self.lines)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while self.up.silent:
            # As where there is no network: who calls hears nothing, and nobody hears the call.
            await self.changed()
        try:
            server, on = await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK)
        except OSError:
            _cut(back)
            return
        line = Passage(self, back, on)
        self.lines.add(line)
        try:
            await line.run(client, server)
        finally:
            self.lines.discard(line)


class Passage:
    """One line through the proxy, until it ends on both sides."""

    def __init__(
        self, proxy: Proxy, client: asyncio.StreamWriter, server: asyncio.StreamWriter
    ) -> None:
        self.proxy = proxy
        self.dead = False
        self._sides = (client, server)
        self._over = asyncio.Event()

    @property
    def port(self) -> int:
        """Where the server sees it come from; 0: it is gone."""
        name = self._sides[1].get_extra_info("sockname")
        return int(name[1]) if name and not self._over.is_set() else 0

    def reset(self) -> None:
        """Both sides hear that the line is gone, at once and rudely."""
        for side in self._sides:
            _cut(side)
        self._over.set()

    def deaden(self) -> None:
        self.dead = True
        _cut(self._sides[1])

    def close(self) -> None:
        for side in self._sides:
            side.close()
        self._over.set()

    async def run(self, client: asyncio.StreamReader, server: asyncio.StreamReader) -> None:
        to_client, to_server = self._sides
        ways = [
            asyncio.create_task(_Way(self, "up").run(client, to_server)),
            asyncio.create_task(_Way(self, "down").run(server, to_client)),
        ]
        over = asyncio.create_task(self._over.wait())
        going = {*ways}
        try:
            while going and not over.done():
                done, _ = await asyncio.wait({*going, over}, return_when=asyncio.FIRST_COMPLETED)
                going -= done
        finally:
            for task in (*ways, over):
                task.cancel()
            for side in self._sides:
                side.close()
            await asyncio.gather(*ways, over, return_exceptions=True)
            await asyncio.gather(*map(_gone, self._sides))


async def _gone(side: asyncio.StreamWriter) -> None:
    """What is still to be sent has a moment; who never reads it is not waited for."""
    try:
        async with asyncio.timeout(LAST_WORDS):
            await side.wait_closed()
    except TimeoutError:
        _cut(side)
    except OSError:
        pass


class _Way:
    """One direction. What came waits in a queue for its time: a late line is no slow one."""

    def __init__(self, line: Passage, name: str) -> None:
        self.line = line
        self.proxy = line.proxy
        self.name = name
        self.passed = 0
        self._due = 0.0
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(IN_HAND)

    @property
    def toxics(self) -> Toxics:
        return self.proxy.up if self.name == "up" else self.proxy.down

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reading = asyncio.create_task(self._read(reader))
        try:
            await self._write(writer)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        loop = asyncio.get_running_loop()
        data = b"-"
        while data:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                if not self.line.dead:
                    # One side was reset, and so is the other.
                    self.line.reset()
                return
            if self.line.dead:
                continue
            late = 0.0
            if data and self.toxics.latency:
                self.proxy.struck["latency"] += 1
                jitter = self.toxics.jitter
                late = max(0.0, self.toxics.latency + self.proxy.random.uniform(-jitter, jitter))
            if data and self.toxics.loss:
                late += self._lost()
            if not data and self.toxics.slow_close:
                self.proxy.struck["slow_close"] += 1
                late = self.toxics.slow_close
            self._due = max(self._due, loop.time() + late)
            await self._queue.put((self._due, data))
            while self.toxics.silent:
                await self.proxy.changed()

    def _lost(self) -> float:
        """What is lost is sent again, each time after twice as long, and all behind it waits."""
        late, again = 0.0, AGAIN
        while self.proxy.random.random() < self.toxics.loss:
            self.proxy.struck["loss"] += 1
            late, again = late + again, again * 2
        return late

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while True:
                due, data = await self._queue.get()
                if (wait := due - loop.time()) > 0:
                    await asyncio.sleep(wait)
                await self._until_open()
                if self.line.dead:
                    continue
                if not data:
                    if writer.can_write_eof():
                        writer.write_eof()
                    return
                if self.toxics.reset and self.proxy.random.random() < self.toxics.reset:
                    self.proxy.struck["reset"] += 1
                    self.line.reset()
                    return
                if not await self._pieces(data, writer):
                    self.line.close()
                    return

    async def _until_open(self) -> None:
        if self.toxics.silent:
            self.proxy.struck["silent"] += 1
        while self.toxics.silent:
            await self.proxy.changed()
        if self.toxics.timeout:
            self.proxy.struck["timeout"] += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.toxics.timeout):
                    while self.toxics.timeout:
                        await self.proxy.changed()
                    return
            self.line.close()
            raise ConnectionAbortedError

    async def _pieces(self, data: bytes, writer: asyncio.StreamWriter) -> bool:
        """False: as much as may has passed."""
        at = 0
        while at < len(data):
            while self.toxics.silent:
                await self.proxy.changed()
            toxics = self.toxics
            least, most = toxics.slices
            size = self.proxy.random.randint(least, most) if most else len(data)
            piece = data[at : at + size]
            at += len(piece)
            if most and at < len(data):
                self.proxy.struck["slices"] += 1
            if toxics.limit and self.passed + len(piece) > toxics.limit:
                self.proxy.struck["limit"] += 1
                writer.write(piece[: max(0, toxics.limit - self.passed)])
                return False
            if toxics.bandwidth:
                self.proxy.struck["bandwidth"] += 1
                await asyncio.sleep(len(piece) / toxics.bandwidth)
            writer.write(piece)
            self.passed += len(piece)
            await writer.drain()
        return True


def _cut(side: asyncio.StreamWriter) -> None:
    line = side.get_extra_info("socket")
    if line is not None:
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    side.transport.abort()
