"""Django Channels: a consumer in a group, which sends what it gets to that group.

In one process over the layer in memory; with an address of Redis over
channels-redis and its pub/sub layer.
"""

import sys

import django  # type: ignore[import-not-found,import-untyped,unused-ignore]
from django.conf import settings  # type: ignore[import-not-found,import-untyped,unused-ignore]

from tests.bench.peers.serving import serve

GROUP = "room"
ENOUGH = 100_000
"""The layer in memory throws away what is over its capacity, 100 by default: it would lose most."""
IN_MEMORY = {
    "BACKEND": "channels.layers.InMemoryChannelLayer",
    "CONFIG": {"capacity": ENOUGH},
}
OVER_REDIS = {
    "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "CONFIG": {"hosts": sys.argv[1:]},
}
settings.configure(CHANNEL_LAYERS={"default": OVER_REDIS if len(sys.argv) > 1 else IN_MEMORY})
django.setup()

from channels.generic.websocket import (  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: E402
    AsyncWebsocketConsumer,
)


class Screen(AsyncWebsocketConsumer):  # type: ignore[misc,unused-ignore]
    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: object = None) -> None:
        await self.channel_layer.group_send(GROUP, {"type": "room.post", "text": text_data})

    async def room_post(self, message: dict[str, str]) -> None:
        await self.send(text_data=message["text"])


if __name__ == "__main__":
    serve(Screen.as_asgi())
