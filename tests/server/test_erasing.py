"""A server takes away what is personal of a session in time, and the record stays."""

import asyncio
from pathlib import Path

import pytest

from board import commands as c
from server import control
from server.__main__ import main
from server.clock import now
from server.control import DueErased, EraseDue, SessionMade
from server.demo.client import Client
from server.erasing import Eraser, told
from server.formats import shelf
from server.settings import KEEP_DAYS, Settings
from server.store.doors import Doors
from server.store.erasing import DAY
from server.store.record import Record
from server.store.store import open_store
from tests.contracts.kept import hay
from tests.running import Running

NAME = "Ortwin Achterberg"
PATIENCE = 60
STAGE = "workstream_vision"
FIRST = shelf()[STAGE].phases[0].id


async def held(running: Running) -> SessionMade:
    """A session in which one person took part, and which was closed."""
    made = await asyncio.to_thread(running.session, STAGE)
    lead, partner = Client(running.url, running.url), Client(running.url, running.url)
    await lead.open(made.lead)
    await partner.join(made.code, "", NAME)
    listening = [asyncio.create_task(one.listen()) for one in (lead, partner)]
    assert await partner.until(lambda view: partner.mine is not None, PATIENCE)
    assert await lead.until(lambda view: view.get("session", {}).get("seats") == 1, PATIENCE)
    await lead.do(c.OpenPhase(phase=FIRST))
    assert await lead.until(lambda view: view.get("phase", {}).get("id") == FIRST, PATIENCE)
    await lead.do(c.EndBoard())
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return made


async def erased(settings: Settings, days: int) -> DueErased:
    """By its own clock, so many days from now."""
    store = open_store(settings)
    try:
        return await Eraser(store, lambda: now() + days * DAY, settings.keep_days).due()
    finally:
        store.close()


async def test_S23_time_passes_and_only_the_record_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Running.start(tmp_path) as running:
        made = await held(running)
        settings = running.settings
        asked = await asyncio.to_thread(control.ask, settings.data, EraseDue())
        assert isinstance(asked, DueErased)
        assert asked.sessions == 0
    assert (await erased(settings, KEEP_DAYS - 1)).sessions == 0
    assert NAME.encode() in hay(settings.data)

    store = open_store(settings)
    heard = asyncio.Queue[str]()
    later = now() + (KEEP_DAYS + 1) * DAY
    eraser = Eraser(store, lambda: later, settings.keep_days, heard.put)
    try:
        # By itself, once it runs.
        eraser.start()
        assert await asyncio.wait_for(heard.get(), PATIENCE) == made.board
        await eraser.stop()
        [report] = await eraser.erasing.reports([made.board])
        assert (report.names, report.grants, report.links) == (1, 2, 2)
        assert await Doors(store).names(made.board) == {}
        kept = await Record(store).overview(made.trajectory)
        assert kept is not None
        assert [line.moment for line in kept.snapshots[made.board]][-1] == "end"
    finally:
        store.close()
    assert NAME.encode() not in hay(settings.data)

    monkeypatch.setenv("DOORSTART_DATA", str(settings.data))
    assert await asyncio.to_thread(main, ["erase", "--due"]) == 0
    assert "No session was closed 28 days ago or more" in capsys.readouterr().out


def test_S23_the_report_says_how_much_and_never_whose() -> None:
    found = DueErased(days=28, sessions=2, names=24, grants=31, links=6, browsers=20)
    assert told(found) == (
        "Erased of 2 sessions, closed 28 days ago or more: 24 names, 31 grants, 6 links, "
        "and 20 cookies that opened nothing any more."
    )
