"""A format goes out as a file and comes in again, with all that is wrong in it told."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from board.editing.spots import values_of
from tests.people import signed_in
from tests.running import Running, Visitor
from tests.server.format_desk import AT, STEP, copy, file_of, sent_file, text_of


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with Running.start(tmp_path_factory.mktemp("formats")) as running:
        yield signed_in(running, "els@example.org", name="Els")


def test_F4_a_format_goes_out_as_a_file_and_comes_in_as_it_was(coach: Visitor) -> None:
    one = copy(coach, "Heen en weer")
    for kind in ("toml", "json"):
        page = sent_file(coach, coach.get(f"{one}/file.{kind}").body)
        assert page.status == 303, text_of(page)
        assert values_of(file_of(coach, page.location.partition("?")[0])) == values_of(
            file_of(coach, one)
        )


def test_F5_all_faults_of_a_file_are_told_and_mended_on_the_spot(coach: Visitor) -> None:
    source = coach.get(f"{copy(coach)}/file.toml").text
    wrong = source.replace("minutes = 14", 'minutes = "veertien"', 1)
    wrong = wrong.replace('colour = "sun"', 'colour = "oranje"\nkleur = "oranje"', 1)
    page = sent_file(coach, wrong.encode())
    assert page.status == 422
    told = " ".join(text_of(page).split())
    assert "3 fouten" in told
    assert "“oranje” kan hier niet. Kies uit: sun, berry, leaf, sky, teal." in told
    assert f"{AT}.minutes" in told
    assert 'Hier staat "veertien". Verwacht: 1, 2, 3 …' in told
    assert 'href="#f-colour"' in page.text
    fields = {"mend.colour": "leaf", f"mend.{AT}.minutes": "0", "drop.kleur": "1"}
    second = sent_file(coach, b"", text=wrong, **fields)
    assert second.status == 422
    assert "Hier staat “0”. Verwacht: 1–240" in " ".join(text_of(second).split())
    shown = re.search(
        r"<textarea[^>]*name=\"text\"[^>]*>\n?(.*?)</textarea>", second.text, re.DOTALL
    )
    assert shown is not None
    done = sent_file(coach, b"", text=unescape(shown[1]), **{f"mend.{AT}.minutes": "15"})
    assert done.status == 303, text_of(done)
    made = file_of(coach, done.location.partition("?")[0])
    phase = made.phase(STEP.id)
    assert phase is not None
    assert (made.colour, phase.minutes) == ("leaf", 15)


def test_F5_a_text_that_no_form_would_take_comes_in_by_no_file(coach: Visitor) -> None:
    source = coach.get(f"{copy(coach)}/file.toml").text
    page = sent_file(coach, source.replace(STEP.question.nl, "x" * 301).encode())
    assert page.status == 422
    assert f"{AT}.question.nl" in text_of(page)
    assert "Dit telt 301 tekens. Er is plaats voor 300." in text_of(page)


def test_a_file_may_be_longer_than_a_form_and_has_an_end(coach: Visitor) -> None:
    source = coach.get(f"{copy(coach)}/file.toml").body
    assert sent_file(coach, source + b"# more\n" * 30_000).status == 303
    assert sent_file(coach, source + b"# more\n" * 90_000).status == 413
    form = coach.post("/formats", {"from": "x" * 70_000, "name": "y", "variant": ""})
    assert form.status == 413


@pytest.mark.parametrize("body", [b"", b"a =", b"{", b"\xff\xfe", b"[]", b"\x00"])
def test_what_is_no_format_is_refused_with_words(coach: Visitor, body: bytes) -> None:
    page = sent_file(coach, body)
    assert page.status == 422
    assert 'role="alert"' in page.text
