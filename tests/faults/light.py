"""A page that is no part of a crowd: a line, where it stands, and what it is answered.

It comes back only when it is told to, and its story is not written down: there may be hundreds.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec

from board.commands import AnyCommand
from board.messages import PROTOCOL, Do, Hello, Here, Position
from tests.board.play import VISION
from tests.faults.crowd import joined
from tests.faults.tab import DurableLine, Pass
from tests.running import Running

PATIENCE = 120.0
Json = dict[str, Any]
encode = msgspec.json.Encoder().encode


class Page:
    def __init__(self, own: Pass) -> None:
        self.own = own
        self.line: DurableLine | None = None
        self.view: Json = {}
        self.seq, self.mark = 0, ""
        self.visit = 0
        self.welcomed = False
        self.answered = 0
        self._outbox = f"{id(self):032x}"
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._stirred = asyncio.Event()

    @property
    def gone(self) -> bool:
        return self.line is None or self.line.gone.is_set()

    @property
    def why(self) -> str:
        """The code with which it was closed."""
        closed = self.line.closed if self.line is not None else ""
        return closed.removeprefix("closed with ").partition(":")[0]

    @property
    def waiting(self) -> int:
        """Commands that were not answered yet."""
        return len(self._answers)

    async def open(self, port: int) -> bool:
        """False: there was nobody."""
        self.welcomed = False
        try:
            line = await DurableLine.open(port, "/live", self.own.cookie, self._heard)
        except OSError:
            return False
        assert isinstance(line, DurableLine)
        self.line = line
        line.on_gone = self._stirred.set
        position = Position(self.seq, self.mark) if self.seq else None
        line.send(encode(Hello(PROTOCOL, self.own.grant, "", position)))
        return True

    def drop(self) -> None:
        if self.line is not None:
            self.line.close()

    def forget(self) -> None:
        self.view, self.seq, self.mark = {}, 0, ""

    def hide(self) -> None:
        """Nobody looks at it, so it is sent little."""
        if self.line is not None:
            self.line.send(encode(Here(hidden=True)))

    def ask(self, command: AnyCommand) -> asyncio.Future[Json]:
        assert self.line is not None
        n = next(self._numbers)
        answer = self._answers[n] = asyncio.get_running_loop().create_future()
        self.line.send(encode(Do(self._outbox, n, self.visit, command)))
        return answer

    async def do(self, command: AnyCommand) -> Json:
        """Until it is done, however often it is told to ask again."""
        async with asyncio.timeout(PATIENCE):
            while (answer := await self.ask(command)).get("again"):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        assert answer["t"] == "ack", answer
        return answer

    async def settled(self) -> None:
        """It is in, or it was told to go."""
        await self.until(lambda: self.welcomed or self.gone)

    async def current(self, head: int) -> bool:
        """It shows what was so there; False: its line was lost before that."""
        await self.until(lambda: self.gone or (self.welcomed and self.seq >= head))
        return not self.gone

    async def left(self) -> None:
        await self.until(lambda: self.gone)

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not so():
                self._stirred.clear()
                await self._stirred.wait()

    def _heard(self, text: bytes, now: float) -> None:
        kind = text[6:10]
        if kind == b"pres":
            self.welcomed = True
        elif kind in (b'ack"', b'no",'):
            answer = msgspec.json.decode(text)
            self.answered += 1
            if (asked := self._answers.pop(answer["n"], None)) is not None:
                asked.set_result(answer)
        elif kind in (b"view", b"patc"):
            self._apply(msgspec.json.decode(text))
        self._stirred.set()

    def _apply(self, frame: Json) -> None:
        if frame["t"] == "view":
            self.view = frame["view"]
        elif frame["after"] == self.seq:
            for key, entity in frame["set"].items():
                if entity is None:
                    self.view.pop(key, None)
                else:
                    self.view[key] = entity
        else:
            return
        self.seq, self.mark = frame["position"]["seq"], frame["position"]["mark"]


def opened(running: Running, people: int, number: int) -> list[Pass]:
    """A new session: what who leads has in hand, and then so many people."""
    made = running.session(VISION.stage)
    leading = running.visitor()
    path = leading.open(made.lead)
    home = str(leading.post(f"{path}/organisation", {"name": f"Zaal {number}"}).json["id"])
    found = [joined(leading, path, board=made.board)]
    for _ in range(people):
        visitor = running.visitor()
        own = joined(visitor, visitor.join(made.code, "", home), board=made.board)
        found.append(msgspec.structs.replace(own, seat=own.grant, organisation=home))
    return found
