"""How to reach who asked for a trajectory: known until a month after it has ended."""

from collections.abc import Sequence

from board.trajectory.machine import ENDS
from board.trajectory.state import Trajectory
from board.trajectory.types import DAY
from board.types import Millis
from server.store.trajectories import Contact
from server.trajectories import Trajectories
from server.trajectory_view import Line

KEPT = 30 * DAY


def long_over(state: Trajectory, now: Millis) -> bool:
    return state.stand in ENDS and state.since < now - KEPT


async def reach(trajectories: Trajectories, id: str, state: Trajectory) -> Contact | None:
    """Of one; erased here where its time is past, as the form promised."""
    found = await trajectories.contact(id)
    if found is None or found.erased_at or not long_over(state, trajectories.clock()):
        return found
    await trajectories.erase_contact(id)
    return await trajectories.contact(id)


async def reach_each(
    trajectories: Trajectories, lines: Sequence[Line], wanted: Sequence[Line]
) -> dict[str, Contact]:
    """Of the ``wanted``, in one query; of all ``lines`` it is erased where its time is past."""
    now = trajectories.clock()
    over = [one.trajectory.id for one in lines if long_over(one.state, now)]
    known = await trajectories.contacts([*over, *(one.trajectory.id for one in wanted)])
    for id in over:
        if id in known and not known[id].erased_at:
            await trajectories.erase_contact(id)
    return {id: one for id, one in known.items() if id not in over}
