"""A helper with a pile of paper: what it costs, in taps and keys, to bring it onto the board."""

import re

from playwright.async_api import Page, expect

from board.commands import OpenRound, SetCardLimit
from board.types import PollId, RoundId
from tests.browser.conftest import Visitor
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.pictures import picture
from tests.browser.room import TALL
from tests.running import Running

EFFORT = """addEventListener("pointerdown", () => window.taps = (window.taps || 0) + 1, true);
addEventListener("keydown", () => window.keys = (window.keys || 0) + 1, true);"""


async def effort(page: Page, what: str) -> int:
    return int(await page.evaluate(f"window.{what} || 0"))


async def helper(running: Running, visitor: Visitor, led: Led) -> Page:
    lead = running.visitor()
    made = lead.post(f"{lead.open(led.made.lead)}/helper", {})
    found = re.search(r"<code>\S+/open#([^<]+)</code>", made.text)
    assert found
    page = await visitor(TALL)
    await page.add_init_script(EFFORT)
    await page.goto(f"{running.url}/open#{found[1]}")
    return page


async def test_a_card_is_its_text_and_enter_and_a_ballot_its_numbers_and_enter(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=1) as led:
        await led.do(SetCardLimit(cards_each=8))
        await led.open("post", kind="achievement")
        page = await helper(running, visitor, led)
        # What a helper may not do is not offered.
        await expect(page.locator("#next [data-do=next]")).to_be_hidden()
        sheet = page.locator("#paper")
        # Who writes for others finds the sheet open.
        await expect(sheet).to_be_visible()
        await sheet.get_by_label("Van welke organisatie?").select_option(label=ORGANISATIONS[1])
        await sheet.get_by_role("button", name="Maak deze plaats").click()
        text = sheet.get_by_label("Tekst van het kaartje")
        await expect(text).to_be_focused()
        taps, keys = await effort(page, "taps"), await effort(page, "keys")
        cards = ("De fietsbieb draait", "Kansentarief voor kampen", "Samen één folder")
        for card in cards:
            await page.keyboard.type(card)
            await page.keyboard.press("Enter")
            # The next begins at once, for the same organisation.
            await expect(text).to_have_value("")
            await expect(text).to_be_focused()
        assert await effort(page, "taps") == taps
        assert await effort(page, "keys") - keys <= sum(map(len, cards)) + len(cards)
        # The same paper twice is asked about, and comes in all the same if it is meant.
        await page.keyboard.type(cards[0].upper())
        await page.keyboard.press("Enter")
        await expect(sheet).to_contain_text("Dit staat al op het bord, op kaartje 1.")
        await picture(page, "paper-01-twice")
        await text.fill("")
        await sheet.get_by_role("button", name="Volgende persoon").click()
        await expect(text).to_be_focused()

        await led.open("vote", poll="pride_dots")
        # Who is ready before there is a vote need not touch anything once it opens.
        await expect(text).to_have_count(0)
        await sheet.get_by_label("Voor wie schrijf je?").select_option(index=0)
        round = RoundId(await led.do(OpenRound(PollId("pride_dots"))))
        numbers = sheet.get_by_label("Typ de nummers van het briefje")
        await expect(numbers).to_be_focused()
        await page.keyboard.type("1 9")
        await page.keyboard.press("Enter")
        await expect(sheet).to_contain_text("“9” is geen nummer van dit briefje.")
        await numbers.fill("")
        taps, keys = await effort(page, "taps"), await effort(page, "keys")
        for typed in ("1 3", "2 2"):
            await page.keyboard.type(typed)
            await page.keyboard.press("Enter")
            await expect(numbers).to_have_value("")
        assert await effort(page, "taps") == taps
        assert await effort(page, "keys") - keys == 2 * (len("1 3") + 1)
        await expect(sheet).to_contain_text("Alle stembriefjes van dit toestel zijn ingevoerd.")
        # The ballot of someone that is in already is not replaced unasked.
        await numbers.fill("3")
        await numbers.press("Enter")
        await sheet.get_by_role("button", name="Toch invoeren").click()
        await expect(numbers).to_have_value("")
        await picture(page, "paper-02-ballots")
        await led.close(round)
        assert led.lead.view[f"round:{round}"]["voters"] == 2
