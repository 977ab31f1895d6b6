"""B: what may come over a websocket byte by byte, and the close code that answers it."""

import json
import select
import struct
import threading

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from board.messages import PROTOCOL, Close
from server.live import socket as endpoint
from server.live.bounds import Bounds
from tests.bad.place import Place
from tests.bad.table import Row, Table
from tests.bad.tuned import tuned
from tests.server.lines import (
    BINARY,
    CLOSE,
    MORE,
    PATIENCE,
    PING,
    PONG,
    TEXT,
    Line,
    Served,
    frame,
    handshake,
)

B = Table("B", "The line, byte by byte", 39, 59)
LIMIT = 64 * 1024
EURO = "€".encode()
MANY = 60_000
KNOWN = b'{"t":"look"}'
OTHER = '{"t":"dans €"}'.encode()
"""A frame of another version: whoever reads it whole answers with ``unknown_kind``."""


def closes(place: Place, code: int, *cases: tuple[bytes, ...]) -> None:
    for sent in cases:
        with place.wire() as line:
            line.send(*sent)
            assert line.read_to_close() == code, sent[0][:20]
            assert line.read_all() == b""


def answers(place: Place, *sent: bytes) -> None:
    """It goes on, and what was said is understood."""
    with place.wire() as line:
        line.send(*sent)
        assert _code(line) == "unknown_kind", sent[0][:20]
        line.send(frame(TEXT, OTHER))
        assert _code(line) == "unknown_kind"


def _code(line: Line) -> str:
    while (said := json.loads(line.read_text()))["t"] != "no":
        pass
    return str(said["code"])


@B.row(39, "text that is not UTF-8, half a letter, a surrogate", "closed with 1007")
def _(place: Place) -> None:
    closes(
        place,
        1007,
        (frame(TEXT, b"\xff\xfe"),),
        (frame(TEXT, EURO[:2]),),
        (frame(TEXT, b"\xed\xa0\x80"),),
        (frame(TEXT, EURO[:1], last=False), frame(MORE, b"a")),
    )


@B.row(40, "a letter over two fragments, a ping between them", "read as one message")
def _(place: Place) -> None:
    cut = OTHER.index(EURO) + 1
    answers(place, frame(TEXT, OTHER[:cut], last=False), frame(MORE, OTHER[cut:]))
    between = frame(PING, b"?")
    answers(place, frame(TEXT, OTHER[:3], last=False), between, frame(MORE, OTHER[3:]))


@B.row(41, "a frame without a mask", "closed with 1002")
def _(place: Place) -> None:
    closes(place, 1002, (frame(TEXT, KNOWN, masked=False),))


@B.row(42, "reserved bits, opcodes that are none", "closed with 1002")
def _(place: Place) -> None:
    bits = [(frame(TEXT, b"x", reserved=bit),) for bit in (0x40, 0x20, 0x10)]
    closes(place, 1002, *bits, (frame(3, b"x"),), (frame(11, b"x"),))


@B.row(43, "a ping of 126 bytes, a ping or a close in fragments", "closed with 1002")
def _(place: Place) -> None:
    closes(
        place,
        1002,
        (frame(PING, b"x" * 126),),
        (frame(PING, b"x", last=False),),
        (frame(CLOSE, b"\x03\xe8", last=False),),
    )


@B.row(44, "the rest of nothing, a message inside another", "closed with 1002")
def _(place: Place) -> None:
    inside = (frame(TEXT, b"x", last=False), frame(TEXT, b"y"))
    closes(place, 1002, (frame(MORE, b"x"),), inside)


@B.row(45, "a byte too many, a length of 2^62, fragments that add up", "closed with 1009 at once")
def _(place: Place) -> None:
    closes(
        place,
        1009,
        (frame(TEXT, b"x" * (LIMIT + 1)),),
        (b"\x81\xff" + struct.pack("!Q", 1 << 62),),
        (b"\x81\xff" + struct.pack("!Q", 1 << 63),),
        (frame(TEXT, b"x" * 40_000, last=False), frame(MORE, b"x" * 40_000)),
    )
    answers(place, frame(TEXT, OTHER + b" " * (LIMIT - len(OTHER))))


@B.row(46, "48 KB that would unpack to 50 MB", "unpacking is not agreed to: closed with 1002")
def _(place: Place) -> None:
    with place.knock("Sec-WebSocket-Extensions: permessage-deflate") as line:
        head = line.read_head()
        assert " 101 " in head
        assert "extensions" not in head.lower()
    closes(place, 1002, (frame(TEXT, b"\x78" * 48_000, reserved=0x40),))


@B.row(47, "close codes that nobody may send, a reason that is no text", "closed with 1002, 1007")
def _(place: Place) -> None:
    codes = [(frame(CLOSE, struct.pack("!H", code)),) for code in (999, 1005)]
    closes(place, 1002, *codes, (frame(CLOSE, b"\x03"),))
    closes(place, 1007, (frame(CLOSE, b"\x03\xe8\xff"),))
    closes(place, 1000, (frame(CLOSE, struct.pack("!H", 1000)),))
    closes(place, 4321, (frame(CLOSE, struct.pack("!H", 4321)),))


@B.row(48, "bytes that are no text", "closed with 1003")
def _(place: Place) -> None:
    fragments = (frame(BINARY, b"he", last=False), frame(MORE, b"llo"))
    closes(place, 1003, (frame(BINARY, b"hello"),), fragments)


@B.row(
    49,
    "a text of nothing",
    "`bad_frame`, and the line stays",
    "What can be told without closing is told.",
)
def _(place: Place) -> None:
    with place.wire() as line:
        line.send(frame(TEXT, b""))
        assert _code(line) == "bad_frame"
    answers(place, frame(TEXT, OTHER))


@B.row(50, "60 000 fragments of one byte, and of none", "closed with 1008 after 256")
def _(place: Place) -> None:
    for part in (b"x", b""):
        closes(place, 1008, (frame(TEXT, part, last=False), frame(MORE, part, last=False) * MANY))


@B.row(51, "pings without end", "closed with 1008 after 50 in 10 seconds")
def _(place: Place) -> None:
    closes(place, 1008, (frame(PING, b"x" * 125) * 51,), (frame(PING) * 20_000,))
    answers(place, frame(PING) * 50, frame(TEXT, OTHER))


@B.row(52, "pongs nobody asked for", "passed over; closed with 1008 after 50 in 10 seconds")
def _(place: Place) -> None:
    answers(place, frame(PONG, b"x") * 20, frame(TEXT, OTHER))
    closes(place, 1008, (frame(PONG, b"x") * 51,))


@B.row(53, "no answer to a ping", "closed with 1011 after 20 seconds")
def _(place: Place) -> None:
    def often(server: object) -> None:
        server.config.ws_ping_interval = 0.05  # type: ignore[attr-defined]
        server.config.ws_ping_timeout = 0.2  # type: ignore[attr-defined]

    with Served(ECHO, tune=often) as served, served.websocket() as line:
        assert line.read_to_close() == 1011


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


ECHO = Starlette(routes=[WebSocketRoute("/live", echo)])


@B.row(54, "nothing is read", "cut off after 15 seconds")
def _(place: Place) -> None:
    """Without a close frame: there is no room left to write it in."""
    ended = threading.Event()

    async def pour(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text("x" * 20_000)
        finally:
            ended.set()

    app = Starlette(routes=[WebSocketRoute("/live", pour)])
    bounds = Bounds(stall=0.3)
    with Served(app, bounds=bounds) as served, Line(served.port, receive_buffer=4096) as line:
        line.send(handshake())
        watch = select.poll()
        # Not POLLIN: it waits for the line to break, and reads nothing.
        watch.register(line.socket, select.POLLERR | select.POLLHUP)
        assert watch.poll(PATIENCE * 1000)
        assert ended.wait(PATIENCE)


@B.row(55, "a line that is closed on one side", "closed on the other")
def _(place: Place) -> None:
    with place.wire() as line:
        line.socket.shutdown(1)
        line.read_all()


@B.row(56, "nothing after the handshake", f"closed with {Close.NO_HELLO} after 5 seconds")
def _(place: Place) -> None:
    with tuned(endpoint, HELLO_SECONDS=0.2), place.wire(hello=False) as line:
        assert line.read_to_close() == Close.NO_HELLO


@B.row(57, "a command before hello", f"closed with {Close.BAD_FRAME}")
def _(place: Place) -> None:
    with place.partner(silent=True) as page:
        page.send(page.do("Undo"))
        assert page.closed() == Close.BAD_FRAME
        assert [one["code"] for one in page.seen] == ["bad_frame"]


@B.row(
    58,
    "hello once more",
    "`bad_frame`, and the line stays",
    "A page that says too much need not come in anew.",
)
def _(place: Place) -> None:
    with place.partner() as page:
        page.get("presence")
        assert page.said({"t": "hello", "v": PROTOCOL, "grant": page.grant})["code"] == "bad_frame"
        assert page.ask("Undo")["code"] == "forbidden"


@B.row(
    59,
    "the 11th line of a seat, the 1101st of a board",
    f"closed with {Close.FULL}",
    "A server has no number of lines of its own: each board has, and memory is bounded for each.",
)
def _(place: Place) -> None:
    with place.fresh() as board:
        first = board.partner()
        pages = [first]
        try:
            for _ in range(endpoint.PLACES - 1):
                pages.append(type(first)(first.visitor, first.grant))
            for page in pages:
                page.get("presence")
            with type(first)(first.visitor, first.grant) as one_more:
                assert one_more.closed() == Close.FULL
            with tuned(endpoint, PLACES_ON_BOARD=len(pages) + 1), board.partner() as other:
                assert other.closed() == Close.FULL
        finally:
            for page in pages:
                page.line.close()
        with board.partner() as other:
            other.get("presence")


@pytest.mark.parametrize("row", B.params)
def test_Q2_a_line_that_breaks_the_rules_is_closed_and_no_other(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
