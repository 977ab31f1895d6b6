"""A coach makes a format her own in the browser, looks at it on a phone, and it is used."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from board.commands import OpenPhase
from server.demo.client import Client
from server.formats import shelf
from tests.browser.axe import LAID_OUT, axe
from tests.browser.conftest import LAPTOP, Visitor
from tests.browser.led import PATIENCE
from tests.browser.phone import Phone
from tests.browser.pictures import picture
from tests.browser.room import SMALL, TALL
from tests.browser.thumbs import is_for_thumbs_on_glass
from tests.people import signed_in
from tests.running import Running

pytestmark = pytest.mark.slow

BASE = shelf()["workstream_vision"]
STEP = BASE.phases[2]
NEW = "Wat zag je lukken waar je nog aan denkt?"


def of(what: str, title: str) -> re.Pattern[str]:
    """The name of a button that says to whoever does not see it what it is of."""
    return re.compile(rf"{re.escape(what)}\s*: {re.escape(title)}$")


async def a_coach(
    running: Running, visitor: Visitor, size: tuple[int, int], *, javascript: bool = True
) -> Page:
    page = await visitor(size, javascript=javascript)
    cookies = signed_in(running, "els@example.org", name="Els").cookies
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": running.url} for name, value in cookies.items()]
    )
    await page.goto(f"{running.url}/formats")
    return page


async def copy(page: Page, name: str) -> None:
    """From the list, with the shipped format of the first workstream."""
    await page.get_by_role("link", name=of("Kopieer", BASE.title.nl)).click()
    await page.get_by_label("Hoe noem je jouw format?").fill(name)
    await page.get_by_role("button", name="Maak de kopie").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def fits(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


async def sound(page: Page) -> None:
    """On a phone, and what is another on a laptop there too."""
    await axe(page)
    await fits(page)
    await page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    await axe(page, LAID_OUT)
    await is_for_thumbs_on_glass(page)
    await fits(page)
    await page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})


async def test_a_copy_is_changed_looked_at_and_used(running: Running, visitor: Visitor) -> None:
    name = "Voor Testdorp"
    page = await a_coach(running, visitor, SMALL)
    await sound(page)
    await picture(page, "formats-list")
    await copy(page, name)
    await sound(page)

    # Minutes: the total follows, and warns.
    minutes = page.get_by_label(f"Minuten voor {STEP.title.nl}")
    warning = page.get_by_text("Langer dan twee uur is voor veel mensen te lang.")
    await expect(warning).to_be_hidden()
    await minutes.fill(str(STEP.minutes + 15))
    await expect(warning).to_be_visible()
    await minutes.fill(str(STEP.minutes - 4))
    await expect(warning).to_be_hidden()
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("Bewaard als versie 2.")
    await picture(page, "formats-saved")

    # Words: a wrong one stays in its field, and the way to it is on top.
    await page.get_by_role("link", name=of("Woorden aanpassen", STEP.title.nl)).click()
    question = page.get_by_label("De vraag", exact=True)
    await question.fill("")
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    fault = page.get_by_role("link", name="Hier moet iets staan in het Nederlands.")
    await fault.click()
    await expect(question).to_be_focused()
    await expect(question).to_have_attribute("aria-invalid", "true")
    await sound(page)
    await picture(page, "formats-fault")
    # What would be hard to read is told while it is typed, and stops nobody.
    await question.fill("Welke procedures hielpen?")
    hint = page.get_by_text("“procedures” kent niet iedereen.")
    await expect(hint).to_be_visible()
    await question.fill(NEW)
    await expect(hint).to_be_hidden()
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("Bewaard als versie 3.")

    # The preview is the page of a phone, and of the screen.
    await page.get_by_role("link", name="Bekijk op een telefoon").click()
    phone = page.frame_locator("iframe[title='Zo ziet een partner het']")
    await expect(phone.locator("#now h1")).to_have_text(NEW)
    await expect(phone.get_by_role("button", name="Zet op het bord")).to_be_visible()
    screen = page.frame_locator("iframe[title='Zo staat het op het grote scherm']")
    await expect(screen.locator("h1")).to_have_text(NEW)
    await expect(screen.locator(".columns").get_by_text(STEP.examples[0].nl).first).to_be_visible()
    await sound(page)
    await picture(page, "formats-preview", whole=True)
    await page.get_by_role("link", name="Volgende").click()
    await expect(phone.locator("#now h1")).to_have_text(BASE.phases[3].question.nl)
    await page.get_by_label("Taal van de telefoon").select_option("fr")
    await page.get_by_role("button", name="Toon").click()
    await expect(phone.locator("#now h1")).to_have_text(BASE.phases[3].question.fr)
    # The coach's own page stays as it was.
    await expect(page.get_by_role("button", name="Toon")).to_be_visible()
    await page.get_by_role("link", name=f"Terug naar {name}").click()

    # It is used: a partner is asked what she wrote.
    id = page.url.rpartition("/")[2].partition("?")[0]
    made = running.session(stage="", format=id)
    partner = Phone(await visitor(SMALL))
    await partner.join(made.join, "Zonder organisatie")
    lead = Client(running.url, running.url)
    await lead.open(made.lead)
    line = asyncio.create_task(lead.listen())
    assert await lead.until(lambda view: "session" in view, PATIENCE)
    await lead.do(OpenPhase(phase=STEP.id))
    await partner.asks(NEW)
    line.cancel()
    await asyncio.gather(line, return_exceptions=True)


async def test_all_of_it_works_without_javascript(running: Running, visitor: Visitor) -> None:
    page = await a_coach(running, visitor, TALL, javascript=False)
    await copy(page, "Zonder scripts")
    first, second = BASE.phases[0].title.nl, BASE.phases[1].title.nl
    titles = page.locator(".steps h3")
    await page.get_by_role("button", name=of("Omlaag", first)).click()
    await expect(titles.nth(0)).to_have_text(second)
    await expect(titles.nth(1)).to_have_text(first)
    await page.get_by_role("button", name=of("Laat weg", second)).click()
    await expect(titles.nth(0)).to_have_text(first)
    await page.get_by_role("button", name=of("Zet terug", second)).click()
    await expect(titles.nth(0)).to_have_text(second)
    await page.get_by_role("link", name="Titel en slotzinnen").click()
    await page.get_by_label("Slotzin 1", exact=True).fill("Bedankt, en tot de volgende keer.")
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("Bewaard als versie")
    await expect(page.get_by_label("Slotzin 1", exact=True)).to_have_value(
        "Bedankt, en tot de volgende keer."
    )


async def test_two_coaches_meet_in_one_text(running: Running, visitor: Visitor) -> None:
    els = await a_coach(running, visitor, LAPTOP)
    await copy(els, "Van ons twee")
    await els.get_by_role("link", name=of("Woorden aanpassen", STEP.title.nl)).click()
    bart = await a_coach(running, visitor, LAPTOP)
    await bart.goto(els.url)
    await bart.get_by_label("De vraag", exact=True).fill("Van Bart?")
    await bart.get_by_role("button", name="Bewaar", exact=True).click()
    await expect(bart.get_by_role("status")).to_be_visible()
    await els.get_by_label("De vraag", exact=True).fill("Van Els?")
    await els.get_by_role("button", name="Bewaar", exact=True).click()
    told = "Iemand anders bewaarde intussen iets anders."
    await expect(els.get_by_role("alert")).to_contain_text(told)
    await expect(els.get_by_label("De vraag", exact=True)).to_have_value("Van Els?")
    await expect(els.get_by_text("Van Bart?")).to_be_visible()
    await axe(els)
    await picture(els, "formats-both")
    await els.get_by_label("Neem de tekst van de ander").check()
    await els.get_by_role("button", name="Bewaar", exact=True).click()
    await expect(els.get_by_label("De vraag", exact=True)).to_have_value("Van Bart?")


async def test_a_file_goes_out_and_one_with_faults_is_put_right(
    running: Running, visitor: Visitor, tmp_path: Path
) -> None:
    page = await a_coach(running, visitor, TALL)
    await copy(page, "Heen en weer")
    async with page.expect_download() as going:
        await page.get_by_role("link", name="Bewaar als bestand (TOML)").click()
    file = tmp_path / "format.toml"
    await (await going.value).save_as(file)
    text = file.read_text().replace('colour = "sun"', 'colour = "oranje"\nkleur = "geel"')
    file.write_text(text.replace(STEP.title.nl, "Wat lukte er?"))
    await page.goto(f"{running.url}/formats/import")
    await page.get_by_label("Bestand (TOML of JSON)").set_input_files(file)
    await page.get_by_role("button", name="Lees in").click()
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("2 fouten")
    await axe(page)
    await fits(page)
    await picture(page, "formats-import", whole=True)
    await alert.get_by_role("link", name="colour").click()
    field = page.get_by_label("Maak hiervan")
    await expect(field).to_be_focused()
    await field.fill("leaf")
    await page.get_by_role("button", name="Lees in").click()
    await expect(page.get_by_role("heading", name="Wat lukte er?")).to_be_visible()
