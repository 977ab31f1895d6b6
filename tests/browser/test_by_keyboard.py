"""A whole session by keyboard alone, while others go on: no pointer, and no focus lost."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Visitor
from tests.browser.console import Console
from tests.browser.keys import Keys
from tests.browser.led import Led
from tests.browser.phone import Phone
from tests.running import Running

pytestmark = pytest.mark.slow

SHELLS = ("Een gladde", "Een roze", "Een oude", "Een kleine", "Een zachte")
LATER = ("Een late", "Een nog latere")


class Hands:
    """Who leads, by keys: the one button, whatever it says."""

    def __init__(self, page: Page) -> None:
        self.console = Console(page)
        self.keys = Keys(page)

    async def go_on(self, says: str) -> None:
        await expect(self.console.primary).to_contain_text(says)
        await self.keys.press(re.compile(rf"^{says}"))

    async def let_be(self, then: str) -> None:
        """Who is still busy may be asked about."""
        on = self.console.dialog.get_by_role("button", name="Toch verder")
        await expect(on.or_(self.console.primary.filter(has_text=then)).first).to_be_visible()
        if await on.is_visible():
            await self.keys.press("Toch verder")
        await self.keys.is_somewhere()

    async def counts_votes(self) -> None:
        await self.go_on("Sluit de stemming")
        await self.let_be("Toon de uitslag")
        await self.go_on("Toon de uitslag")
        await expect(self.console.page.locator(".ballotbox .bars").first).to_be_visible()
        await self.keys.is_somewhere()


async def test_A3_a_whole_session_by_keyboard_never_loses_the_focus(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=3, stage="shell_stage") as led:
        lead = Hands(await visitor(LAPTOP))
        await lead.console.open(led.made.lead)
        phone = await comes_in(await visitor(PHONE), led)
        await lead.go_on("Begin")
        await writes(phone, lead, led)
        await votes(phone, lead)
        await claims(phone, lead, led)
        await lead.keys.press("Sluit de sessie af")
        await expect(lead.console.dialog).to_be_visible()
        await lead.keys.press("Sluit de sessie af")
        await expect(lead.console.phase).to_have_text("De sessie is afgelopen")
        await phone.asks("Bedankt. Tot de volgende keer.")
        await Keys(phone.page).is_somewhere()
        await reads_back(await visitor(LAPTOP), led)


async def comes_in(page: Page, led: Led) -> Phone:
    phone, keys = Phone(page), Keys(page)
    await page.goto(led.made.join)
    await keys.to(re.compile("|".join(led.organisations)))
    for _ in led.organisations:
        await page.keyboard.press("ArrowDown")
        if await keys.at() == "Sportclub":
            break
    await keys.write(re.compile("^Hoe mogen we je noemen"), "Amina")
    await keys.press("Doe mee")
    await phone.ready()
    return phone


async def writes(phone: Phone, lead: Hands, led: Led) -> None:
    """While others write too: nothing moves under the hands, and new cards wait behind a button."""
    keys = Keys(phone.page)
    await phone.asks("Welke schelp vond je?")
    await led.sees(lambda view: "phase" in view)
    step = led.phase["steps"][0]
    await keys.write(re.compile("Schelp|schelp"), "Een halve")
    await led.post(step["kind"], *SHELLS)
    await phone.page.keyboard.type(" schelp")
    await expect(phone.writing).to_have_value("Een halve schelp")
    await keys.press("Zet op het bord")
    await phone.card_is("Een halve schelp", "✓ bewaard")
    await keys.is_somewhere()
    await keys.press("Het bord")
    await expect(phone.page.locator("#tab-board .card")).to_have_count(len(SHELLS) + 2)

    await lead.keys.press("Kies kaartje 1", "Space")
    await led.post(step["kind"], *LATER)
    for own, page in ((keys, phone.page), (lead.keys, lead.console.page)):
        fresh = page.get_by_role("button", name=re.compile("^Toon 2 nieuwe kaartjes"))
        await expect(fresh).to_be_visible()
        await own.is_somewhere()
        await expect(page.locator(".card", has_text=LATER[0])).to_have_count(0)
    assert await lead.keys.at() == "Kies kaartje 1"
    for own, page in ((keys, phone.page), (lead.keys, lead.console.page)):
        await own.press(re.compile("^Toon 2 nieuwe kaartjes"))
        await expect(page.locator(".card", has_text=LATER[1])).to_have_count(1)
        await own.is_somewhere()
    assert re.match("^Kies kaartje [78]$", await lead.keys.at())
    await lead.console.page.keyboard.press("Escape")
    await keys.press("Nu")


async def votes(phone: Phone, lead: Hands) -> None:
    keys = Keys(phone.page)
    await keys.press("Volgende")
    await phone.says("De stemming begint zo.")
    await keys.is_somewhere()
    await lead.go_on("Open de stemming")
    await keys.press(re.compile("Een stip erbij"))
    await keys.press("Bewaar mijn stem")
    await phone.vote_saved()
    await keys.is_somewhere()
    await lead.counts_votes()
    await expect(phone.now.get_by_role("row").nth(1)).to_be_visible()
    await keys.is_somewhere()
    await keys.press("Volgende")
    await lead.go_on("Open de stemming")
    for question, done in (
        ("Hoe warm is hij?", "Volgende"),
        ("Hoe koud is hij?", "Bewaar mijn stem"),
    ):
        await phone.asks(question)
        await keys.to(re.compile("helemaal niet"))
        await phone.page.keyboard.press("ArrowDown")
        await expect(phone.now.get_by_role("radio", name="weinig")).to_be_checked()
        await keys.press(done)
        await keys.is_somewhere()
    await phone.vote_saved()
    await lead.counts_votes()


async def claims(phone: Phone, lead: Hands, led: Led) -> None:
    keys = Keys(phone.page)
    await lead.go_on("Volgende: Waarom")
    await lead.let_be("Open de stemming")
    await expect(lead.console.phase).to_have_text("Waarom")
    await led.sees(lambda view: view["phase"]["id"] == led.format["phases"][1]["id"])
    await led.post("far_voice", "De zeehond")
    # A button that is pressed twice in a blink does one thing: the first must have been answered.
    undo = lead.console.page.get_by_role("button", name=re.compile("^Ongedaan maken: stap openen"))
    await expect(undo).to_be_visible()
    await expect(lead.console.card("De zeehond")).to_be_visible()
    await lead.keys.press(re.compile("^Sla over"))
    await lead.let_be("Schrijf: Ons parellied")
    await led.write_texts()
    await phone.asks("Zingen we dit?")
    await keys.is_somewhere()
    await keys.press("Ik heb het gelezen")
    for _ in range(2):
        await phone.says("De stemming begint zo.")
        await keys.press("Volgende")
    await keys.press(re.compile("De zeehond"))
    await keys.press("Wij zwemmen erheen", "Space")
    await keys.press("Wij doen mee")
    await expect(phone.now.locator(".claimants")).to_contain_text("Sportclub")
    await keys.is_somewhere()


async def reads_back(page: Page, led: Led) -> None:
    keys = Keys(page)
    await page.goto(led.made.record)
    await page.wait_for_url(re.compile("/r/"))
    await keys.press(re.compile("^Lees de laatste momentopname"))
    await expect(page.get_by_role("heading", name="Wat kwam eruit")).to_be_visible()
    await keys.to("Toegankelijkheid")
    await keys.is_somewhere()
