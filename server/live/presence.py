"""How many people are connected, and how they are doing: counts, never names.

Nothing of this is stored, and nothing that matters is computed from it. A seat
counts once, however many tabs it has open, and on however many servers; who
leads and the screens have no seat and are not counted.
"""

import hashlib
from collections.abc import Callable, Set

from board.messages import Here, Presence
from board.types import SeatId
from server.live.paced import Later, Paced

EACH = 1.0
"""At most one frame in so many seconds; what changes in between goes with the next."""
SHARED_EACH = 0.5
"""The same for what other processes are told, so that both together take less than two."""
MARK = 8
"""Bytes that stand for a seat between processes."""
TYPING, BUSY = 1, 2

NOTHING = Here()

People = dict[bytes, int]
"""By mark, what each is doing."""


class Crowd:
    """Who is in one room. ``tell`` is called with the counts when they changed, and
    ``share``, which is the hub's to set, when others must hear who is here.
    """

    def __init__(
        self,
        tell: Callable[[Presence], None],
        clock: Callable[[], float],
        later: Later,
        key: bytes = b"",
    ) -> None:
        self.tell = tell
        self.share: Callable[[], None] = _nothing
        self._key = key
        self._sockets: dict[object, tuple[SeatId, Here]] = {}
        self._of_seat: dict[SeatId, list[object]] = {}
        self._people: People = {}
        """Who is here in this process."""
        self._all: People = {}
        """With who is in others. What it comes to is kept beside it, because each newcomer
        is told."""
        self._doing = dict.fromkeys(_DOING, 0)
        self._marks: dict[SeatId, bytes] = {}
        self._elsewhere: dict[str, tuple[int, People]] = {}
        self._silent: Set[str] = frozenset()
        self._told = Presence(0, 0, 0)
        self._shared: People | None = {}
        self._paced = Paced(self._tell, EACH, clock, later)
        self._sharing = Paced(self._share, SHARED_EACH, clock, later)

    def come(self, socket: object, seat: SeatId) -> None:
        self._sockets[socket] = seat, NOTHING
        self._of_seat.setdefault(seat, []).append(socket)
        self._look_at(seat)
        self._changed()

    def say(self, socket: object, here: Here) -> None:
        if socket in self._sockets:
            seat, _ = self._sockets[socket]
            self._sockets[socket] = seat, here
            self._look_at(seat)
            self._changed()

    def leave(self, socket: object) -> None:
        seat, _ = self._sockets.pop(socket, (None, NOTHING))
        if seat is not None:
            self._of_seat[seat].remove(socket)
            self._look_at(seat)
            if not self._of_seat[seat]:
                del self._of_seat[seat], self._marks[seat]
            self._changed()

    def next_visit(self) -> None:
        """Another phase asks something else: whoever was busy says so anew."""
        for socket, (seat, here) in self._sockets.items():
            if here.busy:
                self._sockets[socket] = seat, Here(typing=here.typing, hidden=here.hidden)
                self._look_at(seat)
        self._changed()

    def counts(self) -> Presence:
        return Presence(len(self._all), *(self._doing[one] for one in _DOING))

    def close(self) -> None:
        self._paced.stop()
        self._sharing.stop()

    # Together with other processes

    def people(self) -> People:
        """Who is here in this process."""
        return dict(self._people)

    def share_again(self) -> None:
        """Someone may not have heard who is here."""
        self._shared = None
        self._sharing.ask()

    def take(self, process: str, n: int, people: People) -> None:
        """Who is at this board in another process."""
        known, _ = self._elsewhere.get(process, (-1, {}))
        if n > known:
            self._elsewhere[process] = n, people
            self._count_all()
            self._paced.ask()

    def leave_out(self, silent: Set[str], gone: Set[str]) -> None:
        """Processes that may not be there any more, and those that are not."""
        self._silent = silent
        for process in gone:
            self._elsewhere.pop(process, None)
        self._count_all()
        self._paced.ask()

    def _mark(self, seat: SeatId) -> bytes:
        # Of the keys of this board only: who sees it pass learns no seat from it.
        return hashlib.blake2b(seat.encode(), key=self._key, digest_size=MARK).digest()

    def _look_at(self, seat: SeatId) -> None:
        """What its sockets come to now."""
        mark = self._marks.get(seat)
        if mark is None:
            mark = self._marks[seat] = self._mark(seat)
        said = [self._sockets[socket][1] for socket in self._of_seat[seat]]
        if said:
            doing = 0
            for here in said:
                doing |= TYPING * here.typing | BUSY * here.busy
            self._people[mark] = doing
        else:
            self._people.pop(mark, None)
        self._count(mark)

    def _count_all(self) -> None:
        marks = self._people.keys() | self._all.keys()
        for mark in marks.union(*(people for _, people in self._elsewhere.values())):
            self._count(mark)

    def _count(self, mark: bytes) -> None:
        here = [self._people] if mark in self._people else []
        for process, (_, people) in self._elsewhere.items():
            if process not in self._silent and mark in people:
                here.append(people)
        before = self._all.pop(mark, 0)
        after = 0
        for people in here:
            after |= people[mark]
        if here:
            self._all[mark] = after
        if before != after:
            for one in _DOING:
                self._doing[one] += bool(after & one) - bool(before & one)

    def _changed(self) -> None:
        self._paced.ask()
        self._sharing.ask()

    def _tell(self) -> None:
        counts = self.counts()
        if counts != self._told:
            self._told = counts
            self.tell(counts)

    def _share(self) -> None:
        people = self.people()
        if people != self._shared:
            self._shared = people
            self.share()


def packed(people: People) -> bytes:
    return b"".join(mark + bytes([doing]) for mark, doing in people.items())


def unpacked(data: bytes) -> People:
    """What is left over at the end is nobody."""
    each = MARK + 1
    return {data[at : at + MARK]: data[at + MARK] for at in range(0, len(data) - each + 1, each)}


def _nothing() -> None:
    pass


_DOING = (TYPING, BUSY)
