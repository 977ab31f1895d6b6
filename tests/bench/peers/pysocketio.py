"""python-socketio: what one emits is emitted to all. With an address of Redis, over its manager."""

import sys

import socketio  # type: ignore[import-not-found,import-untyped,unused-ignore]

from tests.bench.peers.serving import serve

manager = socketio.AsyncRedisManager(sys.argv[1]) if len(sys.argv) > 1 else None
io = socketio.AsyncServer(async_mode="asgi", client_manager=manager)


@io.event  # type: ignore[misc,untyped-decorator,unused-ignore]
async def post(sid: str, card: object) -> None:
    await io.emit("post", card)


if __name__ == "__main__":
    serve(socketio.ASGIApp(io))
