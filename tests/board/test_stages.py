"""What the format of every stage has: its length, its look back, its examples, its end."""

import pytest

from board.format import Format
from board.trajectory.stages import facts
from tests.board.test_formats import SHIPPED, read, shipped

# How long a session of each stage lasts when no one chooses otherwise; domain §3.
STANDARD = {
    "orientation_interview": 75,
    "restart_interview": 105,
    "workstream_vision": 120,
    "workstream_target_groups": 120,
    "workstream_leisure_offer": 120,
    "workstream_collaboration": 120,
    "light_vision_groups": 150,
    "light_offer_collaboration": 150,
    "follow_up_session": 60,
}


def test_every_stage_lasts_as_long_as_it_should() -> None:
    """What stands in for a skipped stage comes on top, and is not counted."""
    lasting = {
        format.stage: sum(phase.minutes for phase in format.phases if not phase.when_skipped)
        for format in map(read, SHIPPED)
    }
    assert lasting == STANDARD
    # And that is what a plan proposes.
    assert {format.stage: facts(format).minutes for format in map(read, SHIPPED)} == STANDARD


def test_the_stages_of_a_road_follow_one_another() -> None:
    formats = sorted(map(read, SHIPPED), key=lambda format: format.order)
    alone = [format.order for format in formats if not format.covers]
    assert len(set(alone)) == len(alone)
    courses = list(dict.fromkeys(format.course for format in formats))
    assert courses == ["orientation", "restart", "workstream", "follow_up"]
    stages = {format.stage for format in formats}
    assert {stage for format in formats for stage in format.covers} <= stages


@pytest.mark.parametrize("format", shipped())
def test_the_two_questions_of_the_pulse_are_the_same_on_every_board(format: Format) -> None:
    """Domain G-15: in the last phase, with one line that no one's name stands under."""
    [pulse] = [poll for poll in format.polls if poll.pulse]
    assert [question.id for question in pulse.questions] == ["trust", "motivation"]
    last = format.phases[-1].steps
    assert any(step.poll == pulse.id for step in last)
    kinds = [kind for step in last if (kind := format.kind(step.kind))]
    assert any(kind.sender == "anonymous" for kind in kinds)


@pytest.mark.parametrize("format", shipped())
def test_every_board_but_the_first_two_looks_back(format: Format) -> None:
    """Decision 17: what is not quite right goes to the car park."""
    parking = format.parking
    assert parking is not None
    looks = [
        phase
        for phase in format.phases
        if any(step.action == "read" for step in phase.steps)
        and any(
            (kind := format.kind(step.kind)) and kind.zone == parking.id for step in phase.steps
        )
        and any(
            (poll := format.poll(step.poll)) and poll.method == "choice" for step in phase.steps
        )
    ]
    first = format.course == "orientation" or format.stage == "workstream_vision"
    assert bool(looks) is not (first or "workstream_vision" in format.covers)


@pytest.mark.parametrize("format", shipped())
def test_whoever_is_asked_to_write_finds_something_to_take_over(format: Format) -> None:
    """L-04: writing is never the only way. What is parked has no example."""
    parking = format.parking
    assert parking is not None
    few = {
        f"{phase.id}: {step.kind}": len(step.examples or phase.examples)
        for phase in format.phases
        for step in phase.steps
        if step.action == "post" and (kind := format.kind(step.kind)) and kind.zone != parking.id
        if not 2 <= len(step.examples or phase.examples) <= 8
    }
    assert few == {}


@pytest.mark.parametrize("format", shipped())
def test_every_kind_is_asked_for_or_comes_along(format: Format) -> None:
    asked = {step.kind for phase in format.phases for step in phase.steps if step.kind}
    brought = {inflow.into for inflow in format.inflow}
    parking = format.parking
    parked = {kind.id for kind in format.kinds if parking and kind.zone == parking.id}
    assert {kind.id for kind in format.kinds} - asked - brought - parked == set()


@pytest.mark.parametrize("format", shipped())
def test_every_zone_is_met_in_some_phase(format: Format) -> None:
    """Or it holds what comes along, to point at."""
    steps = [step for phase in format.phases for step in phase.steps]
    polls = [poll for step in steps if (poll := format.poll(step.poll))]
    into = [*(step.kind for step in steps), *(inflow.into for inflow in format.inflow)]
    zones = {kind.zone for id in into if (kind := format.kind(id))}
    zones |= {step.zone for step in steps if step.zone}
    zones |= {zone for poll in polls for zone in (poll.zone, *poll.also, poll.each_card_of) if zone}
    zones |= {it.zone for step in steps if (it := format.placement(step.placement)) and it.zone}
    assert {zone.id for zone in format.zones if not zone.parking} - zones == set()
