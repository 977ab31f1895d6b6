"""The endpoint ``/live`` on a real server: who comes in, what they get, who may not."""

import asyncio
import json

from board.messages import Close
from tests.server.sockets import Moon

SEED = "moonseed"
THOUGHT = "shadow_thought"


# Coming in


async def test_hello_is_answered_with_all_a_page_needs(moon: Moon) -> None:
    ann = moon.partner("Ann")
    async with ann.socket() as page:
        await page.get("presence")
        assert page.kinds == ["welcome", "view", "mine", "names", "presence"]
        welcome, view, mine, names, presence = page.seen
        assert (welcome["access"], welcome["audience"], welcome["whole"]) == (
            "partner",
            "partner",
            True,
        )
        assert welcome["position"] == view["position"]
        assert view["view"]["session"]["seats"] == 1
        assert mine["mine"]["seat"] == welcome["seat"]
        assert names["people"] == {welcome["seat"]: "Ann"}
        assert presence["here"] == 1


async def test_a_post_reaches_the_other_phones_and_the_screen(moon: Moon) -> None:
    async with (
        moon.begun() as console,
        moon.partner().socket(audience="whole") as ann,
        moon.partner().socket(audience="whole") as bob,
        moon.screen().socket() as screen,
    ):
        for page in (ann, bob, screen):
            await page.get("presence")
        made = (await ann.done("PostCard", 1, kind=THOUGHT, text="Straks"))["made"]
        shown = [await page.get_set(f"card:{made}") for page in (bob, console, screen)]
        assert {card["text"] for card in shown} == {"Straks"}
        # The screen is not told whose it is, nor what anyone is called.
        assert [card["seat"] for card in shown] == [shown[0]["seat"], shown[0]["seat"], None]
        assert [one["people"] for one in screen.seen if one["t"] == "names"] == [{}]


async def test_the_door_is_the_only_way_to_a_name_and_all_hear_it(moon: Moon) -> None:
    async with moon.console().socket() as console:
        await console.get("presence")
        await asyncio.to_thread(moon.partner, "Ann")
        assert "Ann" in (await console.get("names"))["people"].values()


async def test_presence_counts_people_and_not_pages(moon: Moon) -> None:
    ann = moon.partner()
    async with moon.console().socket() as console, ann.socket(), ann.socket() as second:
        await second.get("presence")
        await second.send({"t": "here", "typing": True, "busy": True})
        presence = await console.get("presence")
        while not presence["busy"]:
            presence = await console.get("presence")
        assert presence == {"t": "presence", "here": 1, "typing": 1, "busy": 1}


async def test_a_client_of_another_version_is_told(moon: Moon) -> None:
    async with moon.partner().socket(v=2) as page:
        assert await page.closed() == Close.OLD_CLIENT


async def test_the_screen_may_not_look_at_the_whole_board(moon: Moon) -> None:
    """There, cards bear the seat of who wrote them."""
    screen = moon.screen()
    async with screen.socket(audience="whole") as page:
        assert await page.closed() == Close.NOT_ALLOWED
    async with screen.socket() as page:
        await page.get("presence")
        await page.send({"t": "look", "audience": "whole"})
        assert (await page.get("no"))["code"] == "forbidden"


# Being in


async def test_C10_nothing_hidden_comes_over_the_line(moon: Moon) -> None:
    """Neither a veiled card's text, nor who wrote it, nor how many wrote."""
    async with (
        moon.begun(),
        moon.partner().socket(audience="whole") as ann,
        moon.partner().socket(audience="whole") as bob,
        moon.screen().socket() as screen,
    ):
        for page in (bob, screen):
            await page.get("presence")
        await ann.done("PostCard", 1, kind=SEED, text="Een stil zaadje")
        shown = (await ann.done("PostCard", 1, kind=THOUGHT, text="Luidop"))["made"]
        for page in (bob, screen):
            await page.get_set(f"card:{shown}")
            assert "stil zaadje" not in json.dumps(page.seen)


async def test_going_away_says_when_to_come_back(moon: Moon) -> None:
    async with moon.partner().socket() as page:
        await page.get("presence")
        assert moon.running.uvicorn is not None
        moon.running.uvicorn.should_exit = True
        assert await page.closed() == Close.COME_BACK
        assert page.kinds[-1] == "bye"
