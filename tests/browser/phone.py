"""A partner's phone, as a person holds it: all it does, it does by what is on the screen."""

import re

from playwright.async_api import Locator, Page, expect

LATE = 90_000
"""A line that comes back is dialled with growing pauses; in milliseconds."""
COUNT_OWN = """text => {
  window.mostOwn = 0;
  new MutationObserver(() => {
    const mine = Array.from(document.querySelectorAll("#now .own"));
    const count = mine.filter(one => one.textContent.includes(text)).length;
    window.mostOwn = Math.max(window.mostOwn, count);
  }).observe(document.getElementById("now"), {childList: true, subtree: true, characterData: true});
}"""


class Phone:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def join(self, link: str, organisation: str, name: str = "") -> None:
        """Three taps: the organisation, perhaps a name, in."""
        await self.page.goto(link)
        await self.come_in(organisation, name)

    async def come_in(self, organisation: str, name: str = "") -> None:
        await self.page.get_by_text(organisation, exact=True).click()
        if name:
            await self.page.get_by_label("Hoe mogen we je noemen?").fill(name)
        await self.page.get_by_role("button", name="Doe mee").click()
        await self.ready()

    async def ready(self) -> None:
        await expect(self.page.locator("body[data-ready]")).to_be_attached()

    # What it shows

    @property
    def now(self) -> Locator:
        return self.page.locator("#now")

    async def asks(self, question: str | re.Pattern[str]) -> None:
        await expect(self.now.locator("h1")).to_have_text(question)

    async def says(self, text: str | re.Pattern[str]) -> None:
        await expect(self.now.get_by_text(text).first).to_be_visible()

    async def tab(self, name: str) -> Locator:
        link = self.page.get_by_role("navigation").get_by_role("link", name=name)
        await link.click()
        shown = self.page.locator(".tab:not([hidden])")
        await expect(link).to_have_attribute("aria-current", "page")
        return shown

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def press(self, name: str | re.Pattern[str]) -> None:
        await self.now.get_by_role("button", name=name, exact=True).click()

    async def reads(self, line: str) -> None:
        await self.says(line)
        await self.press("Ik heb het gelezen")

    # Cards

    @property
    def writing(self) -> Locator:
        return self.now.locator(".composer textarea")

    def own(self, text: str) -> Locator:
        return self.now.locator(".own", has_text=text)

    async def card_is(self, text: str, state: str, within: float | None = None) -> None:
        await expect(self.own(text).locator(".card-state")).to_have_text(state, timeout=within)

    async def write(self, text: str) -> None:
        """All of the text, also where a beginning stands there already."""
        # A field that is given the focus puts the caret behind that beginning.
        await self.writing.focus()
        await self.writing.fill(text)

    async def count_own(self, text: str) -> None:
        """From now on counts how often this card stands among mine, at every change."""
        await self.page.evaluate(COUNT_OWN, text)

    async def most_own(self) -> int:
        """The most there ever were at once."""
        most: int = await self.page.evaluate("() => window.mostOwn")
        return most

    async def post(self, text: str) -> None:
        await self.write(text)
        await self.press("Zet op het bord")

    async def posted(self, text: str) -> None:
        """Posts, and waits until the board has it."""
        await self.post(text)
        await self.card_is(text, "✓ bewaard")

    # Votes

    async def votes(self, *answers: str) -> None:
        """One answer to each question, and the ballot is saved."""
        for answer in answers[:-1]:
            await self.pick(answer)
            await self.press("Volgende")
        await self.pick(answers[-1])
        await self.press("Bewaar mijn stem")
        await self.vote_saved()

    async def pick(self, answer: str) -> None:
        await self.now.locator(".choice").filter(has_text=re.compile(rf"^\W*{answer}\W*$")).click()

    def dotted(self, option: str) -> Locator:
        return self.now.locator(".dotted", has_text=option)

    async def dot(self, *options: str) -> None:
        for option in options:
            await self.dotted(option).get_by_role("button", name="Een stip erbij").click()

    async def votes_dots(self, *options: str) -> None:
        await self.dot(*options)
        await self.press("Bewaar mijn stem")
        await self.vote_saved()

    async def vote_saved(self, within: float | None = None) -> None:
        await expect(self.now.get_by_text("Je stem is bewaard. De uitslag volgt.")).to_be_visible(
            timeout=within
        )

    def result(self, option: str) -> Locator:
        """The row of a result, which is one of a table."""
        return self.now.get_by_role("row").filter(has_text=option)
