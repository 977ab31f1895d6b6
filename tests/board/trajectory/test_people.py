"""Who may do what, and handing over: one session, or the trajectory for good."""

from typing import get_args

import pytest

from board.trajectory import commands as c
from board.trajectory.decide import _DECIDERS, owner
from board.trajectory.events import AnyEvent
from board.trajectory.evolve import _HANDLERS
from board.trajectory.machine import StageStand
from board.trajectory.permissions import MAY_DO, MAY_READ, Reading, allowed
from board.trajectory.refusals import REGISTRY
from board.trajectory.types import DAY, Function, Owner, Person
from tests.board.trajectory.play import COACH, COORDINATOR, OTHER_COACH, Play

ELSEWHERE = Person(Function.COORDINATOR, "acc-x", "village")
OWNER = Owner(COACH.account, COORDINATOR.account, "town", frozenset({"acc-gone"}))


def test_each_command_is_in_the_table_and_is_decided_and_each_event_is_folded() -> None:
    commands = set(get_args(c.AnyCommand))
    assert commands == set(MAY_DO) == set(_DECIDERS)
    assert set(get_args(AnyEvent)) == set(_HANDLERS)
    assert set(Reading) == set(MAY_READ)


@pytest.mark.parametrize("wish", [*MAY_DO, *MAY_READ], ids=lambda one: getattr(one, "value", one))
def test_T14_who_is_of_elsewhere_or_has_no_function_in_it_may_nothing(wish: object) -> None:
    public = wish in (Reading.PUBLIC, c.AskForTrajectory)
    for function in (Function.PARTICIPANT, Function.DISPLAY, Function.SCRIBE, Function.VISITOR):
        refusal = allowed(Person(function), wish, OWNER)  # type: ignore[arg-type]
        assert (refusal is None) == public
    listed = {Reading.LIST, Reading.INBOX, Reading.COUNTS, Reading.FORMATS}
    if not public and wish not in listed:
        for person, codes in (
            (ELSEWHERE, {"other_municipality", "forbidden"}),
            (OTHER_COACH, {"not_yours", "forbidden", None}),
            (Person(Function.COACH, "acc-gone"), {"handed_over", "forbidden", None}),
        ):
            refusal = allowed(person, wish, OWNER)  # type: ignore[arg-type]
            assert (refusal.code if refusal else None) in codes
    taking_on = {c.AcceptHandover, c.DeclineHandover, c.AssignPerson}
    for account in (OTHER_COACH.account, "acc-gone"):
        other = allowed(Person(Function.COACH, account), wish, OWNER)  # type: ignore[arg-type]
        may = public or wish in listed | taking_on
        assert (other is None) == (may and _listed_for_coaches(wish))


def _listed_for_coaches(wish: object) -> bool:
    table = MAY_READ if isinstance(wish, Reading) else MAY_DO
    return Function.COACH in table[wish]  # type: ignore[index]


def test_what_was_said_behind_closed_doors_is_for_those_two_alone() -> None:
    for reading in (Reading.CLOSED, Reading.SOUNDING, Reading.CONTACT):
        assert MAY_READ[reading] == {Function.COACH, Function.COORDINATOR}
    assert MAY_READ[Reading.REPORT] == {Function.COACH, Function.COORDINATOR, Function.READER}


def test_nobodys_trajectory_may_be_looked_at_and_taken_on() -> None:
    nobody = Owner(municipality="town")
    assert allowed(OTHER_COACH, Reading.TRAJECTORY, nobody) is None
    assert allowed(OTHER_COACH, c.AnswerRequest, nobody) is None
    refusal = allowed(OTHER_COACH, c.PlanSlot, nobody)
    assert refusal is not None
    assert refusal.code == "not_yours"


def test_a_place_that_is_taken_is_not_taken_again() -> None:
    play = Play().with_people()
    coordinator = Function.COORDINATOR
    assert play.refused(COACH, c.AssignPerson(coordinator, "x")).code == "already_assigned"
    assert play.refused(OTHER_COACH, c.AssignPerson(Function.COACH, "acc-other")).code == (
        "already_assigned"
    )
    assert play.refused(COACH, c.AssignPerson(Function.READER, "x")).code == "forbidden"
    lone = Play()
    assert lone.refused(OTHER_COACH, c.AssignPerson(Function.COACH, "acc-x")).code == "not_yours"
    lone.done(OTHER_COACH, c.AssignPerson(Function.COACH, "acc-other"))
    assert lone.state.coach == "acc-other"


def test_T15_after_a_handover_for_good_the_old_owner_writes_no_more() -> None:
    play = Play().running()
    slot = play.plan("dew_stage")
    handover = play.done(COACH, c.OfferHandover(to_account=OTHER_COACH.account, note="ziek"))
    # Until it is accepted nothing has moved.
    play.done(COACH, c.ChangeSlot(slot, place="Zaal"))
    assert play.refused(Person(Function.COACH, "acc-x"), c.AcceptHandover(handover)).code == (
        "not_for_you"
    )
    play.done(OTHER_COACH, c.AcceptHandover(handover))
    assert play.refused(COACH, c.ChangeSlot(slot, place="Kelder")).code == "handed_over"
    play.done(OTHER_COACH, c.ChangeSlot(slot, place="Kelder"))
    assert owner(play.state, "town").former == {COACH.account}
    accepted = play.state.handovers[handover]
    assert (accepted.answer, accepted.function) == ("accepted", "coach")
    assert play.refused(OTHER_COACH, c.AcceptHandover(handover)).code == "already_answered"
    # And it can come back the same way.
    back = play.done(OTHER_COACH, c.OfferHandover(to_account=COACH.account))
    play.done(COACH, c.AcceptHandover(back))
    play.done(COACH, c.ChangeSlot(slot, place="Zolder"))


def test_one_session_is_handed_over_and_taken_back() -> None:
    play = Play().running()
    slot = play.plan("dew_stage", 1)
    command = c.OfferHandover(slot=slot, to_function=Function.COORDINATOR)
    handover = play.done(COACH, command)
    play.done(COORDINATOR, c.AcceptHandover(handover))
    assert play.state.slots[slot].lead == "coordinator"
    prepare = c.PrepareSlot(slot, play.board("b"))
    assert play.refused(COACH, prepare).code == "handed_over"
    assert play.refused(COACH, command).code == "handed_over"
    # Only this session: the rest is still theirs.
    play.plan("fern_stage")
    play.done(COACH, c.WithdrawHandover(handover))
    assert play.state.slots[slot].lead == "coach"
    play.done(COACH, prepare)
    assert play.refused(COACH, c.WithdrawHandover(handover)).code == "already_answered"


def test_T15_a_session_offered_to_the_coach_is_offered_to_the_coach_of_this_trajectory() -> None:
    play = Play().running()
    slot = play.plan("dew_stage", 1)
    command = c.OfferHandover(slot=slot, to_function=Function.COACH)
    handover = play.done(COORDINATOR, command)
    assert play.refused(OTHER_COACH, c.AcceptHandover(handover)).code == "not_for_you"
    assert play.refused(OTHER_COACH, c.DeclineHandover(handover)).code == "not_for_you"
    play.done(COACH, c.AcceptHandover(handover))
    assert play.state.slots[slot].lead == "coach"


def test_a_session_goes_to_a_partner_who_has_no_account() -> None:
    play = Play().running()
    partner = play.partner("De Brug")
    slot = play.plan("dew_stage")
    play.done(COACH, c.OfferHandover(slot=slot, to_organisation=partner))
    kept = play.state.slots[slot]
    assert (kept.lead, kept.lead_organisation) == ("partner", partner)


def test_a_handover_can_be_declined_and_offered_anew() -> None:
    play = Play().running()
    slot = play.plan("dew_stage", 1)
    command = c.OfferHandover(slot=slot, to_function=Function.COORDINATOR)
    first = play.done(COACH, command)
    second = play.done(COACH, command)
    assert play.state.handovers[first].answer == "withdrawn"
    assert play.refused(COACH, c.DeclineHandover(second)).code == "not_for_you"
    play.done(COORDINATOR, c.DeclineHandover(second, "geen tijd"))
    assert play.refused(COORDINATOR, c.AcceptHandover(second)).code == "already_answered"
    assert play.refused(COORDINATOR, c.AcceptHandover("x")).code == "no_handover"
    assert play.refused(COACH, c.OfferHandover(slot=slot)).code == "no_lead"
    assert play.refused(COACH, c.OfferHandover()).code == "not_for_you"
    play.now += 2 * DAY
    play.done(COACH, c.MarkHeld(slot))
    assert play.state.slots[slot].stand is StageStand.HELD
    assert play.refused(COACH, command).code == "slot_over"


def test_each_refusal_that_is_given_is_in_the_list() -> None:
    """Words stand for those of the list alone."""
    import re
    from pathlib import Path

    folder = Path(__file__).parents[3] / "board" / "trajectory"
    given = {
        code
        for path in folder.rglob("*.py")
        for code in re.findall(r'Refusal\(\s*"(\w+)"', path.read_text())
    }
    assert given - set(REGISTRY) == set()
    own = set(REGISTRY) - {"too_long", "bad_text", "too_many_marks"}
    assert own - given == {"no_contact", "no_account", "bad_format"}, "others are never given"
