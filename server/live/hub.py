"""All live boards of this process: loaded once, kept level with the log, put away when idle."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from time import monotonic

from board.events import OrganisationChosen, SeatTaken
from board.messages import Bye, Close, Health, Names
from board.types import BoardId, Limits, Millis
from server.ids import new_id
from server.live.afresh import Afresh
from server.live.batch import Change, World, traced
from server.live.bus import (
    Alive,
    Bus,
    CrowdAsked,
    CrowdHere,
    Heard,
    HereSaid,
    NamesChanged,
    Published,
    Watching,
)
from server.live.committed import load
from server.live.ledger import Parts
from server.live.neighbours import Neighbours
from server.live.room import Room
from server.live.vitals import Vitals
from server.live.wire import pack
from server.metrics import CONNECTIONS, ROOMS
from server.pepper import Pepper
from server.store.doors import Doors
from server.store.faults import StoreFault, Unavailable
from server.store.log import Log
from server.store.record import Record

POLL = 1.0
"""Seconds between looks at where the log stands, for all boards someone is at."""
BEAT = 1.0
"""Seconds between the signs of life for other servers."""
TIME = 15.0
"""Seconds between frames that tell the time: a phone that hears nothing gives up at 40."""
JUMPED_MS = 5000
"""A clock that goes so much faster or slower than time itself was set anew."""
TIDY = 30.0
IDLE = 600.0
"""Seconds a board stays in memory when nobody is at it any more."""
NAMING = SeatTaken | OrganisationChosen
"""Events of people who may have a name, or be of an organisation, that is new."""
COME_BACK_MS = 3000
"""Over so long those who are sent away are spread."""

log = logging.getLogger(__name__)


class Hub:
    def __init__(
        self,
        log: Log,
        doors: Doors,
        record: Record,
        pepper: Pepper,
        bus: Bus,
        now: Callable[[], Millis],
        entering: Millis = Limits.ENTERING,
    ) -> None:
        self.log = log
        self.doors = doors
        self.record = record
        self.bus = bus
        self.vitals = Vitals(self.tell_health)
        self.parts = Parts(
            log=log,
            make_keys=pepper.keys,
            outbox_key=pepper.outbox_key,
            world=World(
                now=now,
                new_id=new_id,
                chance=lambda: secrets.randbits(64),
                entering=entering,
            ),
            vitals=self.vitals,
            crowd_key=pepper.crowd_key,
        )
        self._rooms: dict[BoardId, Room] = {}
        self.neighbours = Neighbours(bus, self._rooms.values, self.vitals, monotonic)
        self._names = Afresh(self._names_anew)
        self._used: dict[BoardId, float] = {}
        self._loading: dict[BoardId, asyncio.Task[Room]] = {}
        self._timers: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], None] | None = None
        self._closing = False
        self._apart: float | None = None
        """Milliseconds from what only ever counts on to the time of day."""

    def start(self) -> None:
        """The timers of the live part begin here."""
        self._unsubscribe = self.bus.subscribe(self.heard)
        self.bus.start()
        for each, act in (
            (POLL, self.poll),
            (BEAT, self.neighbours.beat),
            (TIME, self.tell_time),
            (TIDY, self.tidy),
        ):
            self._timers.append(asyncio.create_task(_every(each, act)))

    async def drain(self) -> None:
        """Carries out all that was asked; what is asked from now on is given back."""
        self._closing = True
        await asyncio.gather(*self._loading.values(), return_exceptions=True)
        await asyncio.gather(*(room.close() for room in self._rooms.values()))

    async def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*self._timers, return_exceptions=True)
        if self._unsubscribe is not None:
            self._unsubscribe()
        await self.drain()
        await self._names.stop()
        for room in self._rooms.values():
            for member in list(room.telling.members):
                bye = pack(Bye(secrets.randbelow(COME_BACK_MS)))
                room.telling.fanout.send_to(member.listener, bye)
            room.telling.close(Close.COME_BACK)
            room.telling.end()
        self._rooms.clear()
        self.neighbours.farewell()
        await self.bus.stop()

    async def room(self, id: BoardId) -> Room:
        """The board's room, loaded if need be.

        Raises NoBoard, or the faults of the store.
        """
        if self._closing:
            raise Unavailable("the server is going away")
        self._used[id] = asyncio.get_running_loop().time()
        room = self._rooms.get(id)
        if room is not None:
            return room
        # One that loads for all who ask meanwhile; who gives up does not stop it.
        if id not in self._loading:
            self._loading[id] = asyncio.create_task(self._load(id))
        return await asyncio.shield(self._loading[id])

    async def names_changed(self, board: str) -> None:
        """Someone chose a name, or an organisation was added: who is there hears of it."""
        if not self.bus.alone:
            self.bus.publish(NamesChanged(BoardId(board), self.neighbours.process))
        await self._names_anew(BoardId(board))

    async def poll(self) -> None:
        """Heals what the bus did not bring: a message lost, or a server that died."""
        self.vitals.hears(self.bus.healthy)
        await self._keep_the_time()
        # Also those nobody is at: a page may be drawn from them.
        rooms = list(self._rooms.values())
        ROOMS.set(len(self._rooms))
        CONNECTIONS.set(sum(len(room.telling.members) for room in rooms))
        try:
            heads = await self.log.heads([room.id for room in rooms])
            for room in rooms:
                room.polled(heads.get(room.id))
            if not self.vitals.saves:
                await self.log.try_writing()
                self.vitals.saved()
        except StoreFault:
            self.vitals.failed()
            raise

    def tell_health(self, health: Health) -> None:
        for room in self._rooms.values():
            room.telling.set_health(health)

    async def tell_time(self) -> None:
        for room in self._rooms.values():
            room.telling.tell_time()

    async def _keep_the_time(self) -> None:
        """When the clock of this machine jumps, the time left on every page jumps along."""
        apart = self.parts.world.now() - monotonic() * 1000
        if self._apart is not None and abs(apart - self._apart) > JUMPED_MS:
            log.warning("the clock was set %+.0f s", (apart - self._apart) / 1000)
            await self.tell_time()
        self._apart = apart

    async def tidy(self) -> None:
        """Puts boards away that nobody was at for a while."""
        late = asyncio.get_running_loop().time() - IDLE
        for id, room in list(self._rooms.items()):
            if room.telling.members:
                self._used[id] = asyncio.get_running_loop().time()
                # Should someone not have heard it when it changed.
                room.telling.crowd.share_again()
            elif room.idle and self._used[id] < late:
                # First out of sight, so that nobody finds it closing.
                self._forget(room)
                await room.close()
                room.telling.end()

    async def _load(self, id: BoardId) -> Room:
        # First, so that nothing is said between the reading and the listening.
        self.bus.watch(id)
        try:
            state = await load(self.log, id, self.parts.make_keys)
            names, kinds = await self._read_names(id)
            room = self._rooms[id] = Room(state, self.parts, self.bus, self._forget)
            room.adopted = lambda changes: self._adopted(room, changes)
            self.neighbours.meet(room)
            room.telling.set_names(names)
            room.kinds = kinds
            room.telling.set_health(self.vitals.health)
            self.neighbours.ask(room)
            return room
        finally:
            del self._loading[id]
            if id not in self._rooms:
                self.bus.leave(id)

    async def _read_names(self, id: BoardId) -> tuple[Names, dict[str, str]]:
        people = await self.doors.names(id)
        session = await self.record.session(id)
        organisations = await self.record.organisations(session.trajectory) if session else ()
        names = Names(people, {one.id: one.name for one in organisations})
        return names, {one.id: one.kind for one in organisations}

    async def _names_anew(self, id: BoardId) -> None:
        room = self._rooms.get(id)
        if room is not None:
            names, room.kinds = await self._read_names(id)
            room.telling.set_names(names)

    def heard(self, message: Heard) -> None:
        """What the bus brings, also what this process said itself."""
        if isinstance(message, Alive):
            self.neighbours.heard(message)
            return
        room = self._rooms.get(message.board)
        if room is None:
            return
        match message:
            case Published():
                room.heard(message)
            case CrowdHere():
                self.neighbours.here(room, message)
            case CrowdAsked():
                self.neighbours.asked(room, message)
            case NamesChanged(process=process):
                if process != self.neighbours.process:
                    self._names.ask(room.id)
            case HereSaid(line=line, here=here):
                room.telling.said(line, here)
            case Watching():
                self.neighbours.ask(room)
                self._names.ask(room.id)

    def _adopted(self, room: Room, changes: list[Change] | None) -> None:
        """Someone came in by another server; that the name is there as well may go unheard."""
        if changes is None or any(isinstance(one.event, NAMING) for one in changes):
            self._names.ask(room.id)

    def _forget(self, room: Room) -> None:
        if self._rooms.get(room.id) is room:
            del self._rooms[room.id]
            self.bus.leave(room.id)
            self._used.pop(room.id, None)


async def _every(seconds: float, act: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            result = act()
            if asyncio.iscoroutine(result):
                await result
        except StoreFault as fault:
            log.warning("the log cannot be reached: %s", fault)
        except Exception as fault:  # noqa: BLE001 - the next round may go well
            log.error("a timer went wrong: %s", traced(fault))
