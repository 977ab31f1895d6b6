"""What a page must hold beside what axe sees: room for thumbs, large letters, a focus in sight."""

from typing import Any

from playwright.async_api import Page

from tests.browser.axe import SHADES, axe
from tests.browser.thumbs import CONTROLS, is_for_thumbs

NARROW = 320
FOCUS = 3

# What sticks out to the right, or how wide the page is.
WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = Array.from(document.body.querySelectorAll("*"))
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > room + 1)
    .map(one => one.cloneNode(false).outerHTML.slice(0, 140));
  return [`${document.documentElement.scrollWidth} px on ${room}`, ...out.slice(0, 6)];
}"""

# Given the focus one after another, each shows it by a line of that width, on itself or, as a
# ticked field out of sight does, on what stands for it.
UNSEEN = f"""least => {{
  const had = document.activeElement;
  const line = one => {{
    const {{outlineStyle, outlineWidth}} = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= least;
  }};
  const missing = [];
  for (const one of document.querySelectorAll({CONTROLS})) {{
    const shown = one.checkVisibility({{checkVisibilityCSS: true}});
    if (!shown || one.disabled || one.matches("[aria-hidden=true]")) continue;
    one.focus({{preventScroll: true}});
    if (document.activeElement !== one) continue;
    const label = one.closest("label");
    const seen = [one, label, ...(label ? label.querySelectorAll("*") : [])];
    if (!seen.some(part => part && line(part))) missing.push(one.outerHTML.slice(0, 140));
  }}
  if (had instanceof HTMLElement) had.focus({{preventScroll: true}});
  return missing;
}}"""

HEADS = "() => Array.from(document.querySelectorAll('h1')).filter(h => h.checkVisibility()).length"
LETTERS = "size => { document.documentElement.style.fontSize = size; }"


async def has_one_heading(page: Page) -> None:
    assert await page.evaluate(HEADS) == 1, f"{page.url} must have one h1 in sight"


async def shows_the_focus(page: Page) -> None:
    """By keyboard: a browser shows it otherwise to who uses a finger."""
    await page.keyboard.press("Tab")
    unseen: list[str] = await page.evaluate(UNSEEN, FOCUS)
    assert not unseen, f"{page.url}: a focus of less than {FOCUS} px\n" + "\n".join(unseen)


async def needs_no_sideways_scroll(page: Page) -> None:
    """Neither on the smallest phone, which is a laptop at 400 %, nor with letters of 200 %."""
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
    """All of it, as the thumb of a partner needs it; at its end, where no foot lies over it."""
    await has_one_heading(page)
    await is_for_thumbs(page)
    await needs_no_sideways_scroll(page)
    await shows_the_focus(page)
    await page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    await axe(page)


async def sound_on_a_desk(page: Page) -> None:
    """For who reads or leads at a table: in the light, in the dark, and at 400 %."""
    await shows_the_focus(page)
    await axe(page)
    await page.emulate_media(color_scheme="dark")
    await axe(page, SHADES)
    await page.emulate_media(color_scheme="light")
    await needs_no_sideways_scroll(page)


async def keeps_focus(page: Page) -> None:
    """What has the focus is in sight; a page that lost it begins again at the top."""
    lost = "() => !document.activeElement || document.activeElement === document.body"
    assert not await page.evaluate(lost), f"{page.url} lost the focus"
