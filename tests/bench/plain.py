"""What Doorstart is measured beside: Starlette under the same uvicorn, with a plain send loop.

It stores nothing, checks nothing and hides nothing: what one sends, all get.
"""

import asyncio

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.serving import listen

room: set[WebSocket] = set()


async def live(websocket: WebSocket) -> None:
    await websocket.accept()
    room.add(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            for other in list(room):
                await other.send_text(text)
    except WebSocketDisconnect:
        room.discard(websocket)


def main() -> None:
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/live", live)]),
        http="h11",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        lifespan="off",
    )
    print(listener.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
