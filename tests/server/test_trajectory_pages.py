"""The pages of a trajectory in a real server: read, and written by plain forms."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import Function
from server.web.dates import short_day
from server.web.sections import SECTIONS
from server.web.signs import ACT
from server.words import Speaker
from tests.contracts.test_inflow import counted
from tests.people import invited, sign_in
from tests.running import Running
from tests.server.desk import Desk, day, plain, refused

READ = ("", *(name for name in SECTIONS if name != "overview"))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with Running.start(tmp_path) as running:
        yield running


@pytest.fixture
def desk(running: Running) -> Desk:
    return Desk(running).lived()


def queries(desk: Desk, path: str) -> int:
    """With those of what the server looks after by itself meanwhile, if any."""
    with counted() as seen:
        desk.coach.get(path)
    return len(seen)


def test_T19_each_page_takes_as_many_queries_for_ten_sessions_as_for_two(tmp_path: Path) -> None:
    asked: list[list[int]] = []
    # Of two on, it has begun: no page asks for less because there is nothing yet.
    for sessions in (2, 10):
        with Running.start(tmp_path / str(sessions)) as running:
            desk = Desk(running).many(sessions)
            assert len(desk.view().sessions) == sessions
            record = desk.coach.get(f"/t/{desk.id}/record").location
            counts = []
            for path in (*(f"/t/{desk.id}/{name}".rstrip("/") for name in READ), record):
                assert desk.coach.get(path).status == 200
                counts.append(min(queries(desk, path) for _ in range(3)))
            asked.append(counts)
    assert asked[0] == asked[1]
    assert min(asked[0]) > 3


def test_the_overview_says_what_is_to_be_done_now_to_each(desk: Desk) -> None:
    coach, coordinator = plain(desk.get()), plain(desk.get(visitor=desk.coordinator))
    assert "De netwerkregisseur kijkt de resultaten na van Werf 4." in coach
    assert "Kijk de resultaten na van Werf 4." in coordinator
    assert "Wat vraagt aandacht" in coach
    assert "Wat vraagt aandacht" in coordinator
    # Each sign says in a sentence when it is one, and leads to where something can be done.
    for page in (desk.get(), desk.coach.get("/trajectories")):
        signs = re.findall(rf'<li><a href="/t/{desk.id}([/#][^"]*)">([^<]+)</a><br>', page.text)
        found = {sign.code for sign in desk.view().signals}
        assert found
        assert {path for path, _ in signs} == {ACT[code] for code in found}
        for path, _ in signs:
            section, _, anchor = path.lstrip("/").partition("#")
            assert f'id="{anchor}"' in desk.get(section).text or not anchor
    assert "Er komt een halve dag per week bij." in coach
    first = min(slot.at for slot in desk.view().state.slots.values())
    its_day = short_day(Speaker(desk.site.pages.catalogue, "nl"), first)
    for words in (its_day, "bevestigd", "gehouden", "nog te plannen"):
        assert words in coach
    desk.send("results", "ConfirmResults", desk.coordinator, slot=desk.view().state.plan[-1].id)
    assert "Alle werven zijn gedaan. Rond het traject af." in plain(desk.get())


def test_a_trajectory_goes_from_its_end_to_a_new_one(desk: Desk) -> None:
    slot = desk.view().state.plan[-1].id
    assert desk.send("results", "ConfirmResults", desk.coordinator, slot=slot).status == 303
    assert desk.send("overview", "RoundOff").status == 303
    early = desk.send("overview", "StartFollowing")
    refused(early, 409, "Kies eerst de dag van de herbronning.")
    past = desk.send("overview", "SetRenewal", at__day=day(desk, -9))
    refused(past, 409, "Kies een moment dat nog komt.", day(desk, -9))
    assert desk.send("overview", "SetRenewal", at__day=day(desk, 200)).status == 303
    assert desk.send("overview", "StartFollowing").status == 303
    assert "Opvolging loopt" in plain(desk.get())
    refused(desk.send("overview", "GiveVerdict", note="Nog eens"), 422, "gekozen", "Nog eens")
    without = desk.send("overview", "GiveVerdict", verdict="adjust", note="Een dag")
    refused(without, 409, "Kies een dag voor de extra sessie.", "Een dag")
    done = desk.send("overview", "GiveVerdict", verdict="restart", note="Met een nieuwe ploeg")
    assert done.status == 303
    over = desk.get()
    assert "Opnieuw gestart" in plain(over)
    new = desk.view().state.next
    assert f"/t/{new}" in over.text
    assert "Het vorige traject" in plain(desk.coach.get(f"/t/{new}"))


def test_pausing_says_why_and_is_undone_from_where_it_is_said(desk: Desk) -> None:
    refused(desk.send("overview", "PauseTrajectory", reason=" "), 422, "waarom")
    page = desk.send("overview", "PauseTrajectory", reason="Verkiezingen")
    assert page.status == 303
    said = desk.coach.get(page.location.partition("#")[0])
    assert "Bewaard." in plain(said)
    assert "Op pauze (was: Werksessies lopen)" in plain(said)
    assert 'value="ResumeTrajectory"' in said.text
    assert desk.send("overview", "ResumeTrajectory").status == 303
    assert "Werksessies lopen" in plain(desk.get())


def test_stopping_needs_no_reason_and_loses_nothing(desk: Desk) -> None:
    assert desk.send("overview", "StopTrajectory", reason="unsaid").status == 303
    assert "Dit traject is voorbij. Alles blijft leesbaar." in plain(desk.get())
    for section in SECTIONS:
        assert desk.get(section if section != "overview" else "").status == 200
    late = desk.send("partners", "AddPartner", name="Te laat", partner_kind="club")
    assert late.status == 409
    assert "afgesloten" in plain(late)


def test_partners_come_change_and_go_and_what_that_touches_is_dealt_with(desk: Desk) -> None:
    twice = desk.send("partners", "AddPartner", name="Het Handvat", partner_kind="hulp")
    refused(twice, 409, "Het Handvat staat al in de lijst.", "hulp")
    nameless = desk.send("partners", "AddPartner", name="", partner_kind="hulp", brings="Soep")
    refused(nameless, 422, "Vul iets in.", "hulp", "Soep")
    page = desk.send("partners", "AddPartner", name="Huis van het Kind", partner_kind="gezin")
    id = page.location.partition("#")[2]
    welcome = plain(desk.coach.get(f"/t/{desk.id}/partners/{id}/welcome"))
    assert "Welkom, Huis van het Kind" in welcome
    assert "Onze positieve kern" in welcome
    assert "Maatjes zoeken, opleiden en bedanken" in welcome
    oak = desk.partners["oak"]
    for command, fields in (
        ("ChangePerson", {"note": "Iemand nieuw"}),
        ("ChangeInterest", {"interest": "Andere zorgen"}),
        ("DescribePartner", {"name": "Cultuurdienst", "core": "0"}),
    ):
        assert desk.send("partners", command, organisation=oak, **fields).status == 303
    assert desk.view().state.partners[oak].name == "Cultuurdienst"  # type: ignore[index]
    assert desk.send("partners", "PartnerLeaves", organisation=oak).status == 303
    shown = plain(desk.get("partners"))
    assert "Bekijk dit eerst" in shown
    assert "Cultuurdienst stopte." in shown
    for line in desk.view().state.open_impacts:
        desk.send("partners", "SettleImpact", impact=line.id, answer="keep")
    assert "Bekijk dit eerst" not in plain(desk.get("partners"))
    gone = desk.send("partners", "ChangePerson", organisation=oak, key=oak, note="Toch")
    assert gone.status == 409
    assert "Zet die partner eerst terug." in plain(gone)
    assert desk.send("partners", "PartnerReturns", organisation=oak).status == 303


def test_T20_the_sounding_board_is_read_by_coach_and_coordinator_and_stands_nowhere_else(
    desk: Desk,
) -> None:
    secret = "De schepen twijfelt nog"
    page = desk.send("sounding", "note", kind="note", text=secret)
    assert page.status == 303
    held = desk.view().state.plan[2].id
    looked = desk.send(
        "sounding", "Reflect", desk.coordinator, slot=held, well="De taart", coach="Hulp"
    )
    assert looked.status == 303
    for visitor in (desk.coach, desk.coordinator):
        shown = plain(desk.get("sounding", visitor))
        assert secret in shown
        assert "De taart" in shown
    for section in READ:
        if section != "sounding":
            assert secret not in desk.get(section).text
    other = desk.running.visitor()
    sign_in(other, invited(desk.running, "else@demos.example").link)
    assert other.get(f"/t/{desk.id}/sounding").status == 404
    refused(desk.send("sounding", "note", kind="note", text=" "), 422, "Vul iets in.")
    notes = asyncio.run(desk.site.trajectories.sounding(desk.id))
    mine = next(one.id for one in notes if one.text == secret)
    desk.send("sounding", "erase_note", desk.coordinator, note=mine)
    assert secret in plain(desk.get("sounding"))
    assert desk.send("sounding", "erase_note", note=mine).status == 303
    assert secret not in plain(desk.get("sounding"))


def test_what_changes_around_and_the_card_of_the_network_are_kept(desk: Desk) -> None:
    bare = desk.send("history", "NoteChange", text="UiTPAS komt", about="money")
    refused(bare, 422, "niet gekozen", "UiTPAS komt")
    said = {"text": "UiTPAS komt", "about": "money", "at__day": day(desk, -30)}
    page = desk.send("history", "NoteChange", **said)
    assert "Verandering genoteerd: UiTPAS komt." in plain(desk.get("history"))
    change = page.location.partition("#")[2]
    assert desk.send("history", "StrikeChange", change=change).status == 303
    card = {"vision": "Iedereen mee", "rhythm": "Vier keer per jaar"}
    assert desk.send("history", "DescribeNetwork", **card).status == 303
    assert "Vier keer per jaar" in plain(desk.get("history"))


def test_a_trajectory_is_handed_over_for_good_and_the_old_coach_writes_no_more(desk: Desk) -> None:
    other = desk.running.visitor()
    new = invited(desk.running, "fatma@demos.example", name="Fatma")
    sign_in(other, new.link)
    assert f"/t/{desk.id}" not in other.get("/trajectories").text
    assert desk.send("overview", "OfferHandover", to_account=new.account).status == 303
    assert f"/t/{desk.id}" in other.get("/trajectories").text
    assert "Wacht op een antwoord van Fatma" in plain(desk.get())
    asked = other.get(f"/t/{desk.id}")
    assert "Neem je dit traject over?" in plain(asked)
    assert "We vergaderen nog" not in plain(asked)
    stranger = desk.send("overview", "PauseTrajectory", other, reason="Nu al")
    assert stranger.status == 404
    for section in READ[1:]:
        assert other.get(f"/t/{desk.id}/{section}").status == 404
    [handover] = desk.view().state.handovers
    assert desk.send("overview", "AcceptHandover", other, handover=handover).status == 303
    assert desk.coach.get(f"/t/{desk.id}").status == 404
    assert other.get(f"/t/{desk.id}").status == 200
    assert desk.send("overview", "PauseTrajectory", reason="Toch").status == 404


def test_T21_nobody_is_named_who_has_no_account_with_a_place_here(running: Running) -> None:
    desk = Desk(running).ask()
    desk.done(c.AnswerRequest(answer="orientation"))
    elsewhere = invited(running, "vera@other.example", name="Vera", municipality="Verweg")
    colleague = invited(running, "els@demos.example", name="Els")
    closed = invited(running, "jan@demos.example", name="Jan")
    asyncio.run(desk.site.accounts.close(closed.account, desk.site.clock()))

    def refused_as(command: c.AnyCommand) -> str:
        outcome = asyncio.run(desk.courses.do(desk.id, command, desk.person()))
        return outcome.code if isinstance(outcome, Refusal) else ""

    for account in ("nobody", elsewhere.account, colleague.account):
        assert refused_as(c.AssignPerson(Function.COORDINATOR, account)) == "no_account"
    for account in ("nobody", closed.account, desk.accounts[Function.COORDINATOR]):
        assert refused_as(c.OfferHandover(to_account=account)) == "no_account"
    page = desk.send("overview", "OfferHandover", to_account="nobody")
    refused(page, 409, "Deze persoon heeft hier geen toegang")
    assert refused_as(c.OfferHandover(to_account=colleague.account)) == ""
    coordinator = desk.accounts[Function.COORDINATOR]
    assert refused_as(c.AssignPerson(Function.COORDINATOR, coordinator)) == ""


def test_how_to_reach_who_asked_is_erased_by_hand(desk: Desk) -> None:
    assert "omar@town.example" in desk.get().text
    assert desk.send("overview", "erase_contact").status == 303
    page = desk.get()
    assert "Deze gegevens zijn gewist." in plain(page)
    assert "omar@town.example" not in page.text


def test_what_no_form_of_ours_sends_is_refused_and_changes_nothing(desk: Desk) -> None:
    before = desk.view().state.n
    for section, command, fields in (
        ("overview", "Nothing", {}),
        ("nowhere", "PauseTrajectory", {"reason": "x"}),
        ("overview", "PauseTrajectory", {"reason": "x", "odd": "1"}),
        ("overview", "note", {"text": "x"}),
        ("overview", "StopTrajectory", {"reason": "because"}),
        ("ends", "AnswerClaim", {"item": "no card", "organisation": "x", "answer": "confirmed"}),
    ):
        page = desk.send(section, command, **fields)
        assert page.status == 400, (command, page.status)
    assert desk.view().state.n == before
    assert desk.coach.get(f"/t/{desk.id}/nothing").status == 404


def test_a_trajectory_without_events_has_all_its_pages(running: Running) -> None:
    """As ``doorstart session new`` makes them."""
    desk = Desk(running)
    desk.id = running.session(municipality="Lindervoorde").trajectory
    page = desk.coach.get(f"/t/{desk.id}")
    assert page.status == 200
    for section in READ:
        shown = desk.get(section)
        assert "Nog niets" in plain(shown) or "nog" in plain(shown).lower()
    # It runs without a talk before: none is to be planned any more.
    assert plain(page).count("niet gehouden") == 2


def test_only_the_first_of_one_form_sent_twice_counts(desk: Desk) -> None:
    form = {"command": "AddLooseEnd", "id": "a" * 24, "page": "ends", "text": "Eén keer"}
    for _ in range(2):
        assert desk.coach.post(f"/t/{desk.id}/do", form).status == 303
    assert [one.text for one in desk.view().state.ends.values()] == ["Eén keer"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_is_said_whole_in_each_language(desk: Desk, language: str) -> None:
    for section in READ:
        page = desk.coach.get(f"/t/{desk.id}/{section}".rstrip("/") + f"?taal={language}")
        assert page.status == 200
        assert f'<html lang="{language}"' in page.text
        said = plain(page)
        assert not re.search(r"\{\w+\}", said), section
        unknown = r"\b(overview|desk|ends|texts|results|partners|history|sounding)\.[a-z_]+\b"
        assert not re.search(unknown, said), section
