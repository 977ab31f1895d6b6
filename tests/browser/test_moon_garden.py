"""An invented format lived through in the browser: zones, phases, cards and votes are data.

Nothing in the program knows a word of it, and its shape is unlike any real one:
cards that lie veiled until the moon shines, two votes in one phase, a vote over
a fixed list, a link to two of the top, a claim without an end, stars that are weighed
one by one and laid out in a chart, a vote of organisations, words to pick from.
"""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visitor
from tests.browser.console import Console
from tests.browser.phone import Phone
from tests.browser.pictures import picture
from tests.browser.room import TALL, Room
from tests.browser.wall import Wall
from tests.running import Running

pytestmark = pytest.mark.slow

SOUP, CAKE, RAIN = "Soepzaad", "Taartzaad", "Regenzaad"
WORRY = "De slakken, maar dat is voor later."
SECRET = "Ik kom terug bij nieuwe maan."


async def test_an_invented_format_lives_by_its_data_alone(
    running: Running, visitor: Visitor
) -> None:
    room = Room(running, visitor, "moonrise_stage")
    console = await room.open_console()
    for name in ("De Uilen", "De Egels"):
        await console.adds_organisation(name)
    wall = await room.open_wall()
    phones = list(
        await asyncio.gather(
            room.phone("De Uilen", "Luna"),
            room.phone("De Egels", size=TALL),
            room.phone("Zonder organisatie"),
        )
    )
    await sowing(console, wall, phones)
    await reading_tide(console, wall, phones)
    await weighing_stars(console, wall, phones)
    await counting_petals(console, wall, phones)
    await gathering_dew(console, wall, phones)
    await console.goes_to("Graven")
    await singing(console, wall, phones)
    await reading_back(room)


async def sowing(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """Veiled cards: each person sees their own, no one sees another's."""
    luna, orion, vesper = phones
    await console.does("Begin: Zaaien")
    await wall.asks("Welk zaadje leg jij in de krater?")
    await luna.says("Zonder afzender: niemand ziet van wie dit is.")
    for phone, seed in zip(phones, (SOUP, CAKE, RAIN), strict=True):
        await phone.posted(seed)
    await expect(luna.own(SOUP)).to_contain_text("De anderen zien dit kaartje later.")
    await console.counts("posted", 3)
    for page in (console.page, wall.page, vesper.page):
        await expect(page.get_by_text(SOUP)).to_have_count(0)
    await picture(luna.page, "moon-01-veiled", whole=True)
    await picture(console.page, "moon-02-console")
    board = await orion.tab("Het bord")
    await expect(board.get_by_text(SOUP)).to_have_count(0)
    help = await orion.tab("Hulp")
    await expect(help.get_by_role("heading", name="De donkere kant")).to_be_visible()
    await help.get_by_role("button", name="Schrijf een kaartje").click()
    await help.locator("textarea").fill(WORRY)
    await help.get_by_role("button", name="Zet op het bord").click()
    await expect(help.locator(".own", has_text=WORRY)).to_contain_text("✓ bewaard")
    await orion.tab("Nu")
    await expect(console.card(WORRY)).to_be_visible()


async def reading_tide(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """Two votes in one phase: a scale, and a choice from a list of the format's own."""
    await console.goes_to("Getij")
    await console.opens_vote(": Hoe hoog staat het getij?")
    for phone, answer in zip(phones, ("veel", "heel veel", "Weet ik niet"), strict=True):
        await phone.says("in dit kleine gesprek is je stem niet geheim")
        await phone.votes(answer)
    await console.closes_and_reveals(": Hoe hoog staat het getij?")
    await wall.shows("result")
    await expect(wall.scene).to_contain_text("gemiddeld 4,5 op 5 · 1 weet het niet")
    # With so few there is no second number: it would point at someone.
    await expect(wall.result("heel veel")).to_contain_text("1 mens")
    await expect(wall.result("heel veel")).not_to_contain_text("organisatie")
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    await console.opens_vote(": Welke lantaarn nemen we mee?")
    for phone, answer in zip(phones, ("de vuurvlieg", "de vuurvlieg", "geen"), strict=True):
        await phone.votes(answer)
    await console.closes_and_reveals(": Welke lantaarn nemen we mee?")
    await expect(wall.result("de vuurvlieg")).to_contain_text("2 mensen")
    await wall.draws_the_result()
    await wall.draws_it_at_once()
    await expect(phones[0].result("de glimworm")).to_contain_text("0 mensen")
    await picture(wall.page, "moon-03-choice-result")


async def weighing_stars(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """Questions about each card and a chart of them; a top three of organisations; words picked."""
    luna, orion, vesper = phones
    await console.goes_to("Sterren wegen")
    await luna.posted("De grote ster.")
    await orion.posted("De kleine ster.")
    for phone in phones:
        await phone.press("Volgende")
        await phone.press("Volgende")
    glow, fall = ": Hoe sterk glanst deze ster?", ": Wanneer valt deze ster?"
    await console.opens_vote(glow)
    await luna.asks("De grote ster.")
    await luna.says("Hoe sterk glanst deze ster?")
    await asyncio.gather(*(phone.votes("heel veel", "weinig") for phone in phones))
    await console.closes_and_reveals(glow)
    await wall.shows("result")
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    await console.opens_vote(fall)
    await asyncio.gather(*(phone.votes("bij valavond", "ooit eens") for phone in phones))
    await console.closes_and_reveals(fall)
    await wall.shows("chart")
    for star, corner in (("De grote ster.", "glanst nu"), ("De kleine ster.", "laat hangen")):
        row = wall.scene.get_by_role("row").filter(has_text=star)
        await expect(row).to_contain_text(corner)
    await expect(wall.scene.locator(".picture circle")).to_have_count(2)
    await picture(wall.page, "moon-03-chart")

    moths = ": Welke motten nodigen we eerst uit?"
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    await console.opens_vote(moths)
    await vesper.says("Hier stemt elke organisatie één keer.")
    await luna.says("Tik op je eerste keuze.")
    for moth in ("de pijlstaart", "de spookmot"):
        await luna.pick(moth)
    await luna.now.locator(".choice-rank", has_text="de pijlstaart").click()
    await expect(luna.now.locator(".choice-rank", has_text="spookmot")).to_contain_text(
        "je eerste keuze"
    )
    await luna.press("Bewaar mijn stem")
    await luna.says("De stem van De Uilen is bewaard.")
    await console.closes_and_reveals(moths)
    await expect(wall.result("de spookmot")).to_contain_text("3 punten")
    await expect(wall.page.locator(".over")).to_contain_text("1 organisatie stemde")

    stars, words = ": Welke sterren dragen we mee?", ": Wat betekent dit woord voor jou?"
    await console.opens_vote(stars)
    await console.closes_and_reveals(stars)
    await console.does(f"Open de stemming{words}")
    for word in ("maan", "dauw"):
        await console.dialog.get_by_label(word, exact=True).check()
    await expect(console.dialog.get_by_label("nacht", exact=True)).to_be_disabled()
    await console.confirms("Open de stemming")
    await luna.press("Volgende")
    await luna.press("Volgende")
    await luna.asks("maan")
    await luna.votes("een oude vriend", "een kleine lens")
    await console.closes_and_reveals(words)
    await expect(wall.result("een kleine lens")).to_contain_text("1 mens")


async def counting_petals(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """The veil goes; then cards are grouped, supported and voted on in one phase."""
    luna, orion, vesper = phones
    await console.goes_to("Bloei")
    await console.does("Toon de kaartjes")
    for seed in (SOUP, CAKE, RAIN):
        await expect(console.card(seed)).to_contain_text("zonder afzender")
    await luna.pick(SOUP)
    await luna.pick(CAKE)
    await luna.press("Deze 2 horen bij elkaar")
    await expect(console.page.locator(".hint")).to_contain_text("1 keer gezegd")
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    row = vesper.now.locator(".listed", has_text=SOUP)
    await row.get_by_role("button", name="Dit vind ik ook").click()
    await expect(row).to_contain_text("1 vindt dit ook")
    await picture(vesper.page, "moon-04-adopt", whole=True)
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    await console.opens_vote()
    await luna.says("nog 2 van 2")
    await luna.dot(SOUP, CAKE)
    # At most one dot on a seed: the format says so.
    more = luna.dotted(SOUP).get_by_role("button", name="Een stip erbij")
    await expect(more).to_have_attribute("aria-disabled", "true")
    await luna.press("Bewaar mijn stem")
    await asyncio.gather(orion.votes_dots(SOUP, RAIN), vesper.votes_dots(CAKE))
    await luna.vote_saved()
    await console.counts_votes("3 van 3")
    await console.closes_and_reveals()
    await expect(wall.result(SOUP)).to_contain_text("2 stippen")
    await expect(wall.result(CAKE)).to_contain_text("2 stippen")
    await expect(wall.result(RAIN)).to_contain_text("1 stip")


async def gathering_dew(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """A card that points at two of the top two, with fields of every type."""
    luna, orion, _ = phones
    await console.goes_to("Dauw")
    await expect(luna.now.locator(".ask .chip")).to_contain_text("Groep")
    await expect(luna.writing).to_have_value("Bij volle maan ")
    await expect(luna.now.locator(".choices .choice")).to_have_count(2)
    await luna.pick(SOUP)
    await luna.pick(CAKE)
    await luna.posted("Bij volle maan dansen we.")
    card = luna.own("dansen we")
    await card.get_by_role("button", name="Wil je meer vertellen?").click()
    await card.get_by_text("opaal", exact=True).click()
    await card.get_by_text("De Egels", exact=True).click()
    await card.get_by_label("Wat fluistert hij?").fill("stil maar")
    await picture(luna.page, "moon-05-fields", whole=True)
    await card.get_by_role("button", name="Bewaar").click()
    for told in ("opaal", "De Egels", "stil maar", SOUP, CAKE):
        await expect(card).to_contain_text(told)
    for seed in (SOUP, CAKE):
        await expect(wall.card("dansen we")).to_contain_text(seed)
    await orion.press("Volgende")
    row = orion.now.locator(".listed", has_text="dansen we")
    await row.get_by_role("button", name="Dit vind ik ook").click()
    await expect(console.card("dansen we")).to_contain_text("1 vindt dit ook")
    await picture(wall.page, "moon-06-dew")


async def singing(console: Console, wall: Wall, phones: list[Phone]) -> None:
    """A text that the format begins and the room mends; agreement, pulse, claim, a last word."""
    luna, orion, vesper = phones
    await console.goes_to("Zingen")
    await luna.says("Wij tuinieren bij nacht.")
    await console.button("Pas de tekst aan").click()
    await console.writes("Ons maanlied", "Wij tuinieren bij nacht.", "Wij groeten de uilen.")
    await luna.says("Wij groeten de uilen.")
    await asyncio.gather(*(phone.reads("Wij groeten de uilen.") for phone in phones))
    await console.opens_vote(": Zingen we dit lied?")
    await asyncio.gather(
        luna.votes("Ja"), orion.votes("Ik kan ermee leven"), vesper.votes("Nog niet")
    )
    await console.closes_and_reveals(": Zingen we dit lied?")
    await expect(wall.result("Nog niet")).to_contain_text("1 mens")
    await expect(wall.scene).to_contain_text("Opnieuw bespreken.")
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    await console.opens_vote(": Hoe licht voel je je?")
    await asyncio.gather(*(phone.votes("heel veel") for phone in phones))
    await console.closes_and_reveals(": Hoe licht voel je je?")
    await expect(wall.scene).to_contain_text("gemiddeld 5,0 op 5")
    await asyncio.gather(*(phone.press("Volgende") for phone in phones))
    for phone, form in ((luna, "de hele nacht"), (orion, "een halve nacht")):
        await phone.pick(form)
        await phone.press("Wij doen mee")
        await phone.says(f"Je organisatie doet mee: {form}")
    await vesper.says("Dit kan alleen voor een organisatie.")
    await picture(orion.page, "moon-07-claim", whole=True)
    await luna.press("Volgende")
    await luna.posted(SECRET)
    await expect(wall.page.get_by_text(SECRET)).to_have_count(0)
    await console.does("Sluit de sessie af")
    await console.confirms("Sluit de sessie af")
    await luna.says("De maan gaat onder.")
    await expect(wall.scene).to_contain_text("Morgen geven we water.")
    await picture(wall.page, "moon-08-ended")


async def reading_back(room: Room) -> None:
    page = await room.record()
    await page.get_by_role("link", name="Lees de laatste momentopname").click()
    for said in ("Het kraterbed", "De komeetpot", SECRET, WORRY, "de hele nacht", "versie 2"):
        await expect(page.locator("main")).to_contain_text(said)
    await expect(page.locator("#who")).to_contain_text("3 mensen")
    await picture(page, "moon-09-snapshot", whole=True)
