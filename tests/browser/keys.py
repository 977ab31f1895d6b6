"""Hands that have a keyboard and nothing else, and never lose the place where they are."""

import re

from playwright.async_api import Page

MOST_TABS = 150
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels[0];
  return (at.getAttribute("aria-label") || (label || at).innerText || at.value || "").trim();
}"""
LOST = "() => !document.activeElement || document.activeElement === document.body"


class Keys:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def at(self) -> str:
        """What has the focus, by its name."""
        said: str = await self.page.evaluate(NAME)
        return said

    async def to(self, name: str | re.Pattern[str]) -> None:
        """Presses Tab until what has the focus carries this name."""
        wanted = re.compile(rf"^{re.escape(name)}$") if isinstance(name, str) else name
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            if wanted.search(await self.at()):
                return
        raise AssertionError(f"no {name!r} within {MOST_TABS} tabs; at {await self.at()!r}")

    async def press(self, name: str | re.Pattern[str], key: str = "Enter") -> None:
        await self.to(name)
        await self.page.keyboard.press(key)

    async def write(self, name: str | re.Pattern[str], text: str) -> None:
        await self.to(name)
        await self.page.keyboard.type(text)

    async def is_somewhere(self) -> None:
        """A page that lost the focus sends who has only keys back to its top."""
        assert not await self.page.evaluate(LOST), f"{self.page.url} lost the focus"
