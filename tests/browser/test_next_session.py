"""Two sessions of one trajectory, one after the other: the second begins with what the
first gave, on every page, and the record leads from one card to the next.
"""

from playwright.async_api import expect

from tests.browser.axe import axe
from tests.browser.conftest import LAPTOP, Visitor
from tests.browser.pictures import picture
from tests.browser.room import Room
from tests.browser.sound import (
    has_one_heading,
    needs_no_sideways_scroll,
    sound_on_a_phone,
)
from tests.running import Running

HORN, FAN = "Een trompet", "Een waaier"
SONG = "Wij zingen samen."


async def market(running: Running, visitor: Visitor) -> Room:
    room = Room(running, visitor, "shell_stage")
    console = await room.open_console()
    await console.adds_organisation("De Eik")
    phone = await room.phone("De Eik")
    await console.does("Begin: Zoeken")
    await phone.posted(HORN)
    await phone.posted(FAN)
    await console.jumps_to("Zingen")
    await console.does("Schrijf: Ons parellied: Zingen we dit?")
    await console.writes("Ons parellied", SONG)
    await console.ends()
    return room


async def test_a_session_begins_with_what_the_one_before_gave(
    running: Running, visitor: Visitor
) -> None:
    first = await market(running, visitor)
    room = Room(running, visitor, "reef_stage", first.made.trajectory)
    console = await room.open_console()
    wall = await room.open_wall()
    phone = await room.phone("De Eik")
    await console.does("Begin: Terugblik")

    came = "Uit Markt"
    await expect(console.card(HORN)).to_contain_text(came)
    await expect(console.card(HORN)).to_contain_text("kaart 1")
    # Nobody has looked at what came out of the market.
    await expect(console.card(HORN)).to_contain_text("Nog niet bevestigd")
    await expect(wall.card(FAN)).to_contain_text("Nog niet bevestigd")
    await phone.says(came)
    await expect(phone.now).to_contain_text(FAN)

    for page in (console.page, phone.page):
        folded = page.locator(".pinned")
        await expect(folded).to_contain_text("Ons parellied")
        await expect(folded.get_by_text(SONG)).to_be_hidden()
        await folded.locator("summary").click()
        await expect(folded.get_by_text(SONG)).to_be_visible()
        await expect(folded).to_contain_text(came)
    await sound_on_a_phone(phone.page)
    await axe(console.page)
    await expect(wall.page.locator(".pinned-strip")).to_contain_text(SONG)

    await console.selects(console.card(FAN))
    await console.with_choice("Pas de tekst aan")
    await console.answers("Een grote waaier", "Bewaar")
    await expect(wall.card("Een grote waaier")).to_be_visible()
    await expect(console.card("Een grote waaier")).to_contain_text(came)
    for name, page in (("console", console.page), ("phone", phone.page), ("wall", wall.page)):
        await picture(page, f"next-{name}")

    plain = await visitor(LAPTOP, javascript=False)
    await plain.context.add_cookies(
        [{**cookie, "sameSite": "Lax"} for cookie in await phone.page.context.cookies()]  # type: ignore[typeddict-item]
    )
    await plain.goto(phone.page.url)
    await expect(plain.locator(".card", has_text=HORN)).to_contain_text(came)
    await expect(plain.locator(".pinned")).to_contain_text("Ons parellied")


async def test_the_record_follows_the_thread_from_one_session_to_the_next(
    running: Running, visitor: Visitor
) -> None:
    first = await market(running, visitor)
    room = Room(running, visitor, "reef_stage", first.made.trajectory)
    console = await room.open_console()
    await console.does("Begin: Terugblik")
    await console.selects(console.card(FAN))
    await console.with_choice("Pas de tekst aan")
    await console.answers("Een grote waaier", "Bewaar")
    await console.ends()

    record = await room.record()
    await record.get_by_role("link", name="Lees de laatste momentopname").last.click()
    card = record.locator(".zone-cards > li", has_text="Een grote waaier")
    await card.get_by_role("link", name="Volg de draad").click()
    here = record.locator("#here")
    await expect(here).to_contain_text("Een grote waaier")
    above = record.locator("section", has=record.get_by_role("heading", name="Hierop steunt het"))
    await above.get_by_role("link", name=FAN, exact=True).click()
    await expect(here.locator(".knot-text")).to_have_text(FAN)
    below = record.locator("section", has=record.get_by_role("heading", name="Dit kwam eruit"))
    await expect(below.get_by_role("link", name="Een grote waaier")).to_be_visible()
    await picture(record, "next-thread", whole=True)
    await has_one_heading(record)
    await needs_no_sideways_scroll(record)
    await axe(record)
