"""What may come over a websocket, case by case, and the close code that answers it.

The application behind it echoes. After each case another connection, open all
the while, still gets its echo.
"""

import select
import struct
import threading
from collections.abc import Iterator

import pytest
from msgspec import Struct
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from server.live.bounds import Bounds
from tests.server.lines import (
    BINARY,
    CLOSE,
    KEY,
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

LIMIT = 64 * 1024


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


APP = Starlette(routes=[WebSocketRoute("/live", echo)])


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(APP) as server:
        yield server


@pytest.fixture(scope="module")
def bystander(served: Served) -> Iterator[Line]:
    with served.websocket() as line:
        yield line


def still_there(bystander: Line) -> None:
    bystander.send(frame(TEXT, b"and you?"))
    assert bystander.read_text() == "and you?"


class Case(Struct, frozen=True):
    name: str
    sent: tuple[bytes, ...]
    code: int


EURO = "€".encode()
MANY = 60_000

CLOSED = [
    Case("text that is not UTF-8", (frame(TEXT, b"\xff\xfe"),), 1007),
    Case("half a character", (frame(TEXT, EURO[:2]),), 1007),
    Case("a surrogate in UTF-8", (frame(TEXT, b"\xed\xa0\x80"),), 1007),
    Case("not UTF-8 in fragments", (frame(TEXT, EURO[:1], last=False), frame(MORE, b"a")), 1007),
    Case("not masked", (frame(TEXT, b"hello", masked=False),), 1002),
    Case("reserved bit 1, without deflate", (frame(TEXT, b"x", reserved=0x40),), 1002),
    Case("reserved bit 2", (frame(TEXT, b"x", reserved=0x20),), 1002),
    Case("reserved bit 3", (frame(TEXT, b"x", reserved=0x10),), 1002),
    Case("an opcode for data that is none", (frame(3, b"x"),), 1002),
    Case("an opcode for control that is none", (frame(11, b"x"),), 1002),
    Case("a ping of 126 bytes", (frame(PING, b"x" * 126),), 1002),
    Case("a ping in fragments", (frame(PING, b"x", last=False),), 1002),
    Case("a close in fragments", (frame(CLOSE, b"\x03\xe8", last=False),), 1002),
    Case("the rest of nothing", (frame(MORE, b"x"),), 1002),
    Case("a message inside another", (frame(TEXT, b"x", last=False), frame(TEXT, b"y")), 1002),
    Case("a byte too many", (frame(TEXT, b"x" * (LIMIT + 1)),), 1009),
    Case("a length of 2^62", (b"\x81\xff" + struct.pack("!Q", 1 << 62),), 1009),
    Case("a length of 2^63", (b"\x81\xff" + struct.pack("!Q", 1 << 63),), 1009),
    Case(
        "fragments that add up",
        (frame(TEXT, b"x" * 40_000, last=False), frame(MORE, b"x" * 40_000)),
        1009,
    ),
    Case("a close code nobody may send", (frame(CLOSE, struct.pack("!H", 999)),), 1002),
    Case("a close code that is never sent", (frame(CLOSE, struct.pack("!H", 1005)),), 1002),
    Case("a close of one byte", (frame(CLOSE, b"\x03"),), 1002),
    Case("a reason that is not UTF-8", (frame(CLOSE, b"\x03\xe8\xff"),), 1007),
    Case("binary", (frame(BINARY, b"hello"),), 1003),
    Case("binary in fragments", (frame(BINARY, b"he", last=False), frame(MORE, b"llo")), 1003),
    Case(
        "a message in very many fragments",
        (frame(TEXT, b"x", last=False), *[frame(MORE, b"x", last=False)] * MANY),
        1008,
    ),
    Case(
        "fragments with nothing in them, without end",
        (frame(TEXT, b"", last=False), *[frame(MORE, b"", last=False)] * MANY),
        1008,
    ),
    Case("too many pings", (frame(PING, b"x" * 125),) * 51, 1008),
    Case("very many pings at once", (frame(PING),) * 20_000, 1008),
    Case("too many pongs nobody asked for", (frame(PONG, b"x"),) * 51, 1008),
    Case("a plain close", (frame(CLOSE, struct.pack("!H", 1000)),), 1000),
    Case("a close with a code of its own", (frame(CLOSE, struct.pack("!H", 4321)),), 4321),
]


@pytest.mark.parametrize("case", CLOSED, ids=lambda case: case.name)
def test_closes_with_the_code_that_says_why(served: Served, bystander: Line, case: Case) -> None:
    with served.websocket() as line:
        line.send(*case.sent)
        assert line.read_to_close() == case.code
        assert line.read_all() == b""
    still_there(bystander)


ANSWERED = [
    ("text", (frame(TEXT, b"hello"),), "hello"),
    ("nothing", (frame(TEXT, b""),), ""),
    ("a message of the largest size", (frame(TEXT, b"x" * LIMIT),), "x" * LIMIT),
    (
        "a character over two fragments",
        (frame(TEXT, EURO[:1], last=False), frame(MORE, EURO[1:])),
        "€",
    ),
    (
        "a ping between fragments",
        (frame(TEXT, b"he", last=False), frame(PING, b"?"), frame(MORE, b"llo")),
        "hello",
    ),
    ("pongs nobody asked for", (frame(PONG, b"x"),) * 20 + (frame(TEXT, b"hello"),), "hello"),
    ("as many pings as allowed", (frame(PING),) * 50 + (frame(TEXT, b"hello"),), "hello"),
]


@pytest.mark.parametrize(
    ("sent", "answer"), [row[1:] for row in ANSWERED], ids=[row[0] for row in ANSWERED]
)
def test_goes_on(served: Served, bystander: Line, sent: tuple[bytes, ...], answer: str) -> None:
    with served.websocket() as line:
        line.send(*sent)
        assert line.read_text() == answer
        line.send(frame(TEXT, b"again"))
        assert line.read_text() == "again"
    still_there(bystander)


def test_a_ping_gets_its_own_pong(served: Served) -> None:
    with served.websocket() as line:
        line.send(frame(PING, b"abc"))
        answer = line.read()
        assert (answer.kind, answer.payload) == (PONG, b"abc")


def test_deflate_is_not_agreed_to(served: Served) -> None:
    with served.line() as line:
        line.send(handshake("/live", "Sec-WebSocket-Extensions: permessage-deflate"))
        head = line.read_head()
        assert " 101 " in head
        assert "extensions" not in head.lower()


def test_a_line_closed_on_one_side_is_closed_on_the_other(served: Served) -> None:
    with served.websocket() as line:
        line.socket.shutdown(1)
        assert line.read_all() == b""


def test_a_thousand_messages_at_once_are_all_answered_in_order(served: Served) -> None:
    """They come in faster than the application takes them, and wait unparsed."""
    with served.websocket() as line:
        line.send(*(frame(TEXT, b"%d" % number) for number in range(1000)))
        assert [line.read_text() for _ in range(1000)] == [str(number) for number in range(1000)]


HANDSHAKES = [
    ("another version", handshake().replace(b"Version: 13", b"Version: 8"), 400),
    ("no version", handshake().replace(b"Sec-WebSocket-Version: 13\r\n", b""), 400),
    ("no key", handshake().replace(f"Sec-WebSocket-Key: {KEY}\r\n".encode(), b""), 400),
    ("a key that is none", handshake().replace(KEY.encode(), b"short"), 400),
    ("by POST", handshake().replace(b"GET ", b"POST "), 405),
    ("a header of 9 KB", handshake("/live", "Cookie: a=" + "x" * 9000), 431),
]


@pytest.mark.parametrize(
    ("sent", "status"), [row[1:] for row in HANDSHAKES], ids=[row[0] for row in HANDSHAKES]
)
def test_a_handshake_that_is_none_is_refused(served: Served, sent: bytes, status: int) -> None:
    with served.line() as line:
        line.send(sent)
        assert line.read_head().split()[1] == str(status)
        line.read_all()


def test_who_does_not_answer_pings_is_closed() -> None:
    def often(server: object) -> None:
        server.config.ws_ping_interval = 0.05  # type: ignore[attr-defined]
        server.config.ws_ping_timeout = 0.2  # type: ignore[attr-defined]

    with Served(APP, tune=often) as served, served.websocket() as line:
        assert line.read_to_close() == 1011


def test_who_answers_pings_stays() -> None:
    def often(server: object) -> None:
        server.config.ws_ping_interval = 0.05  # type: ignore[attr-defined]
        server.config.ws_ping_timeout = 5.0  # type: ignore[attr-defined]

    with Served(APP, tune=often) as served, served.websocket() as line:
        for _ in range(3):
            ping = line.read()
            assert ping.kind == PING
            line.send(frame(PONG, ping.payload))


def test_S15_who_does_not_read_is_cut_off() -> None:
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
    with (
        Served(app, bounds=Bounds(stall=0.3)) as served,
        Line(served.port, receive_buffer=4096) as line,
    ):
        line.send(handshake())
        watch = select.poll()
        # Not POLLIN: it waits for the line to break, and reads nothing.
        watch.register(line.socket, select.POLLERR | select.POLLHUP)
        assert watch.poll(PATIENCE * 1000)
        assert ended.wait(PATIENCE)
