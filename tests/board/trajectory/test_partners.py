"""Partners who come, go and change; what that touches; and what they take up."""

import pytest
from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory.claims import claims, led
from board.trajectory.kept import Kept, KeptItem
from board.trajectory.types import CLAIM_WEEKS, WEEK, OrganisationId
from tests.board.trajectory.play import COACH, COORDINATOR, FORMS, NOW, Play, claim, ref, role


@pytest.fixture
def play() -> Play:
    play = Play().running()
    for name in ("Eik", "Olm"):
        play.partner(name, interest="een warme plek")
    return play


def named(play: Play, name: str) -> OrganisationId:
    return next(one.organisation for one in play.state.partners.values() if one.name == name)


def test_a_name_is_one_partner(play: Play) -> None:
    assert play.refused(COACH, c.AddPartner("EIK", "club")).code == "already_there"
    olm = named(play, "Olm")
    assert play.refused(COACH, c.DescribePartner(olm, name="eik")).code == "already_there"
    play.done(COACH, c.DescribePartner(olm, name="Olmen", core=True))
    assert play.state.partners[olm].core
    assert play.refused(COACH, c.AddPartner(" ", "club")).code == "empty"


def test_T8_who_leaves_frees_what_it_took_up_and_shows_what_that_touches(play: Play) -> None:
    eik, olm = named(play, "Eik"), named(play, "Olm")
    goal = KeptItem(ref("g"), "goals", "Iedereen op kamp")
    play.kept = Kept(
        items=[
            goal,
            role("a", claim(eik), links=[goal.ref]),
            role("b", claim(olm), claim(eik, "helps")),
            role("c", claim(olm)),
        ]
    )
    change = play.done(COACH, c.PartnerLeaves(eik, reason="gestopt"))
    touched = [(one.about, one.ref) for one in play.state.impacts.values()]
    assert touched == [("role", ref("a")), ("role", ref("b")), ("goal", goal.ref)]
    assert {one.change for one in play.state.impacts.values()} == {change}
    held = [(one.item.card, one.organisation) for one in claims(play.state, play.kept) if one.holds]
    assert held == [("b", olm), ("c", olm)]
    assert not led(play.state, play.kept.items[1])
    assert play.refused(COACH, c.PartnerLeaves(eik)).code == "has_left"
    play.done(COACH, c.PartnerReturns(eik))
    assert not play.state.partners[eik].left_at


def test_T9_no_new_goals_while_something_touched_was_not_looked_at(play: Play) -> None:
    eik = named(play, "Eik")
    play.kept = Kept(items=[role("a", claim(eik))])
    play.done(COACH, c.WriteText("hope", "Samen", ["Iedereen"], 0, part="ambition"))
    play.done(COACH, c.ChangeInterest(eik, interest="minder papier"))
    goals = c.WriteGoals([c.GoalLine("Een doel")], 0)
    refusal = play.refused(COACH, goals)
    assert (refusal.code, refusal.value) == ("impacts_open", "2")
    first, second = play.state.open_impacts
    assert [first.about, second.about] == ["role", "text"]
    play.done(COACH, c.SettleImpact(first.id, "keep"))
    assert play.refused(COACH, c.SettleImpact(first.id, "adapt")).code == "already_answered"
    play.done(COACH, c.SettleImpact(second.id, "adapt", note="opnieuw bekijken"))
    play.done(COACH, goals)
    assert play.refused(COACH, c.SettleImpact("none", "keep")).code == "no_impact"


def test_another_person_touches_what_the_organisation_carries(play: Play) -> None:
    eik = named(play, "Eik")
    play.kept = Kept(items=[role("a", claim(eik)), role("b", claim(eik, "helps"))])
    play.done(COACH, c.ChangePerson(eik, note="nieuwe collega"))
    assert [one.ref for one in play.state.open_impacts] == [ref("a")]
    assert play.state.changes[-1].about == "person"


def test_what_is_said_for_the_first_time_touches_nothing(play: Play) -> None:
    new = play.partner("Es")
    play.done(COACH, c.WriteText("hope", "Samen", ["Iedereen"], 0, part="ambition"))
    play.done(COACH, c.ChangeInterest(new, interest="rust"))
    assert play.state.open_impacts == []
    assert play.state.partners[new].interest == "rust"


def test_who_comes_later_touches_the_shared_words_alone(play: Play) -> None:
    play.done(COACH, c.WriteText("hope", "Samen", ["Iedereen"], 0, part="ambition"))
    play.kept = Kept(items=[role("a", claim(named(play, "Eik")))])
    play.partner("Es")
    assert [one.about for one in play.state.open_impacts] == ["text"]


def test_T10_a_provisional_claim_waits_three_weeks_for_its_organisation(play: Play) -> None:
    eik = named(play, "Eik")
    play.kept = Kept(items=[role("a", claim(eik, provisional=True))])
    (found,) = claims(play.state, play.kept)
    assert (found.stands, found.due) == ("provisional", NOW + CLAIM_WEEKS * WEEK)
    assert not led(play.state, play.kept.items[0])
    due = play.now + 5 * WEEK
    play.done(COORDINATOR, c.SetClaimDue(ref("a"), eik, due))
    assert claims(play.state, play.kept)[0].due == due
    play.done(COORDINATOR, c.AnswerClaim(ref("a"), eik, "confirmed"))
    assert claims(play.state, play.kept)[0].stands == "confirmed"
    assert led(play.state, play.kept.items[0])
    play.done(COORDINATOR, c.AnswerClaim(ref("a"), eik, "withdrawn"))
    assert not claims(play.state, play.kept)[0].holds
    assert play.refused(COORDINATOR, c.SetClaimDue(ref("a"), eik, due)).code == "already_answered"


def test_who_was_absent_takes_up_later_and_the_last_place_is_one(play: Play) -> None:
    eik, olm = named(play, "Eik"), named(play, "Olm")
    play.kept = Kept(items=[role("a")])
    play.done(COORDINATOR, c.AddClaim(ref("a"), eik, "pulls"))
    refusal = play.refused(COORDINATOR, c.AddClaim(ref("a"), olm, "pulls"))
    assert (refusal.code, refusal.value, refusal.limit) == ("full", "Eik", "1")
    assert play.refused(COORDINATOR, c.AddClaim(ref("a"), eik, "pulls")).code == "already"
    play.done(COORDINATOR, c.AddClaim(ref("a"), olm, "helps", provisional=True))
    assert [one.stands for one in claims(play.state, play.kept)] == ["taken", "provisional"]
    play.done(COORDINATOR, c.AnswerClaim(ref("a"), eik, "withdrawn"))
    play.done(COORDINATOR, c.AddClaim(ref("a"), olm, "pulls"))
    assert led(play.state, play.kept.items[0])


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.AddClaim(ref("zz"), "x", "pulls"), "no_item"),  # type: ignore[arg-type]
        (c.AddClaim(ref("a"), "x", "flies"), "no_form"),  # type: ignore[arg-type]
        (c.AddClaim(ref("a"), "x", "pulls", due=5), "in_past"),  # type: ignore[arg-type]
        (c.AnswerClaim(ref("a"), "x", "confirmed"), "no_claim"),  # type: ignore[arg-type]
        (c.SetClaimDue(ref("a"), "x", 5), "no_claim"),  # type: ignore[arg-type]
    ],
)
def test_a_claim_that_cannot_be_is_refused(play: Play, command: c.AddClaim, code: str) -> None:
    play.kept = Kept(items=[role("a")])
    of = replace(command, organisation=named(play, "Eik"))
    assert play.refused(COORDINATOR, of).code == code


def test_no_partner_of_another_network(play: Play) -> None:
    for command in (
        c.PartnerLeaves("x"),  # type: ignore[arg-type]
        c.ChangePerson("x"),  # type: ignore[arg-type]
        c.ChangeInterest("x", interest="y"),  # type: ignore[arg-type]
        c.AddClaim(ref("a"), "x", FORMS[0].id),  # type: ignore[arg-type]
    ):
        assert play.refused(COACH, command).code == "no_partner"
