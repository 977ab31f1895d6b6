"""A client of the live board, as a phone is one: over http and a websocket.

It keeps the view as the patches make it and sends commands one after another.
"""

import asyncio
import http.client
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from board.commands import AnyCommand
from server.ids import new_id

Json = dict[str, Any]

BOOT = re.compile(r'<script type="application/json" id="boot">(.*?)</script>', re.S)
AGAIN_SECONDS = 0.5
"""Until what was given back is asked again."""


class Refused(Exception):
    """The server said no; ``code`` tells why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Client:
    """One seat, console or screen. ``url`` is where the server listens; ``origin``
    is what its pages are served from.
    """

    def __init__(self, url: str, origin: str) -> None:
        self.url = url
        self.origin = origin
        self.cookie = ""
        self.grant = ""
        self.view: Json = {}
        self.mine: Json | None = None
        self.organisations: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._outbox = new_id()
        self._n = 0

    async def join(self, code: str, organisation: str, name: str) -> None:
        """Takes a seat, by the form that a phone without JavaScript fills in."""
        body = urlencode({"organisation": organisation, "name": name})
        headers = {"content-type": "application/x-www-form-urlencoded"}
        status, there, _ = await self._post(f"/j/{code}", body, headers)
        if status != 303:
            raise Refused(f"join answered {status}")
        self.grant = there.rsplit("/", 1)[-1]

    async def open(self, link: str) -> None:
        """Exchanges the secret of a link for a grant, as the door page does."""
        body = json.dumps({"token": urlsplit(link).fragment})
        headers = {"content-type": "application/json"}
        status, _, answer = await self._post("/open", body, headers)
        if status != 200:
            raise Refused(f"open answered {status}")
        self.grant = json.loads(answer)["to"].rsplit("/", 1)[-1]

    async def boot(self) -> Json:
        """What the page of this seat begins with: its format among it."""
        status, page = await asyncio.to_thread(self._get_now, f"/p/{self.grant}")
        found = BOOT.search(page)
        if status != 200 or found is None:
            raise Refused(f"the page answered {status}")
        begun: Json = json.loads(found[1])
        return begun

    async def listen(self) -> None:
        """Follows the board until the socket closes."""
        where = urlsplit(self.url)
        async with connect(
            f"ws://{urlsplit(self.origin).netloc}/live?pieces=1",
            host=where.hostname,
            port=where.port,
            origin=Origin(self.origin),
            additional_headers={"Cookie": self.cookie},
            compression=None,
            max_size=None,
        ) as self._socket:
            hello = {"t": "hello", "v": 1, "grant": self.grant}
            await self._socket.send(json.dumps(hello))
            try:
                begun = ""
                async for said in self._socket:
                    text = self._heard(str(said))
                    # Large ones come in pieces: "+" stands before all but the last.
                    if text[0] in "+=":
                        begun, text = begun + text[1:], text[0]
                    if text == "=":
                        begun, text = "", begun
                    if text != "+":
                        await self._take(json.loads(text))
            except ConnectionClosed:
                pass
        self._socket = None

    async def do(self, command: AnyCommand) -> Json:
        """The acknowledgement. Raises Refused."""
        while self._socket is None or "session" not in self.view:
            await self.until(lambda _: self._socket is not None and "session" in self.view)
        self._n += 1
        visit = self.view.get("phase", {}).get("visit", 0)
        frame = {"t": "do", "outbox": self._outbox, "n": self._n, "visit": visit}
        said = await self._ask(self._n, msgspec.json.encode(frame | {"command": command}))
        while said["t"] == "no" and said.get("again"):
            # It was faster than one may be, or nothing can be saved just now.
            await asyncio.sleep(AGAIN_SECONDS)
            said = await self._ask(self._n, msgspec.json.encode(frame | {"command": command}))
        if said["t"] == "no":
            raise Refused(said["code"])
        return said

    async def _ask(self, n: int, frame: bytes) -> Json:
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._answers[n] = answer
        assert self._socket is not None
        await self._socket.send(frame.decode())
        return await answer

    async def until(self, seen: Callable[[Json], bool], seconds: float | None = None) -> bool:
        """Waits until the view is as wanted; False if that took too long."""

        async def wait() -> None:
            async with self._changed:
                await self._changed.wait_for(lambda: seen(self.view))

        try:
            await asyncio.wait_for(wait(), seconds)
        except TimeoutError:
            return False
        return True

    def all(self, kind: str) -> dict[str, Json]:
        prefix = f"{kind}:"
        return {key[len(prefix) :]: it for key, it in self.view.items() if key.startswith(prefix)}

    def _heard(self, text: str) -> str:
        """A message as it came."""
        return text

    async def _take(self, frame: Json) -> None:
        async with self._changed:
            match frame["t"]:
                case "view":
                    self.view = frame["view"]
                case "patch":
                    self._patch(frame["set"])
                case "mine":
                    self.mine = frame["mine"]
                case "names":
                    self.organisations = frame["organisations"]
                case "ack" | "no" if waiting := self._answers.pop(frame["n"], None):
                    waiting.set_result(frame)
            self._changed.notify_all()

    def _patch(self, patch: Json) -> None:
        for key, entity in patch.items():
            if entity is None:
                self.view.pop(key, None)
            else:
                self.view[key] = entity

    async def _post(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        return await asyncio.to_thread(self._post_now, path, body, headers)

    def _post_now(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.netloc, timeout=30)
        own = {"origin": self.origin, "host": urlsplit(self.origin).netloc}
        try:
            connection.request("POST", path, body.encode(), headers | own)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        if cookie := answer.getheader("set-cookie"):
            self.cookie = cookie.split(";", 1)[0]
        return answer.status, answer.getheader("location") or "", data

    def _get_now(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        headers = {"host": urlsplit(self.origin).netloc, "cookie": self.cookie}
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
