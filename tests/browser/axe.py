"""Asks axe-core whether a page shuts people out, and measures it for thumbs.

axe sees about half of what matters; that a page works by keyboard, and reads
well aloud, its own tests must say.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.thumbs import is_for_thumbs_on_glass

SOURCE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice",
]  # fmt: skip


# To name where all it looked at stands takes a third of its time, so that comes only after a fault.
LOOK = """async rules => {
  if (!("axe" in window)) return null;
  const options = {runOnly: rules, resultTypes: ["violations"], selectors: false};
  const {violations, passes} = await axe.run(document, options);
  return {violations: violations.length, passes: passes.length};
}"""
NAME = """async rules => {
  const options = {runOnly: rules, resultTypes: ["violations"]};
  return (await axe.run(document, options)).violations;
}"""
SHADES = ["color-contrast"]
"""What is another in the dark, where all else is as it was."""
LAID_OUT = [
    *SHADES, "target-size", "scrollable-region-focusable", "region", "heading-order", "bypass",
    "landmark-one-main", "link-in-text-block", "aria-hidden-focus", "label", "link-name",
    "button-name",
]  # fmt: skip
"""What may be another at another width, where what is written is the same."""


async def axe(page: Page, rules: list[str] = RULES, *, fingers: bool = True) -> None:
    """Fails with every fault that axe finds on the page as it stands now; of all rules, also
    with what a finger would miss, but where that is not asked again.
    """
    found = await page.evaluate(LOOK, rules)
    if found is None:
        await page.evaluate(_source())
        found = await page.evaluate(LOOK, rules)
    if found["violations"]:
        told = "\n".join(map(_tell, await page.evaluate(NAME, rules)))
        raise AssertionError(f"{page.url}\n{told}")
    assert found["passes"], "axe found nothing to look at"
    if rules is RULES and fingers:
        await is_for_thumbs_on_glass(page)


@cache
def _source() -> str:
    if not SOURCE.exists():
        pytest.skip("axe-core is missing; run: npm install --prefix tests/js --no-package-lock")
    return SOURCE.read_text()


def _tell(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"  {' '.join(map(str, node['target']))}")
        lines.append(f"    {node['html'][:160]}")
        why = [check["message"] for check in node["any"] + node["all"] + node["none"]]
        lines.extend(f"    {one}" for one in why)
    return "\n".join(lines)
