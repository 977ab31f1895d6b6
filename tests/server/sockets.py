"""Someone with the real client of the websockets package, on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import websockets
from msgspec import Struct
from websockets.asyncio.client import ClientConnection

from server.control import SessionMade
from server.ids import new_id
from server.web.site import Site
from tests.running import Running, Visitor

PATIENCE = 60.0
FORMATS = Path(__file__).parent.parent / "formats"


class Moon(Struct, frozen=True):
    """A server and one work session on it, and the people who come there."""

    running: Running
    session: SessionMade

    def partner(self, name: str = "") -> "Person":
        visitor = self.running.visitor()
        return Person(self.running, visitor, visitor.join(self.session.code, name))

    def console(self) -> "Person":
        return self._with(self.session.lead)

    def screen(self) -> "Person":
        return self._with(self.session.display)

    @asynccontextmanager
    async def begun(self) -> AsyncIterator["Socket"]:
        """A console that has opened the first phase."""
        async with self.console().socket() as console:
            await console.done("OpenPhase", phase="seed_sowing")
            yield console

    async def begin(self) -> None:
        """Opens the first phase, unless that was done."""
        async with self.console().socket() as console:
            view = await console.get("view")
            if "phase" not in view["view"]:
                await console.done("OpenPhase", phase="seed_sowing")

    @property
    def site(self) -> Site:
        """The running server's own parts; those of the store work from any thread."""
        assert self.running.uvicorn is not None
        found = self.running.uvicorn.config.app.state.site  # type: ignore[union-attr]
        assert isinstance(found, Site)
        return found

    def _with(self, link: str) -> "Person":
        visitor = self.running.visitor()
        return Person(self.running, visitor, visitor.open(link))


class Person:
    """A browser with a grant. Where it gets in, it says hello by itself."""

    def __init__(self, running: Running, visitor: Visitor, path: str) -> None:
        self.running = running
        self.visitor = visitor
        self.grant = path.rsplit("/", 1)[-1]
        self.outbox = new_id()
        self.n = 0

    @property
    def headers(self) -> dict[str, str]:
        cookies = self.visitor.cookies.items()
        return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies)}

    def move_to(self, running: Running) -> None:
        """The server was started anew, on another port."""
        self.running = running

    def socket(self, **hello: object) -> "Socket":
        return Socket(self, hello)

    def say(self, type: str, visit: int = 0, *, n: int = 0, **fields: Any) -> dict[str, object]:
        """A command as a frame, under the next number or a given one."""
        if not n:
            self.n += 1
        command = {"type": type, **fields}
        sent = {"t": "do", "outbox": self.outbox, "n": n or self.n, "visit": visit}
        return sent | {"command": command}


class Socket:
    """An open socket; what comes in is kept until it is asked for."""

    def __init__(self, person: Person, hello: dict[str, object]) -> None:
        self.person = person
        self.hello = hello
        self.seen: list[dict[str, Any]] = []
        self.line: ClientConnection

    async def __aenter__(self) -> "Socket":
        await self.open()
        if "silent" not in self.hello:
            await self.send({"t": "hello", "v": 1, "grant": self.person.grant} | self.hello)
        return self

    async def open(self, origin: str | None = "") -> "Socket":
        running = self.person.running
        self.line = await websockets.connect(
            running.url.replace("http", "ws", 1) + "/live",
            origin=running.url if origin == "" else origin,  # type: ignore[arg-type]
            additional_headers=self.person.headers,
            max_size=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.line.close()

    async def send(self, frame: object) -> None:
        await self.send_raw(json.dumps(frame))

    async def send_raw(self, data: str | bytes) -> None:
        await self.line.send(data)

    async def get(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these kinds; what comes before it is passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = json.loads(await self.line.recv())
                self.seen.append(frame)
                if frame["t"] in kinds:
                    return dict(frame)

    async def get_set(self, key: str) -> dict[str, Any]:
        """What the next patch with this key, or a view, says of it."""
        while True:
            frame = await self.get("patch", "view")
            entities = frame["set"] if frame["t"] == "patch" else frame["view"]
            if key in entities:
                return dict(entities[key])

    async def answer(self, frame: dict[str, object]) -> dict[str, Any]:
        """Sends it and waits for what it was answered."""
        await self.send(frame)
        while (answer := await self.get("ack", "no"))["n"] not in (frame.get("n"), 0):
            pass
        return answer

    async def done(self, type: str, visit: int = 0, **fields: Any) -> dict[str, Any]:
        answer = await self.answer(self.person.say(type, visit, **fields))
        assert answer["t"] == "ack", answer
        return answer

    async def closed(self) -> int:
        """The code it was closed with; frames before that are passed over."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self.seen.append(json.loads(await self.line.recv()))
            except websockets.ConnectionClosed:
                assert self.line.close_code is not None
                return self.line.close_code

    @property
    def kinds(self) -> list[str]:
        return [frame["t"] for frame in self.seen]
