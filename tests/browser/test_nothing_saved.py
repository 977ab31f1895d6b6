"""The store goes away in mid-session, and comes back: for the phones, who leads, and the room.

What was not saved is never said to be; all of it stays on the phones, goes in by
itself afterwards, and once. Who leads is told, and the big screen is left in peace.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import expect

from server.settings import Settings
from server.store.store import prepare
from tests.browser.axe import axe
from tests.browser.conftest import Visitor
from tests.browser.heard import Heard
from tests.browser.led import LINES, ORGANISATIONS, Led
from tests.browser.phone import LATE, Phone
from tests.browser.pictures import picture
from tests.browser.room import SMALL, TALL, Room
from tests.running import Running
from tests.services import Postgres

pytestmark = pytest.mark.slow

CAMP = "Tien kinderen gingen op kamp."
HALF = "De soepavond: zestig mensen"
SAVING = ".top [data-slot=saving]"
NOT_SAVED = "De server kan even niets bewaren."
SAVED_AGAIN = "Bewaren lukt weer."
AGAIN = "nog niet bewaard, we proberen opnieuw"
COUNT = "SELECT count(*) FROM event WHERE type = "
"""How often something happened, by the log itself."""


class Held:
    """SQLite, which another program takes for itself: it can be read, and not written."""

    reads = True

    def __init__(self, folder: Path) -> None:
        self.running = Running.start(folder, process=True)
        self._other: sqlite3.Connection | None = None

    def goes_away(self) -> None:
        self._other = sqlite3.connect(
            self.running.settings.database,
            timeout=LATE / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        self._other.execute("BEGIN EXCLUSIVE")

    def comes_back(self) -> None:
        assert self._other is not None
        self._other.execute("ROLLBACK")
        self._other.close()
        self._other = None

    def count(self, event: str) -> int:
        with closing(sqlite3.connect(self.running.settings.database)) as reader:
            return int(reader.execute(COUNT + "?", [event]).fetchone()[0])

    def stop(self) -> None:
        if self._other is not None:
            self.comes_back()
        self.running.stop()


class Killed:
    """PostgreSQL, whose power is cut: it can be neither read nor written."""

    reads = False

    def __init__(self, folder: Path) -> None:
        self.service = Postgres().start()
        self.url = self.service.database()
        settings = Settings(data=folder, database_url=self.url)
        prepare(settings)
        self.running = Running.start(folder, process=True, database_url=self.url)

    def goes_away(self) -> None:
        self.service.kill()

    def comes_back(self) -> None:
        self.service.start()

    def count(self, event: str) -> int:
        with psycopg.connect(self.url) as reader:
            found = reader.execute(COUNT + "%s", [event]).fetchone()
        assert found is not None
        return int(found[0])

    def stop(self) -> None:
        self.running.stop()
        self.service.stop()


class Paused(Killed):
    """PostgreSQL that takes connections and answers nothing, as on a disk that hangs."""

    def goes_away(self) -> None:
        self.service.pause()

    def comes_back(self) -> None:
        self.service.go_on()


Store = Held | Killed


@pytest.fixture(params=[Held, Killed, Paused])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store: Store = request.param(tmp_path)
    yield store
    store.stop()


async def tries_again(phone: Phone) -> None:
    """Presses until the page is there, as a person does."""
    again = phone.page.get_by_role("link", name="Probeer opnieuw")
    there = phone.page.locator("body[data-ready]")
    async with asyncio.timeout(LATE / 1000):
        while not await there.count():
            await expect(again.or_(there).first).to_be_attached()
            if await again.count():
                async with phone.page.expect_navigation():
                    await again.click()


async def looked_at(room: Room, moment: str, **phones: Phone) -> None:
    for name, phone in phones.items():
        await picture(phone.page, f"{moment}-{name}", whole=True)
    await picture(room.console.page, f"{moment}-console")
    await picture(room.wall.page, f"{moment}-screen")
    size = room.console.page.viewport_size
    await room.console.page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
    await picture(room.console.page, f"{moment}-console-small")
    if size is not None:
        await room.console.page.set_viewport_size(size)


async def test_L17_a_store_that_goes_away_costs_nobody_a_vote_or_a_card(
    store: Store, visitor: Visitor
) -> None:
    # On PostgreSQL a session is made in a loop of its own.
    led = await asyncio.to_thread(Led, store.running, 0)
    async with led:
        poll = led.poll("scale")
        await led.open("vote", poll=poll["id"])
        await led.write_texts()
        await led.begin_vote(poll)
        room = Room(store.running, visitor, made=led.made)
        console = await room.open_console()
        wall = await room.open_wall()
        amina = await room.phone(ORGANISATIONS[0], "Amina", size=SMALL)
        bram = await room.phone(ORGANISATIONS[1], size=TALL)
    saving = await Heard.at(console.page, SAVING)
    for phone in (amina, bram):
        await phone.reads(LINES[1])
    await bram.pick("een beetje")
    await bram.press("Volgende")

    await asyncio.to_thread(store.goes_away)
    await amina.pick("veel")
    await amina.press("Volgende")
    await amina.pick("weinig")
    await amina.press("Bewaar mijn stem")
    await expect(amina.now.get_by_text("Je stem is nog niet bewaard.")).to_be_visible(timeout=LATE)
    await saving.says(NOT_SAVED)
    await console.page.locator("[data-do=add-minute]").click()
    await console.counts_votes("0 van 2")
    await expect(bram.now.locator("h1")).to_be_visible()
    await expect(wall.page.locator(".line-state")).to_be_hidden()
    await looked_at(room, "away-vote", amina=amina, bram=bram)
    # Who closes the vote now would close it before what waits on the phones.
    await console.does("Sluit de stemming")
    await expect(console.dialog).to_contain_text("kunnen nog stemmen en kaartjes wachten")
    await picture(console.page, "away-vote-dialog")
    await console.confirms("Wacht nog even")
    # The page itself may go; the vote stays on the phone.
    await amina.page.reload()
    if store.reads:
        await amina.ready()
        await amina.says("Je stem is nog niet bewaard.")
    else:
        await expect(amina.page.get_by_text("Wat op je toestel wacht")).to_be_visible()
        await picture(amina.page, "away-reload-amina")

    await asyncio.to_thread(store.comes_back)
    if not store.reads:
        await tries_again(amina)
    await amina.vote_saved(LATE)
    await saving.says(SAVED_AGAIN)
    await looked_at(room, "back-vote", amina=amina)
    await bram.pick("veel")
    await bram.press("Bewaar mijn stem")
    await bram.vote_saved()
    await console.counts_votes("2 van 2")
    if store.reads:
        await expect(console.page.locator(SAVING)).to_be_hidden(timeout=LATE)
    await console.closes_and_reveals()
    await expect(wall.scene).to_contain_text("2 mensen kozen")

    await console.goes_to("Wat hebben we bereikt?")
    await expect(amina.writing).to_be_visible()
    saving = await Heard.at(console.page, SAVING)
    aloud = await Heard.at(console.page, "#announcer")
    await asyncio.to_thread(store.goes_away)
    await bram.write(HALF)
    await amina.count_own(CAMP)
    await amina.post(CAMP)
    await amina.card_is(CAMP, AGAIN, LATE)
    await saving.says(NOT_SAVED)
    await aloud.says(NOT_SAVED, seen=False)
    await looked_at(room, "away-post", amina=amina, bram=bram)
    if isinstance(store, Held):
        # What is said is the same whatever store it is.
        await axe(amina.page)
        await axe(console.page)
    await expect(console.card(CAMP)).to_have_count(0)
    await expect(wall.card(CAMP)).to_have_count(0)
    await expect(wall.page.locator(".line-state")).to_be_hidden()
    saving = await Heard.at(console.page, SAVING)
    await asyncio.to_thread(store.comes_back)
    await amina.card_is(CAMP, "✓ bewaard", LATE)
    await expect(console.card(CAMP)).to_have_count(1)
    await expect(wall.card(CAMP)).to_have_count(1)
    await saving.says(SAVED_AGAIN)
    await expect(bram.writing).to_have_value(HALF)
    await looked_at(room, "back-post", amina=amina, bram=bram)
    assert store.count("CardPosted") == store.count("MinutesAdded") == 1
    assert await amina.most_own() == 1
