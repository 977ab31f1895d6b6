"""A room: a session on the server, with a console, a big screen, and phones that come in."""

from playwright.async_api import Page, expect

from server.control import SessionMade
from tests.browser.conftest import LAPTOP, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.browser.wall import Wall
from tests.running import Running

SMALL = (360, 640)
TALL = (390, 844)


class Room:
    """Open it with ``Room.begun`` or part by part; organisations come by the console."""

    def __init__(
        self,
        running: Running,
        visitor: Visitor,
        stage: str = "",
        trajectory: str = "",
        made: SessionMade | None = None,
    ) -> None:
        self.visitor = visitor
        self.running = running
        if made is None:
            made = running.session(stage, trajectory=trajectory) if stage else running.session()
        self.made: SessionMade = made
        self.console: Console
        self.wall: Wall

    async def open_console(self, size: tuple[int, int] = LAPTOP, dark: bool = False) -> Console:
        self.console = Console(await self.visitor(size, dark=dark))
        await self.console.open(self.made.lead)
        return self.console

    async def open_wall(self) -> Wall:
        self.wall = Wall(await self.visitor(SCREEN))
        await self.wall.open(self.made.display)
        return self.wall

    async def phone(
        self, organisation: str, name: str = "", *, size: tuple[int, int] = SMALL
    ) -> Phone:
        phone = Phone(await self.visitor(size))
        await phone.join(self.made.join, organisation, name)
        return phone

    async def phone_by_code(self, organisation: str, name: str) -> Phone:
        """By the first page, with the code typed as people type it."""
        page = await self.visitor(SMALL)
        await page.goto(self.running.url)
        code = self.made.code.lower()
        await page.get_by_label("Jouw code").fill(f" {code[:3]} {code[3:]} ")
        await page.get_by_role("button", name="Ga verder").click()
        phone = Phone(page)
        await phone.come_in(organisation, name)
        return phone

    async def phone_over(self, line: Line, organisation: str) -> Phone:
        """A phone on a line that can be cut."""
        phone = Phone(await self.visitor(TALL))
        await phone.join(f"{line.url}/j/{self.made.code}", organisation)
        return phone

    async def record(self) -> Page:
        """The record, opened by its own link."""
        page = await self.visitor(LAPTOP)
        await page.goto(self.made.record)
        await expect(page.get_by_role("heading", name="De werksessies")).to_be_visible()
        return page
