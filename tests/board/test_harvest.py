"""What came out of a session, as its last snapshot tells it."""

import json

import pytest

from board.harvest import Harvest, Item, harvest
from tests.board.voyage import Voyage, outcome, sail


@pytest.fixture(scope="module")
def voyage() -> Voyage:
    return sail()


@pytest.fixture(scope="module")
def came(voyage: Voyage) -> Harvest:
    return outcome(voyage)


def texts(items: list[Item]) -> list[str | None]:
    return [item.text for item in items]


def test_J7_cards_stand_in_the_lists_of_the_trajectory_clusters_as_one(
    voyage: Voyage, came: Harvest
) -> None:
    shells = came.kept_in("achievements")
    assert texts(shells) == ["Een trompet", "Waaiers samen", "Een kam", "Een doffe"]
    together = shells[1]
    assert together.members == [voyage.ids["fan"], voyage.ids["cone"]]
    assert together.number == 2
    assert shells[0].fields == {"beach": "north", "divers": "oak elm"}
    assert shells[0].told == {"beach": "noord", "divers": "De Eik, De Olm"}
    assert texts(came.kept_in("voices")) == ["De krab", "De walvis"]
    assert came.kept_in("goals") == []


def test_J7_votes_stand_with_what_they_were_over(voyage: Voyage, came: Harvest) -> None:
    got = {item.id: vote for item in came.items for vote in item.votes}
    ranks = {name: got[voyage.ids[name]].rank for name in ("horn", "waves", "comb", "dull")}
    assert ranks == {"horn": 1, "waves": 2, "comb": 2, "dull": 4}
    assert (got[voyage.ids["horn"]].points, got[voyage.ids["horn"]].organisations) == (3, None)


def test_J7_measures_pulse_and_texts_are_told_by_what_they_mean(came: Harvest) -> None:
    assert [(one.measure, one.question, one.mean_tenths) for one in came.measures] == [
        ("guiding", "warm_current", 40),
        ("guiding", "cold_current", 20),
    ]
    assert came.measures[0].text == "Hoe warm is hij?"
    assert [(one.text, one.mean_tenths, one.answered) for one in came.pulse] == [
        ("Hoe drijf je?", 50, 3)
    ]
    assert [(one.id, one.title, one.version, one.lines) for one in came.texts] == [
        ("pearl_song", "Ons parellied", 2, ["Wij zingen samen.", "De zee luistert."])
    ]


def test_J7_what_was_left_open_is_told_with_why(voyage: Voyage, came: Harvest) -> None:
    assert [(end.why, end.text, end.number) for end in came.ends] == [
        ("provisional", "De krab", 11),
        ("unled", "De walvis", 12),
        ("parked", "De boot lekt", 13),
        ("discuss", "Zingen we dit?", 0),
        ("not_yet", "Te hoog voor mij", 0),
    ]


def test_J7_who_carries_what_is_told(voyage: Voyage, came: Harvest) -> None:
    crab, whale = came.kept_in("voices")
    assert (crab.leads, crab.claimable) == (["oak"], True)
    assert (whale.leads, whale.claimable) == ([], True)


def test_J7_where_each_stood_is_told_with_the_words_for_it(voyage: Voyage) -> None:
    tree = json.loads(voyage.snapshot())
    tree["words"]["placements"] = [
        {
            "id": "reef_rings",
            "question": "Waar zwem je?",
            "places": [{"id": "inner", "label": "dichtbij"}, {"id": "outer", "label": "ver"}],
            "before": None,
        }
    ]
    rows = [
        {"id": "oak", "text": "", "place": "inner"},
        {"id": voyage.ids["horn"], "text": "Een trompet", "place": None},
    ]
    tree["view"]["placement:reef_rings"] = {"seq": 1, "rows": rows}
    [rings] = harvest(json.dumps(tree).encode()).placements
    assert (rings.question, rings.places) == ("Waar zwem je?", ["dichtbij", "ver"])
    assert [(row.text, row.place, row.told) for row in rings.rows] == [
        ("De Eik", "inner", "dichtbij"),
        ("Een trompet", "", ""),
    ]


def test_a_snapshot_from_before_there_were_lists_has_none(voyage: Voyage) -> None:
    tree = json.loads(voyage.snapshot())
    for kind in tree["words"]["kinds"]:
        del kind["register"], kind["forms"]
    for poll in tree["words"]["polls"]:
        del poll["measure"]
    del tree["words"]["order"]
    for key, entity in tree["view"].items():
        if key.startswith("card:"):
            del entity["source"], entity["standing"]
    old = harvest(json.dumps(tree).encode())
    assert old.kept_in("achievements") == []
    assert old.measures == []
    assert "Een trompet" in texts(old.items)
    assert [end.why for end in old.ends] == ["parked", "discuss", "not_yet"]
