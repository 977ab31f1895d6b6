"""What a coach has over all trajectories: requests, the list, counts, who coordinates."""

import re

import pytest
from sqlalchemy import Engine, event

from board.trajectory import commands as c
from board.trajectory.signals import Signal
from board.trajectory.state import Slot
from board.trajectory.state import Trajectory as State
from board.trajectory.types import Owner, SlotId, TrajectoryId
from server.pages import TEMPLATES
from server.store.record import Municipality, Network, Trajectory
from server.trajectory_view import Line
from server.web.trajectories import course
from server.words import Speaker, load
from tests.people import sign_in, signed_in
from tests.running import Page, Running, Visitor
from tests.server.desk import Desk, run
from tests.server.test_request import asked


@pytest.fixture
def coach(app_server: Running) -> Visitor:
    return signed_in(app_server, "nele@demos.example", name="Nele")


def waiting(coach: Visitor) -> list[str]:
    """The trajectories whose request waits, the oldest first."""
    return re.findall(r'action="/requests/([\w-]+)" class="sheet', coach.get("/requests").text)


def taken_on(app_server: Running, coach: Visitor, **other: str) -> str:
    asked(app_server.visitor(), **other)
    id = waiting(coach)[-1]
    sent = coach.post(f"/requests/{id}", {"answer": "orientation", "note": ""})
    assert sent.status == 303
    return id


def test_the_oldest_request_comes_first_and_leads_on_to_the_planning(
    app_server: Running, coach: Visitor
) -> None:
    for name in ("Maanstad", "Zonnegem"):
        asked(app_server.visitor(), municipality=name)
    page = coach.get("/requests").text
    assert 0 < page.index("Maanstad") < page.index("Zonnegem")
    first, second = waiting(coach)
    sent = coach.post(f"/requests/{first}", {"answer": "orientation", "note": ""})
    assert sent.location.startswith(f"/t/{first}/plan")
    assert waiting(coach) == [second]


def test_who_refers_says_to_whom_and_nothing_typed_is_lost(
    app_server: Running, coach: Visitor
) -> None:
    asked(app_server.visitor())
    [id] = waiting(coach)
    nothing = coach.post(f"/requests/{id}", {"answer": "", "note": "Bel eerst Nele."})
    assert nothing.status == 422
    assert "Bel eerst Nele." in nothing.text
    silent = coach.post(f"/requests/{id}", {"answer": "refer", "note": " "})
    assert silent.status == 422
    assert 'value="refer" checked' in silent.text
    assert coach.post(f"/requests/{id}", {"answer": "a spaceship"}).status == 400
    assert coach.post(f"/requests/{id}", {"answer": "refer", "note": "De opstart."}).status == 303


def test_a_second_coach_who_is_late_is_told_so(app_server: Running, coach: Visitor) -> None:
    id = taken_on(app_server, coach)
    late = signed_in(app_server, "late@demos.example")
    assert late.post(f"/requests/{id}", {"answer": "restart"}).status == 404
    again = coach.post(f"/requests/{id}", {"answer": "restart", "note": ""})
    assert again.status == 422
    assert 'role="alert"' in again.text


def test_the_list_says_where_each_stands_and_finds_one(app_server: Running, coach: Visitor) -> None:
    for name in ("Maanstad", "Zonnegem"):
        taken_on(app_server, coach, municipality=name)
    page = coach.get("/trajectories").text
    assert page.count('<li class="panel">') == 2
    assert "Oriëntatiegesprek te houden" in page
    assert "Nog geen netwerkregisseur" in page
    found = coach.get("/trajectories?q=zonne").text
    assert "Zonnegem" in found
    assert "Maanstad" not in found
    none = coach.get("/trajectories?q=nergens").text
    assert "Toon alles" in none
    assert coach.get("/trajectories?show=over").text.count('<li class="panel">') == 0
    assert coach.get("/trajectories?show=odd").status == 200


@pytest.mark.parametrize("path", ["/requests", "/t/{id}"])
def test_D5_a_month_after_the_end_it_is_not_known_any_more_how_to_reach_who_asked(
    app_server: Running, path: str
) -> None:
    desk = Desk(app_server)
    desk.ask()
    desk.done(c.AnswerRequest(answer="suffices"))
    before = run(desk.site.trajectories.contact(desk.id))
    assert before is not None
    assert before.email
    page = desk.coach.get(path.replace("{id}", desk.id))
    assert page.status == 200
    assert before.email not in page.text
    after = run(desk.site.trajectories.contact(desk.id))
    assert after is not None
    assert (after.email, after.reference) == (None, before.reference)


def test_T19_a_list_costs_the_same_however_many_there_are(
    app_server: Running, coach: Visitor
) -> None:
    def costs() -> list[int]:
        return [queries(coach, path) for path in ("/requests", "/trajectories", "/counts")]

    taken_on(app_server, coach, municipality="Maanstad")
    asked(app_server.visitor(), municipality="Zonnegem")
    few = costs()
    assert min(few) > 1
    for name in "abc":
        taken_on(app_server, coach, municipality=f"Dorp {name}")
        asked(app_server.visitor(), municipality=f"Stad {name}")
    assert costs() == few


def queries(visitor: Visitor, path: str) -> int:
    """The least of three: the server looks after itself meanwhile, once a second."""
    return min(counted(visitor, path) for _ in range(3))


def counted(visitor: Visitor, path: str) -> int:
    seen: list[object] = []

    def see(*said: object) -> None:
        seen.append(said[2])

    event.listen(Engine, "before_cursor_execute", see)
    try:
        assert visitor.get(path).status == 200
    finally:
        event.remove(Engine, "before_cursor_execute", see)
    return len(seen)


def test_who_has_none_is_told_what_to_do(app_server: Running, coach: Visitor) -> None:
    assert "Neem een aanvraag op" in coach.get("/trajectories").text
    assert "Er wacht niemand op antwoord." in coach.get("/requests").text
    theirs = signed_in(app_server, "omar@maanstad.example", municipality="Maanstad")
    assert "Vraag een gesprek aan" in theirs.get("/trajectories").text


def test_a_coach_begins_one_by_hand_once(app_server: Running, coach: Visitor) -> None:
    typed = {"id": "f" * 24, "municipality": "", "wanted": "new_start", "reason": "Na een telefoon"}
    empty = coach.post("/trajectories", typed)
    assert empty.status == 422
    assert "Na een telefoon" in empty.text
    assert coach.post("/trajectories", typed | {"municipality": "x" * 200}).status == 422
    begun = [coach.post("/trajectories", typed | {"municipality": "Maanstad"}) for _ in "12"]
    assert [page.status for page in begun] == [303, 303]
    assert begun[0].location == begun[1].location
    assert coach.get("/trajectories").text.count('<li class="panel">') == 1


def test_what_asks_for_most_attention_comes_first_and_then_what_comes_soonest() -> None:
    words, now = Speaker(load(TEMPLATES / "words"), "nl"), 1_000
    lead = Municipality("m", "Maanstad", "stad")
    of = Trajectory("t", "restart", "Traject", now, Network("n", "Netwerk", lead))

    def sort(*codes: str, at: int = 0) -> tuple[int, int]:
        slot = Slot(SlotId("s"), "dew_stage", "workstream", [], at, 60, "Dauw")
        state = State(TrajectoryId("t"), slots={slot.id: slot} if at else {})
        signals = tuple(Signal(code) for code in codes)
        return course(words, Line(of, state, Owner("m"), signals), now).sort

    first = [sort("quiet", "unled", at=9_000), sort("quiet", at=2_000), sort("quiet", at=3_000)]
    then = [sort(at=2_000), sort()]
    assert sorted([*then, *reversed(first)]) == [*first, *then]


def test_counts_are_numbers_and_nothing_else(app_server: Running, coach: Visitor) -> None:
    assert "Er is nog niets te tellen" in coach.get("/counts").text
    taken_on(app_server, coach, municipality="Maanstad")
    asked(app_server.visitor(), municipality="Zonnegem")
    page = coach.get("/counts").text
    assert re.findall(r"<td>(\d+)</td>", page) == ["2", "1", "0", "0", "0", "0"]
    assert "Maanstad" not in page
    file = coach.get("/counts.csv")
    assert file.headers["content-type"].startswith("text/csv")
    head, *rows = file.body.decode("utf-8-sig").splitlines()
    assert head.startswith("Jaar,")
    assert [row.partition(",")[2] for row in rows] == ["2,1,0,0,0,0"]


def invite(coach: Visitor, id: str, email: str, name: str = "Omar") -> Page:
    return coach.post(f"/t/{id}/coordinator", {"email": email, "name": name})


def test_a_coordinator_gets_in_with_the_link_and_sees_the_trajectory(
    app_server: Running, coach: Visitor
) -> None:
    id = taken_on(app_server, coach)
    made = invite(coach, id, "omar@maanstad.example")
    link = re.search(r">(http[^<]+#[\w-]+)</textarea>", made.text)
    assert link is not None, made.text
    omar = app_server.visitor()
    sign_in(omar, link[1])
    assert "Maanstad" in omar.get("/trajectories").text
    assert omar.get(f"/t/{id}").status == 200
    assert "Omar is de netwerkregisseur" in coach.get(f"/t/{id}/coordinator").text


def test_nobody_changes_role_or_town_by_being_invited(app_server: Running, coach: Visitor) -> None:
    id = taken_on(app_server, coach)
    signed_in(app_server, "eva@zonnegem.example", municipality="Zonnegem")
    for email in ("nele@demos.example", "eva@zonnegem.example", "geen adres"):
        page = invite(coach, id, email)
        assert page.status == 422
        assert email in page.text
    assert coach.get("/counts").status == 200
    assert invite(coach, id, "omar@maanstad.example", " ").status == 422
    assert invite(coach, id, "omar@maanstad.example").status == 200
    second = invite(coach, id, "ann@maanstad.example", "Ann")
    assert second.status == 422
    assert "#" not in re.sub(r"#main|#[a-z-]+\"", "", second.text).split("<main")[1]
