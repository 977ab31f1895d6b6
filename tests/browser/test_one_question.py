"""A phone of 360 by 640 shows one question, one help line, one example and one button.

The screens with the most words of each sort, over all formats, stand for the rest; on
them each option and card can also be heard, and seen one at a time.
"""

from collections.abc import Iterator

from msgspec import Struct
from playwright.async_api import Page, expect

from board.format import Format, Phase
from server.formats import shelf
from tests.browser.conftest import Visitor
from tests.browser.pictures import picture
from tests.browser.test_format_editor import a_coach
from tests.running import Running

SMALL_PHONE = (360, 640)
HELP_LINES = 3
VOICE = """
  window.said = [];
  window.voices = [{lang: "fr-FR", localService: true}, {lang: "nl_BE", localService: true}];
  const heard = [];
  Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => window.voices,
    speak: (one) => window.said.push([one.text, one.lang]),
    cancel: () => {},
    addEventListener: (_, run) => heard.push(run),
  }});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  window.voicesAre = (voices) => { window.voices = voices; heard.forEach((run) => run()); };
"""
SEEN = """() => {
  const tab = document.querySelector("#tab-now");
  const bottom = document.querySelector("#tabs").getBoundingClientRect().top;
  const box = (one) => one.getBoundingClientRect();
  const seen = (what) => Array.from(tab.querySelectorAll(what)).filter((one) => {
    return one.offsetParent !== null && box(one).height > 1 && box(one).top < bottom;
  });
  const lines = (one) => Math.round(box(one).height / parseFloat(getComputedStyle(one).lineHeight));
  const foot = seen(".foot")[0];
  return {
    questions: seen("h1").length,
    help: seen("[data-slot=help]").map(lines),
    examples: seen(".example").length,
    primary: seen(".button:not(.plain):not(.bare)").map((one) => box(one).bottom - bottom),
    below: seen("textarea").filter((one) => foot && box(one).bottom > box(foot).top).length,
    unheard: seen(".option, .card, .lines > li").filter((one) => {
      return !one.querySelector(".listen-one");
    }).length,
    small: seen(".listen-one").filter((one) => box(one).height < 48 || box(one).width < 48).length,
    wide: document.documentElement.scrollWidth - window.innerWidth,
  };
}"""


class Screen(Struct, frozen=True):
    format: str
    step: str
    sort: str
    words: int


def screens() -> Iterator[Screen]:
    """Of each sort of screen the one with the most to read."""
    most: dict[str, Screen] = {}
    for format in shelf().values():
        for phase in format.phases:
            one = Screen(format.id, phase.id, *_sort(format, phase))
            if one.sort not in most or most[one.sort].words < one.words:
                most[one.sort] = one
    yield from most.values()


def _sort(format: Format, phase: Phase) -> tuple[str, int]:
    if not phase.steps:
        return ("pause" if phase.pause else "idle"), len(phase.question.nl)
    step = phase.steps[0]
    poll, kind = format.poll(step.poll), format.kind(step.kind)
    help = (phase.help, poll.help if poll else None)
    asked = [phase.question, *(words for words in help if words), *phase.examples[:1]]
    more = poll.method if poll else kind.sender if kind and step.action == "post" else ""
    return f"{step.action} {more}".strip(), sum(len(words.nl) for words in asked)


async def look_at(page: Page, running: Running, screen: Screen) -> None:
    path = f"/formats/{screen.format}/preview/phone?step={screen.step}&in=nl"
    await page.goto(running.url + path)
    await expect(page.locator("body[data-ready]")).to_be_visible()


async def test_U8_each_screen_has_one_question_one_help_one_example_and_one_button(
    running: Running, visitor: Visitor
) -> None:
    page = await a_coach(running, visitor, SMALL_PHONE)
    await page.add_init_script(VOICE)
    wrong: dict[str, object] = {}
    for screen in screens():
        await look_at(page, running, screen)
        seen = await page.evaluate(SEEN)
        fine = (
            seen["questions"] == 1
            and len(seen["help"]) <= 1
            and all(lines <= HELP_LINES for lines in seen["help"])
            and seen["examples"] <= 1
            and len(seen["primary"]) <= 1
            and all(under < 1 for under in seen["primary"])
            and not any(seen[name] for name in ("below", "unheard", "small", "wide"))
        )
        if not fine:
            wrong[f"{screen.format} {screen.step} ({screen.sort})"] = seen
    assert wrong == {}
    await _is_heard(page, running)
    await _is_calm(page)


async def _is_heard(page: Page, running: Running) -> None:
    dots = next(one for one in screens() if one.sort == "vote dots")
    await look_at(page, running, dots)
    card = page.locator(".dotted").first
    text = await card.locator(".card-text").text_content()
    listen = card.get_by_role("button", name="Luister")
    await listen.click()
    assert await page.evaluate("window.said") == [[text, "nl_BE"]]
    stop = card.get_by_role("button", name="Stop")
    await expect(stop).to_have_attribute("aria-pressed", "true")
    await stop.click()
    await expect(listen).to_have_attribute("aria-pressed", "false")
    await page.evaluate("window.voicesAre([{lang: 'fr-FR', localService: true}])")
    await expect(page.locator(".listen-one")).to_have_count(0)
    await expect(page.locator("#tab-now .listen")).to_be_hidden()
    await page.evaluate("window.voicesAre([{lang: 'nl-NL', localService: true}])")
    await expect(listen).to_be_visible()


async def _is_calm(page: Page) -> None:
    """One card at a time, as chosen on this device."""
    cards = page.locator(".dotted")
    many = await cards.count()
    assert many > 1
    await page.locator("#tabs a").nth(2).click()
    await page.get_by_role("button", name="Eén tegelijk").click()
    await page.locator("#tabs a").nth(0).click()
    await expect(cards.locator("visible=true").locator(".card-text")).to_have_count(1)
    first = await cards.locator("visible=true").locator(".card-text").text_content()
    await page.get_by_role("button", name="Volgende keuze").click()
    await expect(page.locator(".calm-nav p")).to_have_text(f"2 van {many}")
    assert await cards.locator("visible=true").locator(".card-text").text_content() != first
    await picture(page, "phone-calm")
