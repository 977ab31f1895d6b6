"""A client of the board written from ``docs/protocol.md`` alone.

It imports nothing of this project: what it cannot do, the page does not say.
It is no example of speed; it reads one frame after another and waits for each
answer.
"""

import json
import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

VERSION = 1
PATIENCE = 60.0
Json = dict[str, Any]


class Refused(Exception):
    """The server said no; ``answer`` is its frame, or what a page said."""

    def __init__(self, answer: Json) -> None:
        super().__init__(answer)
        self.answer = answer


class SmallClient:
    """One seat, console or screen, that outlives its connections."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookie = ""
        self.path = ""
        self.audience = ""
        self.position: Json | None = None
        self.view: dict[str, Json] = {}
        self.mine: Json = {}
        self.mine_seq = 0
        self.names: Json = {}
        self.presence: Json = {}
        self.welcome: Json = {}
        self.heard: list[Json] = []
        """The frames since the last hello, for who wants to look."""
        self.waiting: Json | None = None
        """The command that was not answered yet."""
        self.outbox = secrets.token_hex(16)
        self.number = 0
        self.line: ClientConnection | None = None

    # Coming in

    def join(self, code: str, name: str = "", organisation: str = "") -> None:
        fields = urlencode({"organisation": organisation, "name": name}).encode()
        kind = "application/x-www-form-urlencoded"
        self.path = self._post(f"/j/{code}", fields, kind)["location"]

    def open(self, link: str) -> None:
        token = json.dumps({"token": link.partition("#")[2]}).encode()
        self.path = self._post("/open", token, "application/json")["body"]["to"]

    def begin(self) -> Json:
        """What the page gives to begin with; it holds the format."""
        page = self._ask(urllib.request.Request(self.address + self.path))["text"]
        block = re.search(
            r'<script type="application/json" id="boot">(.*?)</script>', page, re.DOTALL
        )
        assert block is not None
        boot: Json = json.loads(block[1])
        return boot

    # The line

    def connect(self) -> None:
        """Says hello with the position it has, and takes all that belongs to the answer."""
        self.line = connect(
            self.address.replace("http", "ws", 1) + "/live",
            additional_headers={"Origin": self.address, "Cookie": self.cookie},
            compression=None,
            legacy=True,
        )
        self.heard = []
        grant = self.path.rpartition("/")[2]
        self._send(
            {
                "t": "hello",
                "v": VERSION,
                "grant": grant,
                "audience": self.audience,
                "position": self.position,
            }
        )
        while self.read()["t"] != "presence":
            pass

    def lose(self) -> None:
        """The line breaks, without a word."""
        assert self.line is not None
        self.line.socket.close()
        self.line = None

    def come_back(self) -> None:
        """Anew, and what was not answered goes out again."""
        self.connect()
        if self.waiting is not None:
            self._send(self.waiting)

    def look(self, audience: str) -> None:
        self.audience = audience
        self._send({"t": "look", "audience": audience, "position": None})
        while self.read()["t"] != "presence":
            pass

    def here(self, **how: bool) -> None:
        self._send({"t": "here", **how})

    # Acting

    def do(self, type: str, **fields: object) -> str:
        """The id of what it made, if anything. Raises Refused."""
        self.send(type, **fields)
        return self.answer()

    def send(self, type: str, **fields: object) -> None:
        assert self.waiting is None
        self.number += 1
        self.waiting = {
            "t": "do",
            "outbox": self.outbox,
            "n": self.number,
            "visit": self.view["phase"]["visit"] if "phase" in self.view else 0,
            "command": {"type": type, **fields},
        }
        self._send(self.waiting)

    def answer(self) -> str:
        """Waits for the answer to what was sent. Raises Refused."""
        assert self.waiting is not None
        while True:
            frame = self.read()
            if frame["t"] in ("ack", "no") and frame["n"] == self.waiting["n"]:
                break
        if frame["t"] == "no":
            if not frame["again"]:
                self.waiting = None
            raise Refused(frame)
        self.waiting = None
        return str(frame["made"])

    # Following

    @property
    def seq(self) -> int:
        return int(self.position["seq"]) if self.position else 0

    def all(self, kind: str) -> dict[str, Json]:
        """The entities of one kind, by id."""
        start = f"{kind}:"
        return {key[len(start) :]: it for key, it in self.view.items() if key.startswith(start)}

    def until(self, true: Callable[[], object]) -> None:
        """Reads on until it is so. An answer says that it is done, and a patch shows it."""
        while not true():
            self.read()

    def read(self) -> Json:
        assert self.line is not None
        try:
            frame: Json = json.loads(self.line.recv(timeout=PATIENCE))
        except ConnectionClosed:
            self.line = None
            raise
        self.heard.append(frame)
        self._take(frame)
        return frame

    def _take(self, frame: Json) -> None:
        match frame["t"]:
            case "welcome":
                self.welcome = frame
                if frame["whole"]:
                    self.mine_seq = 0
            case "view":
                self.view, self.position = dict(frame["view"]), frame["position"]
            case "patch":
                self._patch(frame)
            case "mine" if frame["seq"] >= self.mine_seq:
                self.mine, self.mine_seq = frame["mine"], frame["seq"]
            case "names":
                self.names = frame
            case "presence":
                self.presence = frame

    def _patch(self, frame: Json) -> None:
        if frame["position"]["seq"] <= self.seq:
            return
        if frame["after"] != self.seq:
            self._send({"t": "look", "audience": self.audience, "position": None})
            return
        for key, entity in frame["set"].items():
            held = self.view.get(key)
            if entity is None:
                self.view.pop(key, None)
            elif held is None or held["seq"] <= entity["seq"]:
                self.view[key] = entity
        self.position = frame["position"]

    def _send(self, frame: Json) -> None:
        assert self.line is not None
        self.line.send(json.dumps(frame))

    # Pages

    def _post(self, path: str, body: bytes, kind: str) -> Json:
        headers = {"Content-Type": kind, "Origin": self.address, "Accept": "application/json"}
        return self._ask(urllib.request.Request(self.address + path, body, headers))

    def _ask(self, request: urllib.request.Request) -> Json:
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                return self._keep(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                kept = self._keep(answer)
            if answer.code == 303:
                return kept
            raise Refused(kept["body"] or {"status": answer.code}) from None

    def _keep(self, answer: Any) -> Json:
        cookie = answer.headers.get("Set-Cookie")
        if cookie is not None:
            self.cookie = cookie.partition(";")[0]
        text = answer.read().decode()
        is_json = answer.headers.get_content_type() == "application/json"
        return {
            "location": answer.headers.get("Location", ""),
            "text": text,
            "body": json.loads(text) if is_json else None,
        }


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **named: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere, urllib.request.ProxyHandler({}))
