"""How many people are connected, and how they are doing: counts, never names.

Nothing of this is stored, and nothing that matters is computed from it. A seat
counts once, however many tabs it has open; who leads and the screens have no
seat and are not counted.
"""

from collections.abc import Callable

from board.messages import Here, Presence
from board.types import SeatId
from server.live.paced import Later, Paced

EACH = 1.0
"""At most one frame in so many seconds; what changes in between goes with the next."""

NOTHING = Here()


class Crowd:
    """Who is in one room. ``tell`` is called with the counts when they changed."""

    def __init__(
        self, tell: Callable[[Presence], None], clock: Callable[[], float], later: Later
    ) -> None:
        self.tell = tell
        self._sockets: dict[object, tuple[SeatId, Here]] = {}
        self._told = Presence(0, 0, 0, 0)
        self._paced = Paced(self._tell, EACH, clock, later)

    def come(self, socket: object, seat: SeatId) -> None:
        self._sockets[socket] = seat, NOTHING
        self._paced.ask()

    def say(self, socket: object, here: Here) -> None:
        if socket in self._sockets:
            self._sockets[socket] = self._sockets[socket][0], here
            self._paced.ask()

    def leave(self, socket: object) -> None:
        if self._sockets.pop(socket, None) is not None:
            self._paced.ask()

    def next_visit(self) -> None:
        """Another phase asks something else: whoever was busy says so anew."""
        self._sockets = {
            socket: (seat, Here(typing=here.typing, hidden=here.hidden))
            for socket, (seat, here) in self._sockets.items()
        }
        self._paced.ask()

    def counts(self) -> Presence:
        here = {seat for seat, _ in self._sockets.values()}
        typing = {seat for seat, said in self._sockets.values() if said.typing}
        busy = {seat for seat, said in self._sockets.values() if said.busy}
        puzzled = {seat for seat, said in self._sockets.values() if said.puzzled}
        return Presence(len(here), len(typing), len(busy), len(puzzled))

    def close(self) -> None:
        self._paced.stop()

    def _tell(self) -> None:
        counts = self.counts()
        if counts != self._told:
            self._told = counts
            self.tell(counts)
