"""What a drawing shows is a table too, and what a device has chosen holds."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.axe import SHADES, axe
from tests.browser.conftest import LAPTOP, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.led import Led, a_phone, asked
from tests.browser.sound import sound_on_a_desk, sound_on_a_phone
from tests.browser.wall import Wall
from tests.running import Running

CARDS = ("Tien kinderen gingen op kamp.", "Zes vrouwen leerden fietsen.", "De soepavond.")


@pytest_asyncio.fixture(loop_scope="session")
async def led(running: Running) -> AsyncIterator[Led]:
    async with Led(running) as led:
        yield led


async def test_A4_what_two_votes_say_together_is_drawn_and_told(
    visitor: Visitor, running: Running
) -> None:
    async with Led(running, stage="moonrise_stage") as led:
        [chart] = led.format["charts"]
        across, up = (led.of("polls", chart[axis]) for axis in ("across", "up"))
        await led.fill_zone_of(across | {"zone": across["each_card_of"]}, *CARDS)
        await led.open("vote", poll=across["id"])
        phone = await a_phone(visitor, led)
        for poll in (across, up):
            await led.vote(poll)
        wall, console = Wall(await visitor(SCREEN)), Console(await visitor(LAPTOP))
        await wall.open(led.made.display)
        await wall.shows("chart")
        await console.open(led.made.lead)
        await phone.tab("Het bord")
        told = [["1", CARDS[0]], ["2", CARDS[1]], ["3", CARDS[2]]]
        for page in (wall.page, console.page, phone.page):
            table = page.locator(".chart-table").first
            await expect(table.locator("tbody tr")).to_have_count(3)
            rows = [await row.locator("td, th").all_inner_texts() for row in await rows_of(table)]
            assert [row[:2] for row in rows] == told
            assert all(row[2] in chart["corners"] for row in rows)
            if page is not phone.page:
                drawing = page.locator(".chart .picture, .chart-drawing").first
                dots = await drawing.locator("text").all_text_contents()
                assert sorted(set(dots) & set("123456789")) == [number for number, _ in told]
        await sound_on_a_desk(console.page)
        await axe(wall.page)
        await sound_on_a_phone(phone.page)


async def rows_of(table: Locator) -> list[Locator]:
    return await table.locator("tbody tr").all()


# What a device has chosen

# What has a ground of its own, and in the device's own colours would have none.
EDGELESS = """() => [...document.querySelectorAll(".button, .choice, .card, .note, .chip")]
  .filter(one => one.checkVisibility({checkVisibilityCSS: true}))
  .filter(one => getComputedStyle(one).borderTopStyle === "none")
  .map(one => one.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")]
  .filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0
    || getComputedStyle(one).animationName !== "none")
  .map(one => one.outerHTML.slice(0, 120))"""


async def test_A7_what_a_device_has_chosen_holds(visitor: Visitor, led: Led) -> None:
    phone = await a_phone(visitor, led)
    page = phone.page
    await led.open("post")
    await asked(phone, led)
    assert await page.evaluate(MOVING) == []
    along = page.locator("#along")
    await expect(along).to_be_hidden()
    for name in ("150 %", "Wit op zwart", "Verberg de tijd", "Lees mee"):
        await phone.tab("Hulp")
        await phone.button(name).click()
        await expect(phone.button(name)).to_have_attribute("aria-pressed", "true")
    for again in (False, True):
        if again:
            await page.reload()
            await phone.ready()
        else:
            await phone.tab("Nu")
        await expect(page.locator("html")).to_have_css("font-size", "24px")
        await expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
        await expect(page.locator("#timer")).to_be_hidden()
        await expect(along).to_contain_text(led.phase["say"])
    await sound_on_a_phone(page)
    await phone.tab("Hulp")
    await phone.button("Zoals op je toestel").click()
    await expect(page.locator("html")).not_to_have_attribute("data-contrast", re.compile("."))
    await page.emulate_media(contrast="more")
    await expect(page.locator("html")).to_have_attribute("data-contrast", "light")
    await axe(page, SHADES)
    await page.emulate_media(contrast="no-preference", forced_colors="active")
    assert await page.evaluate(EDGELESS) == []
    await phone.tab("Nu")
    assert await page.evaluate(EDGELESS) == []


async def test_A7_a_big_screen_has_its_own_letters_and_colours(visitor: Visitor, led: Led) -> None:
    wall = Wall(await visitor(SCREEN))
    page = wall.page
    await wall.open(led.made.display)
    await wall.shows("lobby")
    await page.get_by_role("button", name="Letters en kleuren").click()
    await axe(page)
    for name in ("200 %", "Wit op zwart"):
        await page.get_by_role("button", name=name).click()
    await page.get_by_role("button", name="Sluit").click()
    await page.reload()
    await wall.shows("lobby")
    await expect(page.locator(".over")).to_have_css("font-size", re.compile("^56"))
    await expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
    await axe(page)
