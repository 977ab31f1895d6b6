"""A firewall that lets no websocket through: phone, console and screen go on over events."""

from playwright.async_api import expect

from tests.browser.conftest import LAPTOP, SCREEN, Visitor
from tests.browser.console import Console
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.line import Line
from tests.browser.phone import LATE, Phone
from tests.browser.wall import Wall
from tests.running import Running

CAMP = "Tien kinderen gingen op kamp."
MORE = "En twaalf leerden zwemmen."


async def test_N13_a_room_whose_firewall_stops_websockets_works_all_the_same(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=0) as led, Line(running.url, websockets=False) as line:
        await led.open("post")
        console = Console(await visitor(LAPTOP))
        await console.open(led.made.lead.replace(running.url, line.url))
        wall = Wall(await visitor(SCREEN))
        await wall.open(led.made.display.replace(running.url, line.url))
        phone = Phone(await visitor())
        await phone.join(f"{line.url}/j/{led.made.code}", ORGANISATIONS[0], "Amina")
        await phone.post(CAMP)
        await phone.card_is(CAMP, "✓ bewaard", within=LATE)
        for card in (console.card(CAMP), wall.card(CAMP)):
            await expect(card).to_be_visible(timeout=LATE)
        # Another audience is another stream; and a line that is cut comes back as any other.
        board = await phone.tab("Het bord")
        await expect(board).to_contain_text(CAMP, timeout=LATE)
        await phone.tab("Nu")
        line.cut()
        await expect(phone.page.locator("#line")).to_be_visible()
        line.mend()
        await expect(phone.page.locator("#line")).to_be_hidden(timeout=LATE)
        await phone.post(MORE)
        await phone.card_is(MORE, "✓ bewaard", within=LATE)
        # Who leads acts by the same line, and all follow.
        question = await wall.page.locator(".head h1").inner_text()
        await console.primary.click()
        await expect(wall.page.locator(".head h1")).not_to_have_text(question, timeout=LATE)
        assert line.refused >= 2 * 3
