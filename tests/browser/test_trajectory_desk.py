"""Coach and coordinator at a trajectory in a real browser: on a phone, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from server.web.sections import SECTIONS
from tests.browser.axe import LAID_OUT, axe
from tests.browser.conftest import LAPTOP, PHONE, Visitor
from tests.browser.pictures import picture
from tests.browser.sound import has_one_heading, needs_no_sideways_scroll
from tests.running import Running
from tests.running import Visitor as Browser
from tests.server.desk import Desk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A trajectory whose last work session was not confirmed yet."""
    with Running.start(tmp_path_factory.mktemp("desk")) as running:
        yield Desk(running).lived()


async def seated(page: Page, desk: Desk, who: Browser) -> Page:
    url = desk.running.url
    cookies = who.cookies.items()
    await page.context.add_cookies([{"name": name, "value": v, "url": url} for name, v in cookies])
    await page.goto(f"{url}/t/{desk.id}")
    return page


async def test_each_page_of_a_trajectory_is_sound(lived: Desk, visitor: Visitor) -> None:
    """As a laptop shows it, and on the same page as a phone does."""
    page = await seated(await visitor(LAPTOP), lived, lived.coach)
    base = f"{lived.running.url}/t/{lived.id}"
    oak = lived.partners["oak"]
    for name in ("", *(name for name in SECTIONS if name != "overview"), f"partners/{oak}/welcome"):
        await page.goto(f"{base}/{name}".rstrip("/"))
        # Folded away, nothing of a page would be looked at.
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = 1")
        await has_one_heading(page)
        # At the width of a hand too it is measured for fingers; the rest that a width decides
        # is what lies over what, and how small.
        await axe(page)
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await has_one_heading(page)
        await axe(page, LAID_OUT)
        await needs_no_sideways_scroll(page)
        await page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


async def test_A2_what_is_read_back_of_a_trajectory_shuts_nobody_out(
    lived: Desk, visitor: Visitor
) -> None:
    """The report in short and by a link, two moments compared, a session played back, a thread."""
    page = await seated(await visitor(PHONE), lived, lived.coach)
    base = f"{lived.running.url}/t/{lived.id}"
    await page.goto(f"{base}/record")
    record = page.url
    view = await lived.courses.view(lived.id)
    assert view is not None
    met = next(one for one in view.harvests if one.placements and one.pulse)
    first, *_, last = await lived.site.record.snapshots(lived.id)
    goal = next(iter(view.kept.of("goals"))).ref
    lived.send("report", "SetReportStatus", lived.coordinator, status="shared")
    made = lived.coach.post(f"/t/{lived.id}/report/link", {"days": "30"})
    link = re.search(r"readonly[^>]*>http://[^/]+(/open[^<]+)<", made.text)
    assert link is not None
    reader = await visitor(PHONE)
    await reader.goto(f"{lived.running.url}{link[1]}")
    await expect(reader.locator("#groups")).to_be_visible()
    paths = (
        f"{base}/report/short",
        f"{record}/compare?from={first.id}&to={last.id}",
        f"{record}/play/{met.board}?at=1",
        f"{record}/thread/{goal.board}/{goal.card}",
        f"{base}/make/report.pdf",
    )
    for path in paths:
        await page.goto(path)
        await axe(page)
        await has_one_heading(page)
        await needs_no_sideways_scroll(page)
    await axe(reader)
    await needs_no_sideways_scroll(reader)
    await picture(reader, "report-shared-phone")
    # What is longer than all chapters together is folded away on a screen, and not on paper.
    fold = reader.locator(".report-fold")
    assert await fold.get_attribute("open") is None
    await reader.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert await fold.get_attribute("open") is not None
    await page.goto(f"{base}/report/note")
    text = page.locator(".copied").first
    await text.get_by_role("button", name="Kopieer").click()
    await expect(text.get_by_role("status")).to_have_text("Gekopieerd")


async def to(page: Page, part: str) -> None:
    """By the way that a phone has: the parts fold away behind the one that is open."""
    nav = page.get_by_role("navigation", name="Delen van dit traject")
    await nav.locator("summary").click()
    # There when all of it is: what is counted next would else be a page that is half read.
    async with page.expect_navigation():
        await nav.get_by_role("link", name=re.compile(f"^{part}")).click()


async def test_a_coordinator_walks_from_what_is_to_be_done_now_to_the_next_thing(
    lived: Desk, visitor: Visitor
) -> None:
    page = await seated(await visitor(javascript=False), lived, lived.coordinator)
    await expect(page.get_by_text("Kijk de resultaten na van Werf 4.")).to_be_visible()
    await page.get_by_role("link", name="Kijk de resultaten na").click()
    await page.get_by_role("button", name="Bevestig deze resultaten").click()
    await expect(page.get_by_role("status")).to_contain_text("Bewaard.")
    await expect(page.get_by_role("button", name="Bevestig deze resultaten")).to_have_count(0)

    await to(page, "Losse eindjes")
    solve = page.get_by_role("button", name="Opgelost")
    many = await solve.count()
    await solve.first.click()
    await expect(solve).to_have_count(many - 1)
    await page.get_by_role("button", name="Ongedaan maken").click()
    await expect(solve).to_have_count(many)
    await page.get_by_text("Laat los…").first.click()
    reason = page.get_by_label("Waarom laten we dit los?").first
    await reason.fill("   ")
    await page.get_by_role("button", name="Laat los", exact=True).first.click()
    alert = page.get_by_role("alert")
    await expect(alert.first).to_contain_text("Zeg kort waarom.")
    # The form that was refused stands open, with its reason.
    await expect(alert.nth(1)).to_be_visible()
    await page.get_by_label("Waarom laten we dit los?").first.fill("Niet meer nodig")
    await page.get_by_role("button", name="Laat los", exact=True).first.click()
    await expect(page.get_by_text("1 afgehandeld")).to_be_visible()
    await picture(page, "desk-ends")

    await to(page, "Partners")
    leaving = page.get_by_role("listitem").filter(has_text="Dienst Cultuur").first
    await leaving.get_by_text("Veranderen").click()
    await leaving.get_by_text("Deze partner stopt").first.click()
    await leaving.get_by_role("button", name="Deze partner stopt").click()
    await expect(page.get_by_role("heading", name=re.compile("Bekijk dit eerst"))).to_be_visible()
    await to(page, "Overzicht")
    await expect(
        page.get_by_text(re.compile(r"De partners veranderden\. Te bekijken: \d+"))
    ).to_be_visible()
    await picture(page, "desk-overview")
