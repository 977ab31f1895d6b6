"""What came out of a trajectory, on its pages: results, texts, goals, loose ends, claims."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from board.harvest import only_together
from tests.running import Page, Running
from tests.server.desk import PARTNERS, Desk, day, plain, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Running.start(tmp_path) as running:
        yield Desk(running).lived()


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


def test_what_no_one_could_have_done_alone_is_a_list_of_its_own(desk: Desk) -> None:
    told = only_together(desk.view().harvests)
    texts = [str(item.text) for _, item in told]
    page = desk.get("results").text
    listed = page[page.index('id="together"') : page.index("gathered-title")]
    assert "Dit konden we alleen samen" in unescape(listed)
    # Each once, also in a cluster, and not what one of them did alone.
    made = [
        it for one in desk.view().harvests for it in one.items if "achievements" in it.registers
    ]
    alone = [it.text for it in made if it.fields and not it.together and not it.standing]
    assert texts
    assert alone
    assert not [text for text in alone if f">{text}<" in unescape(listed)]
    assert [unescape(listed).count(f">{text}<") for text in texts] == [1] * len(texts)
    first, _ = told[0]
    seen = re.findall(rf'/t/{desk.id}/snapshot/[^"]+', page)
    records = [desk.coach.get(desk.coach.get(path).location).text for path in seen]
    [record] = [one for one in records if 'id="together"' in one][:1]
    panel = unescape(record[record.index('id="together"') :].split("</article>")[0])
    assert all(f">{text}<" in panel for text in texts), first


def test_a_text_says_what_it_rests_on_here_and_in_the_record(desk: Desk) -> None:
    kept = [one for one in desk.view().kept.texts if one.rests_on]
    items = [desk.view().kept.item(ref) for ref in kept[-1].rests_on]
    told = "Dit steunt op: " + " · ".join(item.text for item in items if item)
    page = plain(desk.get("texts"))
    assert told in page
    seen = re.findall(rf'/t/{desk.id}/snapshot/[^"]+', desk.get("results").text)
    records = [plain(desk.coach.get(desk.coach.get(path).location)) for path in seen]
    assert any(told in record for record in records)
    # A version that is written here names them too, and no card that was never given.
    one = desk.view().kept.texts[-1]
    mine = {"text": kept[-1].id, "key": kept[-1].id, "title": kept[-1].title, "after": "0"}
    odd = desk.send("texts", "WriteText", lines="Samen.", rests_on=f"{one.board}/geen", **mine)
    refused(odd, 409, "Dit kaartje bestaat niet", "Samen.")
    first = kept[-1].rests_on[0]
    named = f"{first.board}/{first.card}"
    assert desk.send("texts", "WriteText", lines="Samen.", rests_on=named, **mine).status == 303
    assert desk.view().state.texts[kept[-1].id].now.rests_on == [first]


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
    # What was said of them at the table stands in the form: the sign, and by when.
    said = [it.tells for one in desk.view().harvests for it in one.items if it.tells]
    assert {"sign": first.goals[0].line.sign, "due": first.goals[0].line.due} in said
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


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ((), ""),
        (("sign",), "Nog niet duidelijk. Hoe zien we dat het lukt? "),
        (("due",), "Nog niet duidelijk. Tegen wanneer? "),
        (("sign", "due"), "Nog niet duidelijk. Hoe zien we dat het lukt, en tegen wanneer? "),
    ],
)
def test_a_goal_without_a_sign_of_success_or_a_day_is_marked_as_unclear(
    desk: Desk, without: tuple[str, ...], says: str
) -> None:
    form = goals(desk, desk.get("texts")) | {"key": "goals"}
    given = {"sign": "Twintig kinderen", "due": "juni"}
    form |= {name: given[field] for name in form if (field := name.rpartition(".")[2]) in given}
    form |= {f"goals.0.{field}": "" for field in without}
    assert desk.send("texts", "WriteGoals", **form).status == 303
    shown = plain(desk.get("texts"))
    assert shown.count("Nog niet duidelijk.") == bool(without)
    assert says in shown


def test_loose_ends_are_solved_become_a_task_or_are_let_go_with_a_reason(desk: Desk) -> None:
    assert desk.send("ends", "AddLooseEnd", text="Wie belt de pers?").status == 303
    history = plain(desk.get("history"))
    assert "Los eindje: Wie belt de pers? " in history, history
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
