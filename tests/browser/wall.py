"""The big screen, as the room sees it."""

import re

from playwright.async_api import Locator, Page, expect

LEAST = 28
"""Pixels at 1080p: what who sits six metres away can read."""
# What the picture says, what the table does, and how large the smallest letters are drawn.
SAID = """scene => {
  const [picture, table] = [".picture svg", "tbody"].map(one => scene.querySelector(one));
  const texts = [...picture.querySelectorAll("text")];
  const drawn = one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
  const bare = text => text.replace(/\\s/g, "");
  return [
    bare(texts.map(one => one.textContent).join("")),
    bare([...table.rows].map(row => row.textContent).join("")),
    Math.min(...texts.map(drawn)),
  ];
}"""

HUNG = "() => document.querySelector('.outcome .picture svg')?.getAttribute('width')"
FIRST = f"""new MutationObserver(() => {{
  window.firstHung = window.firstHung || ({HUNG})();
}}).observe(document, {{childList: true, subtree: true}});"""


class Wall:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, link: str) -> None:
        await self.page.goto(link)
        await self.page.wait_for_url(re.compile(r"/s/"))

    async def shows(self, scene: str) -> None:
        await expect(self.page.locator("body")).to_have_attribute("data-scene", scene)

    async def asks(self, title: str) -> None:
        await expect(self.page.locator(".head h1")).to_have_text(title)

    @property
    def scene(self) -> Locator:
        return self.page.locator(".scene > :not([hidden])")

    def card(self, text: str) -> Locator:
        return self.page.locator(".wall .columns:not(.measure) .card", has_text=text)

    def bundle(self, title: str) -> Locator:
        return self.page.locator(".wall .columns:not(.measure) .cluster", has_text=title)

    def result(self, option: str) -> Locator:
        return self.scene.get_by_role("row").filter(has_text=option)

    async def draws_the_result(self) -> None:
        """Bars hang there that say what the table says, to the letter, and can be read."""
        await expect(self.scene.locator(".picture svg")).to_be_visible()
        picture, table, size = await self.scene.evaluate(SAID)
        assert picture
        assert picture == table
        assert size >= LEAST

    async def draws_it_at_once(self) -> None:
        """Who opens the screen only now sees the bars in the shape in which they hang already."""
        shape = await self.page.evaluate(HUNG)
        await self.page.add_init_script(FIRST)
        await self.page.reload()
        await self.draws_the_result()
        assert await self.page.evaluate("window.firstHung") == shape
