"""A real Chromium, and people who sit behind it.

``visitor`` opens a page in a browser profile of its own: another person. Every
visitor is watched; a test fails if a page of theirs threw, broke its own
content policy, or asked anything of another host.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.pictures import picture
from tests.browser.watch import Elsewhere, Watch
from tests.running import Running

HERE = Path(__file__).parent
# The first is the same browser without windows and menus of its own, which nobody looks at here:
# each visitor takes a third of the time of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Browsers, servers and whatever else is on the machine share two cores; what is right shows
# within this.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
PHONE = (360, 740)
LAPTOP = (1440, 900)
SCREEN = (1920, 1080)


class Visitor(Protocol):
    """How a test asks for another person's page; sizes are in CSS pixels."""

    async def __call__(
        self,
        size: tuple[int, int] = PHONE,
        *,
        language: str = "nl-BE",
        javascript: bool = True,
        dark: bool = False,
        calm: bool = True,
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests run in one loop, so that one Chromium serves them all."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all browser tests, a program of its own; each test makes its own session."""
    folder = tmp_path_factory.mktemp("browser")
    formats = HERE.parent / "formats"
    with Running.start(folder, process=True, formats=formats) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on the PATH; on Debian: apt-get install chromium-headless-shell")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def elsewhere() -> AsyncIterator[Elsewhere]:
    async with Elsewhere() as elsewhere:
        yield elsewhere


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(chromium: Browser, elsewhere: Elsewhere) -> AsyncIterator[Visitor]:
    watches: list[Watch] = []

    async def visit(
        size: tuple[int, int] = PHONE,
        *,
        language: str = "nl-BE",
        javascript: bool = True,
        dark: bool = False,
        calm: bool = True,
    ) -> Page:
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == PHONE,
            locale=language,
            timezone_id="Europe/Brussels",
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
            proxy=elsewhere.proxy,
        )
        context.set_default_timeout(PATIENCE_MS)
        watches.append(Watch(context))
        return await context.new_page()

    yield visit
    for n, watch in enumerate(watches):
        for page in watch.context.pages:
            await picture(page, f"last-{n}")
        await watch.context.close()
    faults = [fault for watch in watches for fault in watch.faults] + elsewhere.take()
    assert not faults, "\n".join(faults)
