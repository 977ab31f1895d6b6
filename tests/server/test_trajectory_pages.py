"""The pages of a trajectory in a real server: read, and written by plain forms."""

import asyncio
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from board.trajectory.types import DAY
from server.web.dates import local
from server.web.sections import SECTIONS
from tests.contracts.test_inflow import counted
from tests.people import invited, sign_in
from tests.running import Page, Running
from tests.server.desk import PARTNERS, Desk

READ = ("", *(name for name in SECTIONS if name != "overview"))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with Running.start(tmp_path) as running:
        yield running


@pytest.fixture
def desk(running: Running) -> Desk:
    return Desk(running).lived()


def plain(page: Page) -> str:
    """What a page says, without its marks."""
    text = re.sub(r"(?s)<(script|style).*?</\1>", " ", page.text)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def day(desk: Desk, ahead: int) -> str:
    return f"{local(desk.now + ahead * DAY):%Y-%m-%d}"


def refused(page: Page, status: int, says: str, *typed: str) -> None:
    """It comes back with the reason, in an open form that holds what was typed."""
    assert page.status == status, (page.status, plain(page)[:600])
    assert says in plain(page)
    assert page.text.count('id="refused"') == 1
    form = page.text[: page.text.index('id="refused"')].rindex("<form")
    back = page.text[form : page.text.index("</form>", form)]
    assert says in unescape(back)
    for one in typed:
        assert one in unescape(back)
    before = page.text[:form]
    if before.rfind("<details") > before.rfind("</details>"):
        assert " open" in before[before.rindex("<details") :].partition(">")[0]


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
    assert "Wat vraagt aandacht" not in coordinator
    assert "Er komt een halve dag per week bij." in coach
    for words in ("26 februari", "bevestigd", "gehouden", "nog te plannen"):
        assert words in coach or words != "26 februari"
    desk.send("results", "ConfirmResults", desk.coordinator, slot=desk.view().state.plan[-1].id)
    assert "Alle werven zijn gedaan. Rond het traject af." in plain(desk.get())


def test_a_trajectory_goes_from_its_end_to_a_new_one(desk: Desk) -> None:
    slot = desk.view().state.plan[-1].id
    assert desk.send("results", "ConfirmResults", desk.coordinator, slot=slot).status == 303
    assert desk.send("overview", "RoundOff").status == 303
    early = desk.send("overview", "StartFollowing")
    refused(early, 409, "Kies eerst de dag van de herbronning.")
    past = desk.send("overview", "SetRenewal", at__day=day(desk, -9))
    refused(past, 409, "Kies een dag die nog komt.", day(desk, -9))
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


def test_results_are_confirmed_by_the_coordinator_and_put_right_with_a_trace(desk: Desk) -> None:
    last, vision = desk.view().state.plan[-1], desk.view().state.plan[2]
    coach = desk.send("results", "ConfirmResults", slot=last.id)
    assert coach.status == 403
    assert "Vraag het aan je coach of netwerkregisseur." in plain(coach)
    kept = next(one for one in desk.view().harvests if one.board == vision.board)
    card = next(one for one in kept.items if one.text and not one.within and not one.standing)
    mine = {"slot": vision.id, "key": vision.id, "card": card.id}
    omar = desk.coordinator
    bare = desk.send("results", "CorrectResult", omar, text="Beter gezegd", reason="", **mine)
    refused(bare, 422, "Zeg kort waarom.", "Beter gezegd")
    said = {"text": "Beter gezegd", "reason": "Een naam"}
    assert desk.send("results", "CorrectResult", omar, **mine, **said).status == 303
    shown = plain(desk.get("results"))
    assert "Beter gezegd" in shown
    assert "Verbeterd: Een naam. Het verslag toont wat er stond." in shown
    back = desk.send(
        "results", "UnconfirmResults", omar, slot=vision.id, key=vision.id, reason="Fout"
    )
    refused(back, 409, "Een latere sessie steunt al op dit resultaat", "Fout")


def test_each_card_and_snapshot_leads_into_the_record(desk: Desk) -> None:
    page = desk.get("results")
    thread = re.search(rf'/t/{desk.id}/thread/[^"]+', page.text)
    snapshot = re.search(rf'/t/{desk.id}/snapshot/[^"]+', page.text)
    assert thread
    assert snapshot
    for path in (thread[0], snapshot[0]):
        there = desk.coach.get(path)
        assert there.status == 303
        assert desk.coach.get(there.location).status == 200
        assert desk.coach.get(path).location == there.location


def test_a_text_gets_versions_and_is_adopted_by_the_coordinator(desk: Desk) -> None:
    new = {"text": "procedure-inkomen", "title": "Wie nieuw is", "after": "0"}
    empty = desk.send("texts", "WriteText", key="new", lines=" ", part="procedure", **new)
    refused(empty, 422, "Vul iets in.", "procedure-inkomen", "Wie nieuw is")
    written = desk.send(
        "texts", "WriteText", lines="Een koffie.\nEen maatje.", part="procedure", **new
    )
    assert written.status == 303
    old = desk.send("texts", "WriteText", lines="Van een ander", **new)
    assert old.status == 409
    assert "Er is intussen versie 1." in plain(old)
    mine = {"text": "procedure-inkomen", "key": "procedure-inkomen"}
    unlinked = desk.send("texts", "AdoptText", desk.coordinator, version="1", **mine)
    assert unlinked.status == 409
    assert "bij welk toekomstbeeld dit hoort" in plain(unlinked)
    image = next(iter(desk.view().kept.of("images"))).ref
    linked = {"title": "Wie nieuw is", "after": "1", "images": f"{image.board}/{image.card}"}
    assert desk.send("texts", "WriteText", lines="Een koffie.", **mine, **linked).status == 303
    fixed = desk.send("texts", "CorrectText", version="2", lines="Een kop koffie.", **mine)
    assert fixed.status == 303
    assert desk.send("texts", "AdoptText", version="2", **mine).status == 403
    assert desk.send("texts", "AdoptText", desk.coordinator, version="2", **mine).status == 303
    shown = plain(desk.get("texts"))
    assert "vastgesteld" in shown
    assert "Een maatje." in shown
    poster = desk.coach.get(f"/t/{desk.id}/texts/procedure-inkomen/poster.pdf")
    assert poster.status == 200
    assert poster.body.startswith(b"%PDF-")


def goals(desk: Desk, page: Page) -> dict[str, str]:
    """The form for the next version of the goals, as a browser would send it untouched."""
    begin = page.text.index('value="WriteGoals"')
    form = page.text[begin : page.text.index("</form>", begin)]
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'(?s)<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form))
    for name, options in re.findall(r'(?s)<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    sent = {unescape(name): unescape(value) for name, value in fields.items()}
    return {name: value for name, value in sent.items() if name not in ("id", "page")}


def test_goals_begin_from_the_session_and_each_keeps_stays_or_stops(desk: Desk) -> None:
    form = goals(desk, desk.get("texts"))
    assert form.pop("key") == "goals"
    texts = [value for name, value in form.items() if name.endswith(".text") and value]
    assert texts
    assert desk.send("texts", "WriteGoals", **form).status == 303
    first = desk.view().state.goals[-1]
    assert [goal.line.text for goal in first.goals] == texts
    assert first.goals[0].line.origin is not None
    assert desk.send("texts", "WriteGoals", **form).status == 409
    again = goals(desk, desk.get("texts"))
    again["goals.0.text"], again["note"] = "", "Zonder de eerste"
    again["key"] = "goals"
    refused(desk.send("texts", "WriteGoals", **again), 422, "Vul iets in.", "Zonder de eerste")
    again["goals.0.text"], again["goals.0.change"] = "Nieuw gezegd", "changed"
    assert desk.send("texts", "WriteGoals", **again).status == 303
    shown = plain(desk.get("texts"))
    assert "Nieuw gezegd" in shown
    assert f"Was: {texts[0]}" in shown
    assert desk.send("texts", "AdoptGoals", desk.coordinator, version="1").status == 409


def test_loose_ends_are_solved_become_a_task_or_are_let_go_with_a_reason(desk: Desk) -> None:
    assert desk.send("ends", "AddLooseEnd", text="Wie belt de pers?").status == 303
    refused(desk.send("ends", "AddLooseEnd", text=""), 422, "Vul iets in.")
    open = re.findall(r'name="end" value="([^"]+)"', desk.get("ends").text)
    solved, task, gone = list(dict.fromkeys(open))[:3]
    assert desk.send("ends", "AnswerLooseEnd", end=solved, answer="solved").status == 303
    assert desk.send("ends", "AnswerLooseEnd", end=task, answer="task").status == 303
    let = {"end": gone, "answer": "let_go", "key": f"let-go-{gone}"}
    refused(desk.send("ends", "AnswerLooseEnd", note="", **let), 422, "Zeg kort waarom.")
    assert desk.send("ends", "AnswerLooseEnd", note="Niet meer nodig", **let).status == 303
    shown = plain(desk.get("ends"))
    assert "3 afgehandeld" in shown
    assert "Losgelaten: Niet meer nodig" in shown
    assert desk.send("ends", "ReopenLooseEnd", end=gone).status == 303
    assert "2 afgehandeld" in plain(desk.get("ends"))


def test_claims_of_who_was_absent_wait_and_are_answered(desk: Desk) -> None:
    role = next(one for one in desk.view().kept.of("roles") if one.forms)
    ash = desk.partners["ash"]
    mine = {"item": f"{role.ref.board}/{role.ref.card}", "organisation": ash}
    form = role.forms[-1].id
    odd = desk.send("ends", "AddClaim", form="geen", **mine)
    refused(odd, 409, "Kies een van de manieren die er staan.", ash)
    assert desk.send("ends", "AddClaim", form=form, provisional="1", **mine).status == 303
    shown = plain(desk.get("ends"))
    assert f"Dag {PARTNERS['ash'][0]}" in shown
    assert f"- {role.text}" in shown
    late = desk.send("ends", "SetClaimDue", key="due", due__day="31/12", **mine)
    assert late.status == 422
    assert "“31/12” is geen datum" in plain(late)
    assert desk.send("ends", "SetClaimDue", due__day=day(desk, 40), **mine).status == 303
    assert desk.send("ends", "AnswerClaim", answer="confirmed", **mine).status == 303
    assert f"Dag {PARTNERS['ash'][0]}" not in plain(desk.get("ends"))


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
    assert desk.send("overview", "OfferHandover", to_account=new.account).status == 303
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


def test_only_the_first_of_one_form_sent_twice_counts(desk: Desk) -> None:
    form = {"command": "AddLooseEnd", "id": "a" * 24, "page": "ends", "text": "Eén keer"}
    for _ in range(2):
        assert desk.coach.post(f"/t/{desk.id}/do", form).status == 303
    assert [one.text for one in desk.view().state.ends.values()] == ["Eén keer"]
