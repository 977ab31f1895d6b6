"""The course of a session: phases, time, clusters, undo, begin and end; rules P1 to P12."""

from typing import Any

import pytest

from board import commands as c
from board import events as e
from board import show
from board.entities import CardEntity, PhaseEntity
from board.types import Audience, CardId, ClaimId, Limits, OrganisationId, SeatId
from tests.board.play import LEAD, MOON, OTHER_LEAD, VISION, Play, partner


@pytest.fixture
def play() -> Play:
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open("achievement_telling")
    return play


def cards(play: Play, count: int = 3) -> list[CardId]:
    play.done(LEAD, c.SetCardLimit(cards_each=20))
    return [CardId(play.post(partner("ann"), "achievement", f"Kaart {i}")) for i in range(count)]


def phase(play: Play) -> PhaseEntity:
    entity = show(play.board, Audience.PARTNER)["phase"]
    assert isinstance(entity, PhaseEntity)
    return entity


def test_P1_any_phase_may_open_and_each_time_is_a_visit(play: Play) -> None:
    play.open("future_imagining")
    play.open("achievement_telling")
    assert [visit.phase for visit in play.board.visits] == [
        "achievement_telling",
        "future_imagining",
        "achievement_telling",
    ]
    assert phase(play).visited == ["future_imagining", "achievement_telling"]


def test_P2_a_facilitators_command_for_a_phase_that_is_over_is_refused(play: Play) -> None:
    assert play.refused(LEAD, c.OpenPhase(phase=VISION.phases[5].id), visit=0) == "stale_phase"


def test_P3_time_helps_and_never_locks(play: Play) -> None:
    minutes = play.board.visits[-1].minutes
    play.now += (minutes + 5) * 60_000
    play.post(partner("ann"), "achievement", "Te laat, maar welkom")
    play.done(LEAD, c.AddMinutes(minutes=1))
    left = play.board.ends_at - play.now
    assert 60_000 <= left <= 120_000


def test_P4_a_pause_stops_the_time_and_nothing_else(play: Play) -> None:
    left = play.board.ends_at - play.now
    play.done(LEAD, c.PauseBoard())
    assert phase(play).ends_at == 0
    play.now += 600_000
    play.post(partner("ann"), "achievement", "In de pauze")
    play.done(LEAD, c.ResumeBoard())
    assert abs(play.board.ends_at - play.now - left) < 2_000
    assert play.refused(LEAD, c.ResumeBoard()) == "not_paused"


def test_P5_cards_are_put_together_under_a_title_and_taken_apart(play: Play) -> None:
    one, two, three = cards(play)
    cluster = play.done(LEAD, c.MakeCluster(members=[one, two], title="Kamp")).made
    bigger = play.done(LEAD, c.MakeCluster(members=[cluster, three], title="Op kamp")).made
    assert bigger == cluster
    assert set(play.board.clusters[cluster].cards) == {one, two, three}  # type: ignore[index]
    play.done(LEAD, c.DissolveCluster(cluster=cluster))  # type: ignore[arg-type]
    assert not play.board.clusters
    assert play.refused(LEAD, c.MakeCluster(members=[one], title="Alleen")) == "too_few"


def test_P6_a_link_follows_a_cluster_into_the_one_that_took_it_in(play: Play) -> None:
    one, two, three, four = cards(play, 4)
    first = play.done(LEAD, c.MakeCluster(members=[one, two], title="Kamp")).made
    second = play.done(LEAD, c.MakeCluster(members=[three, four], title="Soep")).made
    play.open("reasons_finding")
    why = play.post(partner("bob"), "why_it_worked", "Omdat", links={"explains": [second]})
    play.done(LEAD, c.MakeCluster(members=[first, second], title="Alles"))
    drawn = show(play.board, Audience.WHOLE)[f"card:{why}"]
    assert isinstance(drawn, CardEntity)
    assert drawn.links == {"explains": [first]}


UNDONE = [
    lambda ids, cluster: c.MoveCards(cards=ids[:2], zone=VISION.parking.id),  # type: ignore[union-attr]
    lambda ids, cluster: c.HideCards(cards=ids, reason="dubbel"),
    lambda ids, cluster: c.MakeCluster(members=[cluster, ids[2]], title="Groter"),
    lambda ids, cluster: c.RenameCluster(cluster=cluster, title="Anders"),
    lambda ids, cluster: c.DissolveCluster(cluster=cluster),
    lambda ids, cluster: c.Spotlight(target=ids[0]),
    lambda ids, cluster: c.AddMinutes(minutes=5),
]


@pytest.mark.parametrize(
    "step", UNDONE, ids=["move", "hide", "cluster", "rename", "dissolve", "light", "time"]
)
def test_P7_undo_takes_back_the_last_step_of_ones_own(play: Play, step: object) -> None:
    ids = cards(play)
    cluster = play.done(LEAD, c.MakeCluster(members=[*ids[:2]], title="Kamp")).made
    before = {a: _bare(play, a) for a in Audience}
    assert callable(step)
    play.done(LEAD, step(ids, cluster))
    assert play.refused(OTHER_LEAD, c.Undo()) == "nothing_to_undo"
    play.done(LEAD, c.Undo())
    assert {a: _bare(play, a) for a in Audience} == before
    assert play.refused(LEAD, c.Undo()) == "nothing_to_undo"


def _bare(play: Play, audience: Audience) -> dict[str, Any]:
    """A view without what only tells when something changed."""
    view = show(play.board, audience)
    fields = {
        key: {name: getattr(it, name) for name in it.__struct_fields__ if name != "seq"}
        for key, it in view.items()
        if key != "lead"
    }
    if "phase" in fields:
        # A minute more may also make up for time that had run out.
        fields["phase"].pop("ends_at")
    return fields


def test_P8_a_step_that_someone_built_on_is_not_undone(play: Play) -> None:
    one, two, _ = cards(play)
    cluster = play.done(LEAD, c.MakeCluster(members=[one, two], title="Kamp")).made
    play.done(OTHER_LEAD, c.RenameCluster(cluster=cluster, title="Soep"))  # type: ignore[arg-type]
    assert play.refused(LEAD, c.Undo()) == "built_on"
    play.open("achievement_sorting")
    play.done(LEAD, c.Undo())
    assert play.board.visits[-1].phase == "achievement_telling"
    play.open("future_imagining")
    play.post(partner("ann"), "future_image", "Over drie jaar …")
    assert play.refused(LEAD, c.Undo()) == "built_on"


def test_P7_showing_again_taken_back_leaves_each_card_its_own_reason(play: Play) -> None:
    one, two, _ = cards(play)
    play.done(LEAD, c.HideCards(cards=[one], reason="dubbel"))
    play.done(LEAD, c.HideCards(cards=[two], reason="over iemand"))
    play.done(LEAD, c.ShowCards(cards=[one, two]))
    play.done(LEAD, c.Undo())
    assert [play.board.cards[card].hidden for card in (one, two)] == ["dubbel", "over iemand"]


def test_P7_a_phase_that_opened_by_mistake_costs_nobody_their_group(play: Play) -> None:
    play.sit("cem", "dia")
    play.open("reasons_finding")
    groups = play.board.groups
    play.open("coffee_break")
    play.done(LEAD, c.Undo())
    assert play.board.groups == groups != []


def test_P8_who_finds_so_too_builds_on_nothing(play: Play) -> None:
    one, two, _ = cards(play)
    play.done(LEAD, c.MakeCluster(members=[one, two], title="Kamp"))
    play.done(partner("bob"), c.AdoptCard(card=one))
    play.done(LEAD, c.Undo())
    assert not play.board.clusters
    play.done(LEAD, c.MakeCluster(members=[one, two], title="Kamp"))
    play.done(partner("ann"), c.EditCard(card=one, text="Toch anders"))
    play.done(partner("bob"), c.DropAdoption(card=one))
    assert play.refused(LEAD, c.Undo()) == "built_on"


def test_P9_closing_revealing_ending_and_snapshots_are_never_undone(play: Play) -> None:
    cards(play)
    play.open("pride_voting")
    play.post(partner("ann"), VISION.kinds[-2].id, "Geparkeerd")
    round = play.done(LEAD, c.OpenRound(poll=VISION.polls[1].id)).made
    play.done(LEAD, c.CloseRound(round=round))  # type: ignore[arg-type]
    assert play.do(LEAD, c.Undo()).code == "built_on"  # type: ignore[union-attr]
    play.done(LEAD, c.RevealRound(round=round))  # type: ignore[arg-type]
    assert play.do(LEAD, c.Undo()).code == "built_on"  # type: ignore[union-attr]
    play.done(LEAD, c.EndBoard())
    assert play.refused(LEAD, c.Undo()) == "ended"


def test_P10_snapshots_are_marked_at_begin_around_clustering_after_results_and_at_the_end() -> None:
    play = Play(VISION)
    play.sit("ann", "bob")
    for opened in VISION.phases[:5]:
        play.open(opened.id)
        if opened.id == "achievement_telling":
            cards(play)
    round = play.done(LEAD, c.OpenRound(poll=VISION.polls[1].id)).made
    play.done(LEAD, c.CloseRound(round=round))  # type: ignore[arg-type]
    play.done(LEAD, c.RevealRound(round=round))  # type: ignore[arg-type]
    play.done(LEAD, c.TakeSnapshot(label="Voor de koffie"))
    play.done(LEAD, c.EndBoard())
    moments = [taken.moment for taken in play.board.snapshots]
    assert moments == ["begin", "before_clusters", "after_clusters", "reveal", "hand", "end"]


def test_P11_ending_closes_and_shows_what_was_voted_and_drops_every_trace() -> None:
    play = Play(MOON, {"star_rules": ["Regel."]})
    play.sit("ann", "bob")
    play.open("seed_sowing")
    play.post(partner("ann"), MOON.kinds[0].id, "Zaadje")
    play.open("tide_reading")
    play.done(LEAD, c.OpenRound(poll=MOON.polls[0].id))
    decision = play.done(LEAD, c.EndBoard())
    assert type(decision.rows[-1]).__name__ == "DropTraces"
    assert play.keys.board is None
    assert {round.status for round in play.board.rounds.values()} == {"revealed"}
    assert not any(card.veiled for card in play.board.cards.values())
    assert play.board.status.value == "ended"
    assert play.refused(LEAD, c.OpenPhase(phase=MOON.phases[0].id)) == "ended"
    play.done(LEAD, c.ReopenBoard())
    assert play.board.status.value == "live"
    assert play.keys.board is not None


def test_P11_the_time_until_it_was_opened_again_is_no_phase_s(play: Play) -> None:
    play.done(LEAD, c.EndBoard())
    ended = play.board.ended_at
    play.now += 24 * 3600_000
    play.done(LEAD, c.ReopenBoard())
    assert play.board.visits[0].closed_at == ended


@pytest.mark.parametrize("people", range(11, 41))
def test_P12_groups_are_of_three_to_five(people: int) -> None:
    play = Play(VISION)
    play.sit(*(f"seat{number}" for number in range(people)))
    play.open("reasons_finding")
    assert {len(group) for group in play.board.groups} <= {3, 4, 5}


def test_P12_groups_mix_organisations_and_everyone_is_in_one() -> None:
    play = Play(VISION)
    for number in range(24):
        play.sit(f"seat{number}", organisation=f"org{number % 6}")
    play.open("reasons_finding")
    groups = play.board.groups
    assert sorted(seat for group in groups for seat in group) == sorted(play.board.seats)
    for group in groups:
        assert 3 <= len(group) <= 5
        assert len({play.board.seats[seat].organisation for seat in group}) >= 2


def test_P12_who_comes_in_late_goes_to_the_smallest_group() -> None:
    play = Play(VISION)
    for number in range(13):
        play.sit(f"seat{number}", organisation=f"org{number % 6}")
    play.open("reasons_finding")
    before = [len(group) for group in play.board.groups]
    play.sit("late")
    after = [len(group) for group in play.board.groups]
    (joined,) = [i for i, group in enumerate(play.board.groups) if "late" in group]
    assert before[joined] == min(before)
    assert sum(after) == sum(before) + 1


def test_two_on_the_last_place_exactly_one_has_it() -> None:
    play = Play(VISION)
    claim = VISION.claims[0]
    seats = [f"seat{number}" for number in range(claim.places + 1)]
    for seat in seats:
        play.sit(seat, organisation=f"org-{seat}")
    play.open(VISION.phases[-1].id)
    taking = c.ClaimPlace(claim=ClaimId(claim.id), form=claim.forms[0].id)
    for seat in seats[:-1]:
        play.done(partner(seat), taking)
    assert play.refused(partner(seats[0]), taking) == "already"
    assert play.refused(partner(seats[-1]), taking) == "full"
    play.done(partner(seats[0]), c.ReleaseClaim(claim=taking.claim))
    play.done(partner(seats[-1]), taking)


def test_who_has_no_organisation_cannot_promise_for_one() -> None:
    play = Play(VISION)
    play.sit("ann")
    play.open(VISION.phases[-1].id)
    taking = c.ClaimPlace(claim=VISION.claims[0].id, form=VISION.claims[0].forms[0].id)
    assert play.refused(partner("ann"), taking) == "no_organisation"


def test_nobody_takes_a_seat_twice_or_while_joining_is_closed(play: Play) -> None:
    ann = c.TakeSeat(seat=SeatId("ann"), organisation=OrganisationId("oak"))
    from tests.board.play import DOOR

    assert play.refused(DOOR, ann) == "seat_taken"
    play.done(LEAD, c.SetJoining(open=False))
    assert play.refused(DOOR, c.TakeSeat(seat=SeatId("new"))) == "joining_closed"


def test_events_that_are_undone_stay_in_the_log(play: Play) -> None:
    ids = cards(play)
    play.done(LEAD, c.HideCards(cards=ids, reason="dubbel"))
    play.done(LEAD, c.Undo())
    kinds = [type(event) for event in play.events[-3:]]
    assert kinds == [e.CardsHidden, e.CardsShown, e.StepUndone]


def test_nobody_speaks_for_an_organisation_that_does_not_exist(play: Play) -> None:
    made_up = OrganisationId("x" * 5000)
    assert play.refused(partner("ann"), c.ChooseOrganisation(organisation=made_up)) == "bad_id"
    assert play.refused(LEAD, c.AddPaperSeat(organisation=made_up)) == "bad_id"


def test_a_label_is_text_like_any_other(play: Play) -> None:
    assert play.refused(LEAD, c.TakeSnapshot(label="na\x00de koffie")) == "bad_text"
    assert play.refused(LEAD, c.TakeSnapshot(label="x" * 81)) == "too_long"


def test_what_belongs_together_is_bounded(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = cards(play)
    monkeypatch.setattr(Limits, "HINTS", 1)
    play.open("achievement_sorting")
    play.done(partner("bob"), c.SuggestCluster(cards=[one, two]))
    play.done(partner("ann"), c.SuggestCluster(cards=[two, one]))
    assert play.refused(partner("bob"), c.SuggestCluster(cards=[one, three])) == "too_many"
