"""The planning of a trajectory: sessions planned, moved, handed over, prepared, invited to."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from board.trajectory import commands as c
from board.trajectory.machine import StageStand
from tests.people import invited, sign_in
from tests.running import Page, Running, Visitor
from tests.server.desk import Desk
from tests.server.sockets import Person

THIRD, FOURTH = "workstream_leisure_offer", "workstream_collaboration"
FOLLOW_UP = "follow_up_session"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Running.start(tmp_path) as running:
        yield Desk(running).lived(4, confirmed=4)


def day(ahead: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%d}"


def do(visitor: Visitor, desk: Desk, command: str, **fields: str) -> Page:
    sent = {"command": command, "id": "", "page": "plan"}
    names = {name.replace("__", "."): value for name, value in fields.items()}
    return visitor.post(f"/t/{desk.id}/do", sent | names)


def planned(desk: Desk, stage: str = THIRD, ahead: int = 20, **more: str) -> str:
    """A session that the coach plans in the form; its id."""
    there = set(desk.view().state.slots)
    fields = {"at__day": day(ahead), "at__hour": "13:30", "minutes": "120", "lead": "coach"}
    page = do(desk.coach, desk, "PlanSlot", stage=stage, **(fields | more))
    assert page.status == 303, page.text
    [new] = set(desk.view().state.slots) - there
    return str(new)


def shown(visitor: Visitor, desk: Desk) -> str:
    page = visitor.get(f"/t/{desk.id}/plan")
    assert page.status == 200
    return page.text


def test_a_session_is_as_long_as_its_stage_where_no_length_is_typed(desk: Desk) -> None:
    made = planned(desk, FOLLOW_UP, minutes="", lead="coordinator")
    slot = desk.view().state.slots[made]  # type: ignore[index]
    facts = re.findall(r'<p class="facts">(.*?)</p>', shown(desk.coach, desk))
    assert any("netwerkregisseur leidt" in one for one in facts)
    assert not any("Begeleiden" in one for one in facts), "the coach would lead it as well"
    assert slot.minutes == desk.view().stages[FOLLOW_UP].minutes != 120


def test_a_session_outside_the_plan_is_seen_while_it_waits_and_while_it_goes_on(desk: Desk) -> None:
    title = "Zonder planning"
    made = desk.running.session(FOLLOW_UP, trajectory=desk.id, title=title)
    page = shown(desk.coordinator, desk)
    assert title in page
    assert re.search(r"<title>Planning · [^<]+</title>", page), "each tab says which part it is"
    assert made.code in page
    assert "bord staat klaar" in page
    assert f"{title}: het bord staat klaar" in desk.coordinator.get("/trajectories").text
    visitor = desk.running.visitor()
    console = Person(desk.running, visitor, visitor.open(made.lead))

    async def begins() -> None:
        async with console.socket() as socket:
            await socket.done("OpenPhase", phase="follow_up_arriving")

    asyncio.run(begins())
    assert f"{title} is bezig." in desk.coordinator.get(f"/t/{desk.id}").text
    going = f"<b>{title} is bezig</b>"
    assert going in desk.coordinator.get("/trajectories").text
    planned(desk, FOURTH)
    assert going in desk.coordinator.get("/trajectories").text


def test_a_session_is_planned_moved_and_cancelled_and_each_step_is_seen(desk: Desk) -> None:
    host = desk.partners["elm"]
    slot = planned(desk, place="Zaal De Kroon", host=host, support="both")
    page = shown(desk.coordinator, desk)
    assert "Zaal De Kroon" in page
    assert "bij De Open Stoel vzw" in page
    moved = do(
        desk.coordinator, desk, "ChangeSlot", slot=slot, at__day=day(27), at__hour="10:00",
        minutes="150",
    )  # fmt: skip
    assert moved.status == 303
    assert "warn=long_session" in moved.location
    page = shown(desk.coach, desk)
    assert "10:00" in page
    assert "Verplaatst." in page
    assert do(desk.coach, desk, "CancelSlot", slot=slot, reason="Te druk").status == 303
    assert "Te druk" in shown(desk.coach, desk)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"at__day": "2020-02-02"}, "Dat is al voorbij"),
        ({"at__day": "31/12/2030"}, "31/12/2030"),
        ({"minutes": "2"}, "5-480"),
        ({"minutes": "veel"}, "veel"),
        ({"stage": "no_such_stage"}, "no_such_stage"),
        ({"title": "x" * 200}, "200"),
        ({"host": "nobody"}, "partner"),
    ],
)
def test_D2_what_cannot_be_planned_says_why_and_keeps_what_was_typed(
    desk: Desk, fields: dict[str, str], says: str
) -> None:
    usual = {"at__day": day(20), "minutes": "120", "stage": THIRD, "lead": "coach"}
    page = do(desk.coach, desk, "PlanSlot", **(usual | {"place": "Zaal De Kroon"} | fields))
    assert page.status in (409, 422)
    assert says in page.text
    assert 'value="Zaal De Kroon"' in page.text
    assert 'role="alert"' in page.text


def test_a_board_is_made_when_its_turn_has_come_and_opens_for_who_leads(desk: Desk) -> None:
    third, fourth = planned(desk), planned(desk, FOURTH, 60)
    early = do(desk.coach, desk, "PrepareSlot", slot=fourth, key=fourth)
    assert early.status == 409
    assert "Eerst komt: Werf 3" in early.text
    assert do(desk.coach, desk, "PrepareSlot", slot=third, key=third).status == 303
    slot = desk.view().state.slots[third]  # type: ignore[index]
    assert slot.stand is StageStand.PREPARED
    # Pressed twice, or by two: both see the one that is there.
    again = do(desk.coordinator, desk, "PrepareSlot", slot=third)
    assert again.status == 303
    assert desk.coordinator.get(again.location).status == 200
    assert desk.view().state.slots[third].board == slot.board  # type: ignore[index]
    session = next(one for one in desk.view().sessions if one.board == slot.board)
    assert session.title == "Werf 3: Vrijetijdsaanbod", "it was given no name of its own"
    assert session.code in shown(desk.coordinator, desk)
    console = desk.coach.post(f"/t/{desk.id}/plan/{third}/console", {})
    assert console.status == 303
    assert desk.coach.get(console.location).status == 200
    stranger = desk.running.visitor()
    assert stranger.get(console.location).status == 404


def test_links_are_shown_once_and_open_what_they_say(desk: Desk) -> None:
    slot = planned(desk)
    assert desk.coach.post(f"/t/{desk.id}/plan/{slot}/links", {}).status == 404
    do(desk.coach, desk, "PrepareSlot", slot=slot)
    page = desk.coach.post(f"/t/{desk.id}/plan/{slot}/links", {})
    links = re.findall(r"readonly>(http[^<]+)</textarea>", page.text)
    opened = [desk.running.visitor().open(link) for link in links[:3]]
    assert [path.split("/")[1] for path in opened] == ["c", "s", "c"]
    assert "/j/" in links[3]
    assert links[0] not in shown(desk.coach, desk)


def test_a_format_of_ones_own_can_be_chosen_and_anothers_cannot(desk: Desk) -> None:
    copy = {"from": THIRD, "name": "Werf 3 op onze manier", "variant": ""}
    own = desk.coordinator.post("/formats", copy).location.rsplit("/", 1)[-1]
    slot = planned(desk)
    assert "Werf 3 op onze manier" in shown(desk.coordinator, desk)
    assert "Werf 3 op onze manier" not in shown(desk.coach, desk)
    assert do(desk.coach, desk, "PrepareSlot", slot=slot, format=own).status == 409
    assert do(desk.coordinator, desk, "PrepareSlot", slot=slot, format=own).status == 303


def test_the_invitation_says_when_where_what_and_that_no_phone_is_needed(desk: Desk) -> None:
    planned(desk, place="Zaal De Kroon")
    page = shown(desk.coordinator, desk)
    text = re.findall(r'once-link" rows="\d+" readonly>([^<]+)<', page)[-1]
    for part in ("13:30", "120 minuten", "Zaal De Kroon", "geen smartphone nodig", "@"):
        assert part in text, text
    assert text.count("\n- ") >= 1


def test_D6_calendars_keep_one_appointment_when_a_session_moves(desk: Desk) -> None:
    slot = planned(desk, place="Zaal De Kroon")

    def event() -> dict[str, object]:
        page = desk.coordinator.get(f"/t/{desk.id}/plan/{slot}.ics")
        assert page.headers["content-type"].startswith("text/calendar")
        [found] = Calendar.from_ical(page.body).walk("VEVENT")
        return dict(found)

    before = event()
    do(desk.coach, desk, "ChangeSlot", slot=slot, at__day=day(27), at__hour="10:00")
    after = event()
    assert before["UID"] == after["UID"]
    assert int(str(after["SEQUENCE"])) == int(str(before["SEQUENCE"])) + 1
    do(desk.coach, desk, "CancelSlot", slot=slot)
    assert str(event()["STATUS"]) == "CANCELLED"
    whole = Calendar.from_ical(desk.coach.get(f"/t/{desk.id}/plan.ics").body)
    assert len(whole.walk("VEVENT")) == len(desk.view().state.slots)
    assert desk.coach.get(f"/t/{desk.id}/plan/no-such.ics").status == 404


def test_D4_who_hands_a_session_over_loses_the_console_until_taking_it_back(desk: Desk) -> None:
    slot = planned(desk)
    do(desk.coach, desk, "PrepareSlot", slot=slot)
    console = desk.coach.post(f"/t/{desk.id}/plan/{slot}/console", {}).location
    assert desk.coach.get(console).status == 200
    offered = do(desk.coach, desk, "OfferHandover", slot=slot, to_function="coordinator")
    assert offered.status == 303
    [handover] = desk.view().state.handovers
    assert "Leid jij deze sessie?" in shown(desk.coordinator, desk)
    assert do(desk.coach, desk, "AcceptHandover", handover=handover).status == 409
    accepted = do(desk.coordinator, desk, "AcceptHandover", handover=handover, page="overview")
    assert accepted.status == 303
    assert desk.coach.get(console).status == 404
    assert desk.coach.post(f"/t/{desk.id}/plan/{slot}/console", {}).status == 404
    theirs = desk.coordinator.post(f"/t/{desk.id}/plan/{slot}/console", {})
    assert desk.coordinator.get(theirs.location).status == 200
    assert "De leiding ligt nu bij: netwerkregisseur." in shown(desk.coach, desk)
    assert do(desk.coach, desk, "WithdrawHandover", handover=handover).status == 303
    assert desk.coordinator.get(theirs.location).status == 404
    mine = desk.coach.post(f"/t/{desk.id}/plan/{slot}/console", {})
    assert desk.coach.get(mine.location).status == 200


def test_a_partner_who_leads_gets_a_link_from_who_handed_it_over(desk: Desk) -> None:
    slot = planned(desk)
    do(desk.coach, desk, "PrepareSlot", slot=slot)
    partner = do(desk.coach, desk, "OfferHandover", slot=slot, to_organisation=desk.partners["elm"])
    assert partner.status == 303
    page = shown(desk.coach, desk)
    assert "De leiding ligt nu bij: De Open Stoel vzw." in page
    links = desk.coach.post(f"/t/{desk.id}/plan/{slot}/links", {})
    console = re.findall(r"readonly>(http[^<]+)</textarea>", links.text)[0]
    leads = desk.running.visitor()
    assert leads.get(leads.open(console)).status == 200
    nobody = do(desk.coach, desk, "OfferHandover", slot=planned(desk, FOURTH, 60), to_function="")
    assert nobody.status == 409


def test_T15_a_link_to_a_console_that_was_kept_opens_nothing_after_a_handover_for_good(
    desk: Desk,
) -> None:
    slot = planned(desk)
    do(desk.coach, desk, "PrepareSlot", slot=slot)
    links = desk.coach.post(f"/t/{desk.id}/plan/{slot}/links", {})
    console, screen = re.findall(r"readonly>(http[^<]+)</textarea>", links.text)[:2]
    early, late, other, room = (desk.running.visitor() for _ in range(4))
    opened, shown_in_room = early.open(console), room.open(screen)
    theirs = desk.coordinator.post(f"/t/{desk.id}/plan/{slot}/console", {}).location
    new = invited(desk.running, "fatma@demos.example", name="Fatma")
    sign_in(other, new.link)
    do(desk.coach, desk, "OfferHandover", page="overview", to_account=new.account)
    [handover] = desk.view().state.handovers
    assert early.get(opened).status == room.get(shown_in_room).status == 200
    assert do(other, desk, "AcceptHandover", handover=handover, page="overview").status == 303
    assert early.get(opened).status == room.get(shown_in_room).status == 404
    assert late.post_json("/open", {"token": console.partition("#")[2]}).status != 200
    # Who still is of it goes on, and who is new begins.
    assert desk.coordinator.get(theirs).status == 200
    mine = other.post(f"/t/{desk.id}/plan/{slot}/console", {}).location
    assert other.get(mine).status == 200


def test_a_session_without_a_board_is_noted_as_held_and_confirmed_by_the_coordinator(
    desk: Desk,
) -> None:
    slot = planned(desk)
    future = do(desk.coach, desk, "MarkHeld", slot=slot, at__day=day(3))
    assert future.status == 409
    assert "moet nog komen" in future.text
    assert do(desk.coach, desk, "MarkHeld", slot=slot).status == 303
    assert "bevestigt de resultaten nog" in shown(desk.coach, desk)
    assert do(desk.coach, desk, "ConfirmResults", slot=slot).status == 403
    assert do(desk.coordinator, desk, "ConfirmResults", slot=slot).status == 303
    unsaid = do(desk.coordinator, desk, "UnconfirmResults", slot=slot, key=slot, reason="")
    assert unsaid.status in (409, 422)
    why = {"slot": slot, "reason": "Er ontbreekt iets"}
    assert do(desk.coordinator, desk, "UnconfirmResults", **why).status == 303


def test_the_days_who_asked_named_stand_beside_the_first_talk(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        desk = Desk(running)
        desk.ask()
        desk.done(c.AnswerRequest(answer="orientation"))
        page = shown(desk.coach, desk)
        assert "Er is nog geen sessie gepland." in page
        assert re.search(r'value="orientation_interview" selected', page)
        assert "Nodig de netwerkregisseur uit" in page


def test_the_day_of_renewal_is_chosen_here_and_not_in_the_past(desk: Desk) -> None:
    past = do(desk.coach, desk, "SetRenewal", at__day="2020-01-01")
    assert past.status == 409
    assert do(desk.coach, desk, "SetRenewal", at__day=day(200)).status == 303
    assert "Er is nog geen dag gekozen." not in shown(desk.coach, desk)
