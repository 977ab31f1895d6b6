"""How the Python servers beside Doorstart are run: under its own uvicorn, with its options."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from server.serving import listen


def serve(app: Callable[..., Awaitable[Any]], lifespan: bool = False) -> None:
    """Prints the port."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        lifespan="on" if lifespan else "off",
    )
    print(listener.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))
