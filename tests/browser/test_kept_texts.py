"""What someone typed is not lost to what another does meanwhile: another tab, or who leads."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, expect

from board.commands import EraseCard
from board.types import CardId
from tests.browser.conftest import LAPTOP, Visitor
from tests.browser.console import Console
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.line import Line
from tests.browser.phone import LATE, Phone
from tests.browser.pictures import picture
from tests.browser.room import SMALL, TALL
from tests.running import Running

CAMP = "Tien kinderen gingen op kamp."
MORE = "Tien kinderen gingen op kamp, en het kampgeld was er."
SOUP = "De soepavond: zestig mensen aten mee."
TITLE = "Samen eten en op kamp gaan"


@pytest_asyncio.fixture(loop_scope="session")
async def led(running: Running) -> AsyncIterator[Led]:
    async with Led(running, people=2) as led:
        await led.open("post")
        yield led


def kept(phone: Phone) -> Locator:
    return phone.page.locator("#kept .kept")


async def erase(led: Led, text: str) -> None:
    """Who leads takes the card with this text away for good."""
    await led.sees(lambda view: any(text == card.get("text") for card in cards(view)))
    found = [id for id, card in led.lead.all("card").items() if card["text"] == text]
    await led.do(EraseCard(CardId(found[0])))


def cards(view: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    return [entity for key, entity in view.items() if key.startswith("card:")]


async def test_what_is_changed_in_a_card_that_is_taken_away_stays_with_its_writer(
    visitor: Visitor, led: Led
) -> None:
    phone = Phone(await visitor(SMALL))
    await phone.join(led.made.join, ORGANISATIONS[0])
    await phone.posted(CAMP)
    await phone.own(CAMP).get_by_role("button", name="Aanpassen").click()
    await phone.own(CAMP).get_by_role("textbox").first.fill(MORE)
    await erase(led, CAMP)
    await expect(kept(phone)).to_contain_text(MORE)
    await expect(kept(phone)).to_contain_text("Dit kaartje is weggehaald.")
    await picture(phone.page, "kept-open-edit", whole=True)
    await phone.button("Zet alsnog op het bord").click()
    await phone.card_is(MORE, "✓ bewaard")
    await expect(kept(phone)).to_have_count(0)


async def test_a_change_that_comes_too_late_for_its_card_stays_with_its_writer(
    running: Running, visitor: Visitor, led: Led
) -> None:
    async with Line(running.url) as line:
        phone = Phone(await visitor(SMALL))
        await phone.join(f"{line.url}/j/{led.made.code}", ORGANISATIONS[0])
        await phone.posted(CAMP)
        line.cut()
        await phone.own(CAMP).get_by_role("button", name="Aanpassen").click()
        await phone.own(CAMP).get_by_role("textbox").first.fill(MORE)
        await phone.own(CAMP).get_by_role("button", name="Bewaar").click()
        await erase(led, CAMP)
        line.mend()
        await expect(kept(phone)).to_contain_text(MORE, timeout=LATE)
        await phone.page.reload()
        await phone.ready()
        await expect(kept(phone)).to_contain_text(MORE)
        await expect(kept(phone)).to_be_visible()
        await picture(phone.page, "kept-late-edit", whole=True)


WHERE = """() => {
  const at = document.activeElement;
  return [Math.round(window.scrollY), at.tagName, at.selectionStart];
}"""


async def test_a_change_that_was_left_for_a_new_step_can_still_be_saved(
    running: Running, visitor: Visitor, led: Led
) -> None:
    async with Line(running.url) as line:
        phone = Phone(await visitor(SMALL))
        await phone.join(f"{line.url}/j/{led.made.code}", ORGANISATIONS[0])
        await phone.posted(CAMP)
        await phone.own(CAMP).get_by_role("button", name="Aanpassen").click()
        await phone.own(CAMP).get_by_role("textbox").first.fill(MORE)
        # Without a line nothing moves; and when it is back in another step, a word says so.
        where = await phone.page.evaluate(WHERE)
        line.cut()
        thin = phone.page.locator("#line")
        await expect(thin).to_contain_text("Even geen verbinding.")
        await picture(phone.page, "kept-without-a-line")
        await led.open("group")
        line.mend()
        await expect(phone.page.locator("#new-step")).to_be_visible(timeout=LATE)
        await expect(thin).to_be_hidden(timeout=LATE)
        assert await phone.page.evaluate(WHERE) == where
        await picture(phone.page, "kept-new-step")
        await phone.page.evaluate("() => window.scrollTo(0, 0)")
        await picture(phone.page, "kept-new-step-top")
        line.cut()
        await expect(thin).to_be_visible()
        await picture(phone.page, "kept-without-a-line-top")
        line.mend()
        await left_for_a_new_step(phone, led)


async def left_for_a_new_step(phone: Phone, led: Led) -> None:
    await phone.button("Ga verder").click()
    await phone.page.get_by_text("Nog niet op het bord (1)").click()
    await expect(kept(phone)).to_contain_text(MORE)
    await picture(phone.page, "kept-left-edit", whole=True)
    await phone.button("Zet alsnog op het bord").click()
    await led.sees(lambda view: [card.get("text") for card in cards(view)] == [MORE])
    await expect(kept(phone)).to_have_count(0)


async def test_two_tabs_of_one_person_keep_both_texts(visitor: Visitor, led: Led) -> None:
    one = Phone(await visitor(TALL))
    await one.join(led.made.join, ORGANISATIONS[0])
    other = Phone(await one.page.context.new_page())
    await other.page.goto(one.page.url)
    await other.ready()
    await one.write(CAMP)
    await other.write(SOUP)
    await one.writing.press_sequentially(" Echt.")
    await expect(kept(other)).to_have_count(0)
    await other.page.close()
    await one.page.reload()
    await one.ready()
    await expect(one.writing).to_have_value(f"{CAMP} Echt.")
    await one.page.get_by_text("Nog niet op het bord (1)").click()
    await expect(kept(one)).to_contain_text(SOUP)
    await picture(one.page, "kept-two-tabs", whole=True)
    await one.button("Zet alsnog op het bord").click()
    await one.card_is(SOUP, "✓ bewaard")
    await expect(one.writing).to_have_value(f"{CAMP} Echt.")


async def test_a_title_typed_for_cards_that_changed_meanwhile_is_typed_once(
    visitor: Visitor, led: Led
) -> None:
    kind = next(step["kind"] for step in led.phase["steps"] if step["action"] == "post")
    texts = (CAMP, SOUP, MORE)
    await led.post(kind, *texts)
    console = Console(await visitor(LAPTOP))
    await console.open(led.made.lead)
    await console.selects(console.card(CAMP), console.card(SOUP))
    await console.with_choice("Voeg samen")
    await console.dialog.get_by_role("textbox").fill(TITLE)
    await erase(led, SOUP)
    await expect(console.card(SOUP)).to_have_count(0)
    await console.confirms("Voeg samen")
    await expect(console.page.locator(".toasts [data-kind=refused]")).to_be_visible()
    await console.selects(console.card(MORE))
    await console.with_choice("Voeg samen")
    await expect(console.dialog.get_by_role("textbox")).to_have_value(TITLE)
    await picture(console.page, "kept-title")
    await console.confirms("Voeg samen")
    await expect(console.bundle(TITLE)).to_be_visible()
