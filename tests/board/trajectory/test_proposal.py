"""What the first talk suggests for the offer, and what stands now of boards and trajectory."""

import pytest
from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory.current import ends, network_state, open_ends, texts
from board.trajectory.kept import Kept, KeptEnd, KeptText
from board.trajectory.proposal import propose, size, support
from board.trajectory.types import Size
from tests.board.trajectory.play import COACH, NOW, STAGES, WERVEN, Play, ref

LISTENING = {
    **STAGES,
    "fern_stage": replace(STAGES["fern_stage"], makes=frozenset({"groups"})),
}


@pytest.mark.parametrize(
    ("measured", "partners", "expected"),
    [
        ({}, 0, ("normal", "usual")),
        ({"skills": 330, "means": 270, "time": 200}, 14, ("normal", "usual")),
        ({"skills": 330, "means": 270, "time": 200}, 12, ("light", "small")),
        ({"skills": 150, "means": 190, "time": 250}, 14, ("light", "capacity")),
        ({"skills": 400, "means": 400, "time": 400}, 25, ("extended", "large")),
    ],
)
def test_capacity_suggests_how_large(
    measured: dict[str, int], partners: int, expected: tuple[Size, str]
) -> None:
    play = Play().with_people()
    for n in range(partners):
        play.partner(f"Partner {n}")
    assert size(play.state, Kept(capacity=measured)) == expected


def test_what_was_noted_by_hand_goes_before_what_was_measured() -> None:
    play = Play().with_people()
    play.done(COACH, c.NoteMeasures(capacity={"time": 1}, support="coach", network="mature"))
    kept = Kept(capacity={"time": 500}, support="guide", network="growing")
    assert size(play.state, kept) == ("light", "capacity")
    assert support(play.state, kept) == "coach"
    assert network_state(play.state, kept) == "mature"
    fresh = Play().state
    assert (support(fresh, kept), network_state(fresh, kept)) == ("guide", "growing")
    assert (support(fresh, Kept(support="x")), network_state(fresh, Kept())) == ("both", None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("normal", WERVEN),
        ("light", ["dew_and_fern", "moss_stage", "pond_stage"]),
        ("extended", ["dew_stage", "fern_stage", "fern_stage", "moss_stage", "pond_stage"]),
    ],
)
def test_a_size_makes_sessions(wanted: Size, expected: list[str]) -> None:
    play = Play().at_offer()
    found = propose(play.state, Kept(), LISTENING, wanted)
    assert [one.stage for one in found.lines] == expected
    # And it can be sent as it is.
    play.done(COACH, c.DraftOffer(lines=found.lines, size=found.size, support=found.support))


def test_what_is_skipped_is_not_offered() -> None:
    play = Play().at_offer()
    play.done(COACH, c.ChooseWorkstream("moss_stage", "skip", reason="we hebben doelen"))
    lines = propose(play.state, Kept(), STAGES).lines
    assert [one.stage for one in lines] == ["dew_stage", "fern_stage", "pond_stage"]
    play.done(COACH, c.ChooseWorkstream("fern_stage", "skip", reason="zij waren er al"))
    light = propose(play.state, Kept(), STAGES, "light").lines
    assert [one.stage for one in light] == ["dew_stage", "pond_stage"]


def test_loose_ends_of_boards_and_those_typed_in_stand_together() -> None:
    play = Play().running()
    typed = play.done(COACH, c.AddLooseEnd("vervoer"))
    parked = KeptEnd(ref("z"), "parked", "tarieven", at=NOW)
    kept = Kept(ends=[parked, replace(parked, why="unled", at=NOW + 1)])
    play.kept = kept
    assert [(one.text, one.why) for one in ends(play.state, kept)] == [
        ("tarieven", "unled"),
        ("vervoer", "typed"),
    ]
    play.done(COACH, c.AnswerLooseEnd(typed, "solved"))
    assert [one.key for one in open_ends(play.state, kept)] == [ref("z")]


def test_a_text_stands_as_the_trajectory_has_it_or_else_its_latest_board() -> None:
    play = Play().running()
    first = KeptText("creed", "Woord", ["Oud."], 1, ref("x", "one").board)
    later = replace(first, lines=["Nieuw."], version=2, board=ref("x", "two").board)
    kept = Kept(texts=[first, later])
    (found,) = texts(play.state, kept)
    assert (found.lines, found.board, found.version) == (["Nieuw."], "two", 0)
    play.done(COACH, c.WriteText("creed", "Woord", ["Eigen."], 0))
    (found,) = texts(play.state, kept)
    assert (found.lines, found.board, found.version) == (["Eigen."], "", 1)
