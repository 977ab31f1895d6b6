"""One open page that never gives up: a durable outbox, and a line that comes back.

It follows ``docs/protocol.md``: one command under way at a time, the same
number again until there is an answer that decides, and after every lost line a
hello with the position it has, on whichever server answers. All it does and
hears goes into the history.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from board.commands import AnyCommand
from board.messages import PROTOCOL, Do, Hello, Look, Position
from tests.bench.line import CLOSE, Line
from tests.faults import history as h
from tests.faults.history import History, clock

ANSWER = 2.0
"""Seconds without an answer on an open line; then the same command goes out again."""
OPENING = 5.0
SILENT = 40.0
FINAL = 4500

Json = dict[str, Any]
encode = msgspec.json.Encoder().encode


class Pass(Struct, frozen=True):
    """What a browser has after it came through a door."""

    board: str
    access: str
    audience: str
    grant: str
    cookie: str
    seat: str = ""
    organisation: str = ""


class Sent(Struct):
    n: int
    visit: int
    command: AnyCommand
    out: int = 0
    """How often it went over a line."""
    answered: Callable[[Json], None] | None = None


class DurableLine(Line):
    """A line that says when it is gone."""

    def __init__(self, request: bytes, on_text: Callable[[bytes, float], None]) -> None:
        super().__init__(request, on_text)
        self.gone = asyncio.Event()
        self.on_gone: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        open_lines.add(self)
        super().connection_made(transport)

    def _frame(self, final: int, kind: int, payload: bytes, now: float) -> None:
        super()._frame(final, kind, payload, now)
        if kind == CLOSE and self._transport is not None:
            # As a browser does: it agrees, and goes.
            head = bytes((0x80 | CLOSE, 0x80 | len(payload[:2])))
            self._transport.write(head + b"\0\0\0\0" + payload[:2])
            self._transport.close()

    def connection_lost(self, fault: Exception | None) -> None:
        super().connection_lost(fault)
        self.gone.set()
        self.on_gone()
        open_lines.discard(self)


open_lines: set[DurableLine] = set()


async def all_closed() -> None:
    """Also those that were still being opened when their tab was closed."""
    lines = list(open_lines)
    for line in lines:
        line.close()
    await asyncio.gather(*(line.gone.wait() for line in lines))


class Tab:
    def __init__(
        self,
        name: str,
        own: Pass,
        ports: list[int],
        history: History,
        random: Random,
        stirred: asyncio.Event,
    ) -> None:
        """``stirred`` is set whenever something came of something."""
        self.name = name
        self.own = own
        self.ports = ports
        """Where the servers listen; one that comes back elsewhere is put in its place."""
        self.server = random.randrange(len(ports))
        self.history = history
        self.random = random
        self.outbox = f"{random.getrandbits(128):032x}"
        self.n = 0
        self.lane: deque[Sent] = deque()
        self.view: dict[str, Json] = {}
        self.seq, self.mark = 0, ""
        self.mine: Json = {}
        self.asides: dict[int, Json] = {}
        """Answers to what it did not ask itself; see ``repeat``."""
        self.deaf = False
        """The line breaks just when the next answer comes, so that it is never heard."""
        self.barred = False
        """It was told not to come back."""
        self.welcomed = False
        self.ahead = 0.0
        """Seconds by which the clock of its server is ahead of the one here."""
        self.away: asyncio.Event = asyncio.Event()
        """Set while it may have a line."""
        self.away.set()
        self.line: DurableLine | None = None
        self.stirred = stirred
        self._after = 0.0
        self._task: asyncio.Task[None] | None = None
        lead = own.grant if own.access == "lead" else ""
        history.note(
            h.Came(
                clock(), name, own.board, own.access, own.audience, own.seat, own.organisation, lead
            )
        )

    # What others ask of it

    def start(self) -> None:
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def ask(
        self,
        command: AnyCommand,
        visit: int | None = None,
        answered: Callable[[Json], None] | None = None,
    ) -> None:
        """Put in the outbox; it goes out when what is before it has its answer."""
        self.n += 1
        meant = self.visit if visit is None else visit
        self.lane.append(Sent(self.n, meant, command, answered=answered))
        if len(self.lane) == 1:
            self._push()

    def repeat(self, sent: Sent, outbox: str) -> None:
        """Says what another tab has said, under that one's number. An answer does not
        name the outbox, so who does this asks nothing of its own.
        """
        self.asides.pop(sent.n, None)
        if self.line is not None and self.welcomed:
            self.history.note(h.Again(clock(), self.name, outbox, sent.n))
            self.line.send(encode(Do(outbox, sent.n, sent.visit, sent.command)))

    def drop(self, elsewhere: bool = True) -> None:
        """The line breaks without a word."""
        if elsewhere:
            self.server = (self.server + 1) % len(self.ports)
        if self.line is not None:
            self.line.close()

    @property
    def visit(self) -> int:
        phase = self.view.get("phase")
        return int(phase["visit"]) if phase else 0

    def all(self, kind: str) -> dict[str, Json]:
        start = f"{kind}:"
        return {key[len(start) :]: it for key, it in self.view.items() if key.startswith(start)}

    @property
    def open(self) -> bool:
        """Begun, and not closed since."""
        return self._task is not None and not self._task.done()

    @property
    def quiet(self) -> bool:
        return self.barred or (self.welcomed and not self.lane)

    # Its line

    async def _live(self) -> None:
        failed = 0
        while not self.barred:
            await self.away.wait()
            try:
                async with asyncio.timeout(OPENING):
                    port = self.ports[self.server]
                    line = await DurableLine.open(port, "/live", self.own.cookie, self._heard)
            except (OSError, TimeoutError):
                failed = min(failed + 1, 4)
                self.server = (self.server + 1) % len(self.ports)
                await asyncio.sleep(self.random.uniform(0.02, 0.05 * 2**failed))
                continue
            failed = 0
            assert isinstance(line, DurableLine)
            await self._on(line)
            await asyncio.sleep(self._after or self.random.uniform(0.01, 0.1))
            self._after = 0.0

    async def _on(self, line: DurableLine) -> None:
        self.line = line
        self.history.note(h.Up(clock(), self.name, self.server, self.seq, self.mark))
        position = Position(self.seq, self.mark) if self.seq else None
        wanted = "whole" if self.own.audience == "whole" else ""
        line.send(encode(Hello(PROTOCOL, self.own.grant, wanted, position)))
        try:
            out = -1
            while not line.gone.is_set():
                try:
                    async with asyncio.timeout(ANSWER):
                        await line.gone.wait()
                except TimeoutError:
                    # The same one still waits: an answer got lost on an open line.
                    if self.lane and self.lane[0].out and out == self.lane[0].n:
                        self._info("no answer")
                        self._push(again=True)
                    out = self.lane[0].n if self.lane else -1
        finally:
            self.line = None
            self.welcomed = False
            line.close()
        why = line.closed
        self.history.note(h.Down(clock(), self.name, why))
        if self.lane and self.lane[0].out:
            self._info(why)
        code = why.removeprefix("closed with ").partition(":")[0]
        if code.isdigit() and int(code) >= FINAL:
            self.barred = True
            self.stirred.set()

    def _push(self, again: bool = False) -> None:
        if not self.lane or self.line is None or not self.welcomed:
            return
        sent = self.lane[0]
        if sent.out and not again:
            return
        if sent.out == 0:
            self.history.note(
                h.Invoke(clock(), self.name, self.outbox, sent.n, sent.visit, sent.command)
            )
        else:
            self.history.note(h.Again(clock(), self.name, self.outbox, sent.n))
        sent.out += 1
        self.line.send(encode(Do(self.outbox, sent.n, sent.visit, sent.command)))

    def _info(self, why: str) -> None:
        self.history.note(h.Info(clock(), self.name, self.outbox, self.lane[0].n, why))

    # What it hears

    def _heard(self, text: bytes, now: float) -> None:
        start = text[:16]
        if start.startswith((b'{"t":"presence"', b'{"t":"names"', b'{"t":"now"', b'{"t":"health"')):
            if start.startswith(b'{"t":"now"'):
                self._is_told(msgspec.json.decode(text)["now"])
            if start.startswith(b'{"t":"presence"') and not self.welcomed:
                # The last of what a newcomer is told.
                self.welcomed = True
                self._push(again=True)
                self.stirred.set()
            return
        if start.startswith((b'{"t":"ack"', b'{"t":"no"')):
            if self.deaf and self.line is not None:
                self.deaf = False
                self.drop()
            elif not self.deaf:
                self._answered(msgspec.json.decode(text), now)
            return
        frame = self.history.got(self.name, text, now)
        match frame["t"]:
            case "welcome":
                self._is_told(frame["now"])
            case "view":
                self.view = dict(frame["view"])
                self._stands(frame)
            case "patch":
                self._patch(frame)
            case "mine":
                self.mine = frame["mine"]
            case "bye":
                self._after = frame["after_ms"] / 1000

    def _is_told(self, now: int) -> None:
        self.ahead = now / 1000 - time.time()
        self.stirred.set()

    def _stands(self, frame: Json) -> None:
        self.seq, self.mark = frame["position"]["seq"], frame["position"]["mark"]
        self.stirred.set()

    def _patch(self, frame: Json) -> None:
        if frame["position"]["seq"] <= self.seq:
            return
        if frame["after"] != self.seq:
            assert self.line is not None
            self.line.send(encode(Look("whole" if self.own.audience == "whole" else "")))
            return
        for key, entity in frame["set"].items():
            held = self.view.get(key)
            if entity is None:
                self.view.pop(key, None)
            elif held is None or held["seq"] <= entity["seq"]:
                self.view[key] = entity
        self._stands(frame)

    def _answered(self, answer: Json, now: float) -> None:
        if not self.lane or self.lane[0].n != answer["n"] or not self.lane[0].out:
            self.asides[answer["n"]] = answer
            self.stirred.set()
            return
        sent = self.lane[0]
        if answer["t"] == "no" and answer["again"]:
            self._info(answer["code"])
            line = self.line

            def once_more() -> None:
                if self.line is line and self.lane and self.lane[0] is sent:
                    self._push(again=True)

            wait = self.random.uniform(0.05, 0.3)
            asyncio.get_running_loop().call_later(wait, once_more)
            return
        if answer["t"] == "ack":
            self.history.note(
                h.Ok(now, self.name, self.outbox, sent.n, answer["seq"], answer["made"])
            )
        else:
            self.history.note(h.Fail(now, self.name, self.outbox, sent.n, answer["code"]))
        self.lane.popleft()
        if sent.answered is not None:
            sent.answered(answer)
        self.stirred.set()
        self._push()
