"""Who live through the whole session: one who leads, four phones, one person on paper."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.console import Console
from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.browser.room import TALL, Room
from tests.browser.wall import Wall

ORGANISATIONS = ("Jeugddienst", "Buurthuis", "Sportclub", "Bibliotheek", "Sociaal Huis")


class Cast:
    AMINA, BRAM, CHRIS, DORA, PAPER = ORGANISATIONS

    def __init__(self, room: Room, phones: list[Phone]) -> None:
        self.room = room
        self.console: Console = room.console
        self.wall: Wall = room.wall
        self.phones = phones
        self.amina, self.bram, self.chris, self.dora = phones

    @classmethod
    async def gathered(cls, room: Room, line: Line) -> "Cast":
        """Chris comes over the line; Dora without an organisation yet."""
        await room.open_console()
        for name in ORGANISATIONS:
            await room.console.adds_organisation(name)
        _, *phones = await asyncio.gather(
            room.open_wall(),
            room.phone_by_code(cls.AMINA, "Amina"),
            room.phone(cls.BRAM, size=TALL),
            room.phone_over(line, cls.CHRIS),
            room.phone("Zonder organisatie", "Dora"),
        )
        return cls(room, phones)

    async def paper_choice(self, *answers: str) -> None:
        """Ticks one answer to each question of the open paper ballot."""
        questions = self.console.dialog.get_by_role("group")
        for n, answer in enumerate(answers):
            name = re.compile(rf"^(\d · )?{answer}$")
            await questions.nth(n).get_by_label(name).check()

    async def paper_dot(self, *options: str) -> None:
        for option in options:
            name = f"Eén stip meer voor {option}"
            await self.console.dialog.get_by_role("button", name=name).click()

    async def paper_saved(self) -> None:
        await self.console.button("Bewaar dit stembriefje").click()
        await expect(self.console.dialog).to_contain_text("Het stembriefje is bewaard.")
        await self.console.confirms("Sluit")
