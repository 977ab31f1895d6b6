"""What someone who comes in for the first time taps: twice, too soon, and back."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Visitor
from tests.browser.heard import Heard
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.phone import Phone
from tests.browser.pictures import picture
from tests.browser.room import SMALL, TALL
from tests.running import Running

CARDS = ("Tien kinderen gingen op kamp.", "De soepavond zat vol.", "Zes vrouwen leerden fietsen.")
WHY = "Iedereen kende iemand die meeging."


TAPS = """addEventListener("pointerdown", () => {
  sessionStorage.taps = Number(sessionStorage.taps || 0) + 1;
}, true);"""


async def a_phone(
    visitor: Visitor, led: Led, size: tuple[int, int] = SMALL, name: str = ""
) -> Phone:
    phone = Phone(await visitor(size))
    await phone.page.add_init_script(TAPS)
    await phone.join(led.made.join, ORGANISATIONS[0], name)
    return phone


async def seats(page: Page) -> int:
    """How many have joined, as the page was told when it came."""
    boot = await page.locator("#boot").text_content()
    found = re.search(r'"seats": ?(\d+)', boot or "")
    assert found
    return int(found[1])


async def test_the_track_has_one_mark_a_phase_from_the_first_paint(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running) as led:
        await led.open("post")
        phone = await a_phone(visitor, led)
        # From the code on the big screen to the first question: four taps at most.
        await expect(phone.now.locator(".ask-question")).to_be_visible()
        taps = int(await phone.page.evaluate("Number(sessionStorage.taps)"))
        assert 1 <= taps <= 4, taps
        marks = phone.page.locator(".track > li")
        await expect(marks).to_have_count(len(led.format["phases"]))
        await phone.page.reload()
        await phone.ready()
        await expect(marks).to_have_count(len(led.format["phases"]))


async def test_a_second_quick_tap_is_no_second_card_and_no_reproach(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running) as led:
        await led.open("post")
        phone = await a_phone(visitor, led, name="Amina")
        await phone.says("Met mijn naam en organisatie")
        await phone.button("Ik ben nog bezig").click()
        await phone.write(CARDS[0])
        await picture(phone.page, "taps-01-writing")
        told = await Heard.at(phone.page, "#tab-now .foot-told")
        aloud = await Heard.at(phone.page, "#live")
        # Within one turn of the page: two clicks from here may come as far apart as the machine is
        # slow, and are then meant as two.
        await phone.button("Zet op het bord").evaluate("one => { one.click(); one.click(); }")
        await told.says("Je kaartje staat op het bord.")
        await aloud.says("Je kaartje staat op het bord.", seen=False)
        await expect(phone.now.locator(".foot-problem")).to_be_hidden()
        await expect(phone.now.locator(".own")).to_have_count(1)
        # Who has posted is not busy any more.
        busy = phone.button("Ik ben nog bezig")
        await expect(busy).to_have_attribute("aria-pressed", "false")
        await picture(phone.page, "taps-02-posted")
        # Later, an empty card is told what it lacks.
        await expect(phone.now.locator(".foot-told")).to_be_hidden()
        await phone.press("Zet op het bord")
        await phone.says("Schrijf eerst iets.")


async def test_back_from_a_seat_leads_into_no_form(running: Running, visitor: Visitor) -> None:
    async with Led(running, people=0) as led:
        page = await visitor(SMALL)
        await page.goto(running.url)
        phone = Phone(page)
        await phone.join(led.made.join, ORGANISATIONS[0])
        seat = page.url
        await page.go_back()
        await expect(page.get_by_label("Jouw code")).to_be_visible()
        await page.goto(led.made.join)
        await expect(page.get_by_role("button", name="Doe mee")).to_have_count(0)
        back = page.get_by_role("link", name="Ga terug naar je plaats")
        await expect(back).to_be_in_viewport()
        await picture(page, "taps-03-seat-here")
        await back.click()
        await phone.ready()
        assert page.url == seat
        assert await seats(page) == 1
        # Someone else on this device asks for a seat of their own, and gets it.
        await page.goto(led.made.join)
        await page.get_by_role("link", name="Wij zijn met twee").click()
        await phone.come_in(ORGANISATIONS[1])
        assert page.url != seat
        assert await seats(page) == 2


async def test_back_without_javascript_finds_the_seat_too(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=0) as led:
        page = await visitor(SMALL, javascript=False)
        await page.goto(led.made.join)
        await page.get_by_text(ORGANISATIONS[0], exact=True).click()
        await page.get_by_role("button", name="Doe mee").click()
        await expect(page.locator(".plain h1")).to_be_visible()
        await expect(page.get_by_role("link", name="Vernieuw")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("link", name="Ga terug naar je plaats")).to_be_visible()
        await expect(page.get_by_role("button", name="Doe mee")).to_have_count(0)


async def test_joining_says_in_its_own_words_what_is_missing(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=0) as led:
        page = await visitor(SMALL, language="en-GB")
        await page.goto(led.made.join)
        await expect(page.locator("form[novalidate]")).to_be_visible()
        await page.get_by_role("button", name="Doe mee").click()
        problem = page.locator("#problem")
        await expect(problem).to_have_text("Kies eerst een antwoord. “Zonder organisatie” mag ook.")
        await expect(problem).to_be_in_viewport()
        await picture(page, "taps-04-join-first")
        await page.get_by_text("Zonder organisatie", exact=True).click()
        await expect(problem).to_be_empty()


@pytest.mark.parametrize("size", [SMALL, TALL])
async def test_what_a_card_belongs_to_is_chosen_before_it_is_written(
    running: Running, visitor: Visitor, size: tuple[int, int]
) -> None:
    async with Led(running) as led:
        poll = led.poll("dots")
        cards = await led.fill_zone_of(poll, *CARDS)
        kind = next(
            one
            for one in led.format["kinds"]
            if any(link["least"] and link["poll"] == poll["id"] for link in one["links"])
        )
        await led.open("vote", poll=poll["id"])
        await led.vote(poll)
        assert cards
        await led.open("post", kind=kind["id"])
        phone = await a_phone(visitor, led, size)
        if led.phase["mode"] == "groups":
            await phone.says("Eén telefoon per groep schrijft.")
        await expect(phone.writing).to_be_hidden()
        await picture(phone.page, f"taps-05-choose-{size[0]}")
        await phone.now.locator(".choices .choice").first.click()
        await expect(phone.now.get_by_role("button", name="Andere kiezen")).to_be_visible()
        await expect(phone.now.locator(".choices .choice").first).to_be_hidden()
        await expect(phone.writing).to_be_in_viewport(ratio=1)
        await expect(phone.writing).to_have_attribute("placeholder", "Schrijf hier")
        await expect(phone.button("Zet op het bord")).to_be_in_viewport(ratio=1)
        await phone.writing.focus()
        await picture(phone.page, f"taps-06-write-{size[0]}")
        await phone.posted(WHY)
        await expect(phone.own(WHY)).to_contain_text(kind["links"][0]["label"])


async def test_the_forms_for_no_javascript_are_never_painted_with_it(
    running: Running, visitor: Visitor
) -> None:
    """With the modules held back, what is asked stands there; without them, the forms return."""
    async with Led(running) as led:
        await led.open("post")
        phone = await a_phone(visitor, led)
        asked, go = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            asked.set()
            await go.wait()
            await route.abort()

        await phone.page.route("**/phone/main.js", hold)
        await phone.page.reload(wait_until="commit")
        await asked.wait()
        plain = phone.page.locator(".plain")
        button = plain.locator("form .button").first
        await expect(plain.locator(".ask-question")).to_be_visible()
        await expect(button).to_be_attached()
        await expect(button).to_be_hidden()
        await picture(phone.page, "taps-07-on-its-way")
        go.set()
        await expect(button).to_be_visible()


async def test_the_word_of_a_lost_line_leaves_the_time_in_sight(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running) as led:
        await led.open("post")
        phone = await a_phone(visitor, led)
        await phone.page.context.set_offline(True)
        line = phone.page.locator("#line")
        await expect(line).to_contain_text("Even geen verbinding.")
        await picture(phone.page, "taps-08-no-line")
        timer = await phone.page.locator(".top").bounding_box()
        word = await line.bounding_box()
        assert timer
        assert word
        assert word["y"] >= timer["y"] + timer["height"]
