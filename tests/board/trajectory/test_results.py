"""Texts, goals and loose ends: versions, what is adopted, and what is never lost."""

from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory.kept import Kept, KeptEnd
from tests.board.trajectory.play import COACH, COORDINATOR, Play, ref

WORDS = c.WriteText("creed", "Ons woord", ["Iedereen hoort erbij."], 0)
GOAL = c.GoalLine("Elk kind op kamp", images=["image"])


def standing(play: Play) -> str:
    return play.state.goals[-1].goals[0].standing


def test_a_text_has_versions_and_two_who_write_at_once_do_not_lose_each_other() -> None:
    play = Play().running()
    play.done(COACH, replace(WORDS, idea=True))
    assert play.state.texts["creed"].now.standing == "idea"
    refusal = play.refused(COORDINATOR, replace(WORDS, lines=["Anders."]))
    assert (refusal.code, refusal.value) == ("stale_version", "1")
    play.done(COORDINATOR, replace(WORDS, lines=["Anders.", " "], after=1))
    assert [one.lines for one in play.state.texts["creed"].versions] == [
        ["Iedereen hoort erbij."],
        ["Anders."],
    ]


def test_T11_what_was_adopted_does_not_change_but_for_a_new_version() -> None:
    play = Play().running()
    play.done(COACH, WORDS)
    slip = c.CorrectText("creed", 1, ["Iedereen hoort er bij."])
    play.done(COACH, slip)
    play.done(COORDINATOR, c.AdoptText("creed", 1))
    assert play.refused(COACH, replace(slip, lines=["Nee."])).code == "confirmed"
    play.done(COACH, replace(WORDS, lines=["Nieuw."], after=1))
    old, new = play.state.texts["creed"].versions
    assert (old.lines, old.standing) == (["Iedereen hoort er bij."], "adopted")
    assert (new.lines, new.standing) == (["Nieuw."], "working")
    assert play.refused(COORDINATOR, c.AdoptText("creed", 1)).code == "stale_version"
    assert play.refused(COORDINATOR, c.AdoptText("other", 1)).code == "no_text"
    assert play.refused(COACH, c.AdoptText("creed", 2)).code == "forbidden"


def test_a_procedure_without_a_picture_of_the_future_is_not_adopted() -> None:
    play = Play().running()
    way = c.WriteText("way", "Vergaderen", ["Om de beurt buiten."], 0, part="procedure")
    play.done(COACH, way)
    assert play.refused(COORDINATOR, c.AdoptText("way", 1)).code == "needs_links"
    play.done(COACH, replace(way, after=1, lines=["Buiten."], images=[ref("image")]))
    play.done(COORDINATOR, c.AdoptText("way", 2))


def test_T12_no_goal_is_adopted_before_its_stage_is_confirmed() -> None:
    play = Play().running()
    play.done(COACH, c.WriteGoals([GOAL], 0))
    assert standing(play) == "idea"
    adopt = c.AdoptGoals(1)
    assert play.refused(COORDINATOR, adopt).code == "goals_too_early"
    play.confirmed("dew_stage")
    play.confirmed("fern_stage")
    moss = play.held("moss_stage")
    assert play.refused(COORDINATOR, adopt).code == "goals_too_early"
    play.done(COORDINATOR, c.ConfirmResults(slot=moss))
    play.done(COORDINATOR, adopt)
    assert standing(play) == "adopted"


def test_a_skipped_stage_of_goals_waits_for_the_others() -> None:
    play = Play().running()
    play.done(COACH, c.ChooseWorkstream("moss_stage", "skip", reason="we hebben doelen"))
    play.done(COACH, c.WriteGoals([GOAL], 0))
    play.confirmed("dew_stage")
    play.confirmed("fern_stage")
    assert play.refused(COORDINATOR, c.AdoptGoals(1)).code == "goals_too_early"
    play.confirmed("pond_stage")
    play.done(COORDINATOR, c.AdoptGoals(1))


def test_T13_each_goal_of_the_version_before_stays_changes_or_stops() -> None:
    play = Play().running()
    play.done(COACH, c.WriteGoals([GOAL, c.GoalLine("Een folder")], 0))
    keeps = c.GoalLine("Elk kind op kamp", "keeps", "1.1")
    refusal = play.refused(COACH, c.WriteGoals([keeps], 1))
    assert (refusal.code, refusal.value) == ("goal_missing", "Een folder")
    stopped = c.GoalLine("Een folder", "stopped", "1.2")
    assert play.refused(COACH, c.WriteGoals([keeps, stopped], 0)).code == "stale_version"
    wrong = c.GoalLine("Iets", "changed", "9.9")
    assert play.refused(COACH, c.WriteGoals([keeps, stopped, wrong], 1)).code == "no_goal"
    play.done(COACH, c.WriteGoals([keeps, stopped], 1))
    # What was stopped is over, and asks for no line any more.
    play.done(COACH, c.WriteGoals([replace(keeps, was="2.1")], 2))
    assert [one.version for one in play.state.goals] == [1, 2, 3]


def test_goals_are_adopted_one_by_one_and_each_with_its_picture() -> None:
    play = Play().running()
    for stage in ("dew_stage", "fern_stage", "moss_stage"):
        play.confirmed(stage)
    play.done(COACH, c.WriteGoals([GOAL, c.GoalLine("Los doel")], 0))
    play.done(COORDINATOR, c.AdoptGoals(1, ["1.1"]))
    assert [one.standing for one in play.state.goals[-1].goals] == ["adopted", "working"]
    assert play.refused(COORDINATOR, c.AdoptGoals(1)).code == "needs_links"
    assert play.refused(COORDINATOR, c.AdoptGoals(1, ["x"])).code == "no_goal"
    assert play.refused(COORDINATOR, c.AdoptGoals(2)).code == "no_version"


def test_loose_ends_are_typed_in_or_come_from_boards_and_get_an_answer() -> None:
    play = Play().running()
    end = play.done(COACH, c.AddLooseEnd("vervoer zonder auto"))
    play.kept = Kept(ends=[KeptEnd(ref("z"), "parked", "tarieven")])
    assert play.refused(COACH, c.AnswerLooseEnd(end, "let_go")).code == "needs_reason"
    play.done(COACH, c.AnswerLooseEnd(end, "let_go", "dit jaar niet"))
    play.done(COACH, c.AnswerLooseEnd(ref("z"), "task", "Clubsleutel"))
    assert {play.state.end_answers[one].answer for one in (end, ref("z"))} == {"let_go", "task"}
    play.done(COACH, c.ReopenLooseEnd(end))
    assert end not in play.state.end_answers
    for unknown in ("x", ref("y")):
        assert play.refused(COACH, c.AnswerLooseEnd(unknown, "solved")).code == "no_end"
