"""A phone that is laid down: its browser stands still, and its line dies without a word."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from playwright.async_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.led import ORGANISATIONS, Led
from tests.browser.phone import Phone
from tests.browser.room import SMALL
from tests.faults.proxy import Proxy
from tests.running import Running

BEFORE = "Tien kinderen gingen op kamp."
MEANWHILE = ("De bib zat vol.", "Zes vrouwen leerden fietsen.")
SEEN = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def _draws(process: psutil.Process) -> bool:
    try:
        return "--type=renderer" in process.cmdline()
    except psutil.Error:
        # It has ended meanwhile.
        return False


@contextmanager
def standing_still() -> Iterator[int]:
    """What draws pages, of all browsers of this test: stopped by the system. How many there are."""
    drawing = [one for one in psutil.Process().children(recursive=True) if _draws(one)]
    for one in drawing:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGSTOP)
    try:
        yield len(drawing)
    finally:
        for one in drawing:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGCONT)


async def looked_at(page: Page, looked: bool) -> None:
    """The browser without a window has no other way to say so."""
    await page.evaluate(SEEN, not looked)


async def test_H2_a_phone_that_slept_while_its_line_died_is_current_again_when_it_wakes(
    running: Running, visitor: Visitor
) -> None:
    async with Led(running, people=1) as led, Proxy(running.settings.port, seed=1) as line:
        kind = (await led.open("post"))["kind"]
        phone = Phone(await visitor(SMALL))
        url = f"http://127.0.0.1:{line.port}"
        await phone.join(f"{url}/j/{led.made.code}", ORGANISATIONS[0])
        board = await phone.tab("Het bord")
        await led.post(kind, BEFORE)
        await expect(board).to_contain_text(BEFORE)
        await looked_at(phone.page, False)
        with standing_still() as many:
            assert many > 0
            assert line.deaden() > 0
            await led.post(kind, *MEANWHILE)
        # It knows of nothing: no line was closed, and nothing came. By itself it would find out,
        # but later than this waits.
        await looked_at(phone.page, True)
        for text in MEANWHILE:
            await expect(board).to_contain_text(text)
        await expect(phone.page.locator("#line")).to_be_hidden()
