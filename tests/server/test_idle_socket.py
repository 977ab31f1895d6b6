"""A phone that says nothing stays: the time a request has to arrive is not a socket's."""

import asyncio
from pathlib import Path

import pytest

from server.demo.client import Client
from server.web import http1
from tests.running import Running


async def test_a_silent_websocket_outlives_the_time_for_a_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http1, "HEADER_SECONDS", 0.2)
    running = Running.start(tmp_path)
    try:
        client = Client(running.url, running.url)
        await client.join(running.session().code, "", "")
        listening = asyncio.create_task(client.listen())
        assert await client.until(lambda view: "session" in view, 60)
        done, _ = await asyncio.wait([listening], timeout=0.6)
        assert not done, "the socket was closed though nothing was wrong"
        listening.cancel()
    finally:
        running.stop()
