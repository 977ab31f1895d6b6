"""Faults of too many at once, on servers of their own: all come back, or more than fit."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count

import psutil

from board import commands as c
from board.types import CardId
from server.live.capacity import MB, most_lines
from tests.board.play import VISION
from tests.faults.abuse import LONG, more_files
from tests.faults.account import Finding
from tests.faults.cutter import Cutter
from tests.faults.figures import HEALED, STRUCK, percentile
from tests.faults.history import clock
from tests.faults.light import Page, opened
from tests.faults.plan import stage_of
from tests.faults.run import Stand, in_the_logs
from tests.faults.slot import Slot
from tests.faults.trial import Trial
from tests.running import Running

PAGES_EACH = 5
"""Pages of one person: what may be open under a seat is ten."""
PATIENCE = 120.0
FIRST_DELAY = 0.5
"""Of static/js/connection.js: a page comes back after half of it, and up to as much more."""
QUIET = 2.0
CAPPED = (
    "import os, resource, sys; "
    # The stacks of threads count as well, and take a part of what they may.
    "resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, resource.RLIM_INFINITY)); "
    "resource.setrlimit(resource.RLIMIT_DATA, ({bytes}, {bytes})); "
    "os.environ['MALLOC_ARENA_MAX'] = '2'; "
    "os.execv(sys.executable, [sys.executable, '-m', 'server', 'serve'])"
)
FILES = 65536
FULL = "4430"
AT_ONCE = 40


async def all_come_back(stand: Stand) -> None:
    """F23: all lose their lines in the same instant and come back to a board where much happened.

    As pages do, after a moment of chance; then without it; then as pages that know nothing.
    """
    assert stand.postgres is not None
    assert stand.redis is not None
    await asyncio.sleep(stand.seconds)
    await stand.crowd.rest()
    people, each = (100, 20) if stand.seconds >= LONG else (16, 12)
    more_files(people * PAGES_EACH * 2)
    with Cutter(stand.postgres.port, 1) as cutter:
        own = stand.postgres.database().replace(f":{stand.postgres.port}/", f":{cutter.port}/")
        async with AsyncExitStack() as stack:
            servers = [
                await asyncio.to_thread(
                    Slot,
                    stand.folder / f"storm{number}",
                    database_url=own,
                    redis_url=stand.redis.url,
                )
                for number in range(2)
            ]
            for server in servers:
                stack.push_async_callback(asyncio.to_thread, server.stop)
            lead, authors = await _board(servers[0].running, people, 0)
            await _fill(lead, authors, each)
            pages = [Page(one.own) for one in authors for _ in range(PAGES_EACH)]
            stack.push_async_callback(_all_gone, [lead, *authors, *pages])
            await _all_gone(authors)
            await _back(stand, pages, servers, lambda: 0.0)
            for name, wait, knows in (
                ("as pages do", lambda: FIRST_DELAY * stand.crowd.random.uniform(0.5, 1), True),
                ("at once", lambda: 0.0, True),
                ("at once, knowing nothing", lambda: 0.0, False),
            ):
                await _storm(stand, name, pages, lead, servers, cutter, wait, knows)
            stand.findings += _alike(pages)
        stand.findings += in_the_logs(server.log for server in servers)


async def _storm(
    stand: Stand,
    name: str,
    pages: list[Page],
    lead: Page,
    servers: list[Slot],
    cutter: Cutter,
    wait: Callable[[], float],
    knows: bool,
) -> None:
    await _all_gone(pages)
    before, began = cutter.asked, clock()
    await asyncio.sleep(QUIET)
    quiet = (cutter.asked - before) / (clock() - began)
    # What each of them missed.
    head = (await lead.do(c.AddMinutes(minutes=1)))["seq"]
    if not knows:
        for page in pages:
            page.forget()
    stand.history.moment(STRUCK, f"all come back {name}")
    before, began = cutter.asked, clock()
    times = await _back(stand, pages, servers, wait, head)
    taken = clock() - began
    stand.history.moment(HEALED)
    stand.injected += len(times)
    if len(times) < len(pages):
        late = f"{len(pages) - len(times)} of {len(pages)} did not come back {name}"
        stand.findings.append(Finding("C15", "", late))
    reads = (cutter.asked - before - quiet * taken) / len(pages)
    if reads > 1:
        stand.findings.append(Finding("C15", "", f"{reads:.1f} reads for each who came back"))
    stand.tell(f"99 % of {len(pages)} current {name}, s", percentile(times, 0.99))
    stand.tell("reads of the database for each", reads)


async def _back(
    stand: Stand,
    pages: list[Page],
    servers: list[Slot],
    wait: Callable[[], float],
    head: int = 0,
) -> list[float]:
    """When each was current again, of those who were in time."""
    began = clock()

    async def one(page: Page, number: int) -> float:
        await asyncio.sleep(wait())
        for again in count(number):
            if await page.open(servers[again % len(servers)].port) and await page.current(head):
                break
            await asyncio.sleep(stand.crowd.random.uniform(0.1, 0.5))
        return clock() - began

    tasks = [asyncio.create_task(one(page, number)) for number, page in enumerate(pages)]
    done, late = await asyncio.wait(tasks, timeout=PATIENCE)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return [task.result() for task in done if task.exception() is None]


async def memory_capped(stand: Stand) -> None:
    """F21: a server that may use so much memory, more people than fit, and ten times the load.

    As many come in as there is memory for, the others are told to come back, and it lives.
    """
    await asyncio.sleep(stand.seconds)
    await stand.crowd.rest()
    long = stand.seconds >= LONG
    cap, people = (256 * MB, 110) if long else (136 * MB, 8)
    most = most_lines(FILES, cap, 1)
    more_files(people * 2 * PAGES_EACH * 2)
    folder = stand.folder / "capped"
    folder.mkdir()
    log = folder / "log"
    program = ("-c", CAPPED.format(bytes=cap))
    running = await asyncio.to_thread(Running.start, folder, process=True, program=program, log=log)
    pages: list[Page] = []
    try:
        assert running.process is not None
        process = psutil.Process(running.process.pid)
        boards = [await _board(running, people, number) for number in range(2)]
        pages = [page for lead, authors in boards for page in (lead, *authors)]
        for _, authors in boards:
            for author in authors:
                pages += [Page(author.own) for _ in range(PAGES_EACH - 1)]
        stand.history.moment(STRUCK, "more people than fit")
        await _come_in(pages, running.settings.port)
        refused = Counter(page.why for page in pages if page.gone)
        inside = [page for page in pages if not page.gone]
        stand.injected += refused.total()
        rss = await _press(stand, inside, process)
        stand.history.moment(HEALED)
        if set(refused) != {FULL} or len(inside) > most:
            stand.findings.append(
                Finding("C13", "", f"{len(inside)} of {most} came in; others: {dict(refused)}")
            )
        if rss > cap or not process.is_running():
            stand.findings.append(Finding("C13", "", f"{rss // MB} of {cap // MB} MB were used"))
        # On a machine that has no time left some are given up, and come back.
        lost = [page for page in inside if page.gone]
        await _come_in(lost, running.settings.port)
        if out := [page.why for page in lost if page.gone]:
            stand.findings.append(Finding("C15", "", f"{len(out)} did not come back: {out[:3]}"))
        stand.tell("let in", len(inside))
        stand.tell("told to come back", refused.total())
        stand.tell(f"MB of {cap // MB}", rss / MB)
    finally:
        await _all_gone(pages)
        await asyncio.to_thread(running.stop)
    stand.findings += in_the_logs([log])


async def _press(stand: Stand, pages: list[Page], process: psutil.Process) -> int:
    """Ten times the load, of all of them; the most memory that it took."""
    rate = stand.crowd.load.rate * 10
    authors = [page for page in pages if page.own.seat]
    rss, asked, answered = 0, 0, 0
    end = clock() + stand.seconds
    while clock() < end:
        await asyncio.sleep(0.05)
        rss = max(rss, process.memory_info().rss)
        for _ in range(int(rate * 0.05)):
            page = stand.crowd.random.choice(authors)
            if page.waiting < 2:
                page.ask(c.PostCard(kind=stage_of(VISION).kind, text=f"kaart {asked}"))
                asked += 1
    answered = sum(page.answered for page in authors)
    if not answered:
        stand.findings.append(Finding("C15", "", f"none of {asked} commands was answered"))
    stand.tell("answers a second", answered / stand.seconds)
    return rss


# A board of its own


async def _board(running: Running, people: int, number: int) -> tuple[Page, list[Page]]:
    """Who leads and so many people, all there; the first phase is open."""
    lead, *authors = [Page(own) for own in await asyncio.to_thread(opened, running, people, number)]
    for page in (lead, *authors):
        await page.open(running.settings.port)
    for page in (lead, *authors):
        await page.settled()
        page.hide()
    await lead.do(c.OpenPhase(phase=stage_of(VISION).posting))
    for page in (lead, *authors):
        page.visit = 1
    return lead, authors


async def _fill(lead: Page, authors: Sequence[Page], each: int) -> None:
    """So many events of each of them."""
    kind = stage_of(VISION).kind

    async def write(page: Page, number: int) -> None:
        made = await page.do(c.PostCard(kind=kind, text=f"kaart van {number}"))
        for again in range(each - 1):
            await page.do(c.EditCard(card=CardId(made["made"]), text=f"{again} van {number}"))

    for first in range(0, len(authors), AT_ONCE):
        some = authors[first : first + AT_ONCE]
        await asyncio.gather(*(write(page, first + it) for it, page in enumerate(some)))


async def _come_in(pages: Sequence[Page], port: int) -> None:
    """Until each of them is in, or was told that there is no place."""
    async with asyncio.timeout(PATIENCE):
        while out := [page for page in pages if page.gone and page.why != FULL]:
            for page in out:
                await page.open(port)
            for page in out:
                await page.settled()


async def _all_gone(pages: Sequence[Page]) -> None:
    for page in pages:
        page.drop()
    for page in pages:
        await page.left()


def _alike(pages: list[Page]) -> list[Finding]:
    """In the end all pages show the same; the last of them were drawn it anew."""
    other = sum(page.view != pages[-1].view or page.seq != pages[-1].seq for page in pages)
    return [Finding("C7", "", f"{other} of {len(pages)} show something else")] if other else []


TRIALS = (
    Trial("F21", "more people than there is memory for, and ten times the load", memory_capped),
    Trial("F23", "all come back in the same instant", all_come_back),
)
