"""Listening and going away: options, silence in the log, limits of time, and an end that comes."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from board.messages import Close
from server import serving
from server.live.bounds import Bounds
from server.live.wire import prepare, wire_of
from server.serving import CannotListen, Server, listen, make_server
from server.settings import Settings
from server.web import http1
from tests.server.lines import CLOSE, PATIENCE, TEXT, Line, Served, frame, handshake

ROOT = Path(__file__).parents[2]
BUSY = threading.Event()


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def busy(request: Request) -> PlainTextResponse:
    """Nothing else is done until it is over, also no connection is taken."""
    BUSY.wait(PATIENCE)
    return PlainTextResponse("done")


async def large(request: Request) -> PlainTextResponse:
    return PlainTextResponse("x" * 4_000_000)


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


async def stuck(websocket: WebSocket) -> None:
    await websocket.accept()
    wire = wire_of(websocket)
    while not wire.paused:
        wire.write(prepare(b"x" * 20_000))
    await websocket.receive()


APP = Starlette(
    routes=[
        Route("/", hello),
        Route("/large", large),
        Route("/busy", busy),
        WebSocketRoute("/live", echo),
        WebSocketRoute("/stuck", stuck),
    ]
)


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(APP) as server:
        yield server


def get(line: Line, path: str = "/", *headers: str) -> str:
    line.send("\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *headers, "", ""]).encode())
    return line.read_head()


# Listening


def test_each_connection_inherits_the_bounds_of_the_listening_socket() -> None:
    with listen("127.0.0.1", 0) as listener, socket.socket() as phone:
        phone.connect(listener.getsockname())
        with listener.accept()[0] as line:
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
            if sys.platform == "linux":
                # The system counts its own costs with it, and says the double.
                assert line.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 128 * 1024
                assert line.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == 128 * 1024
                assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000


def test_a_whole_hall_may_come_while_the_server_is_busy(served: Served) -> None:
    BUSY.clear()
    with ExitStack() as open_lines:
        first = open_lines.enter_context(served.line())
        first.send(b"GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            hall = [open_lines.enter_context(served.line()) for _ in range(300)]
        finally:
            BUSY.set()
        for line in (first, *hall):
            if line is not first:
                line.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert " 200 " in line.read_head()


def test_a_port_that_is_taken_is_told_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CannotListen, match=f"port {port}.*set PORT to a free port"):
            listen("127.0.0.1", port)


def test_uvicorn_does_not_name_itself(served: Served) -> None:
    with served.line() as line:
        head = get(line)
    assert " 200 " in head
    assert "server:" not in head.lower()


def test_S10_no_path_or_query_is_logged_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access"):
        caplog.set_level(logging.DEBUG, logger=name)
    with Served(APP) as served:
        with served.websocket("/live?token=SECRET123", "Cookie: a=SECRET123") as line:
            line.send(frame(TEXT, b"SECRET123"))
            line.read_text()
        with served.line() as line:
            line.send(handshake("/none/SECRET123"))
            line.read_all()
        with served.line() as line:
            get(line, "/SECRET123?token=SECRET123", "Cookie: a=SECRET123")
    said = [record for record in caplog.records if record.name.startswith("uvicorn")]
    assert any("Started server process" in record.getMessage() for record in said)
    assert not [record for record in said if "SECRET" in record.getMessage()]


def test_behind_a_proxy_it_is_the_proxy_that_closes_an_idle_line() -> None:
    """Else a request could come over a line in the moment in which it is closed here."""
    behind = Settings(data=Path("unused"), trusted_proxies=("127.0.0.1",))
    patience = [
        make_server(APP, settings).config.timeout_keep_alive
        for settings in (Settings(data=Path("unused")), behind)
    ]
    # The longest that a usual proxy keeps one: two minutes.
    assert patience[0] < 120 < patience[1]


# Limits of size and time


def test_a_large_header_is_refused(served: Served) -> None:
    with served.line() as line:
        assert get(line, "/", "Cookie: a=" + "x" * 17_000).split()[1] in ("400", "431")
        line.read_all()


def test_a_slow_header_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http1, "HEADER_SECONDS", 0.3)
    with Served(APP) as served, served.line() as silent, served.line() as slow:
        slow.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        assert slow.read_all() == silent.read_all() == b""


def test_who_does_not_take_a_page_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http1, "STALL", 0.3)
    with Served(APP) as served, Line(served.port, receive_buffer=4096) as line:
        assert " 200 " in get(line, "/large")
        _until(lambda: not served.server.server_state.connections)
        assert len(line.read_all()) < 4_000_000


# Going away


def test_N10_everyone_is_told_when_to_come_back_and_closed_one_after_another(
    served: Served,
) -> None:
    lines = [served.websocket() for _ in range(5)]
    served.stop()
    for line in lines:
        message = line.read_text()
        assert message.startswith('{"t":"bye","after_ms":')
        assert 0 <= int(message.removesuffix("}").rpartition(":")[2]) <= 200
        closing = line.read()
        assert (closing.kind, closing.code) == (CLOSE, Close.COME_BACK)
        line.send(frame(CLOSE, closing.payload))
        assert line.read_all() == b""
        line.socket.close()
    served.join()


def test_N10_nobody_new_is_let_in_and_what_was_sent_is_answered_before_the_close() -> None:
    left = threading.Event()

    def patient(server: Server) -> None:
        server.on_leaving = left.set
        vars(server.config)["bounds"] = Bounds(parting=PATIENCE)

    with Served(APP, tune=patient) as served, served.websocket() as line:
        served.stop()
        assert left.wait(PATIENCE)
        assert line.read_text().startswith('{"t":"bye"')
        with pytest.raises(ConnectionError):
            served.line()
        line.send(frame(TEXT, b"still answered"))
        assert line.read_text() == "still answered"
        line.send(frame(CLOSE))
        assert line.read_all()


def test_what_people_sent_is_carried_out_after_the_last_line_is_gone() -> None:
    lines: list[int] = []
    servers: list[Server] = []

    async def drain() -> None:
        lines.append(len(servers[0].server_state.connections))

    with (
        Served(APP, drain=drain, tune=servers.append) as running,
        running.websocket() as line,
    ):
        running.stop()
        assert line.read_to_close() == Close.COME_BACK
    assert lines == [0]


def test_a_request_on_its_way_over_an_idle_line_is_answered_and_is_the_last(
    served: Served,
) -> None:
    with served.line() as line, served.websocket() as page:
        assert "connection: close" not in get(line).lower()
        assert line.read_bytes(5) == b"hello"
        served.stop()
        assert page.read_to_close() == Close.COME_BACK
        head = get(line)
        assert " 200 " in head
        assert "connection: close" in head.lower()
        assert line.read_all() == b"hello"


def test_who_is_still_coming_in_is_told_to_come_back(served: Served) -> None:
    with served.line() as line, served.websocket() as page:
        _until(lambda: len(served.server.server_state.connections) == 2)
        served.stop()
        assert page.read_text().startswith('{"t":"bye"')
        line.send(handshake())
        head = line.read_head()
        assert " 101 " in head
        # As other answers say it by now; of a line that stays it would be a lie.
        assert "connection: close" not in head.lower()
        assert line.read_text().startswith('{"t":"bye"')
        assert line.read_to_close() == Close.COME_BACK


def test_a_drain_that_does_not_end_is_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "DRAIN_SECONDS", 0.1)

    async def drain() -> None:
        await asyncio.Event().wait()

    with Served(APP, drain=drain):
        pass
    assert "they send it again" in caplog.text


def test_one_stuck_reader_does_not_hold_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # All else that would end it, the system too, comes later than anybody waits here.
    late = 2 * PATIENCE
    monkeypatch.setattr(http1, "STALL", late)
    monkeypatch.setattr(serving, "DEAD_AFTER_MS", int(1000 * late))

    def hurry(server: Server) -> None:
        server.grace = 0.5
        server.config.timeout_graceful_shutdown = None
        vars(server.config)["bounds"] = Bounds(close_wait=late, stall=late)

    with (
        Served(APP, tune=hurry) as served,
        Line(served.port, receive_buffer=4096) as page,
        Line(served.port, receive_buffer=4096) as reader,
    ):
        get(page, "/large")
        reader.send(handshake("/stuck"))
        _until(lambda: len(served.server.server_state.connections) == 2)
        served.stop()
        served.join()


def test_an_idle_line_and_one_with_half_a_request_do_not_hold_it_up(served: Served) -> None:
    with served.line() as idle, served.line() as half:
        get(idle)
        half.send(b"GET / HT")
        _until(lambda: len(served.server.server_state.connections) == 2)
        served.stop()
        served.join()


PROGRAM = """
import sys
from pathlib import Path
from server.serving import listen, make_server
from server.settings import Settings
from tests.server.test_serving import APP

listener = listen("127.0.0.1", 0)
server = make_server(APP, Settings(data=Path("unused")))
server.spread = 0.2
print(listener.getsockname()[1], flush=True)
server.run(sockets=[listener])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        with Line(int(process.stdout.readline())) as line:
            line.send(handshake())
            assert " 101 " in line.read_head()
            process.send_signal(number)
            assert line.read_text().startswith('{"t":"bye"')
            assert line.read_to_close() == Close.COME_BACK
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("leaving", [False, True])
def test_a_beginning_that_fails_is_told_unless_it_is_the_going_that_ended_it(
    leaving: bool, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(uvicorn.Config(APP))
    asked = asyncio.Event()

    async def begin() -> None:
        server.should_exit = leaving
        asked.set()
        raise RuntimeError("nobody answers")

    server.begin = begin

    async def run() -> None:
        with listen("127.0.0.1", 0) as listener:
            await server.serve(sockets=[listener])

    asyncio.run(run())
    assert asked.is_set()
    assert ("the beginning went wrong" in caplog.text) is not leaving


def _until(true: Callable[[], bool]) -> None:
    """Waits for something of the server's that nothing tells of."""
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, "it did not come to that"
        threading.Event().wait(0.01)
