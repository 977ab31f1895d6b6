"""A ``Wire`` that is a stream of server-sent events: what a page hears where
something on the way lets no websocket through.

The frames are those of the websocket, each as one event. The close code comes
as an event too, because a browser tells a page nothing else of why it ended.
"""

from collections.abc import MutableMapping
from typing import Any

from server.live.wire import STALL, PlainWire, Send


class EventWire(PlainWire):
    """``send`` is that of an answer whose head has gone out."""

    def __init__(self, send: Send, stall: float = STALL) -> None:
        async def tell(message: MutableMapping[str, Any]) -> None:
            more = message["type"] == "websocket.send"
            said = f"data: {message['text']}" if more else f"event: close\ndata: {message['code']}"
            # JSON of ours has no line breaks but those it escapes.
            await send(
                {"type": "http.response.body", "body": f"{said}\n\n".encode(), "more_body": more}
            )

        super().__init__(tell, stall)
