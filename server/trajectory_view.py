"""What a page is told of a trajectory, and what it tells one."""

from msgspec import Struct

from board.harvest import Harvest
from board.trajectory import events as e
from board.trajectory.kept import Kept, KeptBoard
from board.trajectory.signals import Signal
from board.trajectory.stages import StageFacts
from board.trajectory.state import Trajectory as State
from board.trajectory.types import Owner
from board.types import Millis
from server.store.record import Organisation, Trajectory
from server.store.sessions import WorkSession


class Contact(Struct, frozen=True):
    """How to reach who asks. Kept apart from the request, where it can be erased."""

    name: str = ""
    email: str = ""
    phone: str = ""


class Asked(Struct, frozen=True):
    id: str
    reference: str


class Done(Struct, frozen=True):
    """What became of it: the trajectory as it is now, the events that were new, the id of
    what was made, and what to say besides.
    """

    state: State
    events: tuple[e.AnyEvent, ...] = ()
    made: str = ""
    warnings: tuple[str, ...] = ()


class TrajectoryView(Struct, frozen=True):
    """One trajectory, read at one moment in a fixed number of queries."""

    trajectory: Trajectory
    state: State
    entries: tuple[e.Entry, ...]
    organisations: tuple[Organisation, ...]
    sessions: tuple[WorkSession, ...]
    harvests: tuple[Harvest, ...]
    kept: Kept
    stages: dict[str, StageFacts]
    owner: Owner
    signals: tuple[Signal, ...]
    now: Millis

    def unplanned(self, *, over: bool) -> tuple[WorkSession, ...]:
        """Sessions that stand in no plan: who made them had their links at once."""
        planned = {slot.board for slot in self.state.slots.values() if slot.board}
        return tuple(
            one
            for one in self.sessions
            if one.board not in planned and (one.ended_at is not None) is over
        )


class Line(Struct, frozen=True):
    """A trajectory as a list shows it; ``last_at`` is when something last happened.

    ``unplanned``: sessions that are not over and stand in no plan.
    """

    trajectory: Trajectory
    state: State
    owner: Owner
    signals: tuple[Signal, ...] = ()
    last_at: Millis = 0
    boards: tuple[KeptBoard, ...] = ()
    unplanned: tuple[WorkSession, ...] = ()
