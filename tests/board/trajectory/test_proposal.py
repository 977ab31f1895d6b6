"""What the first talk suggests for the offer, and what stands now of boards and trajectory."""

import pytest
from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory.current import ends, network_state, open_ends, versions
from board.trajectory.kept import Kept, KeptEnd, KeptText
from board.trajectory.proposal import propose, size, support
from board.trajectory.types import DAY, Size
from tests.board.trajectory.play import COACH, NOW, STAGES, WERVEN, Play, ref

LISTENING = {
    **STAGES,
    "fern_stage": replace(STAGES["fern_stage"], makes=frozenset({"groups"})),
}


@pytest.mark.parametrize(
    ("measured", "partners", "expected"),
    [
        ({}, 0, ("normal", "unknown")),
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
    kept = Kept(capacity=measured)
    assert size(play.state, kept) == expected
    # What the room itself chose goes before what is counted.
    assert size(play.state, replace(kept, route="light")) == ("light", "chosen_light")
    assert size(play.state, replace(kept, route="usual")) == ("normal", "chosen_normal")


def test_what_was_noted_by_hand_goes_before_what_was_measured() -> None:
    play = Play().with_people()
    play.done(COACH, c.NoteMeasures(capacity={"time": 1}, support="coach", network="mature"))
    kept = Kept(capacity={"time": 500}, support="guide", network="growing", route="extended")
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


def test_of_a_text_the_version_that_was_written_last_stands_whoever_wrote_it() -> None:
    """A session that only shows it writes nothing, and numbers go on counting."""
    play = Play().running()
    now = play.now

    def told() -> list[tuple[int, list[str], bool]]:
        found = versions(play.state, play.kept, "creed")
        return [(one.version, one.lines, one.own is not None) for one in found]

    def board(name: str, line: str, version: int, at: int, *, written: bool = True) -> KeptText:
        of = ref("x", name).board
        return KeptText("creed", "Woord", [line], version, of, at=at, written=written)

    first = board("one", "Oud.", 1, now - DAY)
    play.kept = Kept(texts=[first])
    assert told() == [(1, ["Oud."], False)]
    play.done(COACH, c.WriteText("creed", "Woord", ["Eigen."], 0))
    assert told() == [(1, ["Oud."], False), (2, ["Eigen."], True)]
    shown = board("two", "Eigen.", 2, now + DAY, written=False)
    play.kept = Kept(texts=[first, shown])
    play.done(COACH, c.CorrectText("creed", 1, ["Van ons."]))
    # What was put right here stands, and not what a session showed before that.
    assert told() == [(1, ["Oud."], False), (2, ["Van ons."], True)]
    play.kept = Kept(texts=[first, shown, board("three", "Van allen.", 4, now + 2 * DAY)])
    assert told()[1:] == [(2, ["Van ons."], True), (4, ["Van allen."], False)]
    play.now = now + 3 * DAY
    play.done(COACH, c.WriteText("creed", "Woord", ["Van ons en allen."], 1))
    assert told()[-1] == (5, ["Van ons en allen."], True)
