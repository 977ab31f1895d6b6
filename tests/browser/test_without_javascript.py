"""With JavaScript off, a partner takes part by plain forms, and nothing counts twice."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.led import LINES, ORGANISATIONS, Led
from tests.running import Running

CARDS = ("Tien kinderen gingen op kamp.", "De bib zat vol.", "Zes vrouwen leerden fietsen.")
SAVED = "Gelukt. Het is bewaard."


class Plain:
    """A phone without JavaScript: it only knows what it asks for."""

    def __init__(self, page: Page, led: Led) -> None:
        self.page = page
        self.led = led

    async def join(self, organisation: str) -> None:
        await self.page.goto(self.led.made.join)
        await self.page.get_by_text(organisation, exact=True).click()
        await self.page.get_by_label("Hoe mogen we je noemen?").fill("Amina")
        await self.page.get_by_role("button", name="Doe mee").click()
        await self.page.wait_for_url(re.compile(r"/p/"))

    async def look(self) -> None:
        async with self.page.expect_navigation():
            await self.page.get_by_role("link", name="Vernieuw").click()

    async def sends(self, form: Locator, button: str) -> None:
        # The page before this one may say the same.
        async with self.page.expect_navigation():
            await form.get_by_role("button", name=button, exact=True).click()
        await expect(self.page.get_by_role("status").first).to_have_text(SAVED)

    def form(self, command: str) -> Locator:
        return self.page.locator("form").filter(
            has=self.page.locator(f"input[name=command][value={command}]")
        )

    def own(self, text: str) -> Locator:
        return self.page.locator(".mine li", has_text=text)

    async def result(self, option: str, people: str) -> None:
        await self.look()
        row = self.page.get_by_role("row").filter(has_text=option).first
        await expect(row).to_contain_text(people)


@pytest_asyncio.fixture(loop_scope="session")
async def led(running: Running) -> AsyncIterator[Led]:
    async with Led(running, people=1) as led:
        yield led


@pytest_asyncio.fixture(loop_scope="session")
async def plain(visitor: Visitor, led: Led) -> Plain:
    plain = Plain(await visitor(javascript=False), led)
    await plain.join(ORGANISATIONS[0])
    return plain


async def test_a_code_leads_in_and_every_state_can_be_read(
    running: Running, visitor: Visitor, led: Led
) -> None:
    page = await visitor(javascript=False)
    await page.goto(running.url)
    await page.get_by_label("Jouw code").fill(led.made.code.lower())
    await page.get_by_role("button", name="Ga verder").click()
    await page.get_by_text("Zonder organisatie", exact=True).click()
    await page.get_by_role("button", name="Doe mee").click()
    plain = Plain(page, led)
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_count(1)
    for phase in led.format["phases"]:
        await led.open_phase(phase)
        await plain.look()
        await expect(heading).to_have_text(phase["question"])


async def test_a_card_is_posted_changed_and_taken_away(plain: Plain, led: Led) -> None:
    step = await led.open("post")
    await plain.look()
    form = plain.form("PostCard").filter(
        has=plain.page.locator(f"input[name=kind][value={step['kind']}]")
    )
    await form.get_by_role("textbox").first.fill("Tien kinderen <script>alert(1)</script> 🏕️")
    await plain.sends(form, "Zet op het bord")
    await expect(plain.own("Tien kinderen <script>alert(1)</script> 🏕️")).to_have_count(1)

    own = plain.own("Tien kinderen")
    await own.get_by_text("Aanpassen").first.click()
    await own.get_by_role("textbox").fill(CARDS[0])
    await plain.sends(plain.form("EditCard"), "Bewaar")
    await expect(plain.own(CARDS[0])).to_have_count(1)
    await expect(plain.own("script")).to_have_count(0)

    await plain.own(CARDS[0]).get_by_text("Aanpassen").first.click()
    await plain.sends(plain.form("WithdrawCard"), "Weghalen")
    await expect(plain.own(CARDS[0])).to_have_count(0)


async def test_what_is_refused_stays_in_its_field(plain: Plain, led: Led) -> None:
    await led.open("post")
    await plain.look()
    form = plain.form("PostCard").first
    too_long = "Een heel lang verhaal. " * 40
    await form.get_by_role("textbox").first.fill(too_long)
    await form.get_by_role("button", name="Zet op het bord").click()
    await expect(plain.page.get_by_role("alert")).to_contain_text("te lang")
    await expect(form.get_by_role("textbox").first).to_have_value(too_long)


async def test_a_form_that_is_sent_twice_counts_once(plain: Plain, led: Led) -> None:
    await led.open("post")
    await plain.look()
    form = plain.form("PostCard").first
    await form.get_by_role("textbox").first.fill(CARDS[0])
    fields = await form.evaluate("form => Object.fromEntries(new FormData(form))")
    await plain.sends(form, "Zet op het bord")
    again = await plain.page.request.post(
        f"{plain.page.url.partition('?')[0]}/do", form=fields, headers={"origin": led.lead.origin}
    )
    assert again.ok
    await plain.look()
    await expect(plain.own(CARDS[0])).to_have_count(1)
    await led.sees(lambda view: any(key.startswith("card:") for key in view))
    assert len(led.lead.all("card")) == 1


async def test_support_is_given_and_taken_back(plain: Plain, led: Led) -> None:
    await led.open("adopt")
    step = next(one for one in led.phase["steps"] if one["action"] == "post")
    await led.post(step["kind"], CARDS[1])
    await plain.look()
    row = plain.page.locator(".listed", has_text=CARDS[1])
    await plain.sends(row, "Dit vind ik ook")
    await expect(row).to_contain_text("1 vindt dit ook")
    await plain.sends(plain.form("DropAdoption"), "✓ Dit vind ik ook")
    await expect(row).not_to_contain_text("1 vindt dit ook")


async def test_dots_are_put_and_moved_until_the_vote_closes(plain: Plain, led: Led) -> None:
    poll = led.poll("dots")
    await led.fill_zone_of(poll, *CARDS)
    await led.open("vote", poll=poll["id"])
    round = await led.begin_vote(poll)
    await plain.look()
    form = plain.form("PutBallot")
    for card in CARDS:
        await form.get_by_label(card).fill("1")
    await form.get_by_role("button", name="Bewaar mijn stem").click()
    await expect(plain.page.get_by_role("alert")).to_have_text("Je zette 3 stippen. Je hebt er 2.")
    await expect(form.get_by_label(CARDS[0])).to_have_value("1")
    await form.get_by_label(CARDS[2]).fill("0")
    await plain.sends(form, "Bewaar mijn stem")
    await expect(form.get_by_label(CARDS[0])).to_have_value("1")
    # No one is told how it stands before the result is shown.
    await expect(plain.page.get_by_role("row")).to_have_count(0)
    await form.get_by_label(CARDS[0]).fill("0")
    await form.get_by_label(CARDS[2]).fill("1")
    await plain.sends(form, "Bewaar mijn stem")
    await led.close(round)
    await led.reveal(round)
    await plain.result(CARDS[2], "1 stip")
    await plain.result(CARDS[1], "1 stip")
    await plain.result(CARDS[0], "0 stippen")


async def test_who_does_not_know_says_so_instead_of_dots(plain: Plain, led: Led) -> None:
    poll = led.poll("dots")
    await led.fill_zone_of(poll, *CARDS)
    await led.open("vote", poll=poll["id"])
    round = await led.begin_vote(poll)
    await plain.look()
    await plain.form("PutBallot").get_by_label("Weet ik niet").check()
    await plain.sends(plain.form("PutBallot"), "Bewaar mijn stem")
    await led.close(round)
    await led.reveal(round)
    await plain.look()
    await expect(plain.page.locator(".result-facts")).to_contain_text("1 weet het niet")


async def test_a_choice_is_made_and_changed(plain: Plain, led: Led) -> None:
    await chooses(plain, led, "scale", "veel", "weinig")
    await chooses(plain, led, "choice", "blijft", "aanpassen")
    await chooses(plain, led, "agreement", "Ja", "Ja, met een opmerking")
    await expect(plain.page.locator(".result-remarks")).to_contain_text("Zeg ook hoe.")


async def chooses(plain: Plain, led: Led, method: str, first: str, then: str) -> None:
    poll = led.poll(method)
    await led.open("vote", poll=poll["id"])
    await led.write_texts()
    round = await led.begin_vote(poll)
    await plain.look()
    form = plain.form("PutBallot")
    questions = form.get_by_role("group")
    for answer in (first, then):
        for question in await questions.all():
            await question.get_by_label(answer, exact=True).check()
            if answer == "Ja, met een opmerking":
                await question.get_by_label("Wil je er iets bij zeggen?").fill("Zeg ook hoe.")
        await plain.sends(form, "Bewaar mijn stem")
    await expect(form.get_by_label(then, exact=True).first).to_be_checked()
    assert await questions.count() == len(led.lead.view[f"round:{round}"]["questions"])
    await led.close(round)
    await led.reveal(round)
    await plain.result(then, "1 mens")


async def test_a_place_is_claimed_and_given_back(plain: Plain, led: Led) -> None:
    await led.open("claim")
    await plain.look()
    form = plain.form("ClaimPlace")
    await form.get_by_role("radio").first.check()
    await form.get_by_label("Ik moet het nog vragen").check()
    await plain.sends(form, "Wij doen mee")
    claimants = plain.page.locator(".claimants")
    await expect(claimants).to_contain_text(ORGANISATIONS[0])
    await expect(claimants).to_contain_text("moet het nog vragen")
    await plain.sends(plain.form("ReleaseClaim"), "Toch niet")
    await expect(claimants).not_to_contain_text(ORGANISATIONS[0])


async def test_the_text_to_vote_on_can_be_read(plain: Plain, led: Led) -> None:
    await led.open("read")
    await led.write_texts()
    await plain.look()
    for line in LINES:
        # A text that stays at hand is there a second time, folded.
        await expect(plain.page.get_by_text(line).filter(visible=True)).to_have_count(1)
