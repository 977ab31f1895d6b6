"""What a page must hold beside what axe sees: room for thumbs, and for large letters."""

from typing import Any

from playwright.async_api import Page

from tests.browser.axe import axe

THUMB = 48
NARROW = 320

# What a thumb aims at: of a ticked field, the label around it.
SMALL = """least => {
  const found = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const one of document.querySelectorAll(controls)) {
    const ticked = one.matches("[type=radio], [type=checkbox]");
    const target = (ticked && one.closest("label")) || one;
    const shown = target.checkVisibility({checkVisibilityCSS: true});
    if (!shown || one.matches(".skip")) continue;
    const {width, height} = target.getBoundingClientRect();
    if (width < least - 0.5 || height < least - 0.5) {
      found.push(`${Math.round(width)} × ${Math.round(height)}: ${one.outerHTML.slice(0, 140)}`);
    }
  }
  return found;
}"""

# What sticks out to the right, or how wide the page is.
WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = Array.from(document.body.querySelectorAll("*"))
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > room + 1)
    .map(one => one.cloneNode(false).outerHTML.slice(0, 140));
  return [`${document.documentElement.scrollWidth} px on ${room}`, ...out.slice(0, 6)];
}"""

HEADS = "() => Array.from(document.querySelectorAll('h1')).filter(h => h.checkVisibility()).length"
LETTERS = "size => { document.documentElement.style.fontSize = size; }"


async def has_one_heading(page: Page) -> None:
    assert await page.evaluate(HEADS) == 1, f"{page.url} must have one h1 in sight"


async def is_for_thumbs(page: Page) -> None:
    small: list[str] = await page.evaluate(SMALL, THUMB)
    assert not small, f"{page.url}: under {THUMB} px\n" + "\n".join(small)


async def needs_no_sideways_scroll(page: Page) -> None:
    """Neither on the smallest phone, nor with letters twice as large."""
    size: Any = page.viewport_size
    await page.set_viewport_size({"width": NARROW, "height": size["height"]})
    narrow: list[str] = await page.evaluate(WIDE)
    await page.set_viewport_size(size)
    await page.evaluate(LETTERS, "200%")
    large: list[str] = await page.evaluate(WIDE)
    await page.evaluate(LETTERS, "")
    assert not narrow, f"{page.url} at {NARROW} px\n" + "\n".join(narrow)
    assert not large, f"{page.url} with letters of 200 %\n" + "\n".join(large)


async def sound_on_a_phone(page: Page) -> None:
    await has_one_heading(page)
    await is_for_thumbs(page)
    await needs_no_sideways_scroll(page)
    await axe(page)


async def keeps_focus(page: Page) -> None:
    """What has the focus is in sight; a page that lost it begins again at the top."""
    lost = "() => !document.activeElement || document.activeElement === document.body"
    assert not await page.evaluate(lost), f"{page.url} lost the focus"
