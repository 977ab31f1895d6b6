"""The first half of the lived session: from coming in to why it worked."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.cast import Cast
from tests.browser.line import Line
from tests.browser.phone import LATE
from tests.browser.pictures import picture

CAMP = "Tien kinderen gingen op kamp."
CAMP_TOO = "Ook onze tien kinderen gingen mee op kamp."
MONEY = "Het kampgeld is nu snel geregeld."
READING = "Voorlezen in drie talen: de bib zat vol."
CYCLING = "Zes vrouwen leerden fietsen."
SOUP = "De soepavond: zestig mensen aten mee."
BUDDY = "Een maatje gaat mee naar de club."
TABLE = "We zitten nu samen aan tafel."
BUS = "Wie betaalt de bus naar het zwembad?"
LINES = ("Iedereen doet mee aan de vrije tijd.", "We nemen de drempels weg.")


async def arriving(cast: Cast) -> None:
    """Two come by link, one by code, one without an organisation who then chooses one."""
    console, wall = cast.console, cast.wall
    await wall.shows("lobby")
    await expect(wall.scene.get_by_text(cast.room.made.code, exact=True)).to_be_visible()
    await console.counts("here", 4)
    await cast.amina.says("4 mensen doen mee.")
    await picture(cast.amina.page, "phone-01-lobby")
    await picture(wall.page, "screen-01-lobby")
    await picture(console.page, "console-01-lobby")

    await console.does("Begin: Aankomen")
    await expect(console.phase).to_have_text("Aankomen")
    await cast.dora.asks(re.compile("^Welkom. Fijn dat je er bent"))
    await cast.dora.says("Kies een voorbeeld")
    await picture(cast.dora.page, "phone-02-arriving")
    help = await cast.dora.tab("Hulp")
    await expect(help.locator("[data-part=place] b")).to_have_text("zonder organisatie")
    await help.get_by_label("Kies een andere organisatie").select_option(label=cast.DORA)
    await help.get_by_role("button", name="Bewaar").click()
    await expect(help.locator("[data-part=place] b")).to_have_text(cast.DORA)
    await picture(cast.dora.page, "phone-03-help", whole=True)
    await cast.dora.tab("Nu")
    await cast.dora.asks(re.compile("^Welkom. Fijn dat je er bent"))

    # A phase far ahead is not opened by a slip of the hand.
    await console.page.get_by_role("button", name="Toekomstbeelden").click()
    await expect(console.dialog).to_contain_text("Je slaat")
    await picture(console.page, "console-02-skip-dialog")
    await console.confirms("Annuleer")
    await expect(console.phase).to_have_text("Aankomen")


async def reading_vision(cast: Cast) -> None:
    """The text is typed in by who leads; then a scale of two questions, one of them on paper."""
    console = cast.console
    await console.goes_to("Onze visie vandaag")
    await console.does("Schrijf: Onze visietekst")
    await console.writes("Onze visietekst", *LINES)
    await cast.wall.shows("text")
    await expect(cast.wall.scene.get_by_text(LINES[0])).to_be_visible()
    await picture(cast.wall.page, "screen-02-text")
    await picture(cast.amina.page, "phone-04-read")
    await asyncio.gather(*(phone.reads(LINES[1]) for phone in cast.phones))
    await cast.dora.says("De stemming begint zo.")
    await console.opens_vote()
    await cast.wall.shows("vote")
    await picture(cast.amina.page, "phone-05-scale")
    await asyncio.gather(
        cast.amina.votes("weinig", "helemaal niet"),
        cast.bram.votes("een beetje", "een beetje"),
        cast.chris.votes("een beetje", "Weet ik niet"),
        cast.dora.votes("veel", "weinig"),
    )
    await picture(cast.amina.page, "phone-06-vote-saved")
    await console.counts_votes("4 van 4")

    await console.button("Schrijf namens iemand").click()
    await picture(console.page, "console-03-paper-new")
    await console.dialog.get_by_label("Van welke organisatie?").select_option(label=cast.PAPER)
    await console.button("Maak deze plaats").click()
    await expect(console.dialog.get_by_role("group")).to_have_count(2)
    await cast.paper_choice("heel veel", "weinig")
    await picture(console.page, "console-04-paper-ballot")
    await cast.paper_saved()
    await console.counts_votes("5 van 5")
    await picture(console.page, "console-05-vote-open")
    await picture(cast.wall.page, "screen-03-vote-open")
    # Until the result is shown there is no number but the turnout, for no one.
    await expect(cast.wall.scene.get_by_role("row")).to_have_count(0)
    await console.closes_and_reveals()
    await cast.wall.shows("result")
    await expect(cast.wall.scene).to_contain_text("5 mensen kozen · van 5 organisaties")
    await expect(cast.wall.scene).to_contain_text("gemiddeld 3,4 op 5")
    await expect(cast.wall.scene).to_contain_text("gemiddeld 2,0 op 5 · 1 weet het niet")
    await cast.bram.says("gemiddeld 3,4 op 5")
    await picture(cast.bram.page, "phone-07-result", whole=True)
    await picture(cast.wall.page, "screen-04-scale-result")
    await picture(console.page, "console-06-scale-result")


async def telling(cast: Cast, line: Line) -> None:
    """Cards: posted, changed, taken away and put back, supported, hidden, parked, undone."""
    console, wall = cast.console, cast.wall
    amina, bram, dora = cast.amina, cast.bram, cast.dora
    await console.goes_to("Wat hebben we bereikt?")
    await wall.shows("cards")
    await picture(amina.page, "phone-08-post-empty")
    await picture(wall.page, "screen-05-no-cards")
    await amina.posted(CAMP)
    await amina.posted("Het kampgeld is geregeld.")
    await amina.own("kampgeld").get_by_role("button", name="Aanpassen").click()
    await amina.own("kampgeld").get_by_role("textbox").first.fill(MONEY)
    await picture(amina.page, "phone-09-edit", whole=True)
    await amina.own("kampgeld").get_by_role("button", name="Bewaar").click()
    await amina.card_is(MONEY, "✓ bewaard")
    await expect(console.card(MONEY)).to_contain_text("aangepast")
    await picture(amina.page, "phone-10-posted", whole=True)

    await bram.posted(READING)
    await bram.own(READING).get_by_role("button", name="Weghalen").click()
    await bram.card_is(READING, "weggehaald")
    await expect(console.card(READING)).to_have_count(0)
    await bram.own(READING).get_by_role("button", name="Zet terug").click()
    await bram.card_is(READING, "✓ bewaard")
    await expect(wall.card(READING)).to_be_visible()
    # A draft outlives a reload.
    await bram.write(CYCLING)
    await bram.page.reload()
    await bram.ready()
    await expect(bram.writing).to_have_value(CYCLING)
    await bram.press("Zet op het bord")
    await bram.card_is(CYCLING, "✓ bewaard")

    await cut_off(cast, line)

    await dora.posted(CAMP_TOO)
    await dora.press("Volgende")
    row = dora.now.locator(".listed", has_text=READING)
    await row.get_by_role("button", name="Dit vind ik ook").click()
    await expect(row).to_contain_text("1 vindt dit ook")
    await picture(dora.page, "phone-11-adopt", whole=True)
    help = await dora.tab("Hulp")
    await help.get_by_role("button", name="Schrijf een kaartje").click()
    await help.locator("textarea").fill(BUS)
    await help.get_by_role("button", name="Zet op het bord").click()
    await expect(help.locator(".own", has_text=BUS)).to_contain_text("✓ bewaard")
    await dora.tab("Nu")

    await console.button("Schrijf namens iemand").click()
    await cast.console.dialog.get_by_label("Tekst van het kaartje").fill(TABLE)
    await picture(console.page, "console-07-paper-card")
    await console.button("Zet op het bord").click()
    await expect(console.dialog).to_contain_text("Het kaartje staat op het bord.")
    await console.confirms("Sluit")
    await expect(wall.card(TABLE)).to_be_visible()
    await leading(cast)


async def cut_off(cast: Cast, line: Line) -> None:
    """What is typed without a line goes out once, by itself; also where only the answer is lost."""
    chris = cast.chris
    line.cut()
    await chris.post(SOUP)
    await chris.card_is(SOUP, "wacht op verbinding")
    await expect(chris.page.locator("#line")).to_contain_text("Even geen verbinding.")
    await picture(chris.page, "phone-12-no-line", whole=True)
    await expect(cast.console.card(SOUP)).to_have_count(0)
    line.mend()
    await chris.card_is(SOUP, "✓ bewaard", within=LATE)
    await expect(chris.page.locator("#line")).to_be_hidden()

    await chris.count_own(BUDDY)
    line.deafen()
    await chris.post(BUDDY)
    await expect(cast.console.card(BUDDY)).to_be_visible()
    await chris.card_is(BUDDY, "wordt verstuurd …")
    line.cut()
    line.mend()
    await chris.card_is(BUDDY, "✓ bewaard", within=LATE)
    # Not even while the board knew it and the phone had no answer yet.
    assert await chris.most_own() == 1
    for text in (SOUP, BUDDY):
        await expect(cast.console.card(text)).to_have_count(1)
        await expect(chris.own(text)).to_have_count(1)


async def leading(cast: Cast) -> None:
    """Hide and show, park and undo, pause and go on; and how people say they are doing."""
    console, wall = cast.console, cast.wall
    await console.selects(console.card(CYCLING))
    await picture(console.page, "console-08-chosen")
    await console.with_choice("Verberg")
    await picture(console.page, "console-09-hide-dialog")
    await console.answers("Staat er twee keer", "Verberg")
    await expect(wall.card(CYCLING)).to_have_count(0)
    await expect(cast.bram.own(CYCLING)).to_contain_text("even weggelegd")
    await console.page.get_by_text("Verborgen kaartjes").click()
    await expect(console.card(CYCLING)).to_contain_text("Verborgen: Staat er twee keer")
    await console.selects(console.card(CYCLING))
    await console.with_choice("Toon weer")
    await expect(wall.card(CYCLING)).to_be_visible()

    await console.selects(console.card(MONEY))
    await console.with_choice("Parkeer")
    await expect(wall.card(MONEY)).to_have_count(0)
    await console.button("Ongedaan maken: verplaatsen").click()
    await expect(wall.card(MONEY)).to_be_visible()
    await picture(wall.page, "screen-06-cards")

    await cast.amina.button("Ik ben nog bezig").click()
    await cast.bram.button("Ik snap het niet").click()
    told = cast.bram.page.get_by_text("De begeleider ziet dit")
    await expect(told).to_be_in_viewport(ratio=1)
    await console.counts("busy", 1)
    await console.counts("unclear", 1)
    await expect(console.page.get_by_text("1 mens snapt het niet.")).to_be_visible()
    await picture(console.page, "console-10-cards")
    await cast.bram.button("Ik snap het niet").click()
    await console.counts("unclear", 0)

    # Who asks for time is a number, and one press gives all of them a minute.
    await expect(console.page.get_by_text("1 mens wil nog even tijd.")).to_be_visible()
    await console.button("Geef nog een minuut").click()
    await expect(console.page.get_by_text("1 mens wil nog even tijd.")).to_be_hidden()
    await console.button("+1 min: één minuut erbij").click()
    await console.button("Pauzeer").click()
    await cast.amina.asks("Even pauze.")
    await wall.shows("paused")
    await picture(cast.amina.page, "phone-13-paused")
    await picture(wall.page, "screen-07-paused")
    await picture(console.page, "console-11-paused")
    await console.does("Ga verder")
    await wall.shows("cards")
    await expect(cast.amina.writing).to_be_visible()


async def sorting(cast: Cast) -> None:
    """Two phones say what belongs together; who leads puts it together, also by hand."""
    console, wall = cast.console, cast.wall
    await console.goes_to("Kijken en bundelen")
    # She asked for more time: her screen waits for her, with a word that there is a new step.
    await expect(cast.amina.page.locator("#new-step")).to_contain_text("Er is een nieuwe stap.")
    await expect(cast.amina.writing).to_be_visible()
    await cast.amina.button("Ga verder").click()
    for times, phone in enumerate((cast.amina, cast.dora), 1):
        await phone.asks("Welke kaartjes horen bij elkaar?")
        await phone.pick(CAMP)
        await phone.pick(CAMP_TOO)
        if times == 1:
            await picture(phone.page, "phone-14-group", whole=True)
        await phone.press("Deze 2 horen bij elkaar")
        await phone.says("Bedankt. De begeleider ziet je voorstel.")
        people = f"{times} keer gezegd"
        await expect(console.page.locator(".hint")).to_contain_text(
            f"{people}: dit hoort bij elkaar."
        )
    await picture(console.page, "console-12-hint")
    await console.page.locator(".hint").get_by_role("button", name="Voeg samen").click()
    await console.button("Pas de titel aan").click()
    await console.answers("Samen op kamp", "Bewaar")
    await expect(wall.bundle("Samen op kamp")).to_contain_text(CAMP_TOO)

    await console.selects(console.card(SOUP), console.card(TABLE))
    await console.with_choice("Voeg samen")
    await picture(console.page, "console-13-merge-dialog")
    await console.answers("Aan één tafel", "Voeg samen")
    await expect(wall.bundle("Aan één tafel")).to_contain_text(SOUP)
    await expect(console.page.get_by_text("6 kaartjes en bundels. Dat past")).to_be_visible()
    await picture(wall.page, "screen-08-bundles")
    await console.selects(console.bundle("Samen op kamp"))
    await picture(console.page, "console-14-bundle-chosen")
    await console.with_choice("Toon groot")
    await wall.shows("light")
    await expect(wall.scene.get_by_text("Samen op kamp")).to_be_visible()
    await expect(console.bundle("Samen op kamp").locator(".pick input")).not_to_be_checked()
    await picture(wall.page, "screen-09-light")
    await console.button("Ongedaan maken: groot tonen").click()
    await wall.shows("cards")
    # What was chosen here is not chosen in the next step.
    await console.selects(console.card(MONEY))
    await console.goes_to("Stippen: hier zijn we trots op")
    await expect(console.page.locator(".choose")).to_be_hidden()
    await expect(console.card(MONEY).locator(".pick input")).not_to_be_checked()


async def choosing_proud(cast: Cast, line: Line) -> None:
    """Dots, led by keyboard alone; one ballot comes over a line that dies under it."""
    console, wall = cast.console, cast.wall
    await console.keys_primary("Open de stemming")
    await expect(console.primary).to_have_text("Sluit de stemming")
    for phone in cast.phones:
        await phone.says("nog 2 van 2")
    await cast.amina.dot("Samen op kamp", "Samen op kamp")
    await expect(cast.amina.dotted("Samen op kamp")).to_contain_text("2 stippen")
    await picture(cast.amina.page, "phone-15-dots", whole=True)
    await asyncio.gather(
        cast.amina.press("Bewaar mijn stem"),
        cast.bram.votes_dots("Samen op kamp", READING),
        cast.dora.votes_dots("Samen op kamp", CYCLING),
    )
    await cast.amina.vote_saved()

    # The server hears this ballot, but its answer is lost; then the line itself.
    await cast.chris.dot("Aan één tafel", "Aan één tafel")
    line.deafen()
    await cast.chris.press("Bewaar mijn stem")
    await cast.chris.says("Je stem wordt verstuurd …")
    await console.counts_votes("4 van 5")
    line.cut()
    await cast.chris.says("Ze vertrekt zodra er verbinding is.")
    await picture(cast.chris.page, "phone-16-vote-kept")

    # Until the vote closes, it may change.
    await cast.dora.press("Verander mijn stem")
    await cast.dora.dotted(CYCLING).get_by_role("button", name="Een stip eraf").click()
    await cast.dora.dot(BUDDY)
    await cast.dora.press("Ik ben klaar")
    await cast.dora.vote_saved()

    await console.page.keyboard.press("Home")
    await console.keys("Schrijf namens iemand")
    await console.keys(f"Eén stip meer voor {READING}")
    await console.keys(f"Eén stip meer voor {MONEY}")
    await picture(console.page, "console-15-paper-dots")
    await console.keys("Bewaar dit stembriefje")
    await expect(console.dialog).to_contain_text("Het stembriefje is bewaard.")
    await console.page.keyboard.press("Escape")
    line.mend()
    await cast.chris.vote_saved(within=LATE)
    # The ballot went out twice and counts once.
    await console.counts_votes("5 van 5")
    await picture(wall.page, "screen-10-dots-open")

    await console.keys_primary("Sluit de stemming")
    await console.lets_be(console.primary.filter(has_text="Toon de uitslag"))
    await cast.amina.says("De stemming is gesloten. De uitslag volgt.")
    await wall.shows("vote")
    await picture(wall.page, "screen-11-closed")
    await console.keys_primary("Toon de uitslag")
    await wall.shows("result")
    for option, dots, organisations in (
        ("Samen op kamp", "4 stippen", "van 3 organisaties"),
        ("Aan één tafel", "2 stippen", "van 1 organisatie"),
        (READING, "2 stippen", "van 2 organisaties"),
        (BUDDY, "1 stip", "van 1 organisatie"),
        (MONEY, "1 stip", "van 1 organisatie"),
        (CYCLING, "0 stippen", ""),
    ):
        for row in (wall.result(option), cast.bram.result(option)):
            await expect(row).to_contain_text(dots)
            await expect(row).to_contain_text(organisations)
    await wall.draws_the_result()
    await picture(wall.page, "screen-12-dots-result")
    await picture(cast.bram.page, "phone-17-dots-result", whole=True)
    await picture(console.page, "console-16-dots-result")
    await console.keys_primary("Volgende: Waarom lukte dat?")
    await expect(console.phase).to_have_text("Waarom lukte dat?")


async def finding_reasons(cast: Cast) -> None:
    """In small groups; each reason hangs on one of the top five."""
    console = cast.console
    await expect(console.page.get_by_text("Iedereen ziet zijn nummer")).to_be_visible()
    await console.button("Maak nieuwe groepjes").click()
    for phone in cast.phones:
        await expect(phone.now.locator(".ask .chip")).to_have_text(re.compile("Groep [12]"))
    await cast.wall.asks("Kies een kaart uit de top 5. Wat maakte dat het lukte?")
    amina = cast.amina
    await amina.says("Bij welke kaart uit de top 5 hoort dit?")
    await expect(amina.writing).to_be_hidden()
    await picture(amina.page, "phone-18-why", whole=True)
    await amina.pick("Samen op kamp")
    await amina.posted("Twee diensten maakten één formulier.")
    await expect(cast.wall.card("Twee diensten")).to_contain_text("Samen op kamp")
    await amina.own("Twee diensten").get_by_role("button", name="Wil je meer vertellen?").click()
    await amina.own("Twee diensten").get_by_text("vertrouwen", exact=True).click()
    await amina.own("Twee diensten").get_by_role("button", name="Bewaar").click()
    await expect(console.card("Twee diensten")).to_contain_text("vertrouwen")
    await cast.bram.pick(READING)
    await cast.bram.posted("De mensen kozen zelf de boeken.")
    await picture(console.page, "console-17-reasons")
    await picture(cast.wall.page, "screen-13-reasons")
