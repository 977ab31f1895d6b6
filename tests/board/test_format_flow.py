"""What flows from format to format: each rule is sound, and names what an earlier stage has."""

import pytest

from board.format import Format
from board.format_file import FormatFault, parse, resolved
from board.types import PhaseId
from server.formats import shelf
from tests.board.play import REEF, ROOT

SHIPPED = shelf()
SOUND = (ROOT / "tests/formats/reef_plan.toml").read_text()
RULE = """into = "seen_shell"
kind = "found_shell"
"""
FAULTS = {
    "an unknown kind": (
        RULE,
        'into = "lost_shell"\nkind = "found_shell"\n',
        ["top_shells.into", "'lost_shell'"],
    ),
    "two at once": (RULE, RULE + 'register = "goals"\n', ["inflow.top_shells", "no more"]),
    "nothing": (RULE, 'into = "seen_shell"\n', ["inflow.top_shells", "needs one of"]),
    "a field": (
        '"which_divers" }',
        '"no_field" }',
        ["top_shells.fields", "'no_field'", "which_beach"],
    ),
    "a link": (
        '"behind_shell" }',
        '"no_link" }',
        ["their_reasons.links", "'no_link'", "behind_shell"],
    ),
    "a top without a vote": ('poll = "shell_dots"\ntop = 2', "top = 2", ["top_shells.top", "2"]),
    "too many": ("top = 2", "top = 2\nmost = 900", ["top_shells.most", "900", "1 to 60"]),
    "a vote of what was parked": (
        "parked = true",
        'parked = true\npoll = "shell_dots"',
        ["parked_before", "go with a kind"],
    ),
    "an unknown list": ('register = "goals"\nstanding', 'register = "golas"\nstanding', ["golas"]),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_what_flows_in_names_key_value_and_expectation(
    old: str, new: str, said: list[str]
) -> None:
    wrong = SOUND.replace(old, new, 1)
    assert wrong != SOUND
    with pytest.raises(FormatFault) as raised:
        parse(wrong.encode(), "wrong.toml")
    assert any(all(part in fault for part in said) for fault in raised.value.faults), (
        raised.value.faults
    )


def test_a_phase_that_stands_in_for_a_stage_is_there_only_where_that_was_skipped() -> None:
    stand_in = PhaseId("shell_again")
    assert resolved(REEF).phase(stand_in) is None
    there = resolved(REEF, "", ["shell_stage", "other_stage"])
    assert [phase.id for phase in there.phases] == ["reef_recap", "shell_again", "goal_laying"]
    short = resolved(REEF, "short_dive", ["shell_stage"])
    assert [(phase.id, phase.minutes) for phase in short.phases] == [
        ("shell_again", 2),
        ("goal_laying", 3),
    ]


@pytest.mark.parametrize("format", SHIPPED.values(), ids=SHIPPED)
def test_J8_what_a_format_takes_some_stage_gives(format: Format) -> None:
    wrong = []
    for rule in format.inflow:
        givers = [
            one
            for one in SHIPPED.values()
            if not rule.stages or {one.stage, *one.covers} & {*rule.stages}
        ]
        wrong += [f"{rule.id}: no stage {stage}" for stage in rule.stages if stage not in SHIPPED]
        if rule.kind is None:
            continue
        kinds = [kind for one in givers if (kind := one.kind(rule.kind))]
        if not kinds:
            wrong.append(f"{rule.id}: no kind {rule.kind}")
        fields = {field.id for kind in kinds for field in kind.fields}
        links = {link.id for kind in kinds for link in kind.links}
        wrong += [f"{rule.id}: no field {id}" for id in {*rule.fields} - fields]
        wrong += [f"{rule.id}: no link {id}" for id in {*rule.links} - links]
        if rule.text_from and rule.text_from not in fields:
            wrong.append(f"{rule.id}: no field {rule.text_from}")
        if rule.poll and not any(one.poll(rule.poll) for one in givers if one.kind(rule.kind)):
            wrong.append(f"{rule.id}: no poll {rule.poll}")
    assert wrong == []
