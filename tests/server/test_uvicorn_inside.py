"""For whoever raises uvicorn's version: each thing of its inside that is leaned on.

``server/live/protocol.py`` and ``server/web/http1.py`` subclass protocols that
uvicorn does not call public. What is gone or called otherwise is named here,
before it shows as a phone that hangs.
"""

import asyncio
import inspect

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.protocol import State
from websockets.server import ServerProtocol

UPGRADING = (
    "uvicorn's websocket protocol has changed inside: {} is gone. Read its new source beside "
    "server/live/protocol.py before raising the version in pyproject.toml."
)

METHODS = {
    "connection_made": ["transport"],
    "connection_lost": ["exc"],
    "data_received": ["data"],
    "eof_received": [],
    "pause_writing": [],
    "resume_writing": [],
    "shutdown": [],
    "handle_connect": ["event"],
    "handle_ping": [],
    "handle_pong": ["event"],
    "handle_cont": ["event"],
    "handle_bytes": ["event"],
    "handle_close": ["event"],
    "handle_parser_exception": [],
    "send_receive_event_to_app": [],
    "send_500_response": [],
    "stop_keepalive": [],
    "keepalive_timeout": [],
    "on_task_complete": ["task"],
    "send": ["message"],
    "receive": [],
}
ATTRIBUTES = [
    "close_sent",
    "close_timeout",
    "close_timer",
    "config",
    "conn",
    "curr_msg_data_type",
    "default_headers",
    "disconnected",
    "frames",
    "handshake_complete",
    "handshake_initiated",
    "loop",
    "ping_interval",
    "ping_timeout",
    "pong_timer",
    "queue",
    "read_paused",
    "transport",
    "writable",
]


@pytest.mark.parametrize("name", METHODS)
def test_uvicorn_still_calls_what_is_overridden(name: str) -> None:
    method = getattr(WebSocketsSansIOProtocol, name, None)
    assert method is not None, UPGRADING.format(f"the method {name}")
    found = [*inspect.signature(method).parameters][1:]
    assert found == METHODS[name], UPGRADING.format(f"{name}({', '.join(METHODS[name])})")


def test_uvicorn_still_has_what_is_looked_at() -> None:
    config = uvicorn.Config(PlainTextResponse("x"), log_config=None)
    config.load()

    async def make() -> WebSocketsSansIOProtocol:
        return WebSocketsSansIOProtocol(config, ServerState(), {})

    protocol = asyncio.run(make())
    for name in ATTRIBUTES:
        assert hasattr(protocol, name), UPGRADING.format(f"the attribute {name}")
    for name in ("scope", "response"):
        source = inspect.getsource(WebSocketsSansIOProtocol.handle_connect)
        assert f"self.{name}" in source, UPGRADING.format(f"the attribute {name}")


def test_uvicorn_still_leaves_the_transport_open_while_its_close_timer_runs() -> None:
    source = inspect.getsource(WebSocketsSansIOProtocol.run_asgi)
    assert "if self.close_timer is None:\n            self.transport.close()" in source, (
        UPGRADING.format("the look at close_timer when the application ends")
    )


def test_uvicorn_still_hands_the_transport_over_at_the_upgrade() -> None:
    source = inspect.getsource(H11Protocol.handle_websocket_upgrade)
    for call in ("connection_made(self.transport)", "data_received(", "set_protocol(protocol)"):
        assert call in source, UPGRADING.format(f"{call} at the upgrade")


def test_websockets_still_has_what_is_looked_at() -> None:
    protocol = ServerProtocol()
    assert protocol.state is State.CONNECTING
    names = ["fail", "send_close", "data_to_send", "handshake_exc", "close_sent", "state"]
    for name in [*names, "current_size", "max_message_size"]:
        assert hasattr(protocol, name), f"websockets' ServerProtocol.{name} is gone"


def test_uvicorn_s_server_still_goes_away_by_the_same_steps() -> None:
    for name in ("servers", "should_exit", "force_exit", "server_state"):
        source = inspect.getsource(uvicorn.Server)
        assert f"self.{name}" in source, UPGRADING.format(f"Server.{name}")
    assert ServerState().default_headers == [], UPGRADING.format("ServerState.default_headers")
    # Ours goes round by itself, and calls what uvicorn calls each time.
    assert "on_tick(" in inspect.getsource(uvicorn.Server.main_loop), UPGRADING.format("on_tick")
    assert "main_loop()" in inspect.getsource(uvicorn.Server._serve), UPGRADING.format("main_loop")
    found = [*inspect.signature(uvicorn.Server.shutdown).parameters]
    assert found == ["self", "sockets"], UPGRADING.format("Server.shutdown(sockets)")
