"""Faults in what is taken up, placed, confirmed or kept in confidence: key, value, way out."""

import pytest

from board import FormatFault, parse
from tests.board.play import ROOT

SOURCE = (ROOT / "tests/formats/moon_garden.toml").read_text()
DEPTH = 'id = "drop_depth"'

CASES = {
    "a place is lacking": (
        '  { id = "on_leaf", label = { nl = "op het blad" } },\n',
        "",
        "placements.drop_depth.places are 1; expected 2 to 6",
    ),
    "no such zone": (
        'zone = "dew_shelf"\nkind = "dewdrop"\nrings',
        'zone = "nowhere"\nkind = "dewdrop"\nrings',
        "placements.drop_depth.zone is 'nowhere'; expected one of the zones",
    ),
    "its own goes with organisations": (
        DEPTH,
        DEPTH + "\nown = true",
        "placements.drop_depth.own goes with organisations; take own or zone away",
    ),
    "rows without end": (
        DEPTH,
        DEPTH + "\nrows_most = 999",
        "placements.drop_depth.rows_most is 999; expected 1 to 60",
    ),
    "beside something with other rows": (
        DEPTH,
        DEPTH + '\nbefore = "pond_now"',
        "placements.drop_depth.before is 'pond_now'; expected one with the same rows",
    ),
    "beside nothing": (
        'before = "pond_now"',
        'before = "nowhere"',
        "placements.pond_later.before is 'nowhere'; expected another of the placements",
    ),
    "places below zero": (
        "leads = true, places = 1",
        "leads = true, places = -1",
        "kinds.mole_errand.forms.dig_first.places is -1; expected 0 or more",
    ),
    "a form twice": (
        'id = "dig_along"',
        'id = "dig_first"',
        "kinds.mole_errand.forms: id 'dig_first' stands there 2 times",
    ),
    "links of what is not confirmed": (
        "confirmable = true\n",
        "",
        "kinds.mole_errand.links.under_seed.confirm_least needs confirmable = true",
    ),
    "a claim of a kind without forms": (
        '{ action = "claim", kind = "mole_errand" }',
        '{ action = "claim", kind = "owl_secret" }',
        "phases.burrow_digging.steps[3].kind is 'owl_secret'; expected a kind with forms",
    ),
    "so many of an organisation, without a sender": (
        "per_organisation = 2",
        'per_organisation = 2\nsender = "anonymous"',
        "kinds.mole_errand.per_organisation needs a sender",
    ),
    "a vote over what is closed": (
        'id = "crater_bed"\ntitle',
        'id = "crater_bed"\nclosed = true\ntitle',
        "polls.petal_dots: the zone 'crater_bed' is closed; expected an open zone",
    ),
    "a parking that is closed": (
        "parking = true",
        "parking = true\nclosed = true",
        "zones.dark_side: what is parked is for all; take closed or parking away",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_key_value_and_way_out(case: str) -> None:
    old, new, said = CASES[case]
    assert old in SOURCE
    with pytest.raises(FormatFault) as fault:
        parse(SOURCE.replace(old, new, 1).encode(), "moon_garden.toml")
    assert [one for one in fault.value.faults if said in one], fault.value.faults
