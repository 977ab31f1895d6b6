"""The thread of a card that came from the trajectory itself and lies in a cluster."""

from msgspec.structs import replace

from board.harvest import Harvest, Item
from board.source import Source
from board.thread import thread

GIVEN = Source("", "old-goal", 0, "", "Dossier", 1)
BARE = Item("lone", 1, [], [], "Los", {}, {}, {})


def board(*items: Item) -> Harvest:
    return Harvest(board="reef", stage="reef_stage", title="Rif", at=2, items=list(items))


def test_what_was_given_and_put_in_a_cluster_is_shown_with_that_cluster() -> None:
    cluster = replace(BARE, id="waves", text="Samen", members=["in"])
    inside = replace(BARE, id="in", text="Oud doel", source=GIVEN, within="waves")
    found = thread([board(cluster, inside)], "reef", "waves")
    assert found is not None
    assert found.here.text == "Samen"
    assert [one.text for step in found.above for one in step] == ["Oud doel"]


def test_a_card_that_says_it_came_from_itself_is_shown_all_the_same() -> None:
    own = Source("reef", "lone", 1, "reef_stage", "Rif", 1)
    found = thread([board(replace(BARE, source=own, standing="read"))], "reef", "lone")
    assert found is not None
    assert found.here.text == "Los"
