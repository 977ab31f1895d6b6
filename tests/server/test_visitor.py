"""One connection's own frames among the shared ones."""

import json

from board import commands as c
from board.types import Audience
from tests.server.hall import Hall, begun, thought


async def test_a_refusal_never_falls_into_the_middle_of_a_long_message(hall: Hall) -> None:
    """A whole view goes out in pieces to who reads slowly, and may send nonsense meanwhile."""
    room = await hall.room()
    console, ann, bob = await begun(hall, room)
    for _ in range(150):
        await ann.done(room, thought("Een lange gedachte. " * 13))
    page = bob.page(room, Audience.WHOLE)
    page.drop()
    page.position = None
    page.enter(room, stuck=True)
    await console.done(room, c.PauseBoard())

    hello = json.dumps({"t": "hello", "v": 1, "grant": bob.grant.id})
    await page.serve("{", hello)
    while page.wire.paused:
        page.wire.take()
    page.settle()
    assert page.view == page.fresh()[0]
    assert [one["code"] for one in page.answers] == ["bad_frame", "bad_frame"]
