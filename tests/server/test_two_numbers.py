"""One vote, wherever its result is shown: how many people, and of how many organisations."""

import asyncio
import re
from collections.abc import Iterator
from html import unescape
from itertools import cycle
from pathlib import Path

import pytest

from board import commands as c
from board.types import PollId, RoundId
from server.commands.session import make
from server.control import NewSession
from server.demo.client import Client
from server.formats import shelf
from tests.running import Running
from tests.server.desk import Desk, plain

STAGE = "workstream_vision"
POLL = PollId("vision_scale")
PHASE = next(
    phase.id for phase in shelf()[STAGE].phases if POLL in {step.poll for step in phase.steps}
)
PARTNERS = ["Dienst Cultuur", "De Open Stoel", "De Kroonkurk", "Linder Vooruit", "Het Handvat"]
PATIENCE = 60
PEOPLE = 7
"""Of five organisations: two of the first and of the second."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with Running.start(tmp_path) as running:
        yield running


async def text_of(client: Client, path: str) -> str:
    """What a page says to who has no JavaScript."""
    status, page = await asyncio.to_thread(client._get_now, path)
    assert status == 200, path
    bare = re.sub(r"(?s)<(script|style|template).*?</\1>", " ", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


async def test_V10_two_numbers_stand_together_in_every_view_of_a_result(running: Running) -> None:
    wanted = NewSession(stage=STAGE, partners=PARTNERS)
    made = await asyncio.to_thread(make, running.settings, wanted)
    lead, screen, reader = (Client(running.url, running.url) for _ in range(3))
    await lead.open(made.lead)
    await screen.open(made.display)
    await reader.open(made.record)
    listening = [asyncio.create_task(one.listen()) for one in (lead, screen)]
    assert await lead.until(lambda _: len(lead.organisations) == len(PARTNERS), PATIENCE)
    people = [Client(running.url, running.url) for _ in range(PEOPLE)]
    for one, organisation in zip(people, cycle(lead.organisations), strict=False):
        await one.join(made.code, organisation, "")
        listening.append(asyncio.create_task(one.listen()))
    await lead.do(c.OpenPhase(phase=PHASE))
    assert await lead.until(lambda view: view.get("phase", {}).get("id") == PHASE, PATIENCE)
    round = (await lead.do(c.OpenRound(poll=POLL)))["made"]
    key = f"round:{round}"
    for one in people:
        assert await one.until(lambda view: key in view, PATIENCE)
        asked = one.view[key]["questions"]
        answers = {question["id"]: c.Answer(options={"4": 1}) for question in asked}
        await one.do(c.PutBallot(round=RoundId(round), answers=answers))
    await lead.do(c.CloseRound(round=RoundId(round)))
    await lead.do(c.RevealRound(round=RoundId(round)))

    # Phones, console and screen draw it by one function; tests/js/reading.test.js has its words.
    for one in (lead, screen, *people):
        assert await one.until(lambda view: view[key]["status"] == "revealed", PATIENCE)
        for tally in one.view[key]["result"]:
            assert (tally["answered"], tally["organisations"]) == (PEOPLE, len(PARTNERS))
            fours = next(option for option in tally["options"] if option["id"] == "4")
            assert (fours["count"], fours["organisations"]) == (PEOPLE, len(PARTNERS))
    await lead.do(c.EndBoard())
    assert await people[0].until(lambda view: view["session"]["status"] == "ended", PATIENCE)
    # What the server draws: the page without JavaScript, the record, also as it is printed.
    phone = await text_of(people[0], f"/p/{people[0].grant}")
    assert "7 mensen kozen · van 5 organisaties" in phone
    assert re.search(r"7 mensen van 5 organisaties", phone)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    _, record = await asyncio.to_thread(reader._get_now, f"/r/{reader.grant}")
    snapshot = re.findall(r'href="(/r/[^"]+/snapshot/[^"]+)"', record)[-1]
    told = await text_of(reader, snapshot)
    # In short, in the table of all answers, and beneath it.
    assert "gemiddeld 4,0 op 5 · van 5 organisaties" in told
    assert "4 · veel 7 5" in told
    assert "5 organisaties deden mee" in told


def test_V10_the_results_of_a_trajectory_say_both_numbers_too(running: Running) -> None:
    desk = Desk(running).lived(4)
    page = plain(desk.get("results"))
    gists = re.findall(r"→ [^→]{1,200}?· van (\d) organisaties", page)
    assert gists
    assert "punten · 5 organisaties" in page or re.search(r"\d punten · \d organisaties", page)
