"""Listening: the socket, uvicorn's options and the log, the same for every way to start.

uvicorn's defaults are for a web site; a room full of phones needs others. Each
is here with its reason.
"""

import logging
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from board.messages import FRAME_LIMIT
from server.live.protocol import LiveProtocol
from server.settings import Settings
from server.web.http1 import HEADER_BYTES, TimedHTTP

DEAD_AFTER_MS = 15_000
"""A phone that takes nothing for so long is gone, though its line stands."""
SEND_BUFFER = 128 * 1024
GRACE_SECONDS = 10


class CannotListen(OSError):
    pass


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose options each connection inherits. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Else the system keeps megabytes for each phone that does not read.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER_MS)
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError) as fault:
        listener.close()
        raise CannotListen(
            f"cannot listen on {host} port {port}: {fault}; "
            "set PORT to a free port, or stop the program that uses this one"
        ) from None
    return listener


def make_server(app: Starlette, settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=TimedHTTP,
        ws=LiveProtocol,
        ws_max_size=FRAME_LIMIT,
        ws_per_message_deflate=False,
        ws_ping_interval=10,
        ws_ping_timeout=20,
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # Paths hold codes and grants, so they are not logged; see set_up_log.
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies) or None,
        lifespan="on",
    )
    return uvicorn.Server(config)


def set_up_log(level: int = logging.INFO) -> None:
    """To standard error, so that what a command prints stays clean."""
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    # uvicorn tells of each websocket with its path, and of its own starting.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
