"""One prepares one's own session in the lobby, leads a vote, and sees that it is over."""

import re

from playwright.async_api import expect

from tests.browser.conftest import LAPTOP, Visitor
from tests.browser.console import Console
from tests.running import Running

SMALL = (360, 640)
LONG = "Werksessie over onze gedeelde visie in het lokaal netwerk vrije tijd"


async def test_a_session_from_an_empty_lobby_to_its_end(running: Running, visitor: Visitor) -> None:
    made = running.session(title=LONG)
    # A browser in another language than the page.
    console = Console(await visitor(LAPTOP, language="en-GB"))
    await console.open(made.lead)
    await console.page.goto(console.page.url + "?taal=nl")
    prepare = console.page.locator(".prepare")
    await expect(prepare).to_contain_text("Er staan nog geen organisaties in de lijst.")
    await expect(prepare.locator(".warn")).to_have_count(2)

    await console.button("Zet organisaties in de lijst").click()
    save = console.dialog.get_by_role("button", name="Bewaar", exact=True)
    await save.click()
    await expect(console.dialog.get_by_role("alert")).to_contain_text("Er staat nog niets.")
    area = console.dialog.get_by_role("textbox")
    await area.fill("Jeugdhuis\n" + "x" * 81)
    await save.click()
    await expect(console.dialog.get_by_role("alert")).to_contain_text("Kijk naar lijn 2")
    await console.answers("Jeugdhuis\njeugdhuis\nSportdienst", "Bewaar")
    await expect(prepare).to_contain_text("Er staan 2 organisaties in de lijst.")
    await prepare.locator(".warn").get_by_role("button").click()
    await console.page.get_by_label("Zin 1", exact=True).fill("Iedereen doet mee.")
    await console.button("Bewaar de tekst").click()
    await expect(prepare).to_contain_text("1 zin staat er.")
    await expect(prepare.locator(".warn")).to_have_count(0)

    say = console.page.locator(".say p")
    await expect(say).to_contain_text("Welkom.")
    await console.primary.click()
    await expect(prepare).to_be_hidden()
    await console.primary.click()
    await console.opens_vote()
    asked = await say.inner_text()
    await console.does("Sluit de stemming")
    await expect(say).to_contain_text("De stemming is dicht.")
    await console.does("Toon de uitslag")
    await expect(say).to_contain_text("Dit is de uitslag.")
    await console.button("Pauzeer").click()
    await expect(say).to_contain_text("We houden even pauze.")
    assert "stemming" not in asked
    await console.page.locator("#next").get_by_role("button", name="Ga verder").click()

    await console.page.locator(".room [data-do=end]").click()
    await console.confirms("Sluit de sessie af")
    await expect(say).to_contain_text("Bedankt, iedereen.")
    finished = console.page.locator(".finished")
    await expect(finished).to_contain_text("1 stemming met uitslag")
    await expect(console.page.locator(".phase[data-state=now]")).to_have_count(0)
    await expect(console.page.locator(".ballotbox")).to_have_count(0)
    await expect(console.primary).to_have_text("Bekijk de momentopnames")
    await console.page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    where = await console.page.locator(".top-where p").bounding_box()
    assert where is not None
    assert where["height"] < 30
    await finished.get_by_role("button", name=re.compile("Heropen")).click()
    await console.confirms("Heropen de sessie")
    await expect(finished).to_be_hidden()
