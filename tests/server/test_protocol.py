"""The websocket protocol's subclass: the wire it offers, and plain ASGI beside it."""

import asyncio
import gc
import socket
import threading
import weakref

import pytest
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.live.bounds import Bounds
from server.live.protocol import LiveProtocol
from server.live.socket_wire import SocketWire
from server.live.wire import HIGH, LOW, SLICE, Wire, prepare, slices
from tests.server.lines import (
    CLOSE,
    MORE,
    PATIENCE,
    PING,
    PONG,
    TEXT,
    Line,
    frame,
    gone,
    handshake,
    serve,
)


def is_closed(wire: Wire) -> bool:
    return wire.closed


# The wire


def test_the_wire_is_offered_and_writes_prepared_frames_as_they_are() -> None:
    ready = prepare("één".encode())

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        assert isinstance(wire, SocketWire)
        wire.write(ready)
        assert is_closed(wire)
        await websocket.accept()
        assert not is_closed(wire)
        assert not wire.paused
        wire.write(ready)
        await websocket.send_text("twee")
        wire.write(ready)
        assert wire.buffered() == 0
        await gone(websocket)
        assert is_closed(wire)
        wire.write(ready)

    with serve(endpoint) as served, served.websocket() as line:
        assert [line.read_text() for _ in range(3)] == ["één", "twee", "één"]
        line.send(frame(CLOSE, b"\x03\xe8"))
        assert line.read_to_close() == 1000
        assert line.read_all() == b""


def test_a_message_in_slices_leaves_room_for_pings_but_not_for_other_messages() -> None:
    big = "x" * (3 * SLICE)
    pieces = slices(big.encode())

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.write(pieces[0])
        wire.write(prepare(b"right after it"))
        sending = asyncio.create_task(websocket.send_text("after it"))
        # The ping that came in meanwhile is answered between two slices.
        assert await websocket.receive_text() == "go on"
        assert not sending.done()
        for piece in pieces[1:]:
            wire.write(piece)
        await sending
        await gone(websocket)

    with serve(endpoint) as served, served.websocket() as line:
        first = line.read()
        line.send(frame(PING, b"?"), frame(TEXT, b"go on"))
        arrived = [line.read() for _ in range(5)]
    assert [one.kind for one in [first, *arrived]] == [TEXT, PONG, MORE, MORE, TEXT, TEXT]
    assert [one.payload for one in arrived[3:]] == [b"right after it", b"after it"]
    assert b"".join(one.payload for one in [first, *arrived[1:3]]).decode() == big


def test_a_wire_that_is_not_read_pauses_and_says_when_it_drains() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        drained = asyncio.Event()
        wire.on_drain(drained.set)
        await websocket.accept()
        count = 0
        while not wire.paused:
            wire.write(prepare(b"x" * 10_000))
            count += 1
        assert HIGH < wire.buffered() < HIGH + SLICE
        wire.write(prepare(str(count).encode()))
        await drained.wait()
        assert wire.buffered() <= LOW
        wire.write(prepare(b"drained"))
        await gone(websocket)

    with serve(endpoint) as served, Line(served.port, receive_buffer=4096) as line:
        line.send(handshake())
        line.read_head()
        count = 0
        while len(text := line.read_text()) == 10_000:
            count += 1
        assert text == str(count)
        assert line.read_text() == "drained"


def test_what_comes_in_is_brought_in_order_also_what_came_before_it_was_asked_for() -> None:
    came = threading.Event()
    heard: list[str] = []

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        heard.append(await websocket.receive_text())
        # The next one lies ready, and the one after that is not read yet.
        await asyncio.to_thread(came.wait, PATIENCE)
        assert wire.on_text(heard.append)
        wire.write(prepare(b"ready"))
        assert await gone(websocket) == 1000

    with serve(endpoint) as served, served.websocket() as line:
        texts = ["first", "second", "third " * 100, "één"]
        line.send(*(frame(TEXT, text.encode()) for text in texts))
        came.set()
        assert line.read().payload == b"ready"
        cut = frame(TEXT, b"cut in two")
        line.send(cut[:7])
        line.send(cut[7:], frame(TEXT, b"last"), frame(CLOSE, b"\x03\xe8"))
        assert line.read_to_close() == 1000
    assert heard == [*texts, "cut in two", "last"]


def test_answers_that_leave_together_stay_out_of_a_message_in_slices() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        first, *rest = slices(b"v" * (SLICE + 1))
        wire.write_all([prepare(b"one"), prepare(b"two")])
        wire.write(first)
        wire.write_all([prepare(b"three"), prepare(b"four")])
        for piece in rest:
            wire.write(piece)
        await gone(websocket)

    with serve(endpoint) as served, served.websocket() as line:
        seen = [line.read_text() for _ in range(5)]
    assert [text[:5] for text in seen] == ["one", "two", "vvvvv", "three", "four"]


def test_while_it_is_not_read_it_is_not_read_from_either() -> None:
    """Its pings would be answered into memory. They are answered when it reads."""
    full = threading.Event()

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        while not wire.paused:
            wire.write(prepare(b"x" * 20_000))
        held = wire.buffered()
        full.set()
        assert await websocket.receive_text() == "seen"
        assert wire.buffered() <= held
        await gone(websocket)

    with serve(endpoint) as served, Line(served.port, receive_buffer=4096) as line:
        line.send(handshake())
        assert full.wait(PATIENCE)
        line.send(*[frame(PING, b"x" * 125)] * 40, frame(TEXT, b"seen"))
        line.read_head()
        pongs = 0
        while pongs < 40:
            pongs += line.read().kind == PONG


def test_the_wire_closes_with_a_code_and_the_endpoint_is_told() -> None:
    told: list[int] = []
    refused = threading.Event()

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.write(prepare(b"last"))
        wire.close(4501, "not any more")
        wire.close(4000, "twice")
        wire.write(prepare(b"too late"))
        told.append(await gone(websocket))
        with pytest.raises((WebSocketDisconnect, RuntimeError)):
            await websocket.send_text("too late as well")
        refused.set()

    with serve(endpoint) as served, served.websocket() as line:
        assert line.read_text() == "last"
        closing = line.read()
        assert (closing.kind, closing.code, closing.payload[2:]) == (CLOSE, 4501, b"not any more")
        line.send(frame(CLOSE, closing.payload))
        assert line.read_all() == b""
        assert refused.wait(PATIENCE)
    assert told == [4501]


def test_who_does_not_answer_a_close_is_cut_off() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.close(4000)

    with serve(endpoint, Bounds(close_wait=0.2)) as served, served.websocket() as line:
        assert line.read_to_close() == 4000
        with pytest.raises(ConnectionResetError):
            line.socket.recv(1)


def test_the_application_s_own_close_does_not_wait_for_a_stuck_reader_either() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.write(prepare(b"x" * 30_000))
        await websocket.close(4321)

    with serve(endpoint, Bounds(close_wait=0.2)) as served, served.websocket() as line:
        assert line.read_to_close() == 4321
        with pytest.raises(ConnectionResetError):
            line.socket.recv(1)


def test_who_has_hung_up_but_does_not_read_is_cut_off() -> None:
    told = threading.Event()

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        while not wire.buffered():
            wire.write(prepare(b"x" * 10_000))
        assert not wire.paused
        await gone(websocket)
        told.set()

    with (
        serve(endpoint, Bounds(close_wait=0.2)) as served,
        Line(served.port, receive_buffer=4096) as line,
    ):
        line.send(handshake())
        line.read_head()
        line.socket.shutdown(socket.SHUT_WR)
        # The system would give up as well, but after a quarter of a minute.
        assert told.wait(PATIENCE / 2)


def test_abort_is_at_once() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.abort()
        assert wire.closed
        await gone(websocket)

    with (
        serve(endpoint) as served,
        served.websocket() as line,
        pytest.raises(ConnectionResetError),
    ):
        line.read()


def test_pings_are_rare_while_nobody_looks() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        assert isinstance(wire, SocketWire)
        protocol = wire._protocol
        assert protocol is not None
        assert protocol.ping_interval == 10
        wire.rest(True)
        assert protocol.ping_interval == 30
        wire.rest(False)
        assert protocol.ping_interval == 10
        await websocket.send_text("done")

    with serve(endpoint) as served, served.websocket() as line:
        assert line.read_text() == "done"


# Plain ASGI


def test_plain_asgi_works_as_before() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        assert websocket.scope["subprotocols"] == ["a", "b"]
        assert "websocket.http.response" in websocket.scope["extensions"]
        await websocket.accept(subprotocol="b", headers=[(b"x-extra", b"yes")])
        await websocket.send_bytes(b"\x00\x01")
        await websocket.send_text("x" * 200_000)
        assert await websocket.receive_text() == "hello"
        await websocket.close(4321, "reason")

    with serve(endpoint) as served, served.line() as line:
        line.send(handshake("/live", "Sec-WebSocket-Protocol: a, b"))
        head = line.read_head().lower()
        assert "sec-websocket-protocol: b" in head
        assert "x-extra: yes" in head
        assert line.read().payload == b"\x00\x01"
        assert line.read_text() == "x" * 200_000
        line.send(frame(TEXT, b"hello"))
        closing = line.read()
        assert (closing.code, closing.payload[2:]) == (4321, b"reason")


def test_closing_before_the_accept_is_a_403() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.close()
        assert wire.closed

    with serve(endpoint) as served, served.line() as line:
        line.send(handshake())
        assert " 403 " in line.read_head()
        assert line.read_all() == b""


def test_an_answer_in_place_of_the_accept() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.send_denial_response(PlainTextResponse("full", 503))

    with serve(endpoint) as served, served.line() as line:
        line.send(handshake())
        assert " 503 " in line.read_head()
        assert line.read_all() == b"full"


def test_an_endpoint_that_ends_closes_the_line() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        await websocket.accept()
        wire.write(prepare(b"bye"))

    with serve(endpoint) as served, served.websocket() as line:
        assert line.read_text() == "bye"
        assert line.read_all() == b""


def test_what_comes_before_the_accept_waits_for_it() -> None:
    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        early.set()
        assert await asyncio.to_thread(sent.wait, PATIENCE)
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())

    early, sent = threading.Event(), threading.Event()
    with serve(endpoint) as served, served.line() as line:
        line.send(handshake())
        assert early.wait(PATIENCE)
        line.send(frame(PING, b"early"), frame(TEXT, b"early too"))
        sent.set()
        assert " 101 " in line.read_head()
        assert line.read().kind == PONG
        assert line.read_text() == "early too"


def test_a_connection_that_is_gone_leaves_nothing_for_the_collector_of_cycles() -> None:
    """It comes by seldom: who comes back again and again would fill the memory until then."""

    async def endpoint(websocket: WebSocket, wire: Wire) -> None:
        wires.append(weakref.ref(wire))
        wire.on_drain(lambda: wire.write(b""))
        await websocket.accept()
        await gone(websocket)

    wires: list[weakref.ref[Wire]] = []
    gc.collect()
    gc.disable()
    try:
        with serve(endpoint) as served:
            for sent in (frame(CLOSE, b"\x03\xe8"), frame(PING) * 60, frame(TEXT, masked=False)):
                with served.websocket() as line:
                    line.send(sent)
                    line.read_to_close()
                    line.read_all()
        kept = [one for one in gc.get_objects() if isinstance(one, LiveProtocol)]
    finally:
        gc.enable()
    assert len(wires) == 3
    assert kept == []
    assert [wire() for wire in wires] == [None] * 3
