"""What the pages of a trajectory name by a code of its own has words for each."""

from pathlib import Path
from typing import get_args

import pytest

from board.stages import Register
from board.trajectory.events import AnyEvent
from board.trajectory.machine import StageStand, Stand
from board.trajectory.types import ChangeAbout, Function, StopReason, TextPart, Verdict, Wanted
from server.pages import TEMPLATES
from server.web import next_step
from server.web.sections import SECTIONS, results
from server.words import load

CATALOGUE = load(TEMPLATES / "words")
EACH = {
    "history.steps": [kind.__name__ for kind in get_args(AnyEvent)],
    "desk.stands": list(Stand),
    "desk.stages": list(StageStand),
    "desk.section": list(SECTIONS),
    "overview.functions": list(Function),
    "overview.stop_reasons": list(get_args(StopReason)),
    "overview.verdicts": list(get_args(Verdict)),
    "overview.wanted": list(get_args(Wanted)),
    "history.abouts": list(get_args(ChangeAbout)),
    "results.registers": [one for one in get_args(Register) if one],
    "texts.parts": [part or "none" for part in get_args(TextPart)],
}


@pytest.mark.parametrize("area", EACH)
def test_each_of_them_has_words_and_each_word_is_of_one(area: str) -> None:
    said = {key.removeprefix(f"{area}.") for key in CATALOGUE.entries if key.startswith(f"{area}.")}
    assert said == {str(one) for one in EACH[area]}


def test_each_thing_to_do_now_has_its_words_and_the_words_of_its_button() -> None:
    areas = ("overview.next", "overview.next_button")
    said, buttons = (
        {key.rpartition(".")[2] for key in CATALOGUE.entries if key.startswith(f"{area}.")}
        for area in areas
    )
    assert said - {"title"} == buttons
    source = Path(str(next_step.__file__)).read_text()
    for code in buttons:
        # Some are put together: of a stand, or of what an offer waits for.
        assert code.startswith("decide_") or code.removeprefix("offer_") in source, code


def test_every_list_that_sessions_fill_is_shown_or_has_a_page_of_its_own() -> None:
    elsewhere = {"", "ends", "closed"}
    assert set(results.REGISTERS) | elsewhere == set(get_args(Register))
