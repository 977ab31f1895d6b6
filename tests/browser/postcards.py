"""The pictures of the README, taken from the running product.

``uv run python -m tests.browser.postcards`` starts the demo, sits in it with a
phone, a console and a screen, and writes ``docs/screens/*.png``.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import FLAGS, LAPTOP, NAMES, SCREEN

OUT = Path(__file__).parent.parent.parent / "docs" / "screens"
PORT = "8791"
PACE = "0.5"
LINK = re.compile(r"^\s+(join|console|screen|record)\s+(\S+)")
PATIENCE_MS = 180_000


async def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = await _demo(folder)
        try:
            links = await _links(demo)
            async with async_playwright() as playwright:
                path = next(filter(None, map(shutil.which, NAMES)))
                browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
                await _take(browser, links)
                await browser.close()
        finally:
            demo.terminate()
            await demo.wait()


async def _demo(folder: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "demo", "--pace", PACE),
        env={"DOORSTART_DATA": folder, "PORT": PORT, "PATH": "/usr/bin:/bin"},
        stdout=PIPE,
    )


async def _links(demo: Process) -> dict[str, str]:
    assert demo.stdout is not None
    links: dict[str, str] = {}
    while "record" not in links:
        line = (await demo.stdout.readline()).decode()
        if found := LINK.match(line):
            links[found[1]] = re.sub(r"//[^/]+", f"//127.0.0.1:{PORT}", found[2])
    return links


async def _take(browser: Browser, links: dict[str, str]) -> None:
    phone = await _page(browser, links["join"], (390, 844))
    await phone.locator("input[name=organisation]").nth(6).check(force=True)
    await phone.get_by_role("button", name="Doe mee").click()
    console = await _page(browser, links["console"], LAPTOP)
    screen = await _page(browser, links["screen"], SCREEN)

    await phone.get_by_text("Stap 3 van").wait_for(timeout=PATIENCE_MS)
    field = phone.locator("textarea").first
    await field.fill("Twee jongeren uit de wijk zijn nu animator.")
    await phone.get_by_role("button", name="Zet op het bord").click()
    await phone.get_by_text("bewaard").first.wait_for(timeout=PATIENCE_MS)
    await field.fill("Het speelplein kwam met de kar naar de wijk Nieuwe Linde.")
    await _shoot(phone, "phone-post")

    await console.get_by_text("Samen op kamp").first.wait_for(timeout=PATIENCE_MS)
    await console.locator("main input[type=checkbox]:visible").nth(1).check(force=True)
    await _shoot(console, "console")

    await screen.get_by_text("van 11 organisaties").first.wait_for(timeout=PATIENCE_MS)
    await _shoot(screen, "screen-result")


async def _page(browser: Browser, link: str, size: tuple[int, int]) -> Page:
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="nl-BE", reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(link)
    return page


async def _shoot(page: Page, name: str) -> None:
    await page.screenshot(path=OUT / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
