"""Language packs: whole, told where they are not, and never a key on a page; rules W."""

import re
from pathlib import Path

import pytest

from board.spoken import LEFT_IN_DUTCH, spoken
from server.formats import shelf
from server.packs import AREAS as PACKED
from server.packs import for_partners, gaps_of
from server.pages import TEMPLATES, dutch_told
from server.store.doors import Kind
from server.web.boards import AREAS
from server.words import Catalogue, load
from tests.board.play import MOON

CATALOGUE = load(TEMPLATES / "words", TEMPLATES / "packs")
PARTNERS = (
    "base.html",
    "join.html",
    "outcome.html",
    "phone.html",
    "refused.html",
    "door.html",
    "doorstep.html",
    "_door.html",
    "_phone.html",
    "_phone_places.html",
    "_plain.html",
    "_plain_places.html",
    "_pieces.html",
)
KEY = re.compile(r"words(?:\.count)?\(\s*['\"]([a-z0-9_.]+)['\"]")
SAID = re.compile(r"(?:words|say|t)(?:\.count)?\(\s*['\"]([a-z_]+\.[a-z0-9_.]+)['\"]")
HEAD = 'language = "xx"\nname = "Xx"\ndirection = "ltr"\nread_by = ""\n'
WORDS = 'hello = { nl = "Dag {name}" }\n[door]\nshut = { nl = "Dicht" }\n'


@pytest.mark.parametrize("language", sorted(CATALOGUE.packs))
def test_W1_a_pack_has_all_that_partners_may_read(language: str) -> None:
    """What it says is missing here belongs in templates/packs too: docs/languages.md."""
    assert CATALOGUE.faults == []
    gaps = gaps_of(CATALOGUE.packs[language], CATALOGUE.entries, shelf().values())
    assert (gaps.words, gaps.said, gaps.stale) == ([], [], [])


def test_W1_what_the_pages_of_partners_say_is_what_packs_are_asked_for() -> None:
    asked = {key for name in PARTNERS for key in KEY.findall((TEMPLATES / name).read_text())}
    static = TEMPLATES.parent / "static"
    scripts = [*(static / "phone").glob("*.js"), *(static / "js").glob("*.js")]
    asked |= {key for path in scripts for key in SAID.findall(path.read_text())}
    known = {key for key in asked if key in CATALOGUE.entries}
    assert len(known) > 200
    assert set(AREAS[Kind.PARTNER]) <= set(PACKED)
    staff = {key for key in known if key.startswith(("console.", "screen."))}
    assert {key for key in known - staff if not for_partners(key)} == set()


def test_W1_two_languages_from_packs_each_in_its_own_name() -> None:
    names = {one.code: (one.name, one.direction) for one in CATALOGUE.tongues}
    assert list(names) == ["nl", "fr", "en", "ar", "uk"]
    assert (names["ar"], names["uk"]) == (("العربية", "rtl"), ("Українська", "ltr"))


def test_W2_a_missing_word_is_dutch_and_says_so(tmp_path: Path) -> None:
    words = packed(tmp_path, HEAD + '[words.area]\nhello = "Zz {name}"\n')
    assert words.say("area.hello", "xx", name="Mia") == "Zz Mia"
    left = words.say("area.door.shut", "xx")
    assert dutch_told(f"<p>{left}</p>") == '<p><span lang="nl" dir="ltr">Dicht</span></p>'
    assert words.areas("xx", "area")["area.door.shut"] == left
    assert gaps_of(words.packs["xx"], words.entries, []).words == []
    assert for_partners("door.join_go")


def test_W2_where_no_element_fits_the_dutch_stands_alone() -> None:
    left = f"{LEFT_IN_DUTCH}Dicht\u2069"
    page = f'<title>{left}</title><a title="{left}">{left}</a><option>{left}</option>'
    told = dutch_told(page)
    assert told.count("<span") == 1
    assert f'<a title="{left}"><span lang="nl" dir="ltr">Dicht</span></a>' in told


def test_W2_a_dutch_sentence_that_changed_is_dutch_again_and_listed(tmp_path: Path) -> None:
    old = MOON.phases[0].question.nl
    said = f'[said]\n"{old}" = "Zz"\n"Een oude zin" = "Yy"\n'
    words = packed(tmp_path, HEAD + said)
    gaps = gaps_of(words.packs["xx"], {}, [MOON])
    assert gaps.stale == ["Een oude zin"]
    assert old not in gaps.said
    assert MOON.title.nl in gaps.said
    page = spoken(MOON, "xx", words.said("xx"))
    assert page["phases"][0]["question"] == "Zz"  # type: ignore[index]
    assert page["title"] == f"{LEFT_IN_DUTCH}{MOON.title.nl}\u2069"


@pytest.mark.parametrize(
    ("pack", "fault"),
    [
        ("=", "xx.toml is not TOML"),
        (HEAD.replace("ltr", "up"), "xx.toml: Invalid enum value 'up'"),
        (HEAD.replace('"xx"', '"yy"'), "xx.toml: language: “yy” is not what the file is called"),
        (HEAD + "tone = 3\n", "xx.toml: Object contains unknown field `tone`"),
        (HEAD.replace("read_by", "reader"), "xx.toml: "),
        (HEAD + "[words.area]\nhello = 3\n", "xx.toml: area.hello: expected a text"),
    ],
)
def test_W3_a_pack_that_cannot_be_used_is_told_and_left_out(
    tmp_path: Path, pack: str, fault: str
) -> None:
    words = packed(tmp_path, pack)
    assert words.packs == {}
    [told] = words.faults
    assert told.startswith(fault)


def test_W3_one_wrong_word_is_told_and_only_that_is_left_out(tmp_path: Path) -> None:
    pack = HEAD + '[words.area]\nhello = "Zz {who}"\ngone = "Zz"\n[words.area.door]\nshut = "Zz"\n'
    words = packed(tmp_path, pack)
    assert words.faults == [
        "xx.toml: area.hello: its slots differ; expected {name}",
        "xx.toml: area.gone: there is no such text; expected a key of templates/words",
    ]
    assert words.say("area.door.shut", "xx") == "Zz"
    assert words.say("area.hello", "xx", name="Mia") == f"{LEFT_IN_DUTCH}Dag Mia\u2069"


def packed(folder: Path, pack: str) -> Catalogue:
    (folder / "words").mkdir()
    (folder / "packs").mkdir()
    (folder / "words" / "area.toml").write_text(WORDS, encoding="utf-8")
    (folder / "packs" / "xx.toml").write_text(pack, encoding="utf-8")
    return load(folder / "words", folder / "packs")
