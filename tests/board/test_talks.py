"""The talks before the werven, werf 1 and what comes after, lived through in every length."""

from collections.abc import Iterator

import pytest

from board.entities import PlacementEntity
from board.format_file import resolved
from board.state import Card
from board.types import Audience
from board.views import show
from tests.board.rehearsal import Rehearsal
from tests.board.test_formats import SHIPPED, read

STAGES = {path.stem: read(path) for path in SHIPPED}
TALKS = ["orientation_interview", "restart_interview", "workstream_vision", "follow_up_session"]
ROAD = [*TALKS[:3], "workstream_target_groups", "workstream_leisure_offer"]
ROAD += ["workstream_collaboration", "follow_up_session"]


@pytest.fixture(scope="module")
def road() -> dict[str, Rehearsal]:
    """All sessions of a trajectory, each with what the earlier ones gave."""
    held: dict[str, Rehearsal] = {}
    for stage in ROAD:
        earlier = [one.gives() for one in held.values()]
        held[stage] = Rehearsal(resolved(STAGES[stage]), earlier).whole()
    return held


def lengths() -> Iterator[object]:
    for stage in TALKS:
        for variant in ("", *(variant.id for variant in STAGES[stage].variants)):
            yield pytest.param(stage, variant, id=f"{stage}-{variant or 'standard'}")


@pytest.mark.parametrize(("stage", "variant"), list(lengths()))
def test_each_length_can_be_lived_through(
    stage: str, variant: str, road: dict[str, Rehearsal]
) -> None:
    earlier = [road[one].gives() for one in ROAD[: ROAD.index(stage)]]
    room = Rehearsal(resolved(STAGES[stage], variant), earlier).whole()
    assert room.ended()
    assert room.play.refolded() == room.play.board
    assert room.open_questions() == set()
    steps = [step for phase in room.format.phases for step in phase.steps]
    assert {str(it.kind) for it in steps if it.action == "post"} == set(room.posted)
    for id in {step.placement for step in steps if step.placement}:
        entity = show(room.play.board, Audience.RECORD)[f"placement:{id}"]
        assert isinstance(entity, PlacementEntity)
        assert entity.rows
        assert all(row.place for row in entity.rows)


@pytest.mark.parametrize("stage", TALKS)
def test_a_talk_without_anything_before_it_can_be_lived_through(stage: str) -> None:
    room = Rehearsal(resolved(STAGES[stage])).whole()
    assert room.ended()
    assert room.open_questions() == set()


def brought(room: Rehearsal, kind: str) -> list[Card]:
    return [it for it in room.cards(kind) if it.source]


def test_one_vote_is_over_the_strengths_of_the_network_and_of_its_actions(
    road: dict[str, Rehearsal],
) -> None:
    talk = road["restart_interview"]
    [round] = talk.shown["strength_dots"]
    cards = {
        card
        for option in talk.play.board.rounds[round].questions[0].options
        for card in option.cards
    }
    both = [*talk.cards("network_strength"), *talk.cards("action_strength")]
    assert cards == {card.id for card in both}
    assert {card.zone for card in both} == {"strong_network", "strong_actions"}


def test_the_first_talk_gives_what_is_good_and_what_changed(road: dict[str, Rehearsal]) -> None:
    first, talk = road["orientation_interview"], road["restart_interview"]
    glad = brought(talk, "network_strength")
    assert {it.text for it in glad} == {it.text for it in first.cards("network_strength")}
    changed = brought(talk, "seen_change")
    assert {it.text for it in changed} == {it.text for it in first.cards("context_change")}
    # It was a closed talk: who leads may still take away what is not for all.
    assert {it.standing for it in [*glad, *changed]} == {"proposal"}


def test_what_rubs_is_seen_by_no_partner(road: dict[str, Rehearsal]) -> None:
    first = road["orientation_interview"]
    pains = [it.text for it in first.cards("pain_point")]
    assert len(pains) == 3
    for audience in (Audience.PARTNER, Audience.DISPLAY):
        seen = str(show(first.play.board, audience))
        assert [text for text in pains if str(text) in seen] == []
    assert all(str(text) in str(show(first.play.board, Audience.LEAD)) for text in pains)
    later = [str(it.text) for stage in ROAD[1:] for it in road[stage].play.board.cards.values()]
    assert set(pains) & set(later) == set()


def test_the_talks_say_how_the_trajectory_stands(road: dict[str, Rehearsal]) -> None:
    said = {stage: {one.measure for one in road[stage].gives().harvest.measures} for stage in TALKS}
    assert said["orientation_interview"] == {
        "network",
        "guiding",
        "capacity",
        "support",
        "route",
        "decision",
    }
    assert said["restart_interview"] == {"wanted", "decision"}
    assert said["follow_up_session"] == {"network", "decision"}
    for stage in TALKS:
        pulse = road[stage].gives().harvest.pulse
        assert {one.question for one in pulse} == {"trust", "motivation"}


def test_the_wanted_werven_are_named_by_their_stages(road: dict[str, Rehearsal]) -> None:
    [poll] = [it for it in STAGES["restart_interview"].polls if it.measure == "wanted"]
    assert poll.method == "ranking"
    werven = [it.stage for it in STAGES.values() if it.course == "workstream" and not it.covers]
    assert {option.id for option in poll.options} == set(werven)


def test_the_first_werf_remembers_and_dreams_on(road: dict[str, Rehearsal]) -> None:
    talk, werf = road["restart_interview"], road["workstream_vision"]
    activities = {it.text for it in brought(werf, "seen_activity")}
    assert activities == {it.text for it in talk.cards("network_activity")}
    assert brought(werf, "seen_strength")
    seeds = brought(werf, "future_image")
    hopes = {it.text for it in talk.cards("expectation_card")} | {"Samen gelegd"}
    assert seeds
    assert {it.text for it in seeds} <= hopes
    assert {it.standing for it in seeds} == {"proposal"}
    assert {it.standing for it in brought(werf, "seen_activity")} == {"read"}


def test_what_was_agreed_gets_its_place_months_later(road: dict[str, Rehearsal]) -> None:
    later = road["follow_up_session"]
    agreed = brought(later, "network_task") + brought(later, "success_condition")
    assert {it.kind for it in agreed} == {"network_task", "success_condition"}
    entity = show(later.play.board, Audience.RECORD)["placement:work_state_places"]
    assert isinstance(entity, PlacementEntity)
    assert {row.id for row in entity.rows} == {it.id for it in agreed}
    assert brought(later, "seen_goal")
    [round] = later.shown["way_ahead_choice"]
    # Six people of five organisations: one answer for each organisation.
    assert later.play.board.rounds[round].voters == 5
