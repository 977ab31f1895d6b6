"""The catalogue: complete in Dutch, with the same slots in every language."""

import re
from pathlib import Path

import pytest

from board.refusals import REGISTRY
from server.packs import SLOT
from server.pages import TEMPLATES
from server.web.trouble import TROUBLES
from server.words import (
    LANGUAGES,
    Catalogue,
    CatalogueFault,
    Speaker,
    filled,
    language_of,
    load,
)

CATALOGUE = load(TEMPLATES / "words")
LONGEST_SENTENCE = 15


def test_each_text_is_there_in_all_three_languages_with_the_same_slots() -> None:
    faults: list[str] = []
    for key, entry in CATALOGUE.entries.items():
        faults += [f"{key} has no {its}" for its in ("nl", "fr", "en") if not getattr(entry, its)]
        slots = {language: set(SLOT.findall(entry.say(language))) for language in LANGUAGES}
        if len(set(map(frozenset, slots.values()))) > 1:
            faults.append(f"{key}: {slots}")
    assert faults == []


def test_each_dutch_sentence_is_short() -> None:
    long = [
        f"{key}: {sentence}"
        for key, entry in CATALOGUE.entries.items()
        for sentence in re.split(r"[.!?…]\s|\n", entry.nl)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert long == []


def test_each_refusal_of_a_page_says_what_happened_and_what_to_do() -> None:
    wanted = {
        f"refused.{code}.{part}" for code in TROUBLES for part in ("title", "text", "what_now")
    }
    assert wanted - set(CATALOGUE.entries) == set()


def test_each_refusal_of_the_board_has_words() -> None:
    assert {f"refusals.{code}" for code in REGISTRY} - set(CATALOGUE.entries) == set()


def test_each_key_in_a_template_has_words() -> None:
    said = re.compile(r"words(?:\.count|\.dutch)?\(\s*['\"]([a-z_.]+)['\"]")
    missing = {
        f"{path.name}: {key}"
        for path in TEMPLATES.rglob("*.html")
        for key in said.findall(path.read_text())
        if not key.endswith((".", "_")) and key not in CATALOGUE.entries
    }
    assert missing == set()


def test_a_slot_is_filled_and_what_people_typed_is_not_read_as_one() -> None:
    assert filled("Hoogstens {limit} tekens: {value}", {"limit": 280, "value": "{limit}"}) == (
        "Hoogstens 280 tekens: {limit}"
    )
    assert filled("{niet} gevuld", {}) == "{niet} gevuld"


def test_a_missing_language_falls_back_to_dutch(tmp_path: Path) -> None:
    entries = 'hello = { nl = "Dag" }\n[door]\nshut = { nl = "Dicht", fr = "Fermé" }'
    words = _loaded(tmp_path, entries)
    assert words.say("area.hello", "fr") == "Dag"
    assert words.say("area.door.shut", "fr") == "Fermé"
    assert words.say("area.door.shut", "en") == "Dicht"


def test_a_number_has_its_own_form_for_one(tmp_path: Path) -> None:
    entries = 'cards = { nl = "{n} kaartjes" }\ncards_one = { nl = "1 kaartje" }'
    speaker = Speaker(_loaded(tmp_path, entries), "nl")
    assert speaker.count("area.cards", 1) == "1 kaartje"
    assert speaker.count("area.cards", 3) == "3 kaartjes"


def test_a_page_takes_whole_areas_flat(tmp_path: Path) -> None:
    words = _loaded(tmp_path, 'hello = { nl = "Dag {name}" }')
    assert words.areas("nl", "area") == {"area.hello": "Dag {name}"}
    assert words.areas("nl", "other") == {}


def test_an_unknown_key_is_shown_and_does_not_break_the_page(tmp_path: Path) -> None:
    assert _loaded(tmp_path, "").say("area.nothing", "nl") == "area.nothing"


@pytest.mark.parametrize(
    "entries",
    ['hello = { fr = "Bonjour" }', 'hello = { nl = "Dag", de = "Tag" }', "hello = 3", "="],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, entries: str) -> None:
    with pytest.raises(CatalogueFault, match=r"area\.toml"):
        _loaded(tmp_path, entries)


def test_only_known_languages() -> None:
    assert language_of("fr") == "fr"
    assert language_of("FR") is None
    assert language_of(None) is None


def _loaded(folder: Path, entries: str) -> Catalogue:
    (folder / "area.toml").write_text(entries, encoding="utf-8")
    return load(folder)
