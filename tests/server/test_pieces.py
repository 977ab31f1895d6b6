"""What is large comes in pieces to who asks for that, and is what it was when put together."""

import asyncio
import json

import pytest
import websockets
from hypothesis import given
from hypothesis import strategies as st

from server.live.pieces import PIECE, signed, split
from server.live.wire import SLICE, PlainWire, prepare, slices
from tests.examples import few
from tests.server.sockets import PATIENCE, Moon
from tests.server.test_plain_wire import Other, settle

LETTERS = st.text(st.sampled_from("aé€𝄞"), max_size=40)
THOUGHT = "shadow_thought"


def together(messages: list[str]) -> list[str]:
    whole, begun = [], ""
    for said in messages:
        if said[:1] in ("+", "="):
            begun += said[1:]
        if said[:1] == "=":
            whole.append(begun)
            begun = ""
        elif said[:1] != "+":
            whole.append(said)
    assert begun == ""
    return whole


@few(60)
@given(LETTERS, st.integers(4, 9))
def test_a_cut_is_never_within_a_letter(text: str, size: int) -> None:
    parts = list(split(text.encode(), size))
    assert all(len(part) <= size for part in parts)
    assert "".join(part.decode() for part in parts) == text


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, SLICE, SLICE + 1, 3 * SLICE + 7])
async def test_A9_no_message_is_larger_than_a_piece(size: int) -> None:
    other = Other()
    wire = PlainWire(other.send)
    wire.in_pieces()
    payload = "{" + "é" * (size // 2) + "x" * (size % 2)
    for frame in (prepare(b"{}"), *slices(payload.encode()), prepare(b"{}")):
        wire.write(frame)
    await settle()
    assert max(len(text.encode()) for text in other.texts) <= PIECE
    assert together(other.texts) == ["{}", payload, "{}"]
    if len(payload.encode()) <= PIECE:
        assert other.texts == ["{}", payload, "{}"]


def test_a_part_of_a_message_does_not_end_it() -> None:
    assert signed(b"ab", last=False) == [b"+ab"]
    assert signed(b"ab", last=True) == [b"=ab"]


async def test_A9_a_page_that_asks_for_pieces_gets_the_same_view(moon: Moon) -> None:
    said: list[str] = []
    async with moon.begun() as console, moon.partner().socket() as page:
        await console.done("SetCardLimit", 1, cards_each=20)
        for _ in range(20):
            await page.done("PostCard", 1, kind=THOUGHT, text="Een café met 👍 " * 10)
        bob = page.person
        async with bob.socket(audience="whole") as other:
            whole = (await other.get("view"))["view"]
        url = moon.running.url.replace("http", "ws", 1) + "/live?pieces=1"
        hello = {"t": "hello", "v": 1, "grant": bob.grant, "audience": "whole"}
        async with (
            websockets.connect(
                url,
                origin=moon.running.url,  # type: ignore[arg-type]
                additional_headers=bob.headers,
            ) as line,
            asyncio.timeout(PATIENCE),
        ):
            await line.send(json.dumps(hello))
            while not said or '"t":"presence"' not in said[-1]:
                said.append(str(await line.recv()))
    frames = [json.loads(text) for text in together(said)]
    [view] = [frame["view"] for frame in frames if frame["t"] == "view"]
    assert view == whole
    assert len(json.dumps(whole).encode()) > 2 * PIECE
    assert max(len(text.encode()) for text in said) <= PIECE
