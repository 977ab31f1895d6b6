"""Werf 2, 3 and 4 and the light road, lived through: every phase of every length."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from msgspec.structs import replace

from board.entities import ChartEntity, PlacementEntity
from board.flow import Earlier, Given, from_trajectory
from board.format import Format
from board.format_file import parse, resolved
from board.types import Audience, CardId, TextId
from board.views import show
from tests.board.play import ROOT
from tests.board.rehearsal import Rehearsal


def shipped(name: str) -> Format:
    return parse((ROOT / f"board/formats/{name}.toml").read_bytes(), name)


ORIENTATION = shipped("orientation_interview")
RESTART = shipped("restart_interview")
VISION = shipped("workstream_vision")
GROUPS = shipped("workstream_target_groups")
OFFER = shipped("workstream_leisure_offer")
WORKING = shipped("workstream_collaboration")
LIGHT_FIRST = shipped("light_vision_groups")
LIGHT_LAST = shipped("light_offer_collaboration")
OURS = [GROUPS, OFFER, WORKING, LIGHT_FIRST, LIGHT_LAST]

OLD_GOALS = from_trajectory(
    "Doelen van vroeger",
    1,
    [Given("g1", "goals", "Een folder per seizoen"), Given("g2", "goals", "Kampgeld")],
)


def played(*formats: Format, skipped: tuple[str, ...] = ()) -> list[Rehearsal]:
    """One session after another, each with what all the earlier ones gave."""
    gave, held = [OLD_GOALS], []
    for format in formats:
        held.append(Rehearsal(resolved(format, skipped=skipped), gave).whole())
        gave.append(held[-1].gives())
    return held


@pytest.fixture(scope="module")
def road() -> dict[str, Rehearsal]:
    """The whole road: the two talks and the four werven."""
    held = played(ORIENTATION, RESTART, VISION, GROUPS, OFFER, WORKING)
    return {one.format.id: one for one in held}


@pytest.fixture(scope="module")
def before(road: dict[str, Rehearsal]) -> list[Earlier]:
    """What all that comes before any of ours gave."""
    return [OLD_GOALS, road[RESTART.id].gives(), road[VISION.id].gives(), road[GROUPS.id].gives()]


def lengths() -> Iterator[object]:
    for format in OURS:
        for variant in ("", *(variant.id for variant in format.variants)):
            yield pytest.param(format, variant, id=f"{format.id}-{variant or 'standard'}")


@pytest.mark.parametrize(("format", "variant"), list(lengths()))
def test_each_length_can_be_lived_through(
    format: Format, variant: str, before: list[Earlier]
) -> None:
    room = Rehearsal(resolved(format, variant), before).whole()
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


# What flows from one stage into the next: domain §2.3, by kind; P proposed, R to be read

MATRIX: dict[str, dict[str, str]] = {
    "workstream_target_groups": {
        "introduction_card": "proposal",
        "context_change": "proposal",
        "interest_card": "proposal",
        "ambition_card": "proposal",
        "seen_expectation": "read",
        "seen_achievement": "read",
        "seen_image": "read",
        "target_group": "proposal",
    },
    "workstream_leisure_offer": {
        "introduction_card": "proposal",
        "seen_change": "read",
        "seen_capacity": "read",
        "seen_interest": "read",
        "seen_ambition": "read",
        "analysed_action": "proposal",
        "success_factor": "proposal",
        "future_image": "read",
        "target_group": "read",
        "seen_shift": "read",
        "seen_voice": "read",
        "old_goal": "read",
    },
    "workstream_collaboration": {
        "introduction_card": "proposal",
        "seen_change": "read",
        "seen_capacity": "read",
        "seen_interest": "read",
        "seen_ambition": "read",
        "seen_activity": "read",
        "seen_expectation": "read",
        "seen_achievement": "read",
        "future_image": "read",
        "target_group": "read",
        "seen_shift": "read",
        "seen_agreement": "read",
        "seen_factor": "read",
        "seen_condition": "read",
        "goal_card": "read",
        "old_goal": "read",
        "network_task": "proposal",
        "loose_end": "proposal",
    },
}


@pytest.mark.parametrize("stage", MATRIX)
def test_each_stage_gets_what_the_earlier_ones_gave(stage: str, road: dict[str, Rehearsal]) -> None:
    brought = [it for it in road[stage].play.board.cards.values() if it.source]
    assert {it.kind: it.standing for it in brought} == MATRIX[stage]
    # Of one kind, all stand alike.
    assert {(it.kind, it.standing) for it in brought} == set(MATRIX[stage].items())
    texts = {str(id) for id in road[stage].play.board.texts}
    assert {"vision_statement", "positive_core", "shared_ambition"} <= texts


def test_what_was_linked_is_linked_on_the_next_board_too(road: dict[str, Rehearsal]) -> None:
    offer, working = road[OFFER.id], road[WORKING.id]
    came = {it.id: it for it in working.play.board.cards.values() if it.source}
    goals = [it for it in came.values() if it.kind == "goal_card"]
    assert len(goals) == len(offer.cards("goal_card"))
    for goal in goals:
        [image], [group] = goal.links["serves_image"], goal.links["for_group"]
        assert came[CardId(image)].kind == "future_image"
        assert came[CardId(group)].kind == "target_group"
    steps = [it for it in came.values() if it.kind == "network_task" and "under_goal" in it.links]
    assert len(steps) == len(offer.cards("first_step"))
    reasons = [it for it in offer.cards("success_factor") if it.source]
    assert any(it.links.get("behind_action") for it in reasons)


def test_what_is_said_in_confidence_goes_nowhere(road: dict[str, Rehearsal]) -> None:
    talk = road[ORIENTATION.id]
    said = {
        it.text
        for kind in talk.format.kinds
        for it in talk.cards(kind.id)
        if talk.format.is_closed(kind.zone)
    }
    assert said
    for stage in (RESTART, VISION, GROUPS, OFFER, WORKING):
        held = {it.text for it in road[stage.id].play.board.cards.values() if it.source}
        assert not said & held


def test_conditions_stand_in_four_corners(road: dict[str, Rehearsal]) -> None:
    board = road[OFFER.id].play.board
    chart = show(board, Audience.DISPLAY)["chart:conditions_chart"]
    assert isinstance(chart, ChartEntity)
    assert len(chart.rows) == len(road[OFFER.id].cards("success_condition"))
    [format] = [it for it in board.format.charts if it.id == "conditions_chart"]
    # Five of six said: yes, this year; and five of six: not important.
    assert {format.corners[row.corner or 0].nl for row in chart.rows} == {"meenemen"}


def test_the_day_of_the_renewal_is_one_of_the_days_written_down(
    road: dict[str, Rehearsal],
) -> None:
    board = road[WORKING.id].play.board
    [round] = road[WORKING.id].shown["renewal_choice"]
    options = board.rounds[round].questions[0].options
    assert [option.text for option in options] == board.texts[TextId("renewal_days")].lines


# Stages that are skipped, and the light road

WERVEN = [VISION, GROUPS, OFFER, WORKING]
STANDS_IN = {
    VISION.id: {"pride_round"},
    GROUPS.id: {"groups_round", "absent_round"},
    OFFER.id: {"old_goals_deciding"},
    WORKING.id: {"goals_claiming"},
}


def some_skipped() -> list[object]:
    ids = [format.id for format in WERVEN]
    sets = [some for many in range(1, 4) for some in combinations(ids, many)]
    return [pytest.param(some, id="-".join(some)) for some in sets]


@pytest.mark.parametrize("skipped", some_skipped())
def test_J15_skipping_a_stage_never_empties_a_later_board(skipped: tuple[str, ...]) -> None:
    """Domain §2.2, invariant 4: the next board asks the least of what was skipped."""
    held = played(
        ORIENTATION, RESTART, *[it for it in WERVEN if it.id not in skipped], skipped=skipped
    )
    asked = {phase.id for room in held for phase in room.format.phases}
    for stage, phases in STANDS_IN.items():
        there = {OFFER.id, WORKING.id} - set(skipped)
        if stage in skipped and (stage != OFFER.id or WORKING.id in there) and there:
            wanted = phases if stage == OFFER.id or OFFER.id in there else set()
            assert wanted <= asked
        elif stage not in skipped:
            assert not phases & asked
    for room in held:
        assert room.ended()
        assert room.open_questions() == set()
        minutes = sum(phase.minutes for phase in room.format.phases)
        assert minutes <= 90 or any(phase.pause for phase in room.format.phases)
        # What is confirmed needs an image of the future, and there always is one.
        confirmed = [it for it in room.play.board.cards.values() if it.confirmed]
        kinds = {kind.id for kind in room.format.kinds if kind.confirmable}
        assert {it.kind for it in confirmed} == kinds & set(room.posted)


def test_J8_where_a_vote_was_never_held_all_of_it_comes_along() -> None:
    kept = ("achievement_telling", "achievement_sorting")
    told_only = [it for it in VISION.phases if it.id in kept]
    silent = Rehearsal(replace(VISION, phases=told_only)).whole()
    later = Rehearsal(resolved(OFFER), [silent.gives()])
    told = {it.text for it in silent.cards("achievement")}
    assert told
    brought = {it.text for it in later.cards("analysed_action")}
    # Two of them lie together, and come as one.
    assert brought & told
    assert len(brought) == len(told) - 1


def test_J16_a_goal_is_taken_up_only_where_no_later_session_asks_it() -> None:
    usual, last = resolved(OFFER), resolved(OFFER, skipped=[WORKING.id])
    assert [len(format.kind("goal_card").forms) for format in (usual, last)] == [0, 4]  # type: ignore[union-attr]


@pytest.mark.parametrize("variant", [it.id for it in OFFER.variants])
def test_J15_a_length_takes_along_what_stands_in_and_a_break_where_it_grows_long(
    variant: str,
) -> None:
    format = resolved(OFFER, variant, skipped=[VISION.id, GROUPS.id])
    ids = [str(phase.id) for phase in format.phases]
    order = [str(phase.id) for phase in OFFER.phases]
    assert {"pride_round", "groups_round", "absent_round"} <= set(ids)
    assert ids == sorted(ids, key=order.index)
    assert (sum(phase.minutes for phase in format.phases) > 90) == ("coffee_break" in ids)


def test_the_light_road_is_lived_through_in_two_sessions() -> None:
    _, first, last = played(RESTART, LIGHT_FIRST, LIGHT_LAST)
    for room in (first, last):
        assert room.ended()
        assert room.open_questions() == set()
        assert sum(phase.minutes for phase in room.format.phases) == 150
    assert len(first.play.board.rounds[first.shown["concept_choice"][0]].questions) == 1
    brought = {(it.kind, it.standing) for it in last.play.board.cards.values() if it.source}
    assert brought == {
        ("introduction_card", "proposal"),
        ("analysed_action", "proposal"),
        ("success_factor", "proposal"),
        ("future_image", "read"),
        ("target_group", "read"),
        ("old_goal", "read"),
        ("loose_end", "proposal"),
        ("seen_voice", "read"),
        ("seen_interest", "read"),
        ("seen_ambition", "read"),
        ("seen_agreement", "read"),
    }
    assert last.cards("first_step")
    assert not last.format.kind("network_task")


@pytest.mark.parametrize(
    ("format", "minutes"),
    [(GROUPS, 120), (OFFER, 120), (WORKING, 120), (LIGHT_FIRST, 150), (LIGHT_LAST, 150)],
    ids=lambda it: it.id if isinstance(it, Format) else str(it),
)
def test_the_standard_length_is_that_of_the_domain(format: Format, minutes: int) -> None:
    assert sum(phase.minutes for phase in resolved(format).phases) == minutes
