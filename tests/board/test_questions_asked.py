"""What the shipped formats ask, held against what a doorstart is to ask of a network."""

import pytest

from board import commands as c
from board.flow import Earlier
from board.format import Format, Kind, Poll
from board.types import CardId, KindId, TextId
from tests.board.play import LEAD
from tests.board.rehearsal import Rehearsal
from tests.board.test_formats import SHIPPED, read, shipped

STAGES = {path.stem: read(path) for path in SHIPPED}
FIRST = STAGES["orientation_interview"]
TALK = STAGES["restart_interview"]
VISION = STAGES["workstream_vision"]
GROUPS = STAGES["workstream_target_groups"]
OFFER = STAGES["workstream_leisure_offer"]
WORKING = STAGES["workstream_collaboration"]
LATER = STAGES["follow_up_session"]


def kind(format: Format, id: str) -> Kind:
    return next(it for it in format.kinds if it.id == id)


def poll(format: Format, id: str) -> Poll:
    return next(it for it in format.polls if it.id == id)


def labels(found: Poll) -> list[str]:
    return [it.label.nl for it in found.options]


def asked_at(format: Format, wanted: str) -> int:
    """The place of the phase in which a kind is asked for."""
    [at] = [
        n
        for n, phase in enumerate(format.phases)
        if any(step.action == "post" and step.kind == wanted for step in phase.steps)
    ]
    return at


@pytest.mark.parametrize("format", shipped())
def test_every_session_begins_with_arriving(format: Format) -> None:
    assert format.phases[0].title.nl.startswith("Aankomen")


@pytest.mark.parametrize("format", shipped())
def test_who_is_here_says_what_it_brings_at_each_meeting(format: Format) -> None:
    [zone] = [it for it in format.zones if it.title.nl == "Wie is hier?"]
    [brings] = [it for it in format.kinds if it.zone == zone.id]
    assert "brengt jouw organisatie mee" in brings.label.nl
    assert brings.per_organisation == 1
    assert asked_at(format, brings.id) == 0
    for variant in format.variants:
        assert variant.phases[0].phase == format.phases[0].id


def test_J18_what_an_organisation_brings_comes_along_until_it_says_something_else() -> None:
    def arrived(format: Format, earlier: list[Earlier]) -> Rehearsal:
        session = Rehearsal(format, earlier)
        session.play.open(format.phases[0].id)
        return session

    def brings(session: Rehearsal) -> list[tuple[str | None, str | None]]:
        return [(it.organisation, it.text) for it in session.cards("introduction_card")]

    first = arrived(TALK, [])
    first.play.post(first.people["ann"], "introduction_card", "Een zaal")
    first.play.post(first.people["bob"], "introduction_card", "Een bus")
    again = first.play.refused(
        first.people["fay"], c.PostCard(kind=KindId("introduction_card"), text="Nog een zaal")
    )
    assert again == "organisation_cards"

    second = arrived(VISION, [first.gives()])
    assert brings(second) == [("oak", "Een zaal"), ("elm", "Een bus")]
    second.play.post(second.people["fay"], "introduction_card", "Nu ook een podium")
    second.play.post(second.people["cem"], "introduction_card", "Talen")

    third = arrived(OFFER, [first.gives(), second.gives()])
    assert brings(third) == [("elm", "Een bus"), ("oak", "Nu ook een podium"), ("fir", "Talen")]


@pytest.mark.parametrize("format", [FIRST, LATER], ids=["first", "later"])
def test_the_four_states_of_a_network_are_asked_at_the_beginning_and_later(format: Format) -> None:
    [state] = [it for it in format.polls if it.measure == "network"]
    said = [label.casefold() for label in labels(state)]
    for one, word in zip(said, ("groei", "rijp", "dommel", "verwater"), strict=True):
        assert word in one


def test_what_changed_what_rubs_and_who_backs_it_are_asked_in_this_order() -> None:
    order = [asked_at(FIRST, id) for id in ("context_change", "pain_point", "support_item")]
    assert order == sorted(order)
    closed = {zone.id for zone in FIRST.zones if zone.closed}
    assert kind(FIRST, "pain_point").zone in closed
    elsewhere = [it for it in STAGES.values() if it is not FIRST]
    assert [it.id for it in elsewhere if it.kind(kind(FIRST, "pain_point").id)] == []


def test_three_indicators_and_three_capacities_are_weighed() -> None:
    guiding = poll(FIRST, "guiding_scale").questions
    assert [it.id for it in guiding] == ["internal_support", "core_involvement", "coordinator_room"]
    assert [it.id for it in poll(FIRST, "capacity_scale").questions] == ["skills", "means", "time"]
    assert len(labels(poll(FIRST, "route_choice"))) == 3


def test_guiding_and_coaching_are_two_answers_and_both_is_one_too() -> None:
    assert [it.id for it in poll(FIRST, "support_mode_choice").options] == [
        "guide",
        "coach",
        "both",
    ]


def test_strengths_are_two_lists_and_expectations_come_after_them() -> None:
    network, actions = kind(TALK, "network_strength"), kind(TALK, "action_strength")
    assert network.zone != actions.zone
    order = [
        asked_at(TALK, id)
        for id in ("network_activity", "network_strength", "action_strength", "expectation_card")
    ]
    assert order == sorted(set(order))
    [state] = [it for it in kind(TALK, "network_activity").fields if it.type == "choice"][:1]
    assert [it.label.nl.casefold() for it in state.options] == ["loopt goed", "loopt", "ligt stil"]


def test_one_interest_and_one_ambition_of_each_organisation() -> None:
    for id in ("interest_card", "ambition_card"):
        assert kind(TALK, id).per_organisation == 1
        assert kind(LATER, id).per_organisation == 1
    check = poll(TALK, "shared_ambition_check")
    assert check.method == "agreement"
    assert "shared_ambition" in (check.about, check.each_line_of)


def test_J19_the_shared_ambition_rests_on_interests_wherever_it_goes() -> None:
    first = Rehearsal(TALK)
    first.play.open("interest_telling")
    ann, bob = first.people["ann"], first.people["bob"]
    wanted = first.play.post(ann, "interest_card", "Onze mensen tellen mee")
    dreamt = first.play.post(bob, "ambition_card", "Elk kind op kamp")
    parked = first.play.post(bob, "parked_thought", "Vervoer")

    def binding(*cards: str) -> c.WriteText:
        rests_on = [CardId(card) for card in cards]
        return c.WriteText(
            text=TextId("shared_ambition"), lines=["Samen op weg."], rests_on=rests_on
        )

    assert first.play.refused(LEAD, binding(parked)) == "no_card"
    assert first.play.refused(LEAD, binding("nowhere")) == "no_card"
    first.play.done(LEAD, binding(wanted, dreamt, wanted))
    first.play.done(LEAD, c.EndBoard())
    assert rests(first) == ["Onze mensen tellen mee", "Elk kind op kamp"]

    # One stage on it rests on the copies, two stages on too; and what is gone is not told.
    second = Rehearsal(VISION, [first.gives()])
    second.play.done(LEAD, c.EndBoard())
    assert rests(second) == ["Onze mensen tellen mee", "Elk kind op kamp"]
    third = Rehearsal(GROUPS, [first.gives(), second.gives()])
    assert rests(third) == ["Onze mensen tellen mee", "Elk kind op kamp"]
    copy = third.cards("interest_card")[0]
    third.play.done(LEAD, c.EraseCard(card=copy.id))
    assert rests(third) == ["Elk kind op kamp"]


def rests(session: Rehearsal) -> list[str | None]:
    """What the shared ambition is said to rest on, read from the snapshot."""
    made = session.gives().harvest
    [text] = [it for it in made.texts if it.id == "shared_ambition"]
    return [item.text for item in made.behind(text)]


def test_the_vision_is_asked_how_far_it_reaches_and_whether_it_still_holds() -> None:
    scale = poll(VISION, "vision_scale")
    assert [it.id for it in scale.questions] == ["vision_reach", "vision_topicality"]
    lines = poll(VISION, "vision_line_choice")
    assert lines.each_line_of == "vision_statement"
    assert [it.id for it in lines.options] == ["keep", "change", "drop"]


def test_a_reason_belongs_to_what_was_achieved_and_nobody_did_it_alone_is_asked() -> None:
    [reason] = kind(VISION, "why_it_worked").links
    assert reason.poll is not None
    assert poll(VISION, reason.poll).zone == kind(VISION, "achievement").zone
    assert reason.least == 1
    assert "only_together" in {it.id for it in kind(VISION, "achievement").fields}


def test_an_image_of_the_future_begins_three_years_on_and_is_voted_on() -> None:
    image = kind(VISION, "future_image")
    assert image.start is not None
    assert image.start.nl.startswith("Over drie jaar")
    assert poll(VISION, "future_dots").zone == image.zone


def test_a_target_group_says_who_is_close_and_who_speaks() -> None:
    fields = {it.id: it for it in kind(GROUPS, "target_group").fields}
    assert fields["close_by"].type == "organisations"
    assert [it.id for it in fields["speaks"].options] == [
        "themselves",
        "by_organisation",
        "not_yet",
    ]
    assert poll(GROUPS, "dialogue_scale").each_card_of == kind(GROUPS, "target_group").zone


def test_each_places_itself_now_and_all_look_at_next_year() -> None:
    now, later = (
        next(it for it in GROUPS.placements if it.id == id) for id in ("rings_now", "rings_later")
    )
    assert now.own
    assert later.before == now.id
    assert [it.id for it in now.places] == [it.id for it in later.places]
    assert len(now.places) == 5


def test_who_is_missed_is_a_top_three_and_someone_makes_contact() -> None:
    assert poll(GROUPS, "voices_ranking").method == "ranking"
    assert [it.id for it in poll(GROUPS, "right_people_check").options] == ["yes", "no"]
    [form] = kind(GROUPS, "missing_voice").forms
    assert form.leads


def test_words_are_compared_and_a_shared_meaning_is_agreed_on() -> None:
    assert len(poll(GROUPS, "concept_choice").questions) >= 5
    assert poll(GROUPS, "shared_meaning").method == "agreement"


def test_factors_lie_behind_actions_and_conditions_make_factors_possible() -> None:
    [behind] = kind(OFFER, "success_factor").links
    assert behind.least == 1
    [needs] = kind(OFFER, "success_condition").links
    assert needs.zone == kind(OFFER, "success_factor").zone
    assert needs.least == 1
    [chart] = OFFER.charts
    assert {chart.across, chart.up} == {"condition_importance", "condition_feasible"}
    assert "maker" in {it.id for it in kind(OFFER, "success_condition").fields}


def test_a_goal_says_how_success_is_seen_and_by_when() -> None:
    fields = {it.id for it in kind(OFFER, "goal_card").fields}
    assert {"sign_of_success", "by_when"} <= fields


def test_roles_tasks_and_procedures_have_lists_of_their_own_and_fields_of_their_own() -> None:
    found = [kind(WORKING, id) for id in ("network_role", "network_task", "network_procedure")]
    assert len({it.zone for it in found}) == 3
    assert [it.register for it in found] == ["roles", "tasks", "procedures"]
    fields = [frozenset(field.id for field in it.fields) for it in found]
    assert all(fields)
    assert len(set(fields)) == 3


def test_a_role_a_task_and_a_procedure_are_confirmed_only_with_an_image_of_the_future() -> None:
    for id in ("network_role", "network_task", "network_procedure"):
        assert kind(WORKING, id).confirmable
        [image] = [it for it in kind(WORKING, id).links if it.id == "serves_image"]
        assert image.confirm_least == 1
        assert image.zone == kind(WORKING, "future_image").zone
