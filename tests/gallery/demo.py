"""The demo as coach, partner, facilitator and visitor see it, and each step of each format."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from board.format import Format
from tests.browser.conftest import FLAGS, SCREEN
from tests.browser.room import SMALL
from tests.gallery.shots import Shot, Who
from tests.server.demo_run import Demo

SHEETS = {"phone": SMALL, "screen": SCREEN}


class Doors(NamedTuple):
    """Where the demo is, and the cookies of each kind of person."""

    places: Mapping[str, str]
    states: Mapping[Who, str]


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


async def doors(browser: Browser, demo: Demo, folder: Path) -> Doors:
    """Everyone goes in once, by the link that the demo told."""
    states: dict[Who, str] = {}
    places = {"code": demo.links["code"]}

    async def goes_in(who: Who, link: str, then: str) -> Page:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(link)
        if who == "coach":
            await page.locator("main button").first.click()
        await page.wait_for_url(then)
        states[who] = str(folder / f"{who}.json")
        await context.storage_state(path=states[who])
        return page

    coach = await goes_in("coach", demo.links["coach"], "**/trajectories*")
    lived = coach.locator("a[href^='/t/']").first
    places["trajectory"] = (await lived.get_attribute("href") or "").split("/")[2]
    await coach.goto(f"{demo.url}/t/{places['trajectory']}/record")
    played = coach.locator("a[href*='/play/']").nth(2)
    places["play"] = await played.evaluate("link => link.href")
    await coach.goto(f"{demo.url}/t/{places['trajectory']}/compare")
    await coach.locator("main form button").click()
    await coach.wait_for_url("**/compare?**")
    places["compare"] = coach.url
    places["phone"] = await _seated(browser, demo, folder, states)
    reader = await goes_in("reader", demo.links["record"], "**/r/*")
    places["record"] = reader.url
    for who, label, then in (("lead", "console", "**/c/*"), ("display", "screen", "**/s/*")):
        page = await goes_in(who, demo.links[label], then)  # type: ignore[arg-type]
        places[label] = page.url
    await coach.goto(f"{demo.url}/t/{places['trajectory']}/record")
    last = coach.locator("a[href*='/snapshot/']").last
    places["snapshot"] = await last.evaluate("link => link.href")
    await coach.context.storage_state(path=states["coach"])
    return Doors(places, states)


async def _seated(browser: Browser, demo: Demo, folder: Path, states: dict[Who, str]) -> str:
    """A partner who came in by the code."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{demo.url}/j/{demo.links['code']}")
    await page.locator("input[name=organisation]").first.check(force=True)
    await page.locator("form button.wide").last.click()
    await page.wait_for_url("**/p/*")
    states["partner"] = str(folder / "partner.json")
    await context.storage_state(path=states["partner"])
    return page.url


async def shot(browser: Browser, demo: Demo, doors: Doors, shot: Shot, folder: Path) -> Path:
    context = await _context(browser, doors, shot)
    page = await context.new_page()
    to = shot.path.format(**doors.places)
    await page.goto(to if to.startswith("http") else demo.url + to, wait_until="load")
    await page.evaluate("document.fonts.ready")
    taken = folder / f"{shot.name}.png"
    await page.screenshot(path=taken, full_page=shot.whole)
    await context.close()
    return taken


async def _context(browser: Browser, doors: Doors, shot: Shot) -> BrowserContext:
    width, height = shot.size
    return await browser.new_context(
        viewport={"width": width, "height": height},
        locale="nl-BE",
        timezone_id="Europe/Brussels",
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        java_script_enabled=shot.javascript,
        storage_state=doors.states.get(shot.who),
    )


async def steps(
    browser: Browser, demo: Demo, doors: Doors, format: Format, kind: str, folder: Path
) -> list[Path]:
    """Each phase of a format as its preview shows it, on a phone or the big screen."""
    width, height = SHEETS[kind]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="nl-BE",
        reduced_motion="reduce",
        storage_state=doors.states["coach"],
    )
    page = await context.new_page()
    taken: list[Path] = []
    for phase in format.phases:
        step = f"{demo.url}/formats/{format.id}/preview/{kind}?step={phase.id}"
        await page.goto(step, wait_until="networkidle")
        taken.append(folder / f"{format.id}-{kind}-{len(taken):02}.png")
        await page.screenshot(path=taken[-1])
    await context.close()
    return taken
