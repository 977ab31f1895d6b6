"""A coach makes a format one's own by plain forms: what is wrong, who else saved, who may."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from board.format_file import parse
from server.formats import shelf
from tests.people import signed_in
from tests.running import Running, Visitor
from tests.server.format_desk import AT, BASE, STEP, copy, file_of, put, text_of

NEW = "Wat zag je lukken waar je nog aan denkt?"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.start(tmp_path_factory.mktemp("formats")) as running:
        yield running


@pytest.fixture(scope="module")
def coach(running: Running) -> Visitor:
    return signed_in(running, "els@example.org", name="Els")


@pytest.fixture(scope="module")
def other(running: Running) -> Visitor:
    return signed_in(running, "bart@example.org", name="Bart")


def test_a_copy_is_changed_and_a_session_asks_what_it_says(
    running: Running, coach: Visitor
) -> None:
    one = copy(coach)
    answer = put(coach, f"{one}/phases/{STEP.id}", {f"{AT}.question.nl": NEW})
    assert answer.status == 303
    assert answer.location.endswith("?saved=2")
    assert "Bewaard als versie 2." in coach.get(answer.location).text
    order = put(coach, one, {f"{AT}.minutes": "21", f"{AT}.mode": "groups", "name": "Testdorp"})
    assert order.status == 303, text_of(order)
    made = running.session(stage="", format=one.rpartition("/")[2])
    visitor = running.visitor()
    format = visitor.get(visitor.open(made.lead)).boot["format"]
    step = next(phase for phase in format["phases"] if phase["id"] == STEP.id)
    assert (step["question"], step["minutes"], step["mode"]) == (NEW, 21, "groups")
    # A session keeps the format that it was opened with.
    put(coach, f"{one}/phases/{STEP.id}", {f"{AT}.question.nl": "Iets heel anders?"})
    again = visitor.get(visitor.open(made.lead)).boot["format"]
    assert again == format


def test_F2_a_wrong_value_is_told_at_its_place_and_stays_in_its_field(coach: Visitor) -> None:
    one = copy(coach)
    before = file_of(coach, one)
    page = put(coach, one, {f"{AT}.minutes": "600", "name": "Testdorp"})
    assert page.status == 422
    field = re.search(rf'<input[^>]*name="{re.escape(AT)}\.minutes"[^>]*>', page.text)
    assert field is not None
    assert 'value="600"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    id = re.search(r'id="([^"]+)"', field[0])
    assert id is not None
    assert f'href="#{id[1]}"' in page.text
    assert "600 is te veel. Kies een getal: 1–240." in text_of(page)
    part = put(
        coach,
        f"{one}/phases/{STEP.id}",
        {f"{AT}.question.nl": "", f"{AT}.help.nl": "x" * 401, f"{AT}.title.nl": "Goed zo"},
    )
    assert part.status == 422
    assert "Hier moet iets staan in het Nederlands." in text_of(part)
    assert "Dit telt 401 tekens. Er is plaats voor 400." in text_of(part)
    assert 'value="Goed zo"' in part.text
    assert file_of(coach, one) == before


def test_a_field_that_is_none_is_refused_by_name(coach: Visitor) -> None:
    one = copy(coach)
    page = put(coach, f"{one}/phases/{STEP.id}", {f"{AT}.colour": "rood"})
    assert page.status == 422
    assert f"{AT}.colour" in text_of(page)
    assert "rood" in text_of(page)
    assert coach.post(one, {"base": "x", "name": "y"}).status == 400
    assert coach.post("/formats", {"from": BASE.id, "name": "y", "more": "z"}).status == 400


def test_F3_two_coaches_change_other_things_and_both_stay(coach: Visitor, other: Visitor) -> None:
    one = copy(coach)
    path = f"{one}/phases/{STEP.id}"
    base = coach.get(path).hidden("base")
    assert put(other, path, {f"{AT}.help.nl": "Van Bart."}, base).status == 303
    assert put(coach, path, {f"{AT}.question.nl": "Van Els?"}, base).status == 303
    phase = file_of(coach, one).phase(STEP.id)
    assert phase is not None
    assert phase.help is not None
    assert (phase.help.nl, phase.question.nl) == ("Van Bart.", "Van Els?")


def test_F3_two_coaches_change_one_text_and_choose(coach: Visitor, other: Visitor) -> None:
    one = copy(coach)
    path = f"{one}/phases/{STEP.id}"
    base = coach.get(path).hidden("base")
    assert put(other, path, {f"{AT}.question.nl": "Van Bart?"}, base).status == 303
    mine = {f"{AT}.question.nl": "Van Els?", f"{AT}.say.nl": "Els zegt dit."}
    page = put(coach, path, mine, base)
    assert page.status == 422
    told = text_of(page)
    assert "Iemand anders bewaarde intussen iets anders." in told
    assert "Van Els?" in told
    assert "Van Bart?" in told
    assert "Els zegt dit." in told
    # As the form now stands: mine over theirs, or theirs after all.
    mine_again = mine | {"base": page.hidden("base")}
    theirs = mine_again | {f"theirs.{AT}.question.nl": "1"}
    assert coach.post(path, theirs).status == 303
    phase = file_of(coach, one).phase(STEP.id)
    assert phase is not None
    assert (phase.question.nl, phase.say.nl) == ("Van Bart?", "Els zegt dit.")
    assert put(coach, path, mine).status == 303
    phase = file_of(coach, one).phase(STEP.id)
    assert phase is not None
    assert phase.question.nl == "Van Els?"


def test_steps_are_moved_left_out_and_put_back_with_what_was_typed(coach: Visitor) -> None:
    one = copy(coach)
    first, second, third = (phase.id for phase in BASE.phases[:3])
    put(coach, one, {"do": f"up.{second}", f"phases.{first}.minutes": "9", "name": "A"})
    put(coach, one, {"do": f"out.{third}", "name": "A"})
    now = file_of(coach, one)
    assert [phase.id for phase in now.phases[:2]] == [second, first]
    assert third not in {phase.id for phase in now.phases}
    assert now.phases[1].minutes == 9
    assert "Weggelaten stappen" in coach.get(one).text
    # Its words can still be changed, and come back with it.
    put(coach, f"{one}/phases/{third}", {f"phases.{third}.title.nl": "Later dan toch"})
    put(coach, one, {"do": f"back.{third}", "name": "A"})
    back = file_of(coach, one).phase(third)
    assert back is not None
    assert back.title.nl == "Later dan toch"


def test_a_long_session_says_so(coach: Visitor) -> None:
    one = copy(coach)
    hidden = "data-long hidden"
    assert hidden in coach.get(one).text
    put(coach, one, {f"{AT}.minutes": "90", "name": "A"})
    page = coach.get(one)
    assert hidden not in page.text
    assert "Langer dan twee uur is voor veel mensen te lang. Kan het in twee keer?" in page.text


def test_an_earlier_version_comes_back_and_none_goes_away(coach: Visitor) -> None:
    one = copy(coach)
    first = file_of(coach, one)
    put(coach, f"{one}/phases/{STEP.id}", {f"{AT}.question.nl": NEW})
    listed = coach.get(f"{one}/versions")
    assert NEW in text_of(listed)
    assert "Breng versie 1 terug" in text_of(listed)
    assert coach.post(f"{one}/versions", {"version": "1"}).status == 303
    assert file_of(coach, one) == first
    assert "versie 3" in coach.get(one).text
    assert coach.post(f"{one}/versions", {"version": "9"}).status == 400


def test_a_hard_sentence_gets_a_hint_and_is_saved_all_the_same(coach: Visitor) -> None:
    one = copy(coach)
    path = f"{one}/phases/{STEP.id}"
    hard = (
        "Welke procedures faciliteren volgens jou het draagvlak bij alle partners "
        "die vandaag in dit netwerk samenwerken met elkaar?"
    )
    page = coach.follow(put(coach, path, {f"{AT}.question.nl": hard}).location)
    told = " ".join(text_of(page).split())
    assert "Deze zin telt 18 woorden. Tot 15 leest ze vlot." in told
    assert "“procedures” kent niet iedereen. Misschien: afspraak, hoe we het doen." in told
    assert "Zeg het in je eigen woorden" in told
    put(coach, path, {f"{AT}.question.nl": hard, f"instead.{AT}.question.nl": NEW})
    phase = file_of(coach, one).phase(STEP.id)
    assert phase is not None
    assert phase.question.nl == NEW


def test_only_who_signed_in_as_one_who_may_comes_near_a_format(
    running: Running, coach: Visitor
) -> None:
    one = copy(coach, "Van de coaches")
    anyone = running.visitor()
    for path in ("/formats", one, f"{one}/preview", f"{one}/file.toml", "/formats/import"):
        page = anyone.get(path)
        assert page.status in (303, 401, 403, 404), path
        assert "Van de coaches" not in page.text
    anna = signed_in(running, "anna@testdorp.example", municipality="Testdorp")
    ben = signed_in(running, "ben@beverdorp.example", municipality="Beverdorp")
    assert "Van de coaches" in anna.get("/formats").text
    assert anna.get(one).status == 404
    assert anna.post(one, {"base": "1", "name": "x"}).status == 404
    own = copy(anna, "Van Anna", one.rpartition("/")[2])
    assert put(anna, own, {"name": "Nog van Anna"}).status == 303
    assert coach.get(own).status == 200
    assert ben.get(own).status == 404
    assert ben.get(f"{own}/preview").status == 404
    assert "Van Anna" not in ben.get("/formats").text


def test_a_format_that_is_put_away_is_chosen_by_nobody(running: Running, coach: Visitor) -> None:
    one = copy(coach, "Opgeborgen")
    assert coach.post(f"{one}/away", {"away": "yes"}).status == 303
    with pytest.raises(Exception, match="there is no format"):
        running.session(stage="", format=one.rpartition("/")[2])
    assert coach.post(f"{one}/away", {"away": "no"}).status == 303
    assert running.session(stage="", format=one.rpartition("/")[2]).code


def test_a_question_is_found_and_taken_over_into_a_step(coach: Visitor) -> None:
    one = copy(coach)
    source = BASE.phases[1]
    word = source.question.nl.split()[-2]
    page = coach.get(f"{one}/phases/{STEP.id}/questions?q={word}")
    assert source.question.nl in text_of(page)
    path = f"{one}/phases/{STEP.id}/questions"
    assert coach.post(path, {"from": BASE.id, "step": source.id}).status == 303
    phase = file_of(coach, one).phase(STEP.id)
    assert phase is not None
    assert (phase.question, phase.help, phase.examples) == (
        source.question,
        source.help,
        source.examples,
    )
    assert (phase.title, phase.steps) == (STEP.title, STEP.steps)


def test_F6_only_a_preview_may_stand_in_a_frame_and_only_in_ours(coach: Visitor) -> None:
    one = copy(coach)
    framed = [f"{one}/preview/{kind}?step={STEP.id}" for kind in ("phone", "screen")]
    for path in framed:
        page = coach.get(path)
        assert page.status == 200
        assert page.headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self';" in page.headers["content-security-policy"]
    for path in ("/", "/formats", one, f"{one}/preview", f"{one}/preview/phone/x", "/sign-in"):
        page = coach.get(path)
        assert page.headers["x-frame-options"] == "DENY", path
        assert "frame-ancestors 'none';" in page.headers["content-security-policy"], path
        holds = "frame-src 'self';" in page.headers["content-security-policy"]
        assert holds is (path == f"{one}/preview"), path


@pytest.mark.parametrize("stage", sorted(shelf()))
def test_F6_every_step_of_every_format_can_be_looked_at(coach: Visitor, stage: str) -> None:
    format = shelf()[stage]
    for phase in format.phases:
        for kind in ("phone", "screen"):
            page = coach.get(f"/formats/{format.id}/preview/{kind}?step={phase.id}&in=fr")
            assert page.status == 200, phase.id
            assert page.boot["grant"] == ""
            assert page.boot["view"]["phase"]["id"] == phase.id
    assert coach.get(f"/formats/{format.id}/preview/phone?step=nothing").status == 404


def test_every_page_of_a_format_draws_every_part(coach: Visitor) -> None:
    for stage, format in sorted(shelf().items()):
        one = copy(coach, stage, format.id)
        page = coach.get(one)
        assert page.status == 200
        parts = re.findall(rf'href="({re.escape(one)}/[a-z]+/[a-z0-9_]+)"', page.text)
        assert len(set(parts)) > len(format.phases) + len(format.kinds)
        for path in sorted(set(parts)):
            part = coach.get(path)
            assert part.status == 200, path
            assert "formats.field" not in part.text, path
            assert "formats.number" not in part.text, path


def test_a_copy_needs_a_name(coach: Visitor) -> None:
    page = coach.post("/formats", {"from": BASE.id, "name": " ", "variant": ""})
    assert page.status == 422
    assert "Geef het format een naam." in page.text
    long = coach.post("/formats", {"from": BASE.id, "name": "x" * 81, "variant": ""})
    assert "Hoogstens 80 tekens." in long.text
    assert "x" * 81 in long.text


def test_the_shelf_has_files_and_own_ones_by_stage(running: Running, coach: Visitor) -> None:
    copy(coach, "Op het rek")
    page = coach.get("/formats")
    for format in shelf().values():
        assert format.title.nl in unescape(page.text)
    assert "Op het rek" in page.text


def test_a_folder_of_ones_own_is_read_anew_when_a_file_changes(tmp_path: Path) -> None:
    formats = Path(__file__).parent.parent / "formats"
    source = next(iter(sorted(formats.glob("*.toml")))).read_text()
    own = tmp_path / "own"
    own.mkdir()
    (own / "one.toml").write_text(source)
    with Running.start(tmp_path, formats=own) as running:
        coach = signed_in(running, "els@example.org")
        title = parse(source.encode(), "one.toml").title.nl
        assert title in coach.get("/formats").text
        (own / "one.toml").write_text(source.replace(title, "Een heel andere titel", 1))
        assert "Een heel andere titel" in coach.get("/formats").text
