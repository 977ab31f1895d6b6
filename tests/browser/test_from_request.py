"""From the first question to a board that is ready, in the browser: a municipality asks, a
coach takes it on, both talks are held, an offer is agreed to, a session is prepared.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.axe import axe
from tests.browser.conftest import LAPTOP, PHONE, Visitor
from tests.browser.pictures import picture
from tests.people import signed_in
from tests.running import Running

pytestmark = pytest.mark.slow

TOWN = "Waterbeke"
MAIN = re.compile(r"/t/[\w-]+$")


def day(ahead: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%d}"


async def asks(running: Running, page: Page) -> None:
    """The public form, filled as a municipality does, without JavaScript."""
    await page.goto(f"{running.url}/")
    await page.get_by_role("link", name="Vraag een gesprek aan").click()
    await page.get_by_role("button", name="Verstuur je vraag").click()
    await expect(page.get_by_role("alert")).to_contain_text("nog niet verstuurd")
    await page.get_by_label("Extra zuurstof").check()
    await page.get_by_label("Welke gemeente of stad?").fill(TOWN)
    await page.locator('input[name="date_1"]').fill(day(30))
    await page.get_by_label("E-mail").fill("omar@waterbeke.example")
    await picture(page, "request")
    await page.get_by_role("button", name="Verstuur je vraag").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Je vraag is aangekomen")


def form(page: Page, command: str) -> Locator:
    return page.locator(f'form:has(input[name="command"][value="{command}"])').first


async def send(page: Page, command: str, **fields: str) -> None:
    """The form of a command, opened where it is folded away, filled and sent."""
    found = form(page, command)
    fold = page.locator("details.fold:not([open])").filter(has=found)
    if await fold.count():
        await fold.first.locator("summary").first.click()
    for name, value in fields.items():
        field = found.locator(f'[name="{name.replace("__", ".")}"]')
        if await field.first.get_attribute("type") == "radio":
            await found.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            await field.fill(value)
    # The page before this one may say the same.
    async with page.expect_navigation():
        await found.get_by_role("button").click()
    await expect(page.get_by_role("status").filter(has_text="Bewaard.")).to_be_visible()


async def part(page: Page, running: Running, id: str, name: str = "") -> None:
    await page.goto(f"{running.url}/t/{id}{name}")
    await axe(page)


async def fits(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


async def test_from_a_first_question_to_a_board_that_is_ready(
    running: Running, visitor: Visitor
) -> None:
    town = await visitor(PHONE, javascript=False)
    await asks(running, town)
    await fits(town)

    coach = await visitor(LAPTOP, calm=False)
    cookies = signed_in(running, "nele@walk.example", name="Nele").cookies
    await coach.context.add_cookies(
        [{"name": name, "value": value, "url": running.url} for name, value in cookies.items()]
    )
    await coach.goto(f"{running.url}/requests")
    await axe(coach)
    asked = coach.get_by_role("article", name=TOWN)
    await asked.get_by_text("Neem deze aanvraag op").click()
    await asked.get_by_label("Oriëntatiegesprek plannen").check()
    await asked.get_by_role("button", name="Neem op").click()
    await expect(coach).to_have_url(re.compile(r"/t/[\w-]+/plan"))
    id = coach.url.split("/t/")[1].split("/")[0]
    await axe(coach)

    await coach.get_by_role("link", name="Nodig de netwerkregisseur uit").click()
    await axe(coach)
    await coach.get_by_label("Naam").fill("Omar")
    await coach.get_by_label("E-mailadres van het werk").fill("omar@waterbeke.example")
    await coach.get_by_role("button", name="Maak een link").click()
    link = await coach.get_by_role("textbox", name="Link om aan te melden").input_value()
    omar = await visitor(PHONE)
    await omar.goto(link)
    await omar.get_by_role("button", name="Meld me aan").click()
    await expect(omar).to_have_url(re.compile("/trajectories"))
    await axe(omar)
    await omar.get_by_role("link", name=TOWN, exact=True).click()
    await expect(omar).to_have_url(MAIN)

    for decision in ("GoOn", "MakeOffer"):
        await part(coach, running, id, "/plan")
        if decision == "MakeOffer":
            await send(coach, "PlanSlot", at__day=day(40), at__hour="10:00")
        else:
            # The day that the municipality named stands there already.
            await expect(form(coach, "PlanSlot").locator('[name="at.day"]')).to_have_value(day(30))
            await send(coach, "PlanSlot")
        await send(coach, "MarkHeld")
        await part(coach, running, id)
        await send(coach, decision, reason="De gemeente wil verder.")

    await part(coach, running, id, "/offer")
    first = '[name="lines.0.at.day"]'
    await form(coach, "DraftOffer").locator(first).fill(day(60))
    await send(coach, "DraftOffer")
    await axe(coach)
    await send(coach, "SendOffer")
    await part(omar, running, id, "/offer")
    await fits(omar)
    await picture(omar, "offer")
    await send(omar, "AnswerOffer", answer="agreed", note="Fijn!")
    await expect(omar.get_by_text("Akkoord op")).to_be_visible()

    await part(omar, running, id, "/plan")
    await fits(omar)
    await picture(omar, "plan")
    await send(omar, "PrepareSlot")
    await expect(omar.get_by_text("Code om mee te doen")).to_be_visible()
    await part(coach, running, id, "/plan")
    await coach.get_by_role("button", name="Open de console").click()
    await expect(coach).to_have_url(re.compile(r"/c/[\w-]+$"))
    await expect(coach.get_by_role("heading").first).to_be_visible()
    await part(coach, running, id, "/plan")
    await coach.get_by_role("button", name="Toon links").click()
    await axe(coach)
    await expect(coach.get_by_role("textbox", name="Groot scherm")).to_have_value(
        re.compile("/open#")
    )
