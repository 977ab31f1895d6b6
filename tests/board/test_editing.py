"""A format through a form and back: what is not changed stays, what is wrong is named."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from board.editing.apply import applied
from board.editing.fault import Fault
from board.editing.gaps import gaps
from board.editing.mend import mended, tree_of, value_at
from board.editing.merge import merged
from board.editing.order import copied, left_out, moved, put_back, timing
from board.editing.reading import read
from board.editing.shape import faults_in
from board.editing.spots import values_of
from board.editing.toml import written
from board.format import Format
from board.format_file import faults_of, parse
from board.types import PhaseId
from tests.examples import few

ROOT = Path(__file__).parent.parent.parent
FILES = [*sorted((ROOT / "board/formats").glob("*.toml")), ROOT / "tests/formats/moon_garden.toml"]
FORMATS = [parse(file.read_bytes(), file.name) for file in FILES]
each = pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)


@each
def test_F1_a_format_through_its_form_is_that_format(format: Format) -> None:
    edited = applied(format, values_of(format))
    assert edited.faults == []
    assert edited.format == format


@each
def test_F1_every_text_of_a_format_can_be_changed_and_nothing_else_with_it(format: Format) -> None:
    values = values_of(format)
    for at in values:
        if not at.endswith(".nl") or ".start." in at:
            continue
        edited = applied(format, {at: "Een ander woord"})
        assert edited.faults == [], at
        after = values_of(edited.format)
        assert after.pop(at) == "Een ander woord"
        assert after == {name: value for name, value in values.items() if name != at}
        assert list(faults_of(edited.format)) == []


@given(st.data())
def test_F1_any_values_give_a_format_that_can_be_used(data: st.DataObject) -> None:
    format = data.draw(st.sampled_from(FORMATS))
    names = st.sampled_from(sorted(values_of(format)))
    typed = st.one_of(st.text(max_size=30), st.integers(-5, 500).map(str))
    edited = applied(format, data.draw(st.dictionaries(names, typed, max_size=6)))
    assert list(faults_of(edited.format)) == []


def test_F2_what_is_wrong_is_named_at_its_place_and_the_rest_is_taken() -> None:
    format = FORMATS[0]
    one, two = format.phases[0].id, format.phases[1].id
    edited = applied(
        format,
        {
            f"phases.{one}.minutes": "0",
            f"phases.{two}.minutes": "zeven",
            f"phases.{one}.question.nl": " ",
            f"phases.{two}.question.nl": "x" * 301,
            f"phases.{one}.mode": "nergens",
            f"phases.{one}.title.nl": "Een nieuwe titel",
            "phases.nothing.title.nl": "?",
            "colour": "sun",
        },
    )
    found = {fault.at: (fault.code, fault.expected) for fault in edited.faults}
    assert found == {
        f"phases.{one}.minutes": ("too_small", "1–240"),
        f"phases.{two}.minutes": ("not_a_number", "1–240"),
        f"phases.{one}.question.nl": ("empty", ""),
        f"phases.{two}.question.nl": ("too_long", "300"),
        f"phases.{one}.mode": ("not_one_of", "alone, pairs, groups, organisation, together"),
        "phases.nothing.title.nl": ("unknown", ""),
        "colour": ("unknown", ""),
    }
    assert edited.format.phases[0].title.nl == "Een nieuwe titel"
    assert edited.format.phases[0].question == format.phases[0].question


def with_choices() -> tuple[Format, str, list[str]]:
    for format in FORMATS:
        for kind in format.kinds:
            for field in kind.fields:
                if field.options:
                    at = f"kinds.{kind.id}.fields.{field.id}.options"
                    return format, at, [option.id for option in field.options]
    raise AssertionError("no format has a field with choices")


def options(format: Format, at: str) -> list[str]:
    return [
        value
        for name, value in values_of(format).items()
        if name.startswith(at) and name.endswith(".label.nl")
    ]


def test_a_choice_is_added_and_taken_away_but_two_stay() -> None:
    format, at, ids = with_choices()
    had = options(format, at)
    more = applied(format, {f"{at}.new1.label.nl": "nog iets anders"})
    assert more.faults == []
    assert options(more.format, at) == [*had, "nog iets anders"]
    none = {f"{at}.{ids[0]}.label.{language}": "" for language in ("nl", "fr", "en")}
    assert options(applied(format, none).format, at) == had[1:]
    all_gone = {f"{at}.{id}.label.{language}": "" for id in ids for language in ("nl", "fr", "en")}
    refused = applied(format, all_gone)
    assert [(fault.at, fault.code) for fault in refused.faults] == [(at, "too_few")]
    assert refused.format == format


def test_phases_move_leave_and_come_back_with_their_words() -> None:
    now = copied(FORMATS[0])
    ids = [phase.id for phase in now.format.phases]
    swapped = moved(now, ids[0], 1)
    assert [phase.id for phase in swapped.format.phases] == [ids[1], ids[0], *ids[2:]]
    assert moved(now, ids[0], -1) == now
    less = left_out(now, ids[2])
    assert [phase.id for phase in less.format.phases] == [*ids[:2], *ids[3:]]
    assert put_back(less, ids[2]) == now


@each
def test_a_copy_of_a_shorter_length_keeps_what_it_leaves_out(format: Format) -> None:
    for variant in format.variants:
        copy = copied(format, variant.id)
        assert copy.format.variants == []
        ids = {phase.id for phase in copy.format.phases}
        assert ids | {one.phase.id for one in copy.aside} == {one.id for one in format.phases}
        assert list(faults_of(copy.format)) == []


def test_F3_what_each_changed_is_kept_and_where_both_did_both_texts_are_there() -> None:
    before = {"a": "een", "b": "twee", "c": "drie", "d": "vier"}
    theirs = {"a": "een", "b": "TWEE", "c": "DRIE", "d": "vijf"}
    found = merged(before, theirs, {"a": "1", "b": "twee", "c": "3", "d": "vijf"})
    assert found.mine == {"a": "1"}
    assert [(one.at, one.mine, one.theirs) for one in found.both] == [("c", "3", "DRIE")]


def test_a_long_session_is_told_that_it_is_and_a_break_that_it_lacks() -> None:
    format = FORMATS[0]
    pauses = [one for one in format.phases if one.pause]
    less = replace(format, phases=[one for one in format.phases if not one.pause])
    first = f"phases.{less.phases[0].id}.minutes"
    short = applied(less, {f"phases.{one.id}.minutes": "3" for one in less.phases}).format
    assert (timing(short).needs_break, timing(short).long) == (False, False)
    long = applied(short, {first: "118"}).format
    assert (timing(long).needs_break, timing(long).long) == (True, True)
    rest = replace(less.phases[0], id=PhaseId("a_rest"), pause=True, minutes=10)
    rested = replace(long, phases=[*long.phases, rest, *pauses])
    assert (timing(rested).needs_break, timing(rested).long) == (False, True)


def test_a_hard_sentence_gets_a_hint_and_a_plain_one_none() -> None:
    hard = (
        "Welke participatieve procedures faciliteren volgens jou het draagvlak bij alle partners "
        "die vandaag in dit netwerk samenwerken?"
    )
    found = read(f"Dag. {hard}", ["participat", "procedure", "facilit", "draagvlak", "input"])
    assert found.long == [hard.rstrip("?")]
    assert found.hard == {
        "participat": "participatieve",
        "procedure": "procedures",
        "facilit": "faciliteren",
        "draagvlak": "draagvlak",
    }
    assert read("Wat zag je lukken? Zet één ding op een kaartje.", ["procedure"]).plain


@each
def test_F4_a_format_written_to_a_file_is_read_back_as_it_is(format: Format) -> None:
    assert parse(written(format).encode(), "written.toml") == format


def test_F5_every_fault_of_a_file_is_told_with_its_place_value_and_what_was_expected() -> None:
    tree = msgspec.to_builtins(FORMATS[0])
    one, two = tree["phases"][0], tree["phases"][1]
    del tree["title"]["nl"]
    tree["colour"] = "purple"
    tree["colours"] = "sun"
    one["minutes"] = "acht"
    two["steps"] = "vote"
    tree["kinds"][0]["zone"] = "nowhere"
    format, faults = faults_in(tree)
    assert format is None
    found = {fault.at: (fault.code, fault.value) for fault in faults}
    assert found == {
        "title.nl": ("missing", ""),
        "colour": ("not_one_of", "purple"),
        "colours": ("unknown", '"sun"'),
        f"phases.{one['id']}.minutes": ("wrong_type", '"acht"'),
        f"phases.{two['id']}.steps": ("wrong_type", '"vote"'),
        f"kinds.{tree['kinds'][0]['id']}.zone": ("not_one_of", "nowhere"),
    }
    assert all(fault.expected for fault in faults)


SCRAPS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.datetimes()
    | st.sampled_from(["dots", "sun", "x_1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "nl", "zone", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@few(20)
@given(st.data())
def test_F5_whatever_stands_in_a_file_is_told_and_breaks_nothing(data: st.DataObject) -> None:
    tree = msgspec.to_builtins(data.draw(st.sampled_from(FORMATS)))
    for _ in range(data.draw(st.integers(0, 4))):
        here = tree
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = data.draw(st.sampled_from(keys))
            if not here[key] or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
                break
            here = here[key]
        here[key] = data.draw(SCRAPS)
    format, faults = faults_in(tree)
    assert (format is None) or msgspec.to_builtins(format) is not None
    assert all(len(fault.value) <= 200 for fault in faults)
    values = {fault.at: data.draw(st.text(max_size=5)) for fault in faults}
    faults_in(mended(tree, values, [fault.at for fault in faults[:1]]))
    assert all(value_at(tree, at) is None or isinstance(value_at(tree, at), str) for at in values)


@given(
    st.text(max_size=200) | st.sampled_from(["[" * 5000, "{" * 5000, '{"a":' * 3000, "a=[" * 3000])
)
def test_F5_any_text_is_read_or_refused(text: str) -> None:
    tree = tree_of(text)
    assert isinstance(tree, Fault) or faults_in(tree)[1]


def test_F5_what_refers_to_nothing_is_told_at_its_place_too() -> None:
    tree = msgspec.to_builtins(FORMATS[0])
    kind, phase = tree["kinds"][0], tree["phases"][1]
    kind["zone"] = "nowhere"
    phase["minutes"] = 0
    format, faults = faults_in(tree)
    assert format is not None
    found = {fault.at: (fault.value, fault.expected) for fault in faults}
    assert found[f"phases.{phase['id']}.minutes"] == ("0", "1–240")
    value, expected = found[f"kinds.{kind['id']}.zone"]
    assert value == "nowhere"
    assert tree["zones"][0]["id"] in expected


@each
def test_a_shipped_format_has_no_faults(format: Format) -> None:
    assert faults_in(msgspec.to_builtins(format)) == (format, [])


@each
def test_a_shipped_format_has_all_that_its_votes_need(format: Format) -> None:
    assert gaps(format) == []


def test_a_vote_without_cards_and_a_link_without_its_vote_are_told() -> None:
    format = next(
        one for one in FORMATS if any(link.poll for kind in one.kinds for link in kind.links)
    )
    kind = next(kind for kind in format.kinds if any(link.poll for link in kind.links))
    poll = format.poll(next(link.poll for link in kind.links if link.poll))
    assert poll is not None
    asks = next(one for one in format.phases if any(step.poll == poll.id for step in one.steps))
    points = next(one for one in format.phases if any(step.kind == kind.id for step in one.steps))
    without = left_out(copied(format), asks.id).format
    assert [(gap.phase, gap.missing, gap.poll.id) for gap in gaps(without)] == [
        (points.id, "vote", poll.id)
    ]
    writes = [
        one.id
        for one in format.phases
        for step in one.steps
        if step.kind and (found := format.kind(step.kind)) and found.zone == poll.zone
    ]
    now = copied(format)
    for phase in writes:
        now = left_out(now, phase)
    assert (asks.id, "cards", poll.id) in [
        (gap.phase, gap.missing, gap.poll.id) for gap in gaps(now.format)
    ]
