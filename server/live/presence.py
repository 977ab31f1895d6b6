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
TYPING, BUSY, PUZZLED = 1, 2, 4

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
        self._marks: dict[SeatId, bytes] = {}
        self._elsewhere: dict[str, tuple[int, People]] = {}
        self._silent: Set[str] = frozenset()
        self._told = Presence(0, 0, 0, 0)
        self._shared: People | None = {}
        self._paced = Paced(self._tell, EACH, clock, later)
        self._sharing = Paced(self._share, SHARED_EACH, clock, later)

    def come(self, socket: object, seat: SeatId) -> None:
        self._sockets[socket] = seat, NOTHING
        self._changed()

    def say(self, socket: object, here: Here) -> None:
        if socket in self._sockets:
            self._sockets[socket] = self._sockets[socket][0], here
            self._changed()

    def leave(self, socket: object) -> None:
        if self._sockets.pop(socket, None) is not None:
            self._changed()

    def next_visit(self) -> None:
        """Another phase asks something else: whoever was busy says so anew."""
        self._sockets = {
            socket: (seat, Here(typing=here.typing, hidden=here.hidden))
            for socket, (seat, here) in self._sockets.items()
        }
        self._changed()

    def counts(self) -> Presence:
        people = self.people()
        for process, (_, others) in self._elsewhere.items():
            if process not in self._silent:
                for mark, doing in others.items():
                    people[mark] = people.get(mark, 0) | doing
        return Presence(
            len(people), *(sum(1 for doing in people.values() if doing & one) for one in _DOING)
        )

    def close(self) -> None:
        self._paced.stop()
        self._sharing.stop()

    # Together with other processes

    def people(self) -> People:
        """Who is here in this process."""
        people: People = {}
        for seat, said in self._sockets.values():
            mark = self._marks.get(seat)
            if mark is None:
                mark = self._marks[seat] = self._mark(seat)
            doing = TYPING * said.typing | BUSY * said.busy | PUZZLED * said.puzzled
            people[mark] = people.get(mark, 0) | doing
        return people

    def share_again(self) -> None:
        """Someone may not have heard who is here."""
        self._shared = None
        self._sharing.ask()

    def take(self, process: str, n: int, people: People) -> None:
        """Who is at this board in another process."""
        known, _ = self._elsewhere.get(process, (-1, {}))
        if n > known:
            self._elsewhere[process] = n, people
            self._paced.ask()

    def leave_out(self, silent: Set[str], gone: Set[str]) -> None:
        """Processes that may not be there any more, and those that are not."""
        self._silent = silent
        for process in gone:
            self._elsewhere.pop(process, None)
        self._paced.ask()

    def _mark(self, seat: SeatId) -> bytes:
        # Of the keys of this board only: who sees it pass learns no seat from it.
        return hashlib.blake2b(seat.encode(), key=self._key, digest_size=MARK).digest()

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


_DOING = (TYPING, BUSY, PUZZLED)
