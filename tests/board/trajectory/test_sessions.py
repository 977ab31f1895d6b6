"""Offer and sessions: drafted, answered, planned, prepared in order, held and confirmed."""

import pytest
from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory.machine import StageStand, Stand
from board.trajectory.stages import stage_stand, workstreams
from board.trajectory.types import DAY, SlotId
from tests.board.trajectory.play import (
    COACH,
    COORDINATOR,
    STAGES,
    WERVEN,
    Play,
    ref,
    role,
)


def test_T5_an_offer_is_accepted_once_and_a_change_makes_a_new_version() -> None:
    play = Play().at_offer()
    assert play.refused(COORDINATOR, c.AnswerOffer(version=1, answer="agreed")).code == "no_version"
    line = c.OfferLine(stage="dew_stage", at=play.now + 9 * DAY)
    play.done(COACH, c.DraftOffer(lines=[line]))
    assert play.refused(COORDINATOR, c.AnswerOffer(version=1, answer="agreed")).code == "not_sent"
    play.done(COACH, c.SendOffer(version=1))
    play.done(COORDINATOR, c.AnswerOffer(version=1, answer="discuss", note="te lang"))
    assert play.stand() is Stand.OFFER
    play.offer("dew_stage", "fern_stage", at=play.now + 9 * DAY)
    assert play.refused(COORDINATOR, c.AnswerOffer(version=1, answer="agreed")).value == "2"
    play.done(COORDINATOR, c.AnswerOffer(version=2, answer="agreed"))
    assert play.stand() is Stand.RUNNING
    assert [one.stage for one in play.state.plan if one.course == "workstream"] == [
        "dew_stage",
        "fern_stage",
    ]
    again = play.refused(COORDINATOR, c.AnswerOffer(version=2, answer="agreed"))
    assert again.code == "already_answered"
    accepted = play.state.accepted
    play.done(COACH, c.DraftOffer(lines=[line], note="een sessie minder"))
    assert play.state.accepted == accepted
    assert play.state.offer is not None
    assert (play.state.offer.version, play.state.offer.answer) == (3, None)


def test_an_offer_that_is_not_taken_ends_it_and_not_now_does_not() -> None:
    play = Play().at_offer()
    play.offer()
    play.done(COORDINATOR, c.AnswerOffer(version=1, answer="not_now"))
    assert play.stand() is Stand.OFFER
    play.done(COORDINATOR, c.DeclineOffer(reason="geen tijd"))
    assert play.stand() is Stand.DECLINED


def test_nothing_is_agreed_to_while_it_is_paused() -> None:
    play = Play().at_offer()
    version = play.offer()
    play.done(COACH, c.PauseTrajectory(reason="verkiezingen"))
    agreed = c.AnswerOffer(version=version, answer="agreed")
    assert play.refused(COORDINATOR, agreed).code == "paused_here"
    play.done(COACH, c.ResumeTrajectory())
    play.done(COORDINATOR, agreed)
    assert play.stand() is Stand.RUNNING


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (c.OfferLine(stage="nowhere"), "no_stage"),
        (c.OfferLine(stage="dew_stage", at=5), "in_past"),
        (c.OfferLine(stage="dew_stage", minutes=4), "out_of_range"),
    ],
)
def test_an_offer_that_cannot_be_held_is_refused(line: c.OfferLine, code: str) -> None:
    assert Play().at_offer().refused(COACH, c.DraftOffer(lines=[line])).code == code


def test_no_offer_before_the_restart_talk() -> None:
    line = c.OfferLine(stage="dew_stage")
    assert Play().with_people().refused(COACH, c.DraftOffer(lines=[line])).code == "wrong_stand"


def test_a_day_in_the_past_is_refused_and_a_long_session_warned_of() -> None:
    play = Play().running()
    past = c.PlanSlot("dew_stage", play.now - 1, 90)
    assert play.refused(COACH, past).code == "in_past"
    slot = play.plan("dew_stage", minutes=121)
    assert tuple(play.warnings) == ("long_session",)
    play.plan("fern_stage", minutes=120)
    assert tuple(play.warnings) == ()
    assert play.refused(COACH, c.ChangeSlot(slot=slot, at=play.now - 1)).code == "in_past"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"stage": "nowhere"}, "no_stage"),
        ({"minutes": 4}, "out_of_range"),
        ({"minutes": 481}, "out_of_range"),
        ({"lead": "mayor"}, "no_lead"),
        ({"host": "nobody"}, "no_partner"),
        ({"covers": ["dew_and_fern"]}, "no_stage"),
        ({"title": "x" * 81}, "too_long"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(fields: dict[str, object], code: str) -> None:
    play = Play().running()
    wish = c.PlanSlot("dew_stage", play.now + DAY, 90)
    assert play.refused(COACH, replace(wish, **fields)).code == code


def test_a_session_is_moved_changed_and_cancelled() -> None:
    play = Play().running()
    host = play.partner("De Brug")
    slot = play.plan("dew_stage")
    before = play.state.slots[slot].at
    change = c.ChangeSlot(slot=slot, at=before + DAY, host=host, place="Zaal 3", support="both")
    play.done(COACH, change)
    kept = play.state.slots[slot]
    assert (kept.at, kept.moved_from, kept.host, kept.place) == (
        before + DAY, [before], host, "Zaal 3",
    )  # fmt: skip
    lines = play.state.n
    play.done(COACH, change)
    assert play.state.n == lines
    play.done(COACH, c.CancelSlot(slot=slot, reason="ziek"))
    assert slot not in [one.id for one in play.state.plan]
    assert play.refused(COACH, change).code == "slot_over"
    assert play.refused(COACH, c.CancelSlot(slot=SlotId("x"))).code == "no_slot"


def test_T6_a_stage_out_of_order_is_refused_with_those_that_come_first() -> None:
    play = Play().running()
    moss = play.plan("moss_stage")
    board = play.board("b1")
    refusal = play.refused(COACH, c.PrepareSlot(slot=moss, board=board))
    assert (refusal.code, refusal.value) == ("out_of_order", "Dauw, Varen")
    assert play.refused(COACH, c.MarkHeld(slot=moss)).code == "out_of_order"
    play.held("dew_stage")
    # Skipping one, with a reason, opens the way.
    skip = c.ChooseWorkstream("fern_stage", "skip")
    assert play.refused(COACH, skip).code == "needs_reason"
    play.done(COACH, replace(skip, reason="Dat deden we vorig jaar."))
    play.done(COACH, c.PrepareSlot(slot=moss, board=board))
    assert play.state.slots[moss].stand is StageStand.PREPARED


def test_another_order_opens_another_stage_first() -> None:
    play = Play().running()
    order = ["moss_stage", "dew_stage", "fern_stage", "pond_stage"]
    refusal = play.refused(COACH, c.OrderWorkstreams(stages=order[:3]))
    assert (refusal.code, refusal.limit) == ("order_incomplete", "4")
    play.done(COACH, c.OrderWorkstreams(stages=order))
    assert workstreams(play.state, STAGES) == order
    play.held("moss_stage")
    # What was begun cannot be put behind another that was.
    play.held("dew_stage")
    assert play.refused(COACH, c.OrderWorkstreams(stages=WERVEN)).code == "stage_begun"


def test_a_joint_session_holds_both_of_its_stages() -> None:
    play = Play().running()
    play.done(COACH, c.ChooseWorkstream("dew_stage", "join", into="dew_and_fern"))
    play.done(COACH, c.ChooseWorkstream("fern_stage", "join", into="dew_and_fern"))
    moss = play.plan("moss_stage")
    board = play.board("b")
    assert play.refused(COACH, c.PrepareSlot(slot=moss, board=board)).code == "out_of_order"
    both = play.held("dew_and_fern")
    assert play.state.slots[both].covers == ["dew_stage", "fern_stage"]
    play.done(COACH, c.PrepareSlot(slot=moss, board=board))
    assert stage_stand(play.state, "dew_stage") is StageStand.JOINED


@pytest.mark.parametrize("into", ["dew_stage", "nowhere", "first_talk"])
def test_a_stage_joins_only_what_can_hold_it(into: str) -> None:
    refusal = Play().running().refused(COACH, c.ChooseWorkstream("dew_stage", "join", into=into))
    assert refusal.code == "no_stage"


def test_what_was_held_is_skipped_no_more() -> None:
    play = Play().running()
    play.held("dew_stage")
    skip = c.ChooseWorkstream("dew_stage", "skip", reason="toch niet")
    assert play.refused(COACH, skip).code == "stage_begun"


def test_a_stage_goes_from_planned_to_confirmed() -> None:
    play = Play().running()
    seen = [stage_stand(play.state, "dew_stage")]

    def look() -> None:
        play.catch_up()
        seen.append(stage_stand(play.state, "dew_stage"))

    slot = play.plan("dew_stage", 1)
    look()
    play.done(COACH, c.PrepareSlot(slot=slot, board=play.board("b")))
    look()
    play.board("b", play.now + 1)
    look()
    assert play.refused(COACH, c.MarkHeld(slot=slot)).code == "still_open"
    play.board("b", play.now + 1, play.now + 2)
    look()
    play.done(COORDINATOR, c.ConfirmResults(slot=slot))
    look()
    assert seen == ["open", "planned", "prepared", "live", "held", "confirmed"]


def test_the_end_of_a_board_moves_the_trajectory_by_itself() -> None:
    play = Play().with_people()
    slot = play.plan("first_talk", 1)
    play.done(COACH, c.PrepareSlot(slot=slot, board=play.board("b")))
    play.board("b", play.now, play.now + 5)
    play.catch_up()
    assert play.stand() is Stand.ORIENTATION_HELD
    assert play.log[-1].by == "server"
    # Opened again, it is not held any more; the trajectory stays where it came.
    play.board("b", play.now)
    play.catch_up()
    assert play.state.slots[slot].stand is StageStand.LIVE


def test_results_are_looked_at_by_who_coordinates_once_it_was_held() -> None:
    play = Play().running()
    slot = play.plan("dew_stage")
    assert play.refused(COORDINATOR, c.ConfirmResults(slot=slot)).code == "not_held"
    assert play.refused(COACH, c.ConfirmResults(slot=slot)).code == "forbidden"


def test_T7_what_a_later_session_rests_on_stays_confirmed_and_is_corrected_with_a_trace() -> None:
    play = Play().running()
    dew = play.plan("dew_stage", 1)
    play.done(COACH, c.PrepareSlot(slot=dew, board=play.board("board")))
    play.board("board", play.now, play.now + 5)
    correct = c.CorrectResult(slot=dew, card="r", text="Beter", reason="schrijffout")
    play.kept = replace(play.kept, items=[role("r")])
    assert play.refused(COORDINATOR, correct).code == "not_confirmed"
    play.done(COORDINATOR, c.ConfirmResults(slot=dew))
    unsaid = c.UnconfirmResults(slot=dew, reason="")
    assert play.refused(COORDINATOR, unsaid).code == "needs_reason"
    unconfirm = c.UnconfirmResults(slot=dew, reason="een kaartje ontbreekt")
    play.done(COORDINATOR, unconfirm)
    assert play.state.slots[dew].stand is StageStand.HELD
    play.done(COORDINATOR, c.ConfirmResults(slot=dew))
    fern = play.plan("fern_stage", 3)
    play.done(COACH, c.PrepareSlot(slot=fern, board=play.board("later")))
    refusal = play.refused(COORDINATOR, unconfirm)
    assert (refusal.code, refusal.value) == ("used_further", "Varen")
    play.done(COORDINATOR, correct)
    assert [one.text for one in play.state.slots[dew].corrections] == ["Beter"]
    assert play.refused(COORDINATOR, replace(correct, card="none")).code == "no_item"


def test_a_board_belongs_to_one_session() -> None:
    play = Play().running()
    first, second = play.plan("dew_stage"), play.plan("dew_stage", 20)
    board = play.board("b")
    play.done(COACH, c.PrepareSlot(slot=first, board=board))
    assert play.refused(COACH, c.PrepareSlot(slot=second, board=board)).code == "board_taken"
    assert play.refused(COACH, c.PrepareSlot(slot=second, board=ref("x", "y").board)).code == (
        "no_board"
    )
    assert play.refused(COACH, c.AdoptBoard(board, "dew_stage", play.now)).code == "board_taken"


def test_a_board_made_without_a_plan_gets_its_place() -> None:
    play = Play().running()
    board = play.board("b", 5, 9)
    slot = SlotId(play.done(COACH, c.AdoptBoard(board, "dew_stage", play.now - 90 * DAY)))
    assert (play.state.slots[slot].stand, play.state.slots[slot].held_at) == (StageStand.HELD, 9)


def test_held_is_never_in_the_future() -> None:
    play = Play().running()
    slot = play.plan("dew_stage")
    assert play.refused(COACH, c.MarkHeld(slot=slot, at=play.now + 1)).code == "in_future"


def test_who_led_looks_back_once_it_was_held_and_the_log_has_no_word_of_it() -> None:
    play = Play().running()
    slot = play.plan("dew_stage", 1)
    words = c.Reflect(slot=slot, hard="Het duurde lang.")
    assert play.refused(COACH, words).code == "not_held"
    play.done(COACH, c.MarkHeld(slot=slot))
    assert play.refused(COACH, c.Reflect(slot=slot)).code == "empty"
    play.done(COACH, words)
    assert play.state.slots[slot].reflected
    assert "duurde" not in str(play.log)
