"""Frames, and the wire for servers that do not offer one: over ASGI's ``send``."""

import asyncio
from typing import Any

import pytest
from websockets.protocol import State
from websockets.server import ServerProtocol

from board.messages import Close
from server.live.event_wire import EventWire
from server.live.wire import HIGH, SLICE, PlainWire, payload_of, prepare, slices


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536, 200_000])
def test_a_prepared_frame_is_what_the_websockets_package_would_send(length: int) -> None:
    protocol = ServerProtocol(state=State.OPEN)
    protocol.send_text(b"x" * length)
    assert prepare(b"x" * length) == b"".join(protocol.data_to_send())


def test_slices_are_fragments_of_one_message() -> None:
    payload = b"x" * (2 * SLICE) + b"y"
    pieces = slices(payload)
    assert [piece[0] for piece in pieces] == [0x01, 0x00, 0x80]
    assert [last for _, last in map(payload_of, pieces)] == [False, False, True]
    assert b"".join(part for part, _ in map(payload_of, pieces)) == payload
    assert slices(b"small") == (prepare(b"small"),)


class Other:
    """Another server's ``send``, with a lever: while it is shut nothing is taken."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.gone = False

    async def send(self, message: Any) -> None:
        await self.open.wait()
        if self.gone:
            raise OSError("gone")
        self.sent.append(dict(message))

    @property
    def texts(self) -> list[str]:
        return [one["text"] for one in self.sent if one["type"] == "websocket.send"]


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_the_plain_wire_sends_the_same_messages_in_order() -> None:
    other = Other()
    wire = PlainWire(other.send)
    big = "é" * SLICE
    for piece in [prepare(b"one"), *slices(big.encode()), prepare(b""), prepare(b"x" * 70_000)]:
        wire.write(piece)
    await settle()
    assert other.texts == ["one", big, "", "x" * 70_000]
    assert wire.buffered() == 0
    assert not wire.closed


async def test_the_plain_wire_keeps_messages_apart() -> None:
    other = Other()
    wire = PlainWire(other.send)
    first, *rest = slices(b"x" * 2 * SLICE)
    for piece in (first, prepare(b"between"), *rest):
        wire.write(piece)
    await settle()
    assert other.texts == ["between", "x" * 2 * SLICE]


async def test_the_plain_wire_pauses_drains_and_is_bounded(
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = Other()
    wire = PlainWire(other.send)
    drained: list[int] = []
    wire.on_drain(lambda: drained.append(wire.buffered()))
    other.open.clear()
    while not wire.paused:
        wire.write(prepare(b"x" * 10_000))
    assert wire.buffered() == 40_000
    other.open.set()
    await settle()
    assert drained == [0]
    other.open.clear()
    while not wire.closed:
        wire.write(prepare(b"x" * 10_000))
    assert "was written to though" in caplog.text
    assert wire.buffered() <= 256 * 1024
    other.open.set()
    await settle()
    assert other.sent[-1] == {"type": "websocket.close", "code": 4001, "reason": ""}


async def test_the_plain_wire_ends_when_the_other_side_is_gone_or_stuck() -> None:
    other = Other()
    other.gone = True
    wire = PlainWire(other.send)
    wire.write(prepare(b"x"))
    await settle()
    assert wire.closed

    stuck = Other()
    stuck.open.clear()
    wire = PlainWire(stuck.send, stall=0.01)
    wire.write(prepare(b"x"))
    assert wire._task is not None
    await wire._task
    assert wire.closed

    wire = PlainWire(Other().send)
    wire.write(prepare(b"x"))
    wire.abort()
    wire.write(prepare(b"y"))
    wire.close(1000)
    await settle()
    assert wire.closed


async def test_S15_a_stream_of_events_keeps_little_for_who_reads_slowly() -> None:
    other = Other()
    wire = EventWire(other.send, stall=0.05)
    drained: list[bool] = []
    wire.on_drain(lambda: drained.append(True))
    other.open.clear()
    written = 0
    while not wire.paused:
        wire.write(prepare(b'{"t":"patch"}' * 100))
        written += 1
    assert wire.buffered() <= HIGH + 1300
    other.open.set()
    await settle()
    assert drained == [True]
    assert [one["body"] for one in other.sent] == [
        b"data: " + b'{"t":"patch"}' * 100 + b"\n\n"
    ] * written
    wire.close(Close.COME_BACK)
    await settle()
    assert other.sent[-1]["body"] == b"event: close\ndata: 4000\n\n"
    assert [one["more_body"] for one in other.sent[-2:]] == [True, False]
    other.open.clear()
    stuck = EventWire(other.send, stall=0.05)
    stuck.write(prepare(b"{}"))
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    async with asyncio.timeout(60):
        await asyncio.gather(*tasks)
    assert stuck.closed
