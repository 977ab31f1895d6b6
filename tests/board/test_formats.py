"""The formats we ship are complete and plain; a wrong one says all that is wrong."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from board.format import (
    AGREEMENT,
    SCALE,
    Format,
    Language,
    Words,
    fingerprint,
    packed,
    unpacked,
)
from board.format_file import FormatFault, parse, with_variant
from board.spoken import left_in_dutch, spoken

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "board" / "formats").glob("*.toml"))
INVENTED = ROOT / "tests" / "formats" / "moon_garden.toml"

STOP_LIST = re.compile(
    r"\b(participatie|draagvlak|draagkracht|doelenkader|procedure|faciliter\w*|input|output"
    r"|traject|indicator|implementer\w*|stakeholder\w*|feedback|expertise|evalu\w*|structureel"
    r"|conform|inzake|teneinde|visualiser\w*|prioriter\w*|brainstorm\w*)\b"
)
MOST_WORDS = 15
NOT_OURS_TO_PROMISE = re.compile(
    r"niemand ziet (wat|hoe) j|personne ne voit (ce que tu|ce que vous|ta |ton |votre )"
    r"|no one sees (what|how) you",
    re.IGNORECASE,
)
"""With four people in the room a vote is no secret; the pages say which of the two it is."""
LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")


def shipped() -> list[object]:
    return [pytest.param(read(path), id=path.stem) for path in SHIPPED]


@cache
def read(path: Path) -> Format:
    return parse(path.read_bytes(), path.name)


def texts(thing: object, where: str) -> Iterator[tuple[str, Words]]:
    """Every text in a format, with the place where it stands."""
    if isinstance(thing, Words):
        yield where, thing
    elif isinstance(thing, Struct):
        here = f"{where}.{getattr(thing, 'id', '')}".rstrip(".")
        for name in thing.__struct_fields__:
            yield from texts(getattr(thing, name), f"{here}.{name}")
    elif isinstance(thing, list):
        for number, item in enumerate(thing):
            yield from texts(item, f"{where}[{number}]")


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!…])['’»\s]+", text) if part.strip()]


def words_in(sentence: str) -> list[str]:
    # French sets its signs apart, and they are no words.
    return [word for word in sentence.split() if re.search(r"\w", word)]


@pytest.mark.parametrize("stage", shipped())
def test_no_format_promises_a_secret_that_a_small_room_cannot_keep(stage: Format) -> None:
    wrong = [
        (where, text)
        for where, words in texts(stage, "")
        for text in (words.nl, words.fr, words.en)
        if NOT_OURS_TO_PROMISE.search(text)
    ]
    assert not wrong


def test_there_is_a_format_to_ship() -> None:
    assert SHIPPED


@pytest.mark.parametrize("format", shipped())
def test_every_text_exists_in_every_language(format: Format) -> None:
    missing = [
        f"{where}: {language}"
        for where, text in texts(format, format.id)
        for language in LANGUAGES
        if not getattr(text, language).strip()
    ]
    assert missing == []


@pytest.mark.parametrize("format", shipped())
def test_sentences_are_short(format: Format) -> None:
    long = [
        f"{where}: {sentence}"
        for where, text in texts(format, format.id)
        for language in LANGUAGES
        for sentence in sentences(getattr(text, language))
        if len(words_in(sentence)) > MOST_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("format", shipped())
def test_no_word_of_the_stop_list(format: Format) -> None:
    hard = [
        f"{where}: {hit[0]}"
        for where, text in texts(format, format.id)
        for hit in STOP_LIST.finditer(text.nl.lower())
    ]
    assert hard == []


@pytest.mark.parametrize("format", shipped())
def test_what_to_say_is_two_to_four_sentences(format: Format) -> None:
    said = {
        (phase.id, language): len(sentences(phase.say.say(language)))
        for phase in format.phases
        for language in LANGUAGES
    }
    assert {where: count for where, count in said.items() if not 2 <= count <= 4} == {}


@pytest.mark.parametrize("format", shipped())
def test_every_format_has_what_each_board_has(format: Format) -> None:
    """Domain §3.0: a place to park, the pulse of two questions, and what happens now."""
    parking = format.parking
    assert parking is not None
    assert any(kind.zone == parking.id for kind in format.kinds)
    pulses = [poll for poll in format.polls if poll.pulse]
    assert [len(poll.questions) for poll in pulses] == [2]
    assert format.closing


@pytest.mark.parametrize("format", shipped())
def test_a_long_session_has_a_break(format: Format) -> None:
    """Domain G-14: over 90 minutes, a break of at least ten."""
    for variant in ["", *(variant.id for variant in format.variants)]:
        phases = with_variant(format, variant).phases
        if sum(phase.minutes for phase in phases) > 90:
            assert any(phase.pause and phase.minutes >= 10 for phase in phases), variant


@pytest.mark.parametrize("format", shipped())
def test_each_length_is_what_its_name_says(format: Format) -> None:
    for variant in format.variants:
        named = re.search(r"\d+", variant.id)
        assert named is not None
        assert sum(row.minutes for row in variant.phases) == int(named[0])


@pytest.mark.parametrize("format", shipped())
def test_each_poll_and_claim_is_asked_in_some_phase(format: Format) -> None:
    steps = [step for phase in format.phases for step in phase.steps]
    assert {poll.id for poll in format.polls} == {step.poll for step in steps if step.poll}
    assert {claim.id for claim in format.claims} == {step.claim for step in steps if step.claim}


@pytest.mark.parametrize("path", [*SHIPPED, INVENTED], ids=lambda path: path.stem)
def test_packing_keeps_all_and_the_fingerprint_follows_the_content(path: Path) -> None:
    format = read(path)
    assert unpacked(packed(format)) == format
    assert fingerprint(unpacked(packed(format))) == fingerprint(format)
    longer = path.read_text().replace("minutes = ", "minutes = 1", 1)
    assert fingerprint(parse(longer.encode(), "longer")) != fingerprint(format)


@pytest.mark.parametrize("path", [*SHIPPED, INVENTED], ids=lambda path: path.stem)
def test_a_format_is_spoken_in_one_language_without_its_variants(path: Path) -> None:
    format = read(path)
    french = spoken(format, "fr")
    assert "variants" not in french
    assert french["title"] == (format.title.fr or left_in_dutch(format.title.nl))


def test_a_variant_takes_its_phases_in_order_with_its_minutes() -> None:
    short = with_variant(read(INVENTED), "short_night")
    assert [(phase.id, phase.minutes) for phase in short.phases] == [
        ("seed_sowing", 2),
        ("petal_counting", 3),
    ]
    with pytest.raises(FormatFault, match="no variant 'long_night'; it has short_night"):
        with_variant(short, "long_night")


# What is wrong with a format: the key, the value, what was expected.

SOUND = INVENTED.read_text()
FAULTS: list[tuple[str, str, str, list[str]]] = [
    ("not TOML", 'id = "moon_garden"', "id = moon", ["is not TOML"]),
    ("another schema", "schema = 1", "schema = 2", ["schema", "2"]),
    ("unknown key", "parking = true", "parkng = true", ["parkng", "zones"]),
    ("wrong type", "minutes = 4", 'minutes = "4"', ["minutes", "`int`", "`str`"]),
    ("unknown method", 'method = "choice"', 'method = "loudest"', ["method", "loudest"]),
    ("no Dutch", '{ nl = "De maantuin", en', "{ en", ["nl", "title"]),
    (
        "bad id",
        'id = "dew_shelf"\ntitle',
        'id = "Dew shelf"\ntitle',
        ["zones", "'Dew shelf'", "small letters"],
    ),
    (
        "the same id twice",
        'id = "comet_jar"\ntitle',
        'id = "dark_side"\ntitle',
        ["zones", "'dark_side'", "2 times"],
    ),
    (
        "unknown zone",
        'zone = "dew_shelf"\nlabel',
        'zone = "dew_drawer"\nlabel',
        ["kinds.dewdrop.zone", "'dew_drawer'", "crater_bed, dark_side, dew_shelf"],
    ),
    ("two parking zones", "shown = false", "parking = true", ["parking", "at most one"]),
    ("card too long", "limit = 120", "limit = 900", ["kinds.moonseed.limit", "900", "280"]),
    (
        "a link to nothing",
        'poll = "petal_dots", top = 2, ',
        "",
        ["kinds.dewdrop.links.waters", "needs a zone or a poll"],
    ),
    (
        "a link to an unknown poll",
        'poll = "petal_dots", top',
        'poll = "petal_rain", top',
        ["kinds.dewdrop.links.waters.poll", "'petal_rain'", "petal_dots"],
    ),
    (
        "a text field with options",
        'type = "choice", options',
        "options",
        ["kinds.dewdrop.fields.shimmer", "options"],
    ),
    (
        "options for a scale",
        'method = "scale"\npulse',
        'method = "scale"\nzone = "crater_bed"\npulse',
        ["polls.tide_pulse", "'scale'", "take options and zone away"],
    ),
    (
        "dots without options",
        'method = "dots"\nzone = "crater_bed"',
        'method = "dots"',
        ["polls.petal_dots", "'dots'", "needs options or a zone"],
    ),
    ("too many dots on one", "most = 1\n", "most = 9\n", ["polls.petal_dots.most", "9", "1 to 5"]),
    (
        "a vote about an unknown text",
        'about = "moon_song"',
        'about = "sun_song"',
        ["polls.owl_agreement.about", "'sun_song'", "moon_song, star_rules"],
    ),
    ("no minutes", "minutes = 4", "minutes = 0", ["phases.seed_sowing.minutes", "0", "1 to 240"]),
    (
        "a step on nothing",
        '{ action = "vote", poll = "tide_scale" }',
        '{ action = "vote" }',
        ["phases.tide_reading.steps[2]", "'vote'", "needs a poll"],
    ),
    (
        "a step on something unknown",
        '{ action = "post", kind = "moonseed" }',
        '{ action = "post", kind = "sunseed" }',
        ["phases.seed_sowing.steps[1].kind", "'sunseed'", "moonseed"],
    ),
    (
        "a variant with an unknown phase",
        'phase = "seed_sowing", minutes',
        'phase = "moon_bath", minutes',
        ["variants.short_night", "'moon_bath'", "seed_sowing"],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_a_fault_names_key_value_and_expectation(old: str, new: str, said: list[str]) -> None:
    wrong = SOUND.replace(old, new, 1)
    assert wrong != SOUND
    with pytest.raises(FormatFault) as raised:
        parse(wrong.encode(), "wrong.toml")
    assert str(raised.value).startswith("wrong.toml: ")
    assert any(all(part in fault for part in said) for fault in raised.value.faults), (
        raised.value.faults
    )


def test_a_file_that_is_not_utf8_is_a_fault() -> None:
    with pytest.raises(FormatFault, match="byte 2 is not UTF-8"):
        parse(b"# \xe9", "latin.toml")


def test_all_faults_are_said_at_once() -> None:
    wrong = SOUND
    rows = [row for row in FAULTS if row[0] in ("card too long", "no minutes", "unknown zone")]
    for _, old, new, _ in rows:
        wrong = wrong.replace(old, new, 1)
    with pytest.raises(FormatFault) as raised:
        parse(wrong.encode(), "wrong.toml")
    for _, _, _, said in rows:
        assert any(said[0] in fault for fault in raised.value.faults)


EMPTY = b"""
schema = 1
id = "x"
stage = "x"
colour = "sun"
title = { nl = "x" }
short = { nl = "x" }
zones = []
kinds = []
phases = []
"""


def test_nothing_at_all_is_a_fault_too() -> None:
    with pytest.raises(FormatFault) as raised:
        parse(EMPTY, "empty.toml")
    assert raised.value.faults == [
        "zones is empty; expected at least one",
        "phases is empty; expected at least one",
    ]


def test_an_answer_to_a_scale_or_agreement_is_one_of_a_closed_list() -> None:
    assert SCALE == ("1", "2", "3", "4", "5")
    assert AGREEMENT == ("yes", "yes_remark", "can_live", "not_yet")
