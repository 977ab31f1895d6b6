"""What pages ask of the network: little, of one host, and never with a secret in the address.

The grant that stands in an address is no secret: it opens nothing without the
cookie of the browser that it was given to. The secrets are that cookie and what
stands behind the # of a link.
"""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Request, WebSocket, expect

from board.commands import AddDutch, EndBoard, PauseBoard, ResumeBoard
from board.types import CardId
from tests.browser.conftest import LAPTOP, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.phone import Phone
from tests.browser.wall import Wall
from tests.running import Running

pytestmark = pytest.mark.slow

MOST = 150_000
"""Bytes on the wire for a phone that comes in for the first time."""
FEWEST_FILES = 20
LATENCY, PER_SECOND, WITHIN = 0.4, 400_000 / 8, 6.0
"""A slow line, and the seconds in which the first question stands on it."""
TURNS = 4
"""Of TCP, of TLS, for the page, and for all it names, which are asked for together."""
ARABIC = "نلتقي \u202eكل أسبوع"
ISOLATED = ("isolate", "plaintext", "isolate-override")
CARDS = ("Tien kinderen gingen op kamp.", "De bib zat vol.", "Zes vrouwen leerden fietsen.")

# Kept in the page: what its policy stopped, also what a browser logs nowhere.
LISTEN = """document.addEventListener("securitypolicyviolation", event => {
  window.stopped = (window.stopped || []).concat(`${event.violatedDirective} ${event.blockedURI}`);
});"""


# In one turn of the page, which may draw itself anew between looking and pressing.
GO_ON = """() => {
  const on = Array.from(document.querySelectorAll("#now [data-do=next]"))
    .find(one => one.checkVisibility());
  if (on) on.click();
  return Boolean(on);
}"""


class Asked:
    """All addresses that a visitor's browser asks for, sockets too."""

    def __init__(self, page: Page) -> None:
        self.urls: list[str] = []
        self.context: BrowserContext = page.context
        self.context.on("request", self._asked)
        page.on("websocket", self._socket)

    def _asked(self, request: Request) -> None:
        self.urls.append(request.url)

    def _socket(self, socket: WebSocket) -> None:
        self.urls.append(socket.url)

    @property
    def hosts(self) -> set[str]:
        return {f"{parts.scheme} {parts.netloc}" for parts in map(urlsplit, self.urls)}


@pytest_asyncio.fixture(loop_scope="session")
async def led(running: Running) -> AsyncIterator[Led]:
    async with Led(running) as led:
        yield led


async def walk(phone: Phone) -> None:
    """To the last screen of the phase."""
    while await phone.page.evaluate(GO_ON):
        pass


async def in_arabic(phone: Phone, led: Led, question: str) -> None:
    """Another language in the middle of a text, a card in it, and its Dutch."""
    page = phone.page
    await phone.write(ARABIC)
    await page.locator("#tongues summary").click()
    await page.locator("#tongues a[hreflang=ar]").click()
    await expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
    await phone.ready()
    await expect(phone.writing).to_have_value(ARABIC)
    await expect(phone.now.locator(".ask-dutch [lang=nl]").first).to_have_text(question)
    await phone.now.locator(".foot-primary").click()
    card = phone.own(ARABIC)
    await expect(card.locator(".card-state")).to_have_text("✓ محفوظة")
    text = card.locator(".card-text")
    await expect(text).to_have_attribute("lang", "ar")
    # What turns the direction of text in it turns nothing beside it.
    assert await text.evaluate("it => getComputedStyle(it).unicodeBidi") in ISOLATED
    made = await card.get_attribute("data-key")
    await led.do(AddDutch(CardId(made or ""), "Wij zien elkaar elke week."))
    await expect(text.locator("[lang=nl]")).to_have_text("Wij zien elkaar elke week.")
    await page.locator("#tongues summary").click()
    await page.locator("#tongues a[hreflang=nl]").click()
    await expect(page.locator("html[lang=nl]")).to_be_attached()
    await phone.ready()
    await phone.asks(question)


async def test_W9_a_phone_asks_its_own_host_and_breaks_no_policy(
    running: Running, visitor: Visitor, led: Led
) -> None:
    page = await visitor()
    asked = Asked(page)
    await page.add_init_script(LISTEN)
    phone = Phone(page)
    await phone.join(led.made.join, ORGANISATIONS[0], "Amina")
    free = {kind["id"] for kind in led.format["kinds"] if not kind["per_organisation"]}
    in_dutch = True
    for phase in led.format["phases"]:
        await led.open_phase(phase)
        await phone.asks(re.compile("|".join(map(re.escape, led.questions))))
        first = phase["steps"][0] if phase["steps"] else {"action": ""}
        if in_dutch and first["action"] == "post" and first["kind"] in free:
            in_dutch = False
            await in_arabic(phone, led, phase["question"])
        await led.write_texts()
        for step in phase["steps"]:
            if step["action"] == "post":
                await led.post(step["kind"], *CARDS)
            if step["action"] == "vote":
                poll = next(one for one in led.format["polls"] if one["id"] == step["poll"])
                await led.vote(poll)
        await walk(phone)
    await led.do(PauseBoard())
    await phone.asks("Even pauze.")
    await led.do(ResumeBoard())
    for tab in ("Het bord", "Hulp", "Nu"):
        await phone.tab(tab)
    await led.do(EndBoard())
    await phone.asks("Bedankt. Tot de volgende keer.")
    own = urlsplit(running.url).netloc
    assert asked.hosts == {f"http {own}", f"ws {own}"}
    assert await page.evaluate("() => window.stopped || []") == []


async def test_a_phone_that_comes_in_first_loads_little(visitor: Visitor, led: Led) -> None:
    step = await led.open("post")
    await led.post(step["kind"], *CARDS)
    first = Phone(await visitor())
    await first.join(led.made.join, ORGANISATIONS[0], "Amina")
    # The same person in a browser that has nothing yet.
    page = await visitor()
    await page.context.add_cookies(await first.page.context.cookies())  # type: ignore[arg-type]
    wire = await page.context.new_cdp_session(page)
    sizes: list[int] = []
    asked: set[str] = set()

    def begun(event: dict[str, Any]) -> None:
        asked.add(urlsplit(event["request"]["url"]).path)

    def finished(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    wire.on("Network.requestWillBeSent", begun)
    wire.on("Network.loadingFinished", finished)
    await wire.send("Network.enable")
    await page.goto(first.page.url)
    await Phone(page).ready()
    await page.wait_for_load_state("networkidle")
    assert len(sizes) > FEWEST_FILES
    assert sum(sizes) <= MOST, f"{sum(sizes)} bytes in {len(sizes)} answers; at most {MOST}"
    # No file leads to one that the page does not name: that would be a turn more.
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', await page.content()))
    assert {path for path in asked if path.startswith("/static/")} <= named
    assert TURNS * LATENCY + sum(sizes) / PER_SECOND <= WITHIN


TALKATIVE = """
import logging, os
from server.commands.serve import say_how, serve
from server.settings import from_env
logging.getLogger("server").setLevel(logging.DEBUG)
serve(from_env(os.environ), say_how)
"""
"""A server that says in its log all it ever could, such as a line for each command."""


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


@pytest.fixture
def logged(tmp_path: Path, log: Path) -> Iterator[Running]:
    running = Running.start(tmp_path, process=True, program=("-c", TALKATIVE), log=log)
    yield running
    running.stop()


async def test_no_secret_stands_in_an_address_or_in_the_log(
    logged: Running, log: Path, visitor: Visitor
) -> None:
    async with Led(logged, people=2) as led:
        made = led.made
        pages = [await visitor(), await visitor(LAPTOP), await visitor(SCREEN), await visitor()]
        asked = [Asked(page) for page in pages]
        phone, console, wall = Phone(pages[0]), Console(pages[1]), Wall(pages[2])
        await phone.join(made.join, ORGANISATIONS[0], "Amina")
        await console.open(made.lead)
        await wall.open(made.display)
        await pages[3].goto(made.record)
        await expect(pages[3].get_by_role("heading", name="De werksessies")).to_be_visible()
        await led.open("post")
        await phone.posted(CARDS[0])
        # The door of a link that is wrong, too.
        await pages[3].goto(f"{logged.url}/open#{'wrong' * 8}")
        await expect(pages[3].get_by_role("link", name="Naar de eerste pagina")).to_be_visible()

        secrets = {link.partition("#")[2] for link in (made.lead, made.display, made.record)}
        for page in pages[:3]:
            cookies = [one for one in await page.context.cookies() if one.get("httpOnly")]
            assert len(cookies) == 1
            secrets |= {str(one.get("value")) for one in cookies}
        secrets |= {"wrong" * 8}
    assert all(len(secret) > 20 for secret in secrets)
    addresses = [url.partition("#")[0] for one in asked for url in one.urls]
    assert any("/live" in one for one in addresses)
    assert not [one for one in addresses if any(secret in one for secret in secrets)]
    # What stands in the bar of the browser is copied and shown on beamers.
    assert not [page.url for page in pages[:3] if "#" in page.url]
    logged.stop()
    said = lines_of(log)
    assert any(made.board in line for line in said), "the log was not kept"
    assert not [line for line in said if any(one in line for one in secrets)]
