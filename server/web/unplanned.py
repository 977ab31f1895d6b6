"""Sessions that are not over and stand in no plan: who made them had their links at once."""

from server.store.sessions import WorkSession
from server.trajectory_view import TrajectoryView


def unplanned(view: TrajectoryView) -> list[WorkSession]:
    planned = {slot.board for slot in view.state.slots.values() if slot.board}
    return [one for one in view.sessions if one.ended_at is None and one.board not in planned]
