"""A coordinator signs in with a link, in a real browser; what only looks at links burns none."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.axe import LAID_OUT, axe
from tests.browser.conftest import LAPTOP, PHONE, Visitor
from tests.browser.pictures import picture
from tests.browser.sound import has_one_heading, sound_on_a_phone
from tests.browser.thumbs import is_for_thumbs_on_glass
from tests.people import invited
from tests.running import Running

OMAR = "omar@lindervoorde.example"


async def link_of(running: Running, name: str = "Omar Peeters") -> str:
    made = await asyncio.to_thread(
        invited, running, OMAR, municipality="Lindervoorde", name=name, again=True
    )
    return made.link


async def pressed(page: Page, link: str) -> None:
    await page.goto(link)
    await page.get_by_role("button", name="Meld me aan").click()


async def test_S19_a_link_waits_for_the_button_and_leaves_nothing_behind(
    running: Running, visitor: Visitor
) -> None:
    link = await link_of(running)
    # A program that previews links, with JavaScript and all, and goes away again.
    robot = await visitor(LAPTOP)
    await robot.goto(link)
    await expect(robot.get_by_role("heading", level=1)).to_have_text("Je bent er bijna")
    page = await visitor(PHONE)
    await page.goto(link)
    await expect(page).to_have_url(f"{running.url}/sign-in/link")
    await sound_on_a_phone(page)
    await page.get_by_role("button", name="Meld me aan").click()
    await expect(page.get_by_role("button", name="Meld af").first).to_be_visible()
    await page.goto(f"{running.url}/sign-ins")
    await expect(page.locator(".staff-who")).to_contain_text("Omar Peeters")
    await expect(page.get_by_text("Chrome, Linux").first).to_be_visible()
    # Used once, it says so, and how to go on.
    late = await visitor(PHONE)
    await pressed(late, link)
    await expect(late.get_by_role("heading", level=1)).to_have_text("Deze link is al gebruikt")
    await expect(late.locator("#what-now")).to_contain_text("Vraag een nieuwe link")
    await sound_on_a_phone(late)
    await late.get_by_role("link", name="Vraag een nieuwe link").click()
    await expect(late.get_by_role("heading", level=1)).to_have_text("Meld je aan")


async def test_the_pages_of_signing_in_shut_nobody_out(running: Running, visitor: Visitor) -> None:
    page = await visitor(PHONE)

    async def sound(name: str) -> None:
        await picture(page, f"{name}-{PHONE[0]}")
        await sound_on_a_phone(page)
        await page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        await picture(page, f"{name}-{LAPTOP[0]}")
        await has_one_heading(page)
        await axe(page, LAID_OUT)
        await is_for_thumbs_on_glass(page)
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    for path in ("/sign-in", "/sign-in/link", "/signed-out"):
        await page.goto(running.url + path)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await sound(path.strip("/").replace("/", "-"))
    await pressed(page, await link_of(running))
    await expect(page.get_by_role("button", name="Meld af").first).to_be_visible()
    await page.goto(f"{running.url}/sign-ins")
    await sound("sign-ins")
    await page.get_by_role("button", name="Meld overal af").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je bent afgemeld")
    await page.goto(f"{running.url}/sign-ins")
    await expect(page).to_have_url(re.compile(r"/sign-in\?to="))
