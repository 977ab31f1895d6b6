"""The second half of the lived session: from the break to the end and its record."""

import asyncio
import hashlib
from typing import Any

from playwright.async_api import expect

from tests.browser.cast import Cast
from tests.browser.first_half import LINES
from tests.browser.heard import Heard
from tests.browser.pictures import picture

CORE = ("We gaan naar de mensen toe.", "De eerste keer gaat er iemand mee.", "Iedereen praat mee.")
CAMPS = "Over drie jaar gaat elk kind op kamp."
PLACE = "Over drie jaar is er een plek voor jongeren."
MUSIC = "Over drie jaar kiezen we samen de muziek."
LATE_BUS = "Over drie jaar rijdt er een bus."
TAKEN = "Ik bel morgen mijn buurvrouw."


async def pausing(cast: Cast) -> None:
    """A break that the format plans; meanwhile who leads writes what makes us strong."""
    console, wall = cast.console, cast.wall
    await console.goes_to("Pauze")
    await cast.amina.asks("Tijd voor pauze.")
    await cast.amina.says("We gaan verder over 10 minuten.")
    await wall.shows("break")
    await picture(cast.amina.page, "phone-19-break")
    await picture(wall.page, "screen-14-break")
    await console.button("Schrijf de tekst").click()
    await picture(console.page, "console-18-write-core")
    await console.writes("Onze positieve kern", *CORE)


async def agreeing(cast: Cast) -> None:
    """Agreement, with a remark that nobody sees before its time, nor ever whose it is."""
    console, wall = cast.console, cast.wall
    await console.goes_to("Onze positieve kern")
    await asyncio.gather(*(phone.reads(CORE[2]) for phone in cast.phones))
    await console.opens_vote()
    remark = "Zeg ook hoe we elkaar vinden."
    await cast.amina.pick("Ja, met een opmerking")
    await cast.amina.now.get_by_label("Wil je er iets bij zeggen?").fill(remark)
    await picture(cast.amina.page, "phone-20-agreement", whole=True)
    await asyncio.gather(
        cast.amina.press("Bewaar mijn stem"),
        cast.bram.votes("Ja"),
        cast.chris.votes("Ja"),
        cast.dora.votes("Ik kan ermee leven"),
    )
    await cast.amina.vote_saved()
    await console.button("Schrijf namens iemand").click()
    await cast.paper_choice("Ja")
    await cast.paper_saved()
    await console.counts_votes("5 van 5")
    for page in (console.page, wall.page, cast.bram.page):
        await expect(page.get_by_text(remark)).to_have_count(0)
    await picture(wall.page, "screen-15-agreement-open")
    await console.closes_and_reveals()
    await expect(wall.result("Ja, met een opmerking")).to_contain_text("1 mens")
    await expect(wall.scene.get_by_text(remark)).to_be_visible()
    await expect(wall.page.get_by_text("Amina")).to_have_count(0)
    await cast.bram.says(remark)
    await picture(wall.page, "screen-16-agreement-result")
    await picture(cast.bram.page, "phone-21-agreement-result", whole=True)
    await picture(console.page, "console-19-agreement-result")


async def imagining(cast: Cast) -> None:
    """Images of the future; one without a sender, and one whose step ends while it is written."""
    console, wall = cast.console, cast.wall
    await console.goes_to("Toekomstbeelden")
    await expect(cast.amina.writing).to_have_value("Over drie jaar ")
    await cast.amina.posted(CAMPS)
    await cast.bram.now.get_by_text("Zonder afzender", exact=True).click()
    await cast.bram.posted(PLACE)
    await expect(console.card(PLACE)).to_contain_text("zonder afzender")
    await expect(console.card(PLACE)).not_to_contain_text(cast.BRAM)
    await cast.chris.posted(MUSIC)
    await cast.dora.write(LATE_BUS)
    await console.sees_typing(cast.dora.writing)
    await cast.dora.button("Ik ben nog bezig").click()
    await console.counts("busy", 1)
    await console.does("Volgende: Bundelen")
    await expect(console.dialog).to_contain_text("Nog niet iedereen is klaar")
    await picture(console.page, "console-20-still-typing")
    await console.confirms("Toch verder")
    await expect(console.phase).to_have_text("Bundelen")
    # What she writes stays under her hands, with a word that there is a new step.
    await expect(cast.dora.page.locator("#new-step")).to_contain_text("Er is een nieuwe stap.")
    await expect(cast.dora.writing).to_have_value(LATE_BUS)
    await picture(cast.dora.page, "phone-22-new-step")
    await cast.dora.button("Ga verder").click()
    await cast.dora.asks("Welke toekomstbeelden horen bij elkaar?")
    await cast.dora.page.get_by_text("Nog niet op het bord (1)").click()
    await expect(cast.dora.page.locator("#kept").get_by_text(LATE_BUS)).to_be_visible()
    await picture(cast.dora.page, "phone-23-kept", whole=True)
    await cast.dora.button("Zet alsnog op het bord").click()
    await expect(wall.card(LATE_BUS)).to_be_visible()
    await expect(console.card(LATE_BUS)).to_contain_text("later gekomen")


async def sorting_by_keyboard(cast: Cast) -> None:
    """Choosing, naming and putting together without a mouse."""
    console = cast.console
    for text in (PLACE, MUSIC):
        number = await console.card(text).locator(".card-number").inner_text()
        await console.keys(f"Kies kaartje {number.removeprefix('nr. ')}", "Space")
        await expect(console.card(text).locator(".pick input")).to_be_checked()
    await console.keys("Voeg samen")
    await console.page.keyboard.type("Jong en samen")
    await console.page.keyboard.press("Enter")
    await expect(console.bundle("Jong en samen")).to_be_visible()
    await picture(console.page, "console-21-by-keyboard")
    await console.counts("typing", 0)
    await console.keys_primary("Volgende: Stemmen: waar willen we meer van?")
    await expect(console.phase).to_have_text("Stemmen: waar willen we meer van?")


async def choosing_future(cast: Cast) -> None:
    """Dots once more: who does not know, or does not choose, says so and is counted."""
    console, wall = cast.console, cast.wall
    await console.opens_vote()
    await asyncio.gather(
        cast.amina.votes_dots(CAMPS, CAMPS),
        cast.bram.votes_dots(CAMPS, "Jong en samen"),
        cast.chris.votes("Niet kiezen"),
        cast.dora.votes("Weet ik niet"),
    )
    await console.button("Schrijf namens iemand").click()
    await cast.paper_dot("Jong en samen", CAMPS)
    await cast.paper_saved()
    await console.counts_votes("5 van 5")
    await console.closes_and_reveals()
    await expect(wall.result(CAMPS)).to_contain_text("4 stippen van 3 organisaties")
    await expect(wall.result("Jong en samen")).to_contain_text("2 stippen van 2 organisaties")
    await expect(wall.scene).to_contain_text("1 weet het niet · 1 koos niet")


async def line_by_line(cast: Cast) -> None:
    """One choice for each sentence, and a proposal beside it."""
    console = cast.console
    await console.goes_to("Visie: zin per zin")
    await asyncio.gather(*(phone.reads(LINES[0]) for phone in cast.phones))
    await console.opens_vote()
    await asyncio.gather(
        cast.amina.votes("blijft", "aanpassen"),
        cast.bram.votes("blijft", "weg"),
        cast.chris.votes("aanpassen", "aanpassen"),
        cast.dora.votes("blijft", "Weet ik niet"),
    )
    await picture(cast.wall.page, "screen-17-choice-open")
    await console.counts_votes("4 van 5")
    await console.closes_and_reveals()
    await picture(cast.wall.page, "screen-18-choice-result")
    await cast.amina.press("Volgende")
    await cast.amina.posted("We nemen ook de schrik weg.")


async def rounding_off(cast: Cast) -> None:
    """The pulse, what one takes home, and who writes along."""
    console, wall = cast.console, cast.wall
    await console.goes_to("Afronden")
    await console.opens_vote()
    await asyncio.gather(*(phone.votes("veel", "heel veel") for phone in cast.phones))
    await console.closes_and_reveals()
    await expect(wall.scene).to_contain_text("gemiddeld 4,0 op 5")
    await picture(wall.page, "screen-19-pulse-result")
    await asyncio.gather(*(phone.press("Volgende") for phone in cast.phones))
    await cast.amina.posted(TAKEN)
    await expect(console.card(TAKEN)).to_contain_text("zonder afzender")
    for page in (wall.page, cast.bram.page):
        await expect(page.get_by_text(TAKEN)).to_have_count(0)
    await picture(cast.amina.page, "phone-24-takeaway", whole=True)
    await cast.amina.press("Volgende")
    await cast.amina.says("Nog 4 plaatsen vrij.")
    await cast.amina.pick("Wij trekken dit")
    await cast.amina.press("Wij doen mee")
    await cast.amina.says("Je organisatie doet mee: Wij trekken dit")
    await cast.bram.press("Volgende")
    await cast.bram.pick("Wij werken mee")
    await cast.bram.pick("Ik moet het nog vragen")
    await picture(cast.bram.page, "phone-25-claim", whole=True)
    await cast.bram.press("Wij doen mee")
    await cast.amina.says("Nog 2 plaatsen vrij.")
    await expect(cast.amina.now.locator(".claimants")).to_contain_text("moet het nog vragen")
    await cast.dora.press("Volgende")
    await cast.dora.pick("Wij werken mee")
    await cast.dora.press("Wij doen mee")
    await cast.amina.says("Nog 1 plaats vrij.")
    await cast.dora.press("Toch niet")
    await cast.amina.says("Nog 2 plaatsen vrij.")
    board = await cast.bram.tab("Het bord")
    await expect(board).to_contain_text("Samen op kamp")
    await expect(board).to_contain_text("gemiddeld 3,4 op 5")
    await expect(board).not_to_contain_text(TAKEN)
    await picture(cast.bram.page, "phone-26-board", whole=True)
    await cast.bram.tab("Nu")


async def ending(cast: Cast) -> None:
    console, wall = cast.console, cast.wall
    toasts = await Heard.at(console.page, ".toasts")
    await console.button("Bewaar nu").click()
    await picture(console.page, "console-22-snapshot-dialog")
    await console.answers("Na het gesprek", "Bewaar")
    await toasts.says("Bewaard in het verslag.")
    await console.does("Sluit de sessie af")
    await picture(console.page, "console-23-end-dialog")
    await console.confirms("Sluit de sessie af")
    await expect(console.phase).to_have_text("De sessie is afgelopen")
    for phone in cast.phones:
        await phone.asks("Bedankt. Tot de volgende keer.")
    await cast.amina.says("Daarin staan geen namen van mensen.")
    await wall.asks("Bedankt, iedereen.")
    await picture(cast.amina.page, "phone-27-ended", whole=True)
    await picture(wall.page, "screen-20-ended")
    await picture(console.page, "console-24-ended")
    # Who asks later to take a card away says its number; then it is two clicks.
    number = console.page.get_by_label("Vraagt iemand om een kaartje weg te halen?")
    await number.fill("9999")
    await console.button("Haal weg").click()
    await expect(console.page.get_by_text("Er is geen kaartje met nummer 9999.")).to_be_visible()
    await number.fill("1")
    await console.button("Haal weg").click()
    await expect(console.dialog).to_contain_text("Dit kaartje voorgoed weghalen?")
    await console.page.keyboard.press("Escape")
    await expect(console.dialog).to_have_count(0)


async def reading_back(cast: Cast) -> None:
    """The record: every snapshot, and the numbers that people saw."""
    async with cast.console.page.expect_popup() as opened:
        await cast.console.does("Bekijk de momentopnames")
    page = await opened.value
    # What is read at once has to be there whole.
    await page.wait_for_load_state()
    moments = page.locator(".moments li")
    await picture(page, "record-01-trajectory", whole=True)
    said = [await moment.locator(".moment-what").inner_text() for moment in await moments.all()]
    begun, *between, by_hand, end = said
    assert (begun, end) == ("Begin", "Einde"), said
    assert "Na het gesprek" in by_hand
    assert sum(what.startswith("Na een uitslag") for what in between) == 6, said
    assert between.count("Vóór het bundelen") == between.count("Na het bundelen") == 2, said
    await page.get_by_role("link", name="Lees de laatste momentopname").click()
    await expect(page.get_by_role("heading", name="Wat kwam eruit")).to_be_visible()
    await picture(page, "record-02-snapshot", whole=True)
    for fact in ("5 mensen", "5 organisaties", "enkelen op papier of met hulp"):
        await expect(page.locator("#who")).to_contain_text(fact)
    await expect(page.locator("body")).not_to_contain_text("Amina")
    answer = await page.request.get(f"{page.url}.json")
    await expect(page.locator(".hash")).to_have_text(
        hashlib.sha256(await answer.body()).hexdigest()
    )
    check(await answer.json())


def check(kept: dict[str, Any]) -> None:
    """Nothing was lost on the way and nothing counted twice."""
    view = kept["view"]
    cards = [entity for key, entity in view.items() if key.startswith("card:")]
    texts = [card["text"] for card in cards]
    assert len(texts) == len(set(texts)) == 17, texts
    assert kept["removed"] == 1
    assert kept["hidden"] == 0
    assert not any(card["seat"] for card in cards)
    rounds = [entity for key, entity in view.items() if key.startswith("round:")]
    voters = {one["poll"]: (one["voters"], one["on_paper"]) for one in rounds}
    assert sorted(voters.values()) == [(4, 0), (4, 0), (5, 0), (5, 0), (5, 0), (5, 0)], voters
    dots = [
        sorted((row["count"], row["organisations"] or 0) for row in one["result"][0]["options"])
        for one in rounds
        if one["method"] == "dots"
    ]
    assert sorted(dots) == [
        [(0, 0), (1, 1), (1, 1), (2, 1), (2, 2), (4, 3)],
        [(0, 0), (2, 2), (4, 3)],
    ]
