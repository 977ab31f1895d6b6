"""What partners read is held to plain Dutch: short sentences, and no word that shuts people out.

A hard word may stand where the same screen says what it is.
"""

import json

from board.editing.reading import read
from server.formats import shelf
from server.pages import TEMPLATES
from server.plain import Spot, faults, of_catalogue, of_format, stems
from server.words import load
from tests.board.play import ROOT

CATALOGUE = load(TEMPLATES / "words")
STEMS = stems(CATALOGUE)
DOMAIN_LIST = (
    "participatie",
    "draagvlak",
    "doelenkader",
    "procedure",
    "faciliteren",
    "input",
    "traject",
    "indicator",
)


def test_U5_the_list_of_hard_words_holds_those_of_the_domain() -> None:
    assert [word for word in DOMAIN_LIST if not read(word, STEMS).hard] == []


def test_U5_all_that_partners_read_of_the_product_is_plain() -> None:
    spots = list(of_catalogue(CATALOGUE))
    assert len(spots) > 400
    assert {spot.at: wrong for spot in spots if (wrong := faults(spot, STEMS))} == {}


def test_U5_all_that_partners_read_of_each_format_is_plain() -> None:
    spots = [spot for format in shelf().values() for spot in of_format(format)]
    assert len(spots) > 1000
    assert {spot.at: wrong for spot in spots if (wrong := faults(spot, STEMS))} == {}


def test_U5_a_hard_word_may_stand_where_the_screen_says_what_it_is() -> None:
    question = "Gaan we verder met een doorstarttraject?"
    assert faults(Spot("q", question), STEMS) == ["doorstarttraject"]
    assert not faults(Spot("q", question, "Dat zijn een paar werksessies samen."), STEMS)
    sign = "Een indicator is waaraan we zien dat het lukt."
    assert not faults(Spot("q", "Onze indicator?", sign), STEMS)


def test_U5_a_text_reads_the_same_wherever_it_is_looked_at() -> None:
    cases = json.loads((ROOT / "tests/plain_words.json").read_text())
    for text, long, hard in cases["texts"]:
        found = read(text, cases["stems"])
        assert (found.long, found.hard) == (long, hard), text
