"""The demo's municipality set down in the record, and its session lived through."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from board.types import TextId
from server.clock import now
from server.control import SessionMade
from server.demo.client import Client
from server.demo.leader import Leader
from server.demo.partner import Partner
from server.demo.script import Script
from server.formats import shelf
from server.sessions import Sessions
from server.settings import Settings
from server.store.record import NewOrganisation, Record

JOIN_SECONDS = 0.3


async def settle(script: Script, sessions: Sessions, settings: Settings) -> SessionMade:
    """Municipality, network, trajectory with its partners, and a session."""
    record: Record = sessions.record
    municipality = await sessions.municipalities.named(script.municipality, script.title)
    network = await record.new_network(script.network, municipality)
    partners = [
        NewOrganisation(
            name=one.name,
            kind=one.kind,
            brings=one.brings,
            interest=one.interest,
            ambition=one.ambition,
        )
        for one in script.organisations
    ]
    trajectory = await record.new_trajectory(network, script.trajectory, now(), partners)
    format = shelf(settings.formats)[script.stage]
    planned = int(datetime.fromisoformat(script.planned).timestamp() * 1000)
    texts = {TextId(id): lines for id, lines in script.texts.items()}
    return await sessions.open(trajectory, format, script.session, planned_at=planned, texts=texts)


async def live(
    script: Script,
    made: SessionMade,
    record: Record,
    settings: Settings,
    pace: float,
    told: Callable[[bool], None],
) -> None:
    """Lets people come in and the session run, until this is cancelled.

    ``told`` hears when the leading is over: True if the session ran to its end,
    False if a real person took over. The partners go on taking part.
    """
    url = f"http://127.0.0.1:{settings.port}"
    origin = settings.public_url or url
    by_name = {one.name: one.id for one in await record.organisations(made.trajectory)}
    refs = {one.ref: by_name[one.name] for one in script.organisations}
    leading = Client(url, origin)
    await leading.open(made.lead)
    async with asyncio.TaskGroup() as group:
        group.create_task(leading.listen())
        for number, person in enumerate(script.people):
            client = Client(url, origin)
            await client.join(made.code, refs[person.organisation], person.name)
            group.create_task(client.listen())
            group.create_task(Partner(client, script, number, refs, pace).live())
            await asyncio.sleep(JOIN_SECONDS * pace)
        alone = await Leader(leading, script, pace).lead()
        told(alone)
