"""The other processes of this installation: who is there, and who is at each board with them.

Each says every second that it lives. One that is not heard for some seconds is
not counted, and is again as soon as it is heard; one that said goodbye is gone.
"""

from collections.abc import Callable, Iterable

from server.ids import new_id
from server.live.bus import Alive, Bus, CrowdAsked, CrowdHere
from server.live.presence import packed, unpacked
from server.live.room import Room
from server.live.vitals import Vitals

SILENT = 5.0
"""Seconds after which who is not heard is not counted."""
EACH = 1.0
"""Seconds from one beat to the next; what it takes longer this process stood still itself."""
FORGOTTEN = 60.0
"""Seconds after which nothing is kept of it."""


class Neighbours:
    def __init__(
        self,
        bus: Bus,
        rooms: Callable[[], Iterable[Room]],
        vitals: Vitals,
        clock: Callable[[], float],
    ) -> None:
        self.process = new_id()
        self._bus = bus
        self._rooms = rooms
        self._vitals = vitals
        self._clock = clock
        self._heard: dict[str, float] = {}
        """When each was heard last."""
        self._beaten = clock()
        self._silent: frozenset[str] = frozenset()
        self._cannot_save: frozenset[str] = frozenset()
        self._n = 0

    def meet(self, room: Room) -> None:
        """The room is served here from now on."""
        crowd = room.telling.crowd
        crowd.share = lambda: self._share(room)
        crowd.leave_out(self._silent, frozenset())

    def ask(self, room: Room) -> None:
        """Who is at this board elsewhere; and says who is here."""
        if not self._bus.alone:
            self._bus.publish(CrowdAsked(room.id, self.process))
            room.telling.crowd.share_again()

    def asked(self, room: Room, message: CrowdAsked) -> None:
        self._lives(message.process)
        if message.process != self.process:
            room.telling.crowd.share_again()

    def here(self, room: Room, message: CrowdHere) -> None:
        if message.process != self.process:
            self._lives(message.process)
            people = unpacked(message.people)
            room.telling.crowd.take(message.process, message.n, people)

    def heard(self, message: Alive) -> None:
        if message.process != self.process:
            ailing = frozenset({message.process} if not message.saves else ())
            self._ail(self._cannot_save - {message.process} | ailing)
        if message.gone:
            self._heard.pop(message.process, None)
            self._leave_out(self._silent - {message.process}, frozenset({message.process}))
        else:
            self._lives(message.process)

    def beat(self) -> None:
        """Each second: that this process lives, and who of the others does not seem to."""
        self._bus.publish(Alive(self.process, saves=self._vitals.saves))
        now = self._clock()
        stood, self._beaten = max(0.0, now - self._beaten - EACH), now
        # Nobody was heard while it did, and that was not their silence.
        self._heard = {one: min(now, at + stood) for one, at in self._heard.items()}
        gone = frozenset(one for one, at in self._heard.items() if at < now - FORGOTTEN)
        for one in gone:
            del self._heard[one]
        silent = frozenset(one for one, at in self._heard.items() if at < now - SILENT)
        self._ail(self._cannot_save - silent - gone)
        if gone or silent != self._silent:
            self._leave_out(silent, gone)

    def farewell(self) -> None:
        self._bus.publish(Alive(self.process, gone=True))

    def _lives(self, process: str) -> None:
        if process != self.process:
            self._heard[process] = self._clock()

    def _ail(self, cannot_save: frozenset[str]) -> None:
        self._cannot_save = cannot_save
        self._vitals.others_save(not cannot_save)

    def _leave_out(self, silent: frozenset[str], gone: frozenset[str]) -> None:
        self._silent = silent
        for room in self._rooms():
            room.telling.crowd.leave_out(silent, gone)

    def _share(self, room: Room) -> None:
        if not self._bus.alone:
            self._n += 1
            people = packed(room.telling.crowd.people())
            self._bus.publish(CrowdHere(room.id, self.process, self._n, people))
