"""The endpoint ``/live`` on a real server: who comes in, what they get, who may not."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
import websockets

from board.messages import Close
from server.live import socket as endpoint
from server.store.doors import hashed
from tests.server.sockets import Moon, Person

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


@pytest.mark.parametrize(
    "origin",
    ["https://elsewhere.example", "null", None, "http://127.0.0.1", "http://127.0.0.1:1"],
)
async def test_S11_another_sites_page_gets_no_socket(moon: Moon, origin: str | None) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await moon.partner().socket().open(origin)
    assert refused.value.response.status_code == 403


async def test_who_says_nothing_is_let_go(moon: Moon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "HELLO_SECONDS", 0.2)
    async with moon.partner().socket(silent=True) as page:
        assert await page.closed() == Close.NO_HELLO


async def test_who_does_not_begin_with_hello_is_let_go(moon: Moon) -> None:
    async with moon.partner().socket(silent=True) as page:
        await page.send(page.person.say("Undo"))
        assert await page.closed() == Close.BAD_FRAME
        assert page.seen == [_bad_frame()]


async def test_a_second_hello_is_refused_and_the_socket_stays(moon: Moon) -> None:
    async with moon.partner().socket() as page:
        await page.get("presence")
        await page.send({"t": "hello", "v": 1, "grant": page.person.grant})
        assert await page.get("no") == _bad_frame()
        assert (await page.answer(page.person.say("Undo")))["code"] == "forbidden"


async def test_a_client_of_another_version_is_told(moon: Moon) -> None:
    async with moon.partner().socket(v=2) as page:
        assert await page.closed() == Close.OLD_CLIENT


async def test_S7_no_grant_no_board(moon: Moon) -> None:
    """Wrong, empty, someone else's, of the record: one answer, and nothing of the board."""
    ann, bob = moon.partner(), moon.partner()
    thief = Person(moon.running, bob.visitor, ann.grant)
    nobody = Person(moon.running, moon.running.visitor(), ann.grant)
    record = Person(moon.running, bob.visitor, bob.visitor.open(moon.session.record))
    wrong = [Person(moon.running, bob.visitor, grant) for grant in ("", "x" * 22, "é", "\x00")]
    for person in (thief, nobody, record, *wrong):
        async with person.socket() as page:
            assert await page.closed() == Close.NOT_ALLOWED
            assert page.seen == []


async def test_the_screen_may_not_look_at_the_whole_board(moon: Moon) -> None:
    """There, cards bear the seat of who wrote them."""
    screen = moon.screen()
    async with screen.socket(audience="whole") as page:
        assert await page.closed() == Close.NOT_ALLOWED
    async with screen.socket() as page:
        await page.get("presence")
        await page.send({"t": "look", "audience": "whole"})
        assert (await page.get("no"))["code"] == "forbidden"


async def test_one_seat_has_ten_places(moon: Moon) -> None:
    ann = moon.partner()
    async with AsyncExitStack() as open:
        pages = [await open.enter_async_context(ann.socket()) for _ in range(endpoint.PLACES)]
        for page in pages:
            await page.get("presence")
        async with ann.socket() as one_more:
            assert await one_more.closed() == Close.FULL
        async with moon.partner().socket() as other:
            await other.get("presence")
        await pages[0].line.close()
        async with ann.socket() as again:
            await again.get("presence")


# Being in


async def test_S2_a_partner_may_not_lead(moon: Moon) -> None:
    async with moon.begun(), moon.partner().socket() as page:
        commands: dict[str, dict[str, Any]] = {
            "OpenPhase": {"phase": "tide_reading"},
            "PauseBoard": {},
            "EndBoard": {},
            "TakeSnapshot": {},
            "HideCards": {"cards": ["x"], "reason": "y"},
            "TakeSeat": {"seat": "elsewhere"},
            "AddPaperSeat": {},
        }
        for type, fields in commands.items():
            answer = await page.answer(page.person.say(type, 1, **fields))
            assert (answer["t"], answer["code"]) == ("no", "forbidden")


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


async def test_S8_a_revoked_link_closes_its_socket_within_the_second(moon: Moon) -> None:
    async with moon.console().socket() as console, moon.partner().socket() as partner:
        await console.get("presence")
        secret = moon.session.lead.partition("#")[2]
        assert await moon.site.doors.revoke(hashed(secret), moon.site.clock())
        assert await console.closed() == Close.NOT_ALLOWED
        await partner.get("presence")
        assert partner.line.close_code is None


async def test_too_fast_is_told_and_may_be_sent_again(moon: Moon) -> None:
    async with moon.begun(), moon.partner().socket() as page:
        await page.get("presence")
        for _ in range(60):
            await page.send(page.person.say("PostCard", 1, kind=THOUGHT, text="Snel"))
        answers = [await page.get("ack", "no") for _ in range(60)]
        fast = [one for one in answers if one.get("code") == "too_fast"]
        assert 10 <= len(fast) <= 20
        assert all(one["again"] for one in fast)


async def test_a_flood_is_shut_out(moon: Moon) -> None:
    async with moon.partner().socket() as page:
        await page.get("presence")
        try:
            for _ in range(500):
                await page.send({"t": "here"})
        except websockets.ConnectionClosed:
            pass
        assert await page.closed() == Close.TOO_FAST


async def test_whole_views_on_request_are_rationed(moon: Moon) -> None:
    async with moon.partner().socket() as page:
        await page.get("presence")
        for _ in range(12):
            await page.send({"t": "look"})
        await page.send(page.person.say("Undo"))
        await page.get("no")
        assert page.kinds.count("view") == 4
        # What it asked for last still comes, when it may.
        await page.get("view")


async def test_going_away_says_when_to_come_back(moon: Moon) -> None:
    async with moon.partner().socket() as page:
        await page.get("presence")
        assert moon.running.uvicorn is not None
        moon.running.uvicorn.should_exit = True
        assert await page.closed() == Close.COME_BACK
        assert page.kinds[-1] == "bye"


def _bad_frame() -> dict[str, object]:
    return {"t": "no", "n": 0, "code": "bad_frame", "value": "", "limit": "", "again": False}
