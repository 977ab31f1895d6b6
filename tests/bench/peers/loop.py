"""Starlette with a plain send loop. With an address of Redis: what one sends goes to a channel, and
what comes from there to all.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.bench.peers.serving import serve

CHANNEL = "room"
room: set[WebSocket] = set()
redis: Redis | None = None


async def live(websocket: WebSocket) -> None:
    await websocket.accept()
    room.add(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            if redis is None:
                await tell(text)
            else:
                await redis.publish(CHANNEL, text)
    except WebSocketDisconnect:
        room.discard(websocket)


async def tell(text: str) -> None:
    for other in list(room):
        try:
            await other.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            # It has just gone.
            room.discard(other)


@asynccontextmanager
async def joined(app: Starlette) -> AsyncIterator[None]:
    global redis  # noqa: PLW0603 the whole program is one room
    if len(sys.argv) < 2:
        yield
        return
    redis = Redis.from_url(sys.argv[1])
    hearing = redis.pubsub(ignore_subscribe_messages=True)
    await hearing.subscribe(CHANNEL)

    async def hear() -> None:
        async for message in hearing.listen():
            await tell(message["data"].decode())

    task = asyncio.create_task(hear())
    yield
    task.cancel()


if __name__ == "__main__":
    serve(Starlette(routes=[WebSocketRoute("/live", live)], lifespan=joined), lifespan=True)
