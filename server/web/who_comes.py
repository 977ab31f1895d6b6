"""Who of the network is in the room now: its core partners, and how many are new.

People have no names here, so one counts as new whose organisation was at no session
before, or sent another person since the last one.
"""

from collections.abc import Sequence

from msgspec import Struct

from board.harvest import Harvest
from board.state import Board
from board.trajectory.state import Trajectory

NEW_PEOPLE = ("added", "returned", "person")
"""The changes of a partner that bring someone who was not there."""


class WhoComes(Struct, frozen=True):
    """``new`` of ``people`` have not met the others; the first session has nobody new."""

    core_here: list[str] = []
    core_missing: list[str] = []
    new: int = 0
    people: int = 0
    longer_arrival: bool = False
    """The dynamics are others once a third of the room is new."""


def who_comes(board: Board, state: Trajectory, harvests: Sequence[Harvest]) -> WhoComes:
    here = [str(seat.organisation) for seat in board.seats.values() if seat.organisation]
    core = [one for one in state.partners.values() if one.core and not one.left_at]
    earlier = [one for one in harvests if one.board != board.id and one.organisations]
    last = max((one.at for one in earlier), default=0)
    met = {id for one in earlier for id, people in one.organisations.items() if people}
    met -= {
        str(one.organisation) for one in state.changes if one.about in NEW_PEOPLE and one.at > last
    }
    new = sum(id not in met for id in here) if earlier else 0
    return WhoComes(
        core_here=sorted(one.name for one in core if str(one.organisation) in here),
        core_missing=sorted(one.name for one in core if str(one.organisation) not in here),
        new=new,
        people=len(here),
        longer_arrival=bool(here) and 3 * new >= len(here),
    )
