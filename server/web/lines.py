"""Where websockets leave the road of pages: nothing that comes after it is for them.

A connection stays for hours, and each part of the road keeps something as long.
"""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket


class Lines:
    def __init__(
        self, app: ASGIApp, path: str, endpoint: Callable[[WebSocket], Awaitable[None]]
    ) -> None:
        self.app = app
        self.path = path
        self.endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "websocket" and scope["path"] == self.path:
            return self.endpoint(WebSocket(scope, receive, send))
        return self.app(scope, receive, send)
