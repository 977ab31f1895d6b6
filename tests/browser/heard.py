"""What a page said, also what has gone again: a word that goes by a clock is missed by who looks
once a second on a machine that has no time.
"""

from playwright.async_api import Page

from tests.browser.phone import LATE

KEEP = """selector => {
  const said = (window.heard = window.heard || {})[selector] = [];
  const place = document.querySelector(selector);
  const keep = () => {
    const {top, bottom} = place.getBoundingClientRect();
    const inSight = place.checkVisibility() && bottom > 0 && top < window.innerHeight;
    said.push({text: place.textContent, inSight});
  };
  keep();
  new MutationObserver(keep).observe(
    place, {childList: true, subtree: true, characterData: true, attributes: true});
}"""
SAID = """([selector, text, inSight]) => window.heard[selector].some(
  one => one.text.includes(text) && (one.inSight || !inSight))"""


class Heard:
    """``Heard.at`` listens from now on, until the page is loaded anew."""

    def __init__(self, page: Page, selector: str) -> None:
        self._page = page
        self._selector = selector

    @classmethod
    async def at(cls, page: Page, selector: str) -> "Heard":
        await page.locator(selector).wait_for(state="attached")
        await page.evaluate(KEEP, selector)
        return cls(page, selector)

    async def says(self, text: str, *, seen: bool = True) -> None:
        """It was said since, or will be; ``seen`` False also where nobody looks."""
        await self._page.wait_for_function(
            SAID, arg=[self._selector, text, seen], polling=250, timeout=LATE
        )
