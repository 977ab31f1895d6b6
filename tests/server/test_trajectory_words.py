"""What a trajectory refuses and signals has words, in every language."""

import pytest

from board.format import Language
from board.trajectory.refusals import REGISTRY
from board.trajectory.signals import CODES
from server.pages import TEMPLATES
from server.words import LANGUAGES, load

CATALOGUE = load(TEMPLATES / "words")
WORDS = {f"trajectory_refusals.{code}" for code in REGISTRY} | {
    f"{area}.{code}" for code in CODES for area in ("signals", "signal_why")
}


def test_each_refusal_and_signal_of_a_trajectory_has_words_and_each_word_its_code() -> None:
    areas = ("trajectory_refusals", "signals", "signal_why")
    assert {key for key in CATALOGUE.entries if key.split(".")[0] in areas} == WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_what_was_wrong_and_what_comes_first(language: Language) -> None:
    said = CATALOGUE.say("trajectory_refusals.out_of_order", language, value="Werf 1", limit="x")
    assert "Werf 1" in said
