"""One page: its line comes back by itself, and what it asks is asked until there is an answer."""

import asyncio
from random import Random
from time import perf_counter

import msgspec
from msgspec import Raw, Struct

from board import commands as c
from board.messages import (
    PROTOCOL,
    Ack,
    AnyServerFrame,
    Bye,
    Do,
    Hello,
    No,
    PatchFrame,
    Position,
    ViewFrame,
    Welcome,
)
from server.ids import new_id
from tests.bench.doorstart import Joined
from tests.bench.line import Line

FIRST_DELAY, LAST_DELAY = 0.5, 10.0
"""Seconds; as in ``static/js/connection.js``, of which all pages have these rules."""
HANDSHAKE = 30.0
encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyServerFrame).decode
_parts = msgspec.json.Decoder(dict[str, Raw]).decode


class Asked(Struct):
    """A command; ``first`` is when it was first sent, by the clock of the run."""

    n: int
    text: str
    command: c.AnyCommand
    first: float = 0.0
    answered: float = 0.0
    answer: Ack | No | None = None
    again: list[Ack | No] = []
    """Further answers to the same."""
    given_back: int = 0


class Heard:
    """When the pages of one room came to each place of its log."""

    def __init__(self) -> None:
        self.count: dict[int, int] = {}
        self.last: dict[int, float] = {}

    def reached(self, after: int, seq: int) -> None:
        now = perf_counter()
        for one in range(after + 1, seq + 1):
            self.count[one] = self.count.get(one, 0) + 1
            self.last[one] = now


class Page:
    """``follow`` is its life; ``ask`` waits for the answer, over as many lines as that takes."""

    def __init__(self, port: int, who: Joined, heard: Heard, random: Random) -> None:
        self.port, self.who, self.heard, self.random = port, who, heard, random
        self.outbox = new_id()
        self.asked: list[Asked] = []
        self.position: Position | None = None
        self.view: dict[str, Raw] = {}
        self.codes: list[int] = []
        """With which its lines ended; 0 where nothing was said."""
        self.resumed = self.whole = 0
        self.backwards: list[tuple[int, int]] = []
        """Places from and to which it went back, which no page may."""
        self.back: list[float] = []
        """For each line after the first: seconds from its end until the page was welcome."""
        self.open = False
        self.visit = 0
        """Of the phase that a command is meant for."""
        self._line: Line | None = None
        self._lost = 0.0
        self._again = False
        self._furthest = 0
        self._tries = 0
        self._after = -1.0
        self._welcome = asyncio.Event()
        self._answered = asyncio.Event()

    async def follow(self) -> None:
        """Until it is cancelled."""
        try:
            while True:
                await self._visit()
                await asyncio.sleep(self._delay())
        finally:
            self.cut()

    async def _visit(self) -> None:
        """One line, from opening it to its end."""
        self._welcome.clear()
        try:
            async with asyncio.timeout(HANDSHAKE):
                line = await Line.open(self.port, "/live", self.who.cookie, self._hear)
                self._line = line
                hello = Hello(v=PROTOCOL, grant=self.who.grant, position=self.position)
                line.send(encode(hello))
                line.ended.add_done_callback(lambda _: self._welcome.set())
                await self._welcome.wait()
        except (OSError, TimeoutError):
            self.cut()
            return
        if self.waits or self._again:
            self._send(self.asked[-1])
        await line.ended
        self.codes.append(line.code)
        self.open, self._line = False, None
        self._lost = perf_counter()

    def cut(self) -> None:
        """As a line that dies without a word."""
        if self._line is not None:
            self._line.close()
        self.open = False

    def _delay(self) -> float:
        if (after := self._after) >= 0:
            self._after = -1.0
            return after
        ceiling = min(LAST_DELAY, FIRST_DELAY * 2.0**self._tries)
        self._tries += 1
        return FIRST_DELAY / 2 + self.random.random() * (ceiling - FIRST_DELAY / 2)

    async def ask(self, command: c.AnyCommand, text: str = "", visit: int = 1) -> Ack | No:
        self.visit = visit
        asked = Asked(len(self.asked) + 1, text, command, perf_counter())
        self.asked.append(asked)
        self._send(asked)
        while asked.answer is None:
            self._answered.clear()
            await self._answered.wait()
        return asked.answer

    async def ask_again(self) -> None:
        """The last command once more: whoever answers may be another process than before."""
        last = self.asked[-1]
        self._again = True
        self._send(last)
        while not last.again:
            self._answered.clear()
            await self._answered.wait()
        self._again = False

    @property
    def waits(self) -> bool:
        """For an answer."""
        return bool(self.asked) and self.asked[-1].answer is None

    def _send(self, asked: Asked) -> None:
        if self.open and self._line is not None:
            self._line.send(encode(Do(self.outbox, asked.n, self.visit, asked.command)))

    def _hear(self, text: bytes, now: float) -> None:
        frame = _decode(text)
        match frame:
            case PatchFrame():
                self._stands(frame.position)
                for key, entity in _parts(frame.set).items():
                    if bytes(entity) == b"null":
                        self.view.pop(key, None)
                    else:
                        self.view[key] = entity
            case ViewFrame():
                self.view = _parts(frame.view)
                self._stands(frame.position)
            case Welcome():
                # A whole view may be of a little earlier, with what leads up to here behind it.
                if frame.position.seq < self._furthest:
                    self.backwards.append((self._furthest, frame.position.seq))
                if self._lost:
                    self.back.append(perf_counter() - self._lost)
                    self.whole += frame.whole
                    self.resumed += not frame.whole
                self.open, self._tries = True, 0
                self._welcome.set()
            case Ack() | No():
                self._hear_answer(frame)
            case Bye(after_ms=after):
                self._after = after / 1000

    def _hear_answer(self, frame: Ack | No) -> None:
        asked = self.asked[frame.n - 1]
        if isinstance(frame, No) and frame.again:
            asked.given_back += 1
            asyncio.get_running_loop().call_later(0.25, self._send, asked)
        elif asked.answer is None:
            asked.answer, asked.answered = frame, perf_counter()
            self._answered.set()
        else:
            asked.again.append(frame)
            self._answered.set()

    def _stands(self, position: Position) -> None:
        self.heard.reached(self._furthest, position.seq)
        self._furthest = max(self._furthest, position.seq)
        self.position = position
