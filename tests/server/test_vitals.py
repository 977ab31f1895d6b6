"""Who leads is told when nothing can be saved, and when the servers do not hear each other."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from board.messages import No
from server.live import neighbours
from server.live.bus import Alive, LocalBus
from server.store import Append, Conflict, Head, Log, Unavailable, Unknown
from server.store import tables as t
from tests.server.hall import Hall, Page, begun, thought
from tests.takers import until

FINE = {"t": "health", "saving": True, "others": True}
AWAY = {"t": "health", "saving": False, "others": True}


class Full(Log):
    """The real log, on a disk that can be full: it is read, and not written."""

    fault: Exception | None = None

    async def append(self, append: Append) -> Head | Conflict:
        if self.fault is not None:
            raise self.fault
        return await super().append(append)

    async def try_writing(self) -> None:
        if self.fault is not None:
            raise self.fault
        await super().try_writing()


class Deaf(LocalBus):
    healthy = True


def told(page: Page) -> list[dict[str, Any]]:
    return [message for message in page.wire.messages if message["t"] == "health"]


def formats(connection: Connection) -> list[str]:
    return list(connection.scalars(select(t.format_table.c.sha256)))


@pytest.mark.parametrize("fault", [Unavailable("the disk is full"), Unknown("the disk")])
async def test_L17_who_leads_is_told_when_nothing_can_be_saved_until_something_was(
    hall: Hall, fault: Exception
) -> None:
    log = Full(hall.kept.store)
    hub = hall.hub(log)
    room = await hall.room(hub)
    lead, ann, _ = await begun(hall, room)
    console, phone = lead.page(room), ann.page(room)
    assert told(console) == [FINE]
    log.fault = fault
    assert await ann.do(room, thought()) == No(n=1, code="unavailable", again=True)
    assert told(console) == [FINE, AWAY]
    # It can be read; that is no reason to say that all is well.
    with pytest.raises(type(fault)):
        await hub.poll()
    assert told(lead.page(room)) == [AWAY]
    log.fault = None
    await hub.poll()
    assert told(console) == [FINE, AWAY, FINE]
    assert told(phone) == []


async def test_L17_what_was_saved_is_told_at_once(hall: Hall) -> None:
    log = Full(hall.kept.store)
    room = await hall.room(hall.hub(log))
    lead, ann, _ = await begun(hall, room)
    console = lead.page(room)
    log.fault = Unavailable("the disk is full")
    await ann.do(room, thought())
    log.fault = None
    await ann.done(room, thought())
    assert told(console) == [FINE, AWAY, FINE]


async def test_L17_who_leads_is_told_by_whichever_server_they_came(hall: Hall) -> None:
    log = Full(hall.kept.store)
    one, two = hall.hub(log), hall.hub()
    there, here = await hall.room(one), await hall.room(two)
    lead, ann, _ = await begun(hall, here)
    await there.level()
    console = lead.page(here)
    log.fault = Unavailable("the disk is full")
    await ann.do(there, thought())
    one.neighbours.beat()
    await until(lambda: told(console) == [FINE, AWAY])
    # What this one can save is no news of the other.
    await ann.done(here, thought())
    await two.poll()
    two.neighbours.beat()
    assert told(console) == [FINE, AWAY]
    log.fault = None
    await one.poll()
    one.neighbours.beat()
    await until(lambda: told(console) == [FINE, AWAY, FINE])


async def test_L17_a_server_that_is_gone_for_good_says_nothing_about_saving(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    lead, *_ = await begun(hall, room)
    console = lead.page(room)
    hub.heard(Alive("another", saves=False))
    assert told(console) == [FINE, AWAY]
    hub.neighbours.beat()
    assert told(console) == [FINE, AWAY]
    monkeypatch.setattr(neighbours, "SILENT", -1.0)
    hub.neighbours.beat()
    assert told(console) == [FINE, AWAY, FINE]
    hub.heard(Alive("another", saves=False))
    hub.heard(Alive("another", gone=True))
    assert told(console)[-2:] == [AWAY, FINE]


async def test_who_leads_is_told_when_the_servers_do_not_hear_each_other(hall: Hall) -> None:
    bus = Deaf()
    hub = hall.hub(bus=bus)
    room = await hall.room(hub)
    lead, *_ = await begun(hall, room)
    console = lead.page(room)
    bus.healthy = False
    for _ in range(2):
        await hub.poll()
    assert told(console) == [FINE, {**FINE, "others": False}]
    bus.healthy = True
    await hub.poll()
    assert told(console)[-1] == FINE


async def test_trying_to_write_leaves_nothing_behind(hall: Hall) -> None:
    before = await hall.kept.store.read(formats)
    await hall.log.try_writing()
    assert await hall.kept.store.read(formats) == before
