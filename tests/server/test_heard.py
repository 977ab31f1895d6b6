"""Who leads sees whose voices are heard while there is time to ask the others; nobody else does."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from board import commands as c
from board.types import BoardId, KindId, PhaseId
from server.commands.session import make
from server.control import NewSession
from server.demo.client import Client
from server.store.tables import erasure
from tests.people import site_of
from tests.running import Running
from tests.server.desk import Desk, plain

PARTNERS = {"Dienst Cultuur": "gemeentedienst", "Sportdienst": "Gemeentedienst"}
PHASE, PARKED = PhaseId("achievement_telling"), KindId("parked_thought")
PATIENCE = 60


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with Running.start(tmp_path) as running:
        yield running


async def heard(console: Client, grant: str) -> Any:
    status, page = await asyncio.to_thread(console._get_now, f"/c/{grant}/voices")
    return json.loads(page) if status == 200 else status


async def test_V9_who_leads_is_told_that_one_side_says_nearly_all(running: Running) -> None:
    wanted = NewSession(stage="workstream_vision", partners=[*PARTNERS])
    made = await asyncio.to_thread(make, running.settings, wanted)

    def known(connection: Connection) -> None:
        for name, kind in PARTNERS.items():
            put = text("UPDATE organisation SET kind = :kind WHERE name = :name")
            connection.execute(put, {"kind": kind, "name": name})

    await site_of(running).accounts._store.write(known)
    lead, person = Client(running.url, running.url), Client(running.url, running.url)
    await lead.open(made.lead)
    listening = [asyncio.create_task(lead.listen())]
    assert await lead.until(lambda _: len(lead.organisations) == len(PARTNERS), PATIENCE)
    assert await heard(lead, lead.grant) == {"voices": None, "hints": []}
    await person.join(made.code, next(iter(lead.organisations)), "Amal")
    listening.append(asyncio.create_task(person.listen()))
    await lead.do(c.OpenPhase(phase=PHASE))
    assert await person.until(lambda view: view.get("phase", {}).get("id") == PHASE, PATIENCE)
    for n in range(5):
        await person.do(c.PostCard(kind=PARKED, text=f"Kaartje {n}"))
    told = await heard(lead, lead.grant)
    assert told["hints"] == [
        {"code": "municipal", "percent": 100},
        {"code": "no_target_group", "percent": 0},
    ]
    [kind] = told["voices"]["kinds"]
    assert (kind["kind"].casefold(), kind["people"], kind["cards"]) == ("gemeentedienst", None, 5)
    assert told["voices"]["other_people"] == 1
    assert "Amal" not in json.dumps(told)
    # It is asked of a console, by who leads there.
    assert await heard(person, lead.grant) == 404
    assert await heard(person, person.grant) == 404
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


async def test_a_partner_who_is_added_at_the_desk_is_known_in_the_room_at_once(
    running: Running,
) -> None:
    desk = await asyncio.to_thread(lambda: Desk(running).begun())
    wanted = NewSession(stage="workstream_vision", trajectory=desk.id)
    made = await asyncio.to_thread(make, running.settings, wanted)
    lead = Client(running.url, running.url)
    await lead.open(made.lead)
    listening = asyncio.create_task(lead.listen())
    assert await lead.until(lambda _: "VK Linder Vooruit" in lead.organisations.values(), PATIENCE)
    form = {"name": "Huis van het Kind", "partner_kind": "gezinswerking"}
    added = await asyncio.to_thread(lambda: desk.send("partners", "AddPartner", **form))
    assert added.status == 303
    assert await lead.until(lambda _: form["name"] in lead.organisations.values(), PATIENCE)
    room = await site_of(running).hub.room(BoardId(made.board))
    assert form["partner_kind"] in room.kinds.values()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_S23_the_desk_reads_how_much_was_erased_of_each_session(running: Running) -> None:
    desk = await asyncio.to_thread(lambda: Desk(running).lived(1))
    before = plain(await asyncio.to_thread(desk.get, "history"))
    assert "Nog niets: geen sessie is al zo lang voorbij." in before
    [session] = (await asyncio.to_thread(desk.view)).sessions
    erased = {"board_id": session.board, "at": desk.now, "names": 9, "grants": 12, "links": 3}

    def put(connection: Connection) -> None:
        connection.execute(insert(erasure), erased)

    await desk.store.write(put)
    after = plain(await asyncio.to_thread(desk.get, "history"))
    assert "9 namen, 12 toestellen en 3 links gewist op" in after
    assert "28 dagen na een sessie" in after
