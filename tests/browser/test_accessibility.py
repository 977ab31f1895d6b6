"""No page in any state shuts someone out: axe, thumbs, large letters, one heading, the focus."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from board.commands import (
    EndBoard,
    HideCards,
    PauseBoard,
    ResumeBoard,
    Spotlight,
)
from tests.browser.axe import axe
from tests.browser.conftest import LAPTOP, PHONE, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.led import ORGANISATIONS, Led, a_phone, asked
from tests.browser.phone import Phone
from tests.browser.sound import (
    has_one_heading,
    keeps_focus,
    needs_no_sideways_scroll,
    shows_the_focus,
    sound_on_a_desk,
    sound_on_a_phone,
)
from tests.browser.thumbs import is_for_thumbs
from tests.browser.wall import Wall
from tests.running import Running

pytestmark = pytest.mark.slow

CARDS = (
    "Tien kinderen gingen op kamp.",
    "De bib zat vol bij het voorlezen in drie talen.",
    "Zes vrouwen leerden fietsen.",
    "De soepavond: zestig mensen aten mee.",
    "Een maatje gaat mee naar de club.",
)
METHODS = ("scale", "dots", "agreement", "choice")


@pytest_asyncio.fixture(loop_scope="session")
async def led(running: Running) -> AsyncIterator[Led]:
    async with Led(running) as led:
        yield led


BAD = """<!doctype html><html lang="nl"><title>Slecht</title><main><h1>Een</h1><h1>Twee</h1>
<button style="outline: 1px solid">x</button><p style="width: 340px">Dit is te breed.</p>
</main></html>"""
NEAR = """<style>button { width: 60px; height: 60px; margin: 3px; }</style>
<button>x</button><button>y</button>"""


async def test_the_checks_find_what_they_are_there_to_find(visitor: Visitor) -> None:
    page = await visitor(PHONE)
    await page.set_content(BAD)
    for check, found in (
        (has_one_heading, "one h1"),
        (is_for_thumbs, "under 48 px"),
        (needs_no_sideways_scroll, "at 320 px"),
        (keeps_focus, "lost the focus"),
        (shows_the_focus, "a focus of less than 3 px"),
    ):
        with pytest.raises(AssertionError, match=found):
            await check(page)
    await page.set_content(NEAR)
    with pytest.raises(AssertionError, match="less than 8 px apart"):
        await is_for_thumbs(page)


# Before the board


async def test_A2_the_pages_before_the_board(visitor: Visitor, running: Running, led: Led) -> None:
    page = await visitor(PHONE)
    for path, seen in (
        ("/", "Jouw code"),
        (f"/j/{led.made.code}", "Hoe mogen we je noemen?"),
    ):
        await page.goto(running.url + path)
        await expect(page.get_by_label(seen)).to_be_visible()
        await sound_on_a_phone(page)
    for path in ("/how", "/accessibility", "/sign-in"):
        await page.goto(running.url + path)
        await sound_on_a_phone(page)
    await page.goto(f"{running.url}/j/KKKKKK")
    await expect(page.get_by_label("Jouw code")).to_be_visible()
    await sound_on_a_phone(page)
    for path in ("/geen-pagina", "/open"):
        await page.goto(running.url + path)
        await expect(page.get_by_role("link", name="Naar de eerste pagina")).to_be_visible()
        await sound_on_a_phone(page)
    # Who has a seat on this device is led back to it.
    await Phone(page).join(led.made.join, ORGANISATIONS[0])
    for path, seen in (("", "a[href^='/p/']"), ("?nieuw=1", "input[name=name]")):
        await page.goto(f"{running.url}/j/{led.made.code}{path}")
        await expect(page.locator(seen)).to_be_visible()
        await sound_on_a_phone(page)


# The phone


async def test_A2_a_phone_that_posts(visitor: Visitor, led: Led) -> None:
    phone = await a_phone(visitor, led)
    page = phone.page
    await phone.says("6 mensen doen mee.")
    await sound_on_a_phone(page)

    step = await led.open("post")
    await asked(phone, led)
    await sound_on_a_phone(page)
    await phone.posted(CARDS[0])
    await sound_on_a_phone(page)
    await phone.own(CARDS[0]).get_by_role("button", name="Aanpassen").click()
    await sound_on_a_phone(page)

    await led.post(step["kind"], *CARDS[1:])
    await phone.press("Volgende")
    await expect(phone.now.locator(".listed")).to_have_count(len(CARDS) - 1)
    await sound_on_a_phone(page)
    await led.do(PauseBoard())
    await phone.asks("Even pauze.")
    await sound_on_a_phone(page)
    await led.do(ResumeBoard())

    await led.open("group")
    await asked(phone, led)
    await phone.pick(CARDS[1])
    await sound_on_a_phone(page)
    await phone.tab("Het bord")
    await sound_on_a_phone(page)
    await phone.tab("Hulp")
    await sound_on_a_phone(page)


async def test_A2_a_phone_that_votes(visitor: Visitor, led: Led) -> None:
    phone = await a_phone(visitor, led)
    page = phone.page
    for method in METHODS:
        poll = led.poll(method)
        await led.fill_zone_of(poll, *CARDS)
        await led.open("vote", poll=poll["id"])
        await asked(phone, led)
        if method == METHODS[0]:
            await expect(phone.now.locator(".foot-primary")).to_have_text("Volgende")
            await led.write_texts()
            await expect(phone.now.locator(".lines li").first).to_be_visible()
            await sound_on_a_phone(page)
        if led.phase["steps"][0]["action"] == "read":
            await phone.press("Ik heb het gelezen")
        await phone.says("De stemming begint zo.")
        round = await led.begin_vote(poll)
        await expect(phone.now.locator("fieldset").first).to_be_visible()
        await sound_on_a_phone(page)
        await led.put_ballots(round)
        await led.close(round)
        if method == METHODS[0]:
            await phone.says("De stemming is gesloten. De uitslag volgt.")
            await sound_on_a_phone(page)
        await led.reveal(round)
        await expect(phone.now.get_by_role("row").nth(1)).to_be_visible()
        await sound_on_a_phone(page)


async def test_A2_a_phone_that_claims_rests_and_ends(visitor: Visitor, led: Led) -> None:
    phone = await a_phone(visitor, led)
    page = phone.page
    await led.open_break()
    await asked(phone, led)
    await sound_on_a_phone(page)
    claim = await led.open("claim")
    for step in led.phase["steps"]:
        if step == claim:
            break
        await phone.press("Volgende")
    await expect(phone.button("Wij doen mee")).to_be_visible()
    await sound_on_a_phone(page)
    await phone.now.locator(".choice").first.click()
    await phone.press("Wij doen mee")
    await expect(phone.now.locator(".claimants")).to_contain_text(ORGANISATIONS[0])
    await sound_on_a_phone(page)
    await led.do(EndBoard())
    await phone.asks("Bedankt. Tot de volgende keer.")
    await sound_on_a_phone(page)


async def test_a_new_phase_takes_no_focus_away(visitor: Visitor, led: Led) -> None:
    phone = await a_phone(visitor, led)
    page = phone.page
    await led.open("post")
    await asked(phone, led)
    # On what goes with the phase: the focus goes to the new question.
    await phone.writing.focus()
    await led.open("group")
    await asked(phone, led)
    await expect(phone.now.locator("h1")).to_be_focused()
    # On what stays: it stays.
    button = phone.button("Ik snap het niet")
    await page.set_viewport_size({"width": 360, "height": 640})
    await expect(button).to_be_in_viewport(ratio=1)
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await button.focus()
    await led.open_break()
    await asked(phone, led)
    await keeps_focus(page)
    tab = page.get_by_role("navigation").get_by_role("link", name="Het bord")
    await tab.click()
    await tab.focus()
    await led.open("post")
    await expect(phone.now.locator("h1")).to_have_text(led.phase["question"])
    await expect(tab).to_be_focused()
    # Under the hands of who writes, nothing moves at all.
    await phone.tab("Nu")
    await phone.write("Een halve gedachte")
    await led.open("group")
    await expect(page.locator("#new-step")).to_be_visible()
    await expect(phone.writing).to_be_focused()
    await expect(phone.writing).to_have_value("Een halve gedachte")
    await page.get_by_role("button", name="Ga verder").click()
    await expect(phone.now.locator("h1")).to_be_focused()


# The console


async def test_A2_the_console_from_lobby_to_end(visitor: Visitor, led: Led) -> None:
    console = Console(await visitor(LAPTOP))
    page = console.page
    await console.open(led.made.lead)
    await console.counts("here", len(led.people))
    await sound_on_a_desk(page)
    for title in ("Stappen", "Bord"):
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await page.get_by_role("navigation").get_by_role("button", name=title).click()
        await axe(page)
    await page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    step = await led.open("post")
    cards = await led.post(step["kind"], *CARDS)
    await led.do(HideCards([cards[4]], "Staat er twee keer"))
    await led.bundle("Samen op pad", *cards[:2])
    await expect(console.bundle("Samen op pad")).to_be_visible()
    await page.get_by_text("Verborgen kaartjes").click()
    await console.selects(console.card(CARDS[2]))
    await sound_on_a_desk(page)

    poll = led.poll("dots")
    await led.open("vote", poll=poll["id"])
    round = await led.begin_vote(poll)
    await led.put_ballots(round)
    await expect(page.locator(".turnout b")).to_have_text(re.compile("5 van 5"))
    await sound_on_a_desk(page)
    await led.close(round)
    await led.reveal(round)
    await expect(page.locator(".ballotbox .bars").first).to_be_visible()
    await sound_on_a_desk(page)

    await led.open("read")
    await expect(console.phase).to_have_text(led.phase["title"])
    await sound_on_a_desk(page)
    await led.write_texts()
    await page.get_by_role("button", name="Pas de tekst aan").click()
    await expect(page.get_by_label("Zin 1", exact=True)).to_be_visible()
    await sound_on_a_desk(page)
    await led.do(EndBoard())
    await expect(console.phase).to_have_text("De sessie is afgelopen")
    await sound_on_a_desk(page)


async def test_A2_each_dialog_of_the_console(visitor: Visitor, led: Led) -> None:
    console = Console(await visitor(LAPTOP))
    page = console.page
    step = await led.open("post")
    cards = await led.post(step["kind"], *CARDS)
    await led.bundle("Samen op pad", *cards[:2])
    await console.open(led.made.lead)
    await expect(console.bundle("Samen op pad")).to_be_visible()

    async def sound_dialog() -> None:
        await expect(console.dialog).to_be_visible()
        await axe(page)
        await page.keyboard.press("Escape")
        await expect(console.dialog).to_have_count(0)

    for name in ("Bewaar nu", "Organisatie erbij", "Sluit de sessie af", re.compile("^Deelnemen")):
        await page.locator(".room").get_by_role("button", name=name).click()
        await sound_dialog()
    last = led.format["phases"][-1]["title"]
    await page.locator(".phases").get_by_role("button", name=last).click()
    await sound_dialog()
    await console.selects(console.card(CARDS[2]))
    for name in ("Voeg toe aan bundel", "Verplaats", "Verberg", "Haal weg op verzoek"):
        await console.with_choice(name)
        await sound_dialog()
    await console.selects(console.card(CARDS[3]))
    await console.with_choice("Voeg samen")
    await sound_dialog()
    await console.button("Kies niets").click()
    await console.selects(console.bundle("Samen op pad"))
    await console.with_choice("Pas de titel aan")
    await sound_dialog()

    await console.button("Schrijf namens iemand").click()
    await console.button("Maak deze plaats").click()
    await expect(console.dialog.get_by_label("Tekst van het kaartje")).to_be_visible()
    await sound_dialog()
    # Who takes part counts in one way: on paper too.
    await console.counts("here", len(led.people) + 1)
    for method in METHODS:
        poll = led.poll(method)
        await led.open("vote", poll=poll["id"])
        await led.write_texts()
        await led.begin_vote(poll)
        await console.button("Schrijf namens iemand").click()
        await expect(console.dialog.get_by_role("group").first).to_be_visible()
        await sound_dialog()


# The big screen, the record


async def test_A2_each_scene_of_the_screen(visitor: Visitor, led: Led) -> None:
    wall = Wall(await visitor(SCREEN))
    page = wall.page
    await wall.open(led.made.display)

    async def sound_scene(name: str) -> None:
        await wall.shows(name)
        # What can be pressed there is the same in every scene, but where pages are turned.
        turns = await page.locator("[data-do=turn]").is_visible()
        await axe(page, fingers=turns or name == "lobby")

    await sound_scene("lobby")
    step = await led.open("post")
    await sound_scene("cards")
    cards = await led.post(step["kind"], *CARDS)
    await led.bundle("Samen op pad", *cards[:2])
    await expect(wall.bundle("Samen op pad")).to_be_visible()
    await sound_scene("cards")
    await led.do(Spotlight(cards[2]))
    await sound_scene("light")
    await led.do(Spotlight(None))
    await led.do(PauseBoard())
    await sound_scene("paused")
    await led.do(ResumeBoard())
    await led.open_break()
    await sound_scene("break")
    await led.open("read")
    await led.write_texts()
    await expect(wall.scene.locator(".lines li").first).to_be_visible()
    await sound_scene("text")
    for method in METHODS:
        poll = led.poll(method)
        await led.open("vote", poll=poll["id"])
        round = await led.begin_vote(poll)
        await sound_scene("vote")
        await led.put_ballots(round)
        await led.close(round)
        await led.reveal(round)
        await expect(wall.scene.locator(".picture svg").first).to_be_visible()
        await sound_scene("result")
    await led.do(EndBoard())
    await sound_scene("ended")


async def test_A2_the_record_and_a_snapshot(visitor: Visitor, led: Led) -> None:
    for method in ("dots", "scale", "agreement"):
        poll = led.poll(method)
        cards = await led.fill_zone_of(poll, *CARDS)
        if cards:
            await led.bundle("Samen op pad", *cards[:2])
        await led.open("vote", poll=poll["id"])
        await led.write_texts()
        await led.vote(poll)
    await led.do(EndBoard())
    page = await visitor(LAPTOP)
    await page.goto(led.made.record)
    await expect(page.get_by_role("heading", name="De werksessies")).to_be_visible()
    await sound_on_a_desk(page)
    await page.get_by_role("link", name="Lees de laatste momentopname").click()
    await expect(page.get_by_role("heading", name="Wat kwam eruit")).to_be_visible()
    await sound_on_a_desk(page)
    for name in ("Vergelijk twee momenten", "Speel de sessie terug"):
        await page.goto(led.made.record)
        await page.get_by_role("link", name=name).click()
        await expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        await axe(page)
    # Who has the code reads what came of it.
    page = await visitor(PHONE)
    await page.goto(f"{led.made.join}/after")
    await page.locator("summary").first.click()
    await expect(page.locator(".bars").first).to_be_visible()
    await sound_on_a_phone(page)
