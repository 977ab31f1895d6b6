"""Two servers of one session, of which one goes away: every page comes back on the other.

By itself, without a reload and without a word but the one thin line; who types
keeps text, focus and place, and what was under way is there once.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import Locator, Page, expect

from server.settings import Settings
from server.store.store import prepare
from tests.browser.cast import ORGANISATIONS
from tests.browser.conftest import LAPTOP, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.line import Line
from tests.browser.phone import LATE, Phone
from tests.browser.pictures import picture
from tests.browser.room import SMALL, TALL
from tests.browser.wall import Wall
from tests.running import Running
from tests.services import Postgres, Redis

pytestmark = pytest.mark.slow

LINES = ("Iedereen doet mee aan de vrije tijd.", "We nemen de drempels weg.")
CAMP = "Tien kinderen gingen op kamp."
SOUP = "De soepavond: zestig mensen"
REST = " aten mee"
TABLE = "We zitten nu samen aan tafel."
SECRET = "a secret that these two servers share"
LOW = (390, 420)
"""A console so low that its steps have to be scrolled."""


class Servers:
    """Two programs on one database and one Redis."""

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        self._database = database
        shared = Settings(data=folder, database_url=database, redis_url=redis, secret=SECRET)
        prepare(shared)
        self.one, self.two = (self._start(folder / name, shared) for name in ("one", "two"))

    def _start(self, folder: Path, shared: Settings, port: int = 0) -> Running:
        return Running.start(
            folder,
            process=True,
            port=port,
            database_url=shared.database_url,
            redis_url=shared.redis_url,
            secret=shared.secret,
        )

    def again(self, running: Running) -> Running:
        """One that went away, started anew in its place."""
        settings = running.settings
        return self._start(settings.data.parent, settings, settings.port)

    def stop(self) -> None:
        for running in (self.one, self.two):
            if running.process is not None and running.process.poll() is None:
                running.stop()

    def posted(self) -> int:
        """How often anything was posted, by the log itself."""
        with psycopg.connect(self._database) as reader:
            found = reader.execute("SELECT count(*) FROM event WHERE type = 'CardPosted'")
            row = found.fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def servers(tmp_path: Path, postgres: Postgres, redis_service: Redis) -> Iterator[Servers]:
    servers = Servers(tmp_path, postgres.database(), redis_service.url)
    yield servers
    servers.stop()


async def mark(pages: dict[str, Page]) -> None:
    """From now on a page that is loaded anew can be told."""
    for page in pages.values():
        await page.evaluate("() => { window.marked = true; }")


async def marks(pages: dict[str, Page]) -> list[bool]:
    return [await page.evaluate("() => window.marked === true") for page in pages.values()]


async def on_line(*lines: Locator) -> None:
    """The thin line that says there is no connection is gone, or never was there."""
    for line in lines:
        await expect(line).to_be_hidden(timeout=LATE)


async def looked_at(moment: str, **pages: Page) -> None:
    for name, page in pages.items():
        await picture(page, f"{moment}-{name}")


async def test_N7_a_server_that_goes_away_costs_nobody_a_word_or_a_place(
    servers: Servers, visitor: Visitor
) -> None:
    one, two = servers.one.url, servers.two.url
    made = await asyncio.to_thread(servers.one.session)
    async with Line(one, two) as first, Line(two, one) as second:
        console = Console(await visitor(LAPTOP))
        await console.open(made.lead.replace(one, second.url))
        wall = Wall(await visitor(SCREEN))
        await wall.open(made.display.replace(one, first.url))
        for name in ORGANISATIONS[:2]:
            await console.adds_organisation(name)
        amina = Phone(await visitor(SMALL))
        await amina.join(f"{first.url}/j/{made.code}", ORGANISATIONS[0], "Amina")
        bram = Phone(await visitor(TALL))
        await bram.join(f"{second.url}/j/{made.code}", ORGANISATIONS[1])
        pages = {
            "amina": amina.page,
            "bram": bram.page,
            "console": console.page,
            "screen": wall.page,
        }
        await mark(pages)
        await console.counts("here", 2)
        await console.does("Begin: Aankomen")
        await console.goes_to("Onze visie vandaag")
        await console.does("Schrijf: Onze visietekst")
        await console.writes("Onze visietekst", *LINES)
        for phone in (amina, bram):
            await phone.reads(LINES[1])
        await console.opens_vote()

        # The first goes away in mid-vote, as a new version does.
        await amina.pick("veel")
        await amina.press("Volgende")
        await amina.pick("weinig")
        going = asyncio.create_task(asyncio.to_thread(servers.one.stop))
        await amina.press("Bewaar mijn stem")
        await going
        await looked_at("server-away", **pages)
        await amina.vote_saved(LATE)
        await bram.votes("veel", "een beetje")
        await console.counts_votes("2 van 2")
        await on_line(amina.page.locator("#line"), wall.page.locator(".line-state"))
        await console.counts("here", 2)
        await looked_at("server-back", **pages)
        await console.closes_and_reveals()
        await expect(wall.scene).to_contain_text("2 mensen kozen")
        await console.goes_to("Wat hebben we bereikt?")
        assert await marks(pages) == [True] * 4

        # It is back, and then the power of the other one is cut, while people type.
        servers.one = await asyncio.to_thread(servers.again, servers.one)
        await bram.write(SOUP)
        await amina.post(CAMP)
        await amina.card_is(CAMP, "✓ bewaard")
        await console.page.set_viewport_size({"width": LOW[0], "height": LOW[1]})
        await console.page.get_by_role("button", name="Stappen").click()
        await console.page.evaluate("() => window.scrollTo(0, 250)")
        servers.two.kill()
        await bram.writing.press_sequentially(REST)
        await amina.post(TABLE)
        await looked_at("server-killed", **pages)
        await amina.card_is(TABLE, "✓ bewaard", LATE)
        await expect(wall.card(TABLE)).to_have_count(1, timeout=LATE)
        await on_line(*(page.locator("#line") for page in (amina.page, bram.page)))
        await on_line(console.page.locator(".top [data-slot=offline]"))
        await on_line(wall.page.locator(".line-state"))
        # Whoever was typing still has the field, and the place in it.
        await expect(bram.writing).to_be_focused()
        await bram.writing.press_sequentially("!")
        await expect(bram.writing).to_have_value(f"{SOUP}{REST}!")
        assert await console.page.evaluate("() => window.scrollY") == 250
        await bram.press("Zet op het bord")
        await bram.card_is(f"{SOUP}{REST}!", "✓ bewaard", LATE)
        await expect(wall.page.locator(".wall .columns:not(.measure) .card")).to_have_count(3)
        await looked_at("server-back-again", **pages)
        assert servers.posted() == 3
        assert await marks(pages) == [True] * 4


async def test_N4_who_leads_is_told_quietly_when_the_servers_do_not_hear_each_other(
    tmp_path: Path, postgres: Postgres, visitor: Visitor
) -> None:
    with Redis() as redis:
        servers = Servers(tmp_path, postgres.database(), redis.url)
        try:
            made = await asyncio.to_thread(servers.one.session)
            console = Console(await visitor(LAPTOP))
            await console.open(made.lead)
            wall = Wall(await visitor(SCREEN))
            await wall.open(made.display.replace(servers.one.url, servers.two.url))
            note = console.page.locator("[data-slot=others_note]")
            await console.does("Begin: Aankomen")
            await asyncio.to_thread(redis.kill)
            await expect(note).to_contain_text("Er gaat niets verloren.", timeout=LATE)
            await expect(console.page.locator(".top .line-state:visible")).to_have_count(0)
            await console.goes_to("Onze visie vandaag")
            # The other server reads it in the log.
            await wall.shows("text")
            await looked_at("bus-away", console=console.page, screen=wall.page)
            await console.page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
            await looked_at("bus-away-small", console=console.page)
            await asyncio.to_thread(redis.start)
            await expect(note).to_be_hidden(timeout=LATE)
        finally:
            servers.stop()
