"""The framework of goals from one version to the next: a list that leaves nothing out."""

from hypothesis import given
from hypothesis import strategies as st

from board.goal_versions import Passage, passages, told
from board.trajectory.commands import GoalLine
from board.trajectory.state import Goal

IDS = [f"goal-{n}" for n in range(6)]


def goal(id: str, text: str = "", was: str = "") -> Goal:
    return Goal(id, GoalLine(text=text or id, was=was))


@st.composite
def frameworks(draw: st.DrawFn) -> tuple[list[Goal], list[Goal]]:
    old = [goal(id) for id in draw(st.lists(st.sampled_from(IDS), unique=True))]
    new = [
        goal(f"now-{n}" if fresh else was or f"now-{n}", f"tekst {n}", was)
        for n, (was, fresh) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(["", *IDS]), st.booleans()), max_size=6))
        )
    ]
    return old, new


@given(frameworks())
def test_E9_the_list_of_goals_makes_the_new_framework_and_leaves_none_of_the_old_out(
    both: tuple[list[Goal], list[Goal]],
) -> None:
    old, new = both
    found = passages(old, new)
    assert list(told(found)) == new
    assert {one.was.id for one in found if one.was} == {one.id for one in old}
    gone = [one.was for one in found if one.was and one.now is None]
    assert [one.id for one in gone] == [
        one.id for one in old if one.id not in {it.line.was for it in new} | {it.id for it in new}
    ]


def test_E9_each_goal_stands_beside_the_one_that_it_comes_from() -> None:
    stays, changed, stopped = goal("a"), goal("b"), goal("c")
    new = [goal("a"), goal("b2", "anders", "b"), goal("d", "nieuw")]
    assert passages([stays, changed, stopped], new) == [
        Passage(stays, new[0]),
        Passage(changed, new[1]),
        Passage(None, new[2]),
        Passage(stopped, None),
    ]
