"""A line to PostgreSQL that breaks at the worst moment: between a COMMIT and its answer.

It passes on all that is said, and understands just enough of the protocol to
see a COMMIT go by. Then, now and then, it cuts: sometimes before the database
hears of it, sometimes after it has committed and before anyone is told. The
server cannot tell which.
"""

import asyncio
import contextlib
import threading
from random import Random
from types import TracebackType
from typing import Self

COMMIT = b"COMMIT"
PARSE, QUERY, COMPLETE, EXECUTE = b"P", b"Q", b"C", b"E"
FRAME = (b"BEGIN", b"COMMIT", b"ROLLBACK")


class Messages:
    """Cuts one direction of a line into messages. The first of a client has no type."""

    def __init__(self, *, from_client: bool) -> None:
        self._rest = b""
        self._begun = not from_client

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """Whole messages, as (type, all of its bytes)."""
        self._rest += data
        found = []
        while (size := self._size()) and len(self._rest) >= size:
            message, self._rest = self._rest[:size], self._rest[size:]
            kind = message[:1] if self._begun else b""
            # What asks for encryption is refused, and followed by the real beginning.
            if not self._begun and message[4:8] != SSL:
                self._begun = True
            found.append((kind, message))
        return found

    def _size(self) -> int:
        at = 1 if self._begun else 0
        head = self._rest[at : at + 4]
        return at + int.from_bytes(head, "big") if len(head) == 4 else 0


SSL = (80877103).to_bytes(4, "big")


def is_commit(kind: bytes, message: bytes) -> bool:
    return (kind == QUERY and message[5:].startswith(COMMIT)) or (
        # A prepared statement has its name first, and this one has none.
        kind == PARSE and message[5:].lstrip(b"\0").startswith(COMMIT)
    )


class Cutter:
    """Listens in a thread of its own; ``chance`` of a commit to be cut, when it is not 0."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = 0
        self.chance = 0.0
        self.unheard = 0
        """Commits that the database never heard of."""
        self.untold = 0
        """Commits that happened, and nobody was told."""
        self.asked = 0
        """Statements, but for those that only begin or end a transaction."""
        self._database = port
        self._random = Random(seed)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="cutter", daemon=True)

    @property
    def cuts(self) -> int:
        return self.unheard + self.untold

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5.0), "the cutter does not listen"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5.0)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._end = asyncio.Event()
        lines: set[asyncio.Task[None]] = set()

        def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._line(reader, writer))
            lines.add(task)
            task.add_done_callback(lines.discard)

        server = await asyncio.start_server(came, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        for line in list(lines):
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _line(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            database, on = await asyncio.open_connection("127.0.0.1", self._database)
        except OSError:
            back.transport.abort()
            return
        cut = asyncio.Event()
        ways = [
            asyncio.create_task(self._asks(client, on, cut)),
            asyncio.create_task(self._answers(database, back, cut)),
        ]
        try:
            # Whichever way ends first takes the other along.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            back.transport.abort()
            on.transport.abort()

    async def _asks(
        self, client: asyncio.StreamReader, on: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        messages = Messages(from_client=True)
        framing = False
        with contextlib.suppress(OSError):
            while data := await client.read(65536):
                for kind, message in messages.feed(data):
                    if kind in (PARSE, QUERY):
                        framing = message[5:].lstrip(b"\0").startswith(FRAME)
                    self.asked += kind in (QUERY, EXECUTE) and not framing
                    if is_commit(kind, message) and self._random.random() < self.chance:
                        if self._random.random() < 0.5:
                            self.unheard += 1
                            return
                        cut.set()
                    on.write(message)
                await on.drain()

    async def _answers(
        self, database: asyncio.StreamReader, back: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        messages = Messages(from_client=False)
        # The answer to a wish for encryption is a single letter.
        with contextlib.suppress(OSError):
            first = await database.read(1)
            if first == b"N":
                back.write(first)
                first = b""
            data = first
            while True:
                for kind, message in messages.feed(data):
                    if cut.is_set() and kind == COMPLETE and message[5:].startswith(COMMIT):
                        self.untold += 1
                        return
                    back.write(message)
                await back.drain()
                data = await database.read(65536)
                if not data:
                    return
