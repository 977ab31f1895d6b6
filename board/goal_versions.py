"""The framework of goals, old beside new: what became of each line, none left out."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from board.trajectory.state import Goal


class Passage(Struct, frozen=True):
    """``was`` None is new, ``now`` None is there no more."""

    was: Goal | None
    now: Goal | None


def passages(old: Sequence[Goal], new: Sequence[Goal]) -> list[Passage]:
    """The new ones in their order, each beside the one that it comes from; then what is gone."""
    before = {goal.id: goal for goal in old}
    found = [Passage(before.get(goal.line.was) or before.get(goal.id), goal) for goal in new]
    kept = {one.was.id for one in found if one.was}
    return [*found, *(Passage(goal, None) for goal in old if goal.id not in kept)]


def told(passages: Sequence[Passage]) -> Iterator[Goal]:
    """The new framework, from the list alone."""
    return (one.now for one in passages if one.now)
