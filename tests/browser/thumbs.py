"""Room for thumbs: how large what one aims at is, and how far from the next."""

from typing import Any

from playwright.async_api import Page

THUMB = 48
APART = 8
HAND = 360

CONTROLS = (
    '"a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\\"0\\"]"'
)

COARSE = "() => matchMedia('(pointer: coarse)').matches"
# What a thumb aims at: of a ticked field, the label around it. Of two that lie on layers of
# their own, such as a foot over a list, one is always in front.
TARGETS = f"""() => {{
  const layer = one => {{
    for (let at = one; at; at = at.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return at;
    return null;
  }};
  const found = new Map();
  for (const one of document.querySelectorAll({CONTROLS})) {{
    const ticked = one.matches("[type=radio], [type=checkbox]");
    const target = (ticked && one.closest("label")) || one;
    const shown = target.checkVisibility({{checkVisibilityCSS: true}});
    // What can be scrolled has the focus too, and is no target.
    if (!shown || one.matches(".skip, [aria-hidden=true], [role=group]") || one.disabled) continue;
    found.set(target, {{
      one: target, box: target.getBoundingClientRect(), layer: layer(target),
      said: one.outerHTML.slice(0, 140),
    }});
  }}
  return [...found.values()];
}}"""

SMALL_ONES = f"""least => ({TARGETS})().flatMap(({{box, said}}) =>
  box.width < least - 0.5 || box.height < least - 0.5
    ? [`${{Math.round(box.width)}} × ${{Math.round(box.height)}}: ${{said}}`] : [])"""

CLOSE_ONES = f"""least => {{
  const all = ({TARGETS})();
  const gap = (a, b) => Math.hypot(
    Math.max(0, a.left - b.right, b.left - a.right),
    Math.max(0, a.top - b.bottom, b.top - a.bottom));
  return all.flatMap((a, n) => all.slice(n + 1).flatMap(b => {{
    if (a.layer !== b.layer || a.one.contains(b.one) || b.one.contains(a.one)) return [];
    const apart = gap(a.box, b.box);
    return apart < least - 0.5 ? [`${{apart.toFixed(1)}}: ${{a.said}} — ${{b.said}}`] : [];
  }}));
}}"""


BOTH = f"([least, gap]) => [({SMALL_ONES})(least), ({CLOSE_ONES})(gap)]"


async def is_for_thumbs(page: Page) -> None:
    small, close = await page.evaluate(BOTH, [THUMB, APART])
    assert not small, f"{page.url}: under {THUMB} px\n" + "\n".join(small)
    assert not close, f"{page.url}: less than {APART} px apart\n" + "\n".join(close)


async def is_for_thumbs_on_glass(page: Page) -> None:
    """As it is where fingers do the pointing, such as a laptop that is a tablet too."""
    if await page.evaluate(COARSE):
        await is_for_thumbs(page)
        return
    size: Any = page.viewport_size
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    assert await page.evaluate(COARSE)
    await is_for_thumbs(page)
    await page.set_viewport_size({"width": HAND, "height": size["height"]})
    await is_for_thumbs(page)
    await page.set_viewport_size(size)
    await session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    await session.detach()
