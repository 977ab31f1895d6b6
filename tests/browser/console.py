"""The console, as who leads uses it: by mouse, and where a test wants it by keyboard alone."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.heard import Heard
from tests.browser.keys import Keys
from tests.browser.phone import LATE


class Console:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, link: str) -> None:
        await self.page.goto(link)
        await self.page.wait_for_url(re.compile(r"/c/"))
        await expect(self.primary).to_be_visible()

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def primary(self) -> Locator:
        return self.page.locator("#next [data-do=next]")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    @property
    def phase(self) -> Locator:
        return self.page.locator(".top h1")

    # One button

    async def does(self, name: str) -> None:
        """Presses the one button, which must say just this."""
        await expect(self.primary).to_have_text(name)
        await self.primary.click()

    async def goes_to(self, title: str, first: str = "Volgende") -> None:
        """To the next phase; who still writes is asked about, and let be."""
        await self.does(f"{first}: {title}")
        await self.lets_be(self.page.locator(".top h1", has_text=title))
        await expect(self.phase).to_have_text(title)

    async def jumps_to(self, title: str) -> None:
        """To a phase that is not the next one, by its own button."""
        await self.page.locator(".phases").get_by_role("button", name=title).click()
        await self.dialog.get_by_role("button", name="Ga naar deze stap", exact=True).click()
        await self.lets_be(self.page.locator(".top h1", has_text=title))
        await expect(self.phase).to_have_text(title)

    async def lets_be(self, then: Locator) -> None:
        """Who still types or is busy may hold up what was pressed; goes on all the same."""
        on = self.dialog.get_by_role("button", name="Toch verder")
        await expect(on.or_(then).first).to_be_visible()
        if await on.is_visible():
            await on.click()

    async def opens_vote(self, about: str = "") -> None:
        """``about``: the question, where a phase has several."""
        await self.does(f"Open de stemming{about}")
        await expect(self.primary).to_have_text(f"Sluit de stemming{about}")

    async def counts_votes(self, of: str) -> None:
        await expect(self.page.locator(".turnout b")).to_have_text(f"{of} stemden")

    async def closes_and_reveals(self, about: str = "") -> None:
        await self.does(f"Sluit de stemming{about}")
        await self.lets_be(self.primary.filter(has_text="Toon de uitslag"))
        bars = self.page.locator(".ballotbox[data-status=closed] .bars")
        await expect(bars).to_have_count(0)
        await self.does(f"Toon de uitslag{about}")
        bars = self.page.locator(".ballotbox[data-status=revealed] .bars")
        await expect(bars.first).to_be_visible()

    async def counts(self, kind: str, n: int) -> None:
        await expect(self.page.locator(f".count[data-kind={kind}] b")).to_have_text(str(n))

    async def sees_typing(self, writing: Locator) -> None:
        """One person, who counts for a few seconds after each key: so goes on pressing one."""
        one = self.page.locator(".count[data-kind=typing] b").get_by_text("1", exact=True)
        async with asyncio.timeout(LATE / 1000):
            while not await one.count():
                await writing.press("End")
                await writing.press("Space")
                await writing.press("Backspace")

    # Cards

    def card(self, text: str) -> Locator:
        return self.page.locator(".console-card", has_text=text)

    def bundle(self, title: str) -> Locator:
        return self.page.locator(".bundle").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )

    async def selects(self, *things: Locator) -> None:
        for thing in things:
            await thing.locator(".pick input").check()

    async def with_choice(self, name: str) -> None:
        """What is done with the chosen cards."""
        await self.page.locator(".choose").get_by_role("button", name=name, exact=True).click()

    async def answers(self, text: str, yes: str) -> None:
        """Fills in the one field of a dialog."""
        await self.dialog.get_by_role("textbox").fill(text)
        await self.confirms(yes)

    async def confirms(self, yes: str) -> None:
        await self.dialog.get_by_role("button", name=yes, exact=True).click()
        await expect(self.dialog).to_have_count(0)

    async def bundles(self, title: str, *cards: str) -> None:
        await self.selects(*(self.card(text) for text in cards))
        await self.with_choice("Voeg samen")
        await self.answers(title, "Voeg samen")
        await expect(self.bundle(title)).to_be_visible()

    async def writes(self, title: str, *lines: str) -> None:
        """A text of the board, sentence by sentence; its field stands open."""
        section = self.page.locator(".written").filter(
            has=self.page.get_by_role("heading", name=title)
        )
        for n, line in enumerate(lines, 1):
            await section.get_by_label(f"Zin {n}", exact=True).fill(line)
        await section.get_by_role("button", name="Bewaar de tekst").click()
        await expect(section.locator(".lines li")).to_have_count(len(lines))

    async def ends(self) -> None:
        """Ends the session. Only then does a next one find what came out of it."""
        await self.page.locator(".room [data-do=end]").click()
        await self.confirms("Sluit de sessie af")
        await expect(self.page.locator(".finished")).to_be_visible()

    async def adds_organisation(self, name: str) -> None:
        toasts = await Heard.at(self.page, ".toasts")
        await self.button("Organisatie erbij").click()
        await self.answers(name, "Bewaar")
        await toasts.says(f"{name} staat in de lijst.")

    # By keyboard

    async def keys(self, name: str | re.Pattern[str], key: str = "Enter") -> None:
        await Keys(self.page).press(name, key)

    async def keys_primary(self, name: str) -> None:
        """The one button, by the way that skips all the rest."""
        await expect(self.primary).to_have_text(name)
        await self.page.locator("body").press("Home")
        await self.keys(name)
