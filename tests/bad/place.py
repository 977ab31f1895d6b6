"""A server with a board where people are, for all that is bad to be sent to.

``control`` is an honest phone whose line stays open all the while. After each row it
posts and withdraws, and the board must then be what it was before.
"""

import asyncio
import contextlib
import itertools
import json
import secrets
import socket
import sqlite3
import threading
from collections.abc import Mapping
from time import monotonic
from typing import Any

from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from board.events import CardPosted
from board.messages import PROTOCOL
from board.types import CardId
from server.control import SessionMade
from server.ids import new_mark
from server.store import Append, Head, Log
from server.web.budget import ALL_SEATS, ONE_SEAT, Budget
from server.web.site import Site
from tests.people import site_of
from tests.running import Running, Visitor
from tests.server.lines import KEY, Line, frame, handshake
from tests.talking import AGAIN

PATIENCE = 60.0
STAGE, FIRST, VEILED, PARKED = "moonrise_stage", "seed_sowing", "moonseed", "shadow_thought"
"""Of the invented format: a session, its first phase, and what may be posted in it."""
OURS = "ours"
TOLD = "Samen koken en eten, elke week, met wie er is. "
WORDS = {
    "method": "GET ",
    "host": "Host: localhost",
    "version": "Sec-WebSocket-Version: 13\r\n",
    "key": f"Sec-WebSocket-Key: {KEY}\r\n",
}
"""What may be otherwise in a handshake."""
Json = dict[str, Any]
JSON = {"accept": "application/json"}


class Page:
    """A line to the board of which each frame is sent by hand."""

    def __init__(self, visitor: Visitor, path: str, **hello: Any) -> None:
        self.visitor = visitor
        self.path = path
        self.grant = path.rpartition("/")[2]
        self.visit = 1
        self.seq = 0
        """Where the board stood after what was done last."""
        self.outbox = secrets.token_hex(12)
        self.numbers = itertools.count(1)
        self.seen: list[Json] = []
        self.line: ClientConnection = connect(
            f"{visitor.origin.replace('http', 'ws', 1)}/live",
            origin=Origin(visitor.origin),
            additional_headers={"cookie": cookie(visitor)},
            compression=None,
            max_size=None,
            # Else who is not read stops reading, and cannot be closed either.
            max_queue=None,
            legacy=True,
        )
        if "silent" not in hello:
            self.send({"t": "hello", "v": PROTOCOL, "grant": self.grant} | hello)

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def send(self, frame: Json | str | bytes) -> None:
        with contextlib.suppress(ConnectionClosed):
            self.line.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def get(self, *kinds: str) -> Json:
        """The next frame of one of these kinds."""
        while True:
            frame: Json = json.loads(self.line.recv(timeout=PATIENCE))
            self.seen.append(frame)
            if frame["t"] in kinds:
                return frame

    def said(self, frame: Json | str) -> Json:
        """Sends it; the answer."""
        self.send(frame)
        return self.get("ack", "no")

    def do(self, type: str, n: int = 0, **fields: Any) -> Json:
        """A command as a frame, under the next number or a given one."""
        about = {"t": "do", "outbox": self.outbox, "n": n or next(self.numbers)}
        return about | {"visit": self.visit, "command": {"type": type, **fields}}

    def ask(self, type: str, **fields: Any) -> Json:
        return self.said(self.do(type, **fields))

    def done(self, type: str, **fields: Any) -> str:
        """The id of what it made."""
        asked = self.do(type, **fields)
        answer = self.said(asked)
        while answer.get("again"):
            # As a page does: the same once more, when one may ask again.
            threading.Event().wait(AGAIN)
            answer = self.said(asked)
        assert answer["t"] == "ack", answer
        self.seq = int(answer["seq"])
        return str(answer["made"])

    def view(self, seq: int = 0) -> Json:
        """What this line is shown from its first view on, until so much has happened."""
        frame = self.get("view")
        view: Json = dict(frame["view"])
        while frame["position"]["seq"] < seq:
            frame = self.get("patch", "view")
            view = view | frame["set"] if frame["t"] == "patch" else dict(frame["view"])
        return {key: one for key, one in view.items() if one is not None}

    def refused(self, type: str, **fields: Any) -> str:
        """The code with which the line said no, and stayed."""
        answer = self.ask(type, **fields)
        assert answer["t"] == "no", answer
        return str(answer["code"])

    def closed(self) -> int:
        """The code it was closed with; what came before that is in ``seen``."""
        try:
            while True:
                self.seen.append(json.loads(self.line.recv(timeout=PATIENCE)))
        except ConnectionClosed:
            assert self.line.close_code is not None
            return self.line.close_code


class Board:
    """A session of its own, begun, for rows that do what changes one."""

    def __init__(
        self, running: Running, stage: str = STAGE, phase: str = FIRST, trajectory: str = ""
    ) -> None:
        self.running = running
        self.session: SessionMade = running.session(stage=stage, trajectory=trajectory)
        leading = running.visitor()
        self.lead = Page(leading, leading.open(self.session.lead))
        self.lead.visit = 0
        self.lead.get("presence")
        if phase:
            self.open(phase)

    def open(self, phase: str) -> None:
        self.lead.done("OpenPhase", phase=phase)
        self.lead.visit += 1

    def partner(self, organisation: str = "", **hello: Any) -> Page:
        visitor = self.running.visitor()
        path = visitor.join(self.session.code, organisation=organisation)
        page = Page(visitor, path, **hello)
        page.visit = self.lead.visit
        return page

    def console(self, **hello: Any) -> Page:
        visitor = self.running.visitor()
        return Page(visitor, visitor.open(self.session.lead), **hello)

    def fill(self, cards: int) -> int:
        """Cards as people post them, laid straight into the log until there are so many; how
        many there are then. Who is there hears of all of them at once.
        """
        with self.partner() as page:
            made = page.done("PostCard", kind=PARKED, text="De eerste")
        site = site_of(self.running)
        log, id = Log(site.sessions.store), self.session.board

        async def laid() -> int:
            loaded = await log.load(id)
            assert loaded is not None
            posted = [one for one in loaded.events if isinstance(one, CardPosted)]
            [first] = [one for one in posted if one.card == made]
            more = [
                replace(first, card=CardId(f"c{n}"), number=n, text=f"Kaartje {n}. {TOLD}")
                for n in range(first.number + 1, first.number + 1 + cards - len(posted))
            ]
            for at in range(0, len(more), 1_000):
                head = (await log.heads([id]))[id]
                done = await log.append(Append(id, head, new_mark(), tuple(more[at : at + 1_000])))
                assert isinstance(done, Head)
            return len(posted) + len(more)

        return asyncio.run(laid())

    def shown(self) -> Json:
        """The board as who leads gets it anew, without counts of who came and went."""
        lead = self.lead
        view: Json = lead.visitor.get(lead.path).boot["view"]
        kept = ("card:", "cluster:", "round:", "text:", "claim:", "phase")
        found = {key: dict(one) for key, one in view.items() if key.startswith(kept)}
        for one in found.values():
            one.pop("seq")
        return found

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, *_: object) -> None:
        self.lead.line.close()


class Place:
    def __init__(self, running: Running) -> None:
        self.running = running
        self.board = Board(running)
        self.session = self.board.session
        visitor = running.visitor()
        self.path = visitor.join(self.session.code, "Mia")
        self.control = Page(visitor, self.path)
        self.card = self.control.done("PostCard", kind=PARKED, text="Dit staat er al")
        with self.partner() as other:
            other.done("AdoptCard", card=self.card)
        self.before = self.shown()

    def close(self) -> None:
        self.control.line.close()
        self.board.lead.line.close()

    @property
    def site(self) -> Site:
        return site_of(self.running)

    @property
    def port(self) -> int:
        return self.running.settings.port

    @property
    def visitor(self) -> Visitor:
        """A browser that was never here."""
        return self.running.visitor()

    def shown(self) -> Json:
        return self.board.shown()

    def still_well(self) -> None:
        made = self.control.done("PostCard", kind=PARKED, text="Nog altijd")
        self.control.done("WithdrawCard", card=made)
        assert self.shown() == self.before
        assert self.visitor.get("/healthz").status == 200

    def events(self) -> int:
        """How much stands in the logs of all boards."""
        with sqlite3.connect(self.running.settings.database) as database:
            (count,) = database.execute("select count(*) from event").fetchone()
        return int(count)

    def fresh(self, phase: str = FIRST, trajectory: str = "") -> Board:
        return Board(self.running, phase=phase, trajectory=trajectory)

    def partner(self, **hello: Any) -> Page:
        return self.board.partner(**hello)

    def console(self, **hello: Any) -> Page:
        return self.board.console(**hello)

    def budgets_anew(self) -> None:
        """What a row spent of guesses and forms is not the next one's to miss."""
        self.site.guesses = Budget(monotonic)
        self.site.forms = Budget(monotonic, ONE_SEAT, ALL_SEATS)

    # By hand

    def raw(self, *sent: bytes, half: bool = False) -> bytes:
        """What the server says to these bytes until it closes the line."""
        with Line(self.port) as line:
            line.send(*sent)
            if half:
                with contextlib.suppress(OSError):
                    line.socket.shutdown(socket.SHUT_WR)
            return line.read_all()

    def wire(self, *sent: bytes, hello: bool = True) -> Line:
        """A websocket of a partner of which each byte is sent by hand."""
        line = self.knock(f"Cookie: {cookie(self.control.visitor)}")
        assert " 101 " in line.read_head()
        if hello:
            said = {"t": "hello", "v": PROTOCOL, "grant": self.path.rpartition("/")[2]}
            line.send(frame(1, json.dumps(said).encode()))
            while json.loads(line.read_text())["t"] != "presence":
                pass
        line.send(*sent)
        return line

    def knock(self, *headers: str, origin: str | None = OURS, **changed: str) -> Line:
        """A handshake; ``changed`` puts another text in the place of one of ``WORDS``."""
        origin = self.running.url if origin == OURS else origin
        said = [f"Origin: {origin}"] if origin is not None else []
        sent = handshake("/live", *said, *headers)
        for name, value in ({"host": f"Host: 127.0.0.1:{self.port}"} | changed).items():
            sent = sent.replace(WORDS[name].encode(), value.encode("latin-1"))
        line = Line(self.port)
        line.send(sent)
        return line


def cookie(visitor: Visitor) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def status(answer: bytes) -> int:
    """Of an HTTP answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([line, *headers, "connection: close", "", body]).encode("latin-1")


def ask(visitor: Visitor, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """The status, and the code of the error if it is one."""
    page = visitor.ask(method, path, headers=JSON | dict(headers))
    return page.status, page.json.get("error", "") if page.status >= 400 else ""
