"""The course of a trajectory: where it can stand, how it moves on, and where it ends."""

from datetime import UTC, datetime

import msgspec
import pytest

from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.calendar import months_after, working_day
from board.trajectory.evolve import fold
from board.trajectory.machine import ENDS, TABLE, Move, Stand, after, moves
from board.trajectory.state import Trajectory
from board.trajectory.types import DAY, Function, TrajectoryId
from tests.board.trajectory.play import COACH, COORDINATOR, NOW, OTHER_COACH, VISITOR, Play


def test_T1_a_request_stands_as_it_was_asked() -> None:
    play = Play()
    assert play.state.stand is Stand.REQUESTED
    assert play.state.request is not None
    assert play.state.request.municipality == "Testdorp"
    assert play.state.wanted == "extra_air"
    assert play.refused(VISITOR, c.AskForTrajectory("extra_air", "X", "y")).code == "begun_already"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.AskForTrajectory("extra_air", " ", "y"), "empty"),
        (c.AskForTrajectory("extra_air", "x" * 121, "y"), "too_long"),
        (c.AskForTrajectory("extra_air", "X", "x" * 1001), "too_long"),
        (c.AskForTrajectory("extra_air", "X", "y", [NOW - 2 * DAY]), "in_past"),
        (c.AskForTrajectory("extra_air", "X", "y", [NOW] * 11), "too_many"),
    ],
)
def test_a_request_that_cannot_be_kept_is_refused(command: c.AskForTrajectory, code: str) -> None:
    assert Play(legacy=True).refused(VISITOR, command).code == code


@pytest.mark.parametrize(
    ("answer", "stand"),
    [
        ("orientation", Stand.ORIENTATION_PLANNED),
        ("restart", Stand.RESTART_PLANNED),
        ("refer", Stand.REFERRED),
        ("suffices", Stand.ANSWERED),
    ],
)
def test_a_coach_answers_a_request_in_one_of_four_ways(answer: str, stand: Stand) -> None:
    play = Play()
    play.done(COACH, c.AnswerRequest(answer=answer, note="Een nieuw netwerk."))  # type: ignore[arg-type]
    assert play.state.stand is stand
    assert play.state.coach == COACH.account


def test_referring_takes_a_reason() -> None:
    assert Play().refused(COACH, c.AnswerRequest(answer="refer")).code == "needs_reason"


def test_the_whole_road_to_an_end() -> None:
    play = Play().following()
    assert [one.stand for one in play.state.decisions] == [
        Stand.ORIENTATION_PLANNED,
        Stand.ORIENTATION_HELD,
        Stand.RESTART_PLANNED,
        Stand.RESTART_HELD,
        Stand.OFFER,
        Stand.RUNNING,
        Stand.ROUNDING,
        Stand.FOLLOWING,
    ]
    play.done(COORDINATOR, c.CloseTrajectory())
    assert play.state.stand is Stand.CLOSED


def test_the_log_gives_the_trajectory_again() -> None:
    play = Play().following()
    kept = [msgspec.json.decode(msgspec.json.encode(one), type=e.Entry) for one in play.log]
    assert [one.n for one in kept] == list(range(1, len(kept) + 1))
    assert fold(Trajectory(TrajectoryId("t")), kept) == play.state


def test_T2_indicators_guide_and_never_block() -> None:
    play = Play().with_people()
    play.held("first_talk")
    play.done(COACH, c.NoteMeasures(indicators={"support": 4, "room": 2}))
    assert play.refused(COACH, c.GoOn()).code == "needs_reason"
    play.done(COACH, c.GoOn(reason="De regisseur krijgt een halve dag."))
    assert play.state.stand is Stand.RESTART_PLANNED
    assert play.state.decisions[-1].against == ["room"]


def test_what_the_boards_measured_guides_where_nothing_was_noted() -> None:
    play = Play().with_people()
    play.held("first_talk")
    play.kept = msgspec.structs.replace(play.kept, guiding={"thunder": 230, "rain": 330})
    assert play.refused(COACH, c.GoOn()).code == "needs_reason"
    play.done(COACH, c.NoteMeasures(indicators={"support": 3}))
    play.done(COACH, c.GoOn())


@pytest.mark.parametrize("value", [0, 6])
def test_a_measure_is_a_number_from_one_to_five(value: int) -> None:
    refusal = Play().with_people().refused(COACH, c.NoteMeasures(capacity={"time": value}))
    assert (refusal.code, refusal.value) == ("out_of_range", str(value))


def test_a_deferral_has_a_day_that_is_to_come() -> None:
    play = Play().with_people()
    play.held("first_talk")
    assert play.refused(COACH, c.Defer(until=play.now - 1)).code == "in_past"
    play.done(COACH, c.Defer(until=play.now + 30 * DAY, reason="eerst een regisseur"))
    assert (play.state.stand, play.state.deferred_until) == (Stand.DEFERRED, play.now + 30 * DAY)
    play.done(COACH, c.TakeUpAgain())
    assert play.state.stand is Stand.ORIENTATION_PLANNED


@pytest.mark.parametrize(
    ("command", "stand"),
    [(c.NotNow(), Stand.NOT_NOW), (c.Refer(reason="een nieuw netwerk"), Stand.REFERRED)],
)
def test_after_the_first_talk_it_may_end(command: c.AnyCommand, stand: Stand) -> None:
    play = Play().with_people()
    play.held("first_talk")
    play.done(COACH, command)
    assert play.state.stand is stand


def test_the_restart_talk_can_be_enough_and_that_is_a_good_end() -> None:
    play = Play().with_people("restart")
    slot = play.held("second_talk")
    play.done(COORDINATOR, c.FinishAfterRestart(note="Dit was genoeg."))
    assert play.state.stand is Stand.COMPLETED
    # What came out of it is still put in order.
    play.done(COORDINATOR, c.ConfirmResults(slot=slot))
    assert play.refused(COACH, c.NoteMeasures(network="mature")).code == "ended_here"


def test_what_cannot_be_done_here_says_what_can() -> None:
    play = Play().with_people()
    refusal = play.refused(COACH, c.FinishAfterRestart())
    assert refusal.code == "wrong_stand"
    assert refusal.value == "orientation_planned"
    assert set(refusal.limit.split(",")) == {"hold_orientation", "pause", "stop"}


def _reached(stand: Stand) -> Play:
    play = Play(legacy=True)
    play.state = msgspec.structs.replace(
        play.state,
        stand=stand,
        before=Stand.RUNNING if stand is Stand.PAUSED else None,
        coach=COACH.account,
        n=1,
    )
    return play


@pytest.mark.parametrize("stand", [one for one in Stand if one not in ENDS])
def test_T3_stopping_is_one_action_everywhere_and_keeps_what_was_made(stand: Stand) -> None:
    play = _reached(stand)
    partner = play.partner("De Brug")
    play.done(COACH, c.StopTrajectory(reason="unsaid"))
    assert play.state.stand is Stand.STOPPED
    assert play.state.stop_reason == "unsaid"
    assert partner in play.state.partners
    assert play.refused(COACH, c.StopTrajectory(reason="unsaid")).code == "ended_here"


@pytest.mark.parametrize("stand", [one for one in Stand if one not in ENDS | {Stand.PAUSED}])
def test_a_pause_comes_back_to_where_it_was(stand: Stand) -> None:
    play = _reached(stand)
    assert play.refused(COACH, c.PauseTrajectory(reason=" ")).code == "needs_reason"
    play.done(COACH, c.PauseTrajectory(reason="verkiezingen"))
    assert play.state.stand is Stand.PAUSED
    assert play.refused(COACH, c.PlanSlot("dew_stage", NOW + DAY, 90)).code == "paused_here"
    play.done(COACH, c.ResumeTrajectory())
    assert (play.state.stand, play.state.before) == (stand, None)


def test_the_table_leads_everywhere_and_out_of_no_end() -> None:
    reached = {Stand.REQUESTED, Stand.PAUSED}
    for _ in Stand:
        reached |= {after(one, move) or one for one in reached for move in Move}
    assert reached == set(Stand)
    assert all(not moves(end) for end in ENDS)
    assert not set(TABLE) & ENDS
    assert all(Move.STOP in moves(one, Stand.RUNNING) for one in set(Stand) - ENDS)


def test_a_renewal_day_is_obligatory_before_following() -> None:
    play = Play().running()
    assert play.refused(COACH, c.RoundOff()).value == "Dauw, Varen, Mos, Vijver"
    play.done(COACH, c.RoundOff(reason="genoeg"))
    assert play.refused(COACH, c.StartFollowing()).code == "no_renewal"
    assert play.refused(COACH, c.SetRenewal(at=play.now - DAY)).code == "in_past"
    assert play.refused(COACH, c.SetRenewal(at=play.now + 4000 * DAY)).code == "too_far"
    play.done(COACH, c.SetRenewal(at=play.now + 300 * DAY))
    play.done(COACH, c.StartFollowing())
    talks = [one for one in play.state.plan if one.course == "follow_up"]
    assert [one.at for one in talks] == [
        working_day(months_after(play.now, months)) for months in (3, 6, 12)
    ]
    assert {one.stage for one in talks} == {"look_back"}


@pytest.mark.parametrize("day", range(7))
def test_a_follow_up_is_proposed_for_no_weekend(day: int) -> None:
    play = Play().running()
    play.now += day * DAY
    play.done(COACH, c.RoundOff(reason="genoeg"))
    play.done(COACH, c.SetRenewal(at=play.now + 300 * DAY))
    play.done(COACH, c.StartFollowing())
    days = [datetime.fromtimestamp(one.at / 1000, UTC) for one in play.state.plan[-3:]]
    assert all(one.weekday() < 5 for one in days), days


def test_a_verdict_may_plan_one_more_session() -> None:
    play = Play().following()
    many = len(play.state.plan)
    assert play.refused(COACH, c.GiveVerdict(verdict="adjust")).code == "no_verdict"
    play.done(COACH, c.GiveVerdict(verdict="adjust", at=play.now + 20 * DAY))
    assert len(play.state.plan) == many + 1
    play.done(COACH, c.GiveVerdict(verdict="further", slot=play.state.plan[0].id))
    assert play.state.stand is Stand.FOLLOWING


def test_T4_a_new_restart_names_the_trajectory_that_it_begins() -> None:
    play = Play().following()
    assert play.done(COACH, c.GiveVerdict(verdict="restart")) == "t2"
    assert (play.state.stand, play.state.next) == (Stand.RENEWED, "t2")
    assert play.refused(COACH, c.GiveVerdict(verdict="further")).code == "ended_here"


def test_a_trajectory_without_events_runs_and_takes_commands() -> None:
    play = Play(legacy=True)
    assert play.state.stand is Stand.RUNNING
    assert play.refused(COACH, c.SetRenewal(at=NOW + DAY)).code == "not_yours"
    play.done(COACH, c.AssignPerson(function=Function.COACH, account=COACH.account))
    play.done(COACH, c.SetRenewal(at=NOW + DAY))
    assert play.refused(OTHER_COACH, c.SetRenewal(at=NOW + 2 * DAY)).code == "not_yours"


def test_a_command_sent_twice_is_done_once() -> None:
    play = Play().with_people()
    command = c.NoteChange("policy", "Er is een nieuw bestuur.", NOW, id="form-1")
    play.done(COACH, command)
    play.done(COACH, command)
    assert [one.text for one in play.state.context] == ["Er is een nieuw bestuur."]
    play.done(COACH, c.StrikeChange(change=play.state.context[0].id))
    assert play.state.context == []
    assert play.refused(COACH, c.StrikeChange(change="x")).code == "no_change"


def test_the_network_has_a_card_of_its_own() -> None:
    play = Play().with_people()
    card = c.DescribeNetwork(vision="Iedereen hoort erbij.", rhythm="vier keer per jaar")
    play.done(COORDINATOR, card)
    lines = play.state.n
    play.done(COORDINATOR, card)
    assert (play.state.card.rhythm, play.state.n) == ("vier keer per jaar", lines)


@pytest.mark.parametrize("status", ["read", "shared"])
def test_a_report_is_a_draft_then_read_then_shared(status: str) -> None:
    play = Play().with_people()
    play.done(COORDINATOR, c.SetReportStatus(status=status))
    assert play.state.report == status
    assert play.refused(COORDINATOR, c.SetReportStatus(status="done")).code == "no_status"
