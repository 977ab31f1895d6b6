"""A websocket that does as it should, against one that echoes; what should not come over it
stands in ``tests/bad``.
"""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from tests.server.lines import PING, PONG, TEXT, Served, frame


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


APP = Starlette(routes=[WebSocketRoute("/live", echo)])


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(APP) as server:
        yield server


def test_a_ping_gets_its_own_pong(served: Served) -> None:
    with served.websocket() as line:
        line.send(frame(PING, b"abc"))
        answer = line.read()
        assert (answer.kind, answer.payload) == (PONG, b"abc")


def test_a_thousand_messages_at_once_are_all_answered_in_order(served: Served) -> None:
    """They come in faster than the application takes them, and wait unparsed."""
    with served.websocket() as line:
        line.send(*(frame(TEXT, b"%d" % number) for number in range(1000)))
        assert [line.read_text() for _ in range(1000)] == [str(number) for number in range(1000)]


def test_who_answers_pings_stays() -> None:
    def often(server: object) -> None:
        server.config.ws_ping_interval = 0.05  # type: ignore[attr-defined]
        server.config.ws_ping_timeout = 60.0  # type: ignore[attr-defined]

    with Served(APP, tune=often) as served, served.websocket() as line:
        for _ in range(3):
            ping = line.read()
            assert ping.kind == PING
            line.send(frame(PONG, ping.payload))
