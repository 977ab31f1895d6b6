"""The big screen is read from the back of the room: large, little, one question."""

import asyncio
from collections import defaultdict

from playwright.async_api import Page

from board.format import Format, Phase
from server.formats import shelf
from tests.browser.conftest import HERE, SCREEN, Visitor
from tests.people import invited, sign_in
from tests.running import Running

LEAST = 28
"""Pixels at 1080p: what who sits six metres away can read."""
MOST_LINES = 12
OF_EACH = 3
"""Steps that do the same look alike; those with most words stand for the others."""

# Every text in sight with the size it is drawn at, and the lines that one has to read.
READ = """() => {
  const unseen = ".visually-hidden, .measure, .elsewhere, dialog, template, script, noscript";
  const cut = one => one && (getComputedStyle(one).clipPath !== "none" || cut(one.parentElement));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [], middles = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const one = node.parentElement;
    if (!node.textContent.trim() || one.closest(unseen) || !one.checkVisibility()) continue;
    if (cut(one)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(box => box.width > 2 && box.height > 2);
    if (!boxes.length) continue;
    const drawn = one instanceof SVGElement ? one.getScreenCTM().a : 1;
    texts.push([parseFloat(getComputedStyle(one).fontSize) * drawn, node.textContent.trim()]);
    if (one.closest(".scene, .asked") && !(one instanceof SVGElement))
      middles.push(...boxes.map(box => (box.top + box.bottom) / 2));
  }
  let lines = 0, last = -100;
  for (const middle of middles.sort((a, b) => a - b)) {
    if (middle - last < 14) continue;
    lines += 1;
    last = middle;
  }
  const heads = [...document.querySelectorAll("h1")].filter(one => one.checkVisibility());
  return {texts, lines, heads: heads.length};
}"""


def words(step: tuple[Format, Phase]) -> int:
    _, phase = step
    return len(phase.question.nl) + (len(phase.help.nl) if phase.help else 0)


def wordiest() -> list[tuple[Format, Phase]]:
    """Of all formats, by the first thing that is done in a step."""
    alike: dict[str, list[tuple[Format, Phase]]] = defaultdict(list)
    for format in shelf(HERE.parent / "formats").values():
        for phase in format.phases:
            alike[phase.steps[0].action if phase.steps else ""].append((format, phase))
    found = []
    for steps in alike.values():
        steps.sort(key=words, reverse=True)
        found += steps[:OF_EACH]
    return found


async def test_A6_the_big_screen_is_large_and_little_in_every_step(
    running: Running, visitor: Visitor
) -> None:
    made = await asyncio.to_thread(invited, running, "six@demos.example", name="Nele")
    coach = running.visitor()
    sign_in(coach, made.link)
    page: Page = await visitor(SCREEN)
    await page.context.add_cookies(
        [{"name": name, "value": kept, "url": running.url} for name, kept in coach.cookies.items()]
    )
    steps = wordiest()
    assert len(steps) > 12
    for format, phase in steps:
        await page.goto(f"{running.url}/formats/{format.id}/preview/screen?step={phase.id}")
        await page.locator("body[data-scene]").wait_for()
        seen = await page.evaluate(READ)
        small = [(size, text) for size, text in seen["texts"] if size < LEAST - 0.1]
        assert len(seen["texts"]) > 2
        assert small == [], f"{format.id}, {phase.id}: under {LEAST} px"
        assert seen["lines"] <= MOST_LINES, f"{format.id}, {phase.id}"
        assert seen["heads"] == 1, f"{format.id}, {phase.id}: one question"
