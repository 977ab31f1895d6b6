"""The thread through a trajectory, walked both ways from any card of an invented one."""

import pytest
from msgspec.structs import replace

from board import commands as c
from board.flow import Earlier, Given, from_trajectory
from board.harvest import Harvest, harvest
from board.thread import Thing, thread
from tests.board.play import LEAD, partner
from tests.board.voyage import Voyage, later, outcome, sail, snapshot_of

WISH = "Over drie jaar zingt het rif"


class Journey:
    """The market and the reef, whose goal rests on a wish and, by a factor, on a shell."""

    def __init__(self) -> None:
        self.voyage: Voyage = sail()
        market = Earlier(outcome(self.voyage))
        old = from_trajectory("De aanvraag", 500, [Given("goal-1", "goals", "Elk kind zwemt")])
        play = later(old, market)
        play.sit("ann", organisation="oak")
        play.open("goal_laying")
        lies = {card.text: card.id for card in play.board.cards.values()}
        self.copy = str(lies["Een trompet"])
        play.done(
            LEAD,
            c.EditCard(
                card=lies["Hij lag in de zon"],
                text="De zon",
                links={"behind_shell": [lies["Een trompet"]]},
            ),
        )
        links = {
            "for_wish": [lies[WISH]],
            "from_factor": [lies["Hij lag in de zon"], lies["Het zout"]],
            "was_wreck": [lies["Elk kind zwemt"]],
        }
        self.goal = play.post(partner("ann"), "reef_goal", "Een koor", links=links)
        self.sun = str(lies["Hij lag in de zon"])
        play.done(LEAD, c.EndBoard())
        reef = replace(harvest(snapshot_of(play)), board="reef", at=300_000)
        self.boards: list[Harvest] = [reef, market.harvest]


@pytest.fixture(scope="module")
def journey() -> Journey:
    return Journey()


def texts(steps: list[list[Thing]]) -> list[set[str | None]]:
    return [{thing.text for thing in step} for step in steps]


def test_J14_from_a_goal_up_to_the_first_shell(journey: Journey) -> None:
    found = thread(journey.boards, "reef", journey.goal)
    assert found
    assert found.here.text == "Een koor"
    assert texts(found.above) == [
        {WISH, "De zon", "Het zout", "Elk kind zwemt"},
        {"Een trompet", "Waaiers samen", "Hij lag in de zon"},
    ]
    assert found.below == []


def test_J14_from_a_shell_down_to_the_goal(journey: Journey) -> None:
    horn = journey.voyage.ids["horn"]
    found = thread(journey.boards, "board-1", horn)
    assert found
    # What was edited rests on what it was, and on the shell by its own link.
    assert texts(found.below) == [{"Hij lag in de zon", "De zon"}, {"Een koor"}]
    assert found.above == []
    assert thread(journey.boards, "reef", journey.copy) == found
    assert [(place.title, place.number) for place in found.here.places] == [
        ("Markt", 1),
        ("Rif", 1),
    ]
    [goal] = found.below[1]
    assert goal.via == ["De zon"]


def test_J14_from_the_middle_both_ways(journey: Journey) -> None:
    found = thread(journey.boards, "reef", journey.sun)
    assert found
    assert texts(found.above) == [{"Een trompet", "Hij lag in de zon"}]
    assert texts(found.below) == [{"Een koor"}]


def test_J14_every_card_can_be_begun_from_and_each_tie_goes_both_ways(journey: Journey) -> None:
    found = {
        (board.board, item.id): thread(journey.boards, board.board, item.id)
        for board in journey.boards
        for item in board.items
    }
    assert all(found.values())

    def of(walk: list[list[Thing]]) -> set[str | None]:
        return {thing.text for step in walk for thing in step}

    for one in found.values():
        for other in found.values():
            assert one
            assert other
            assert (other.here.text in of(one.above)) == (one.here.text in of(other.below))


def test_a_card_in_a_cluster_leads_to_the_thread_of_the_cluster(journey: Journey) -> None:
    fan, waves = journey.voyage.ids["fan"], journey.voyage.ids["waves"]
    assert thread(journey.boards, "board-1", fan) == thread(journey.boards, "board-1", waves)


def test_what_a_field_gave_rests_on_the_card_it_stood_on(journey: Journey) -> None:
    found = thread(journey.boards, "board-1", journey.voyage.ids["choir"])
    assert found
    assert [place.title for place in found.here.places] == ["Markt", "Rif"]
    assert texts(found.below) == [{"Kreeft", "garnaal", "Een koor"}]


def test_what_the_trajectory_gave_says_so(journey: Journey) -> None:
    found = thread(journey.boards, "reef", journey.goal)
    assert found
    [old] = [thing for thing in found.above[0] if thing.text == "Elk kind zwemt"]
    assert [place.title for place in old.places] == ["De aanvraag", "Rif"]


def test_a_card_that_no_board_has_has_no_thread(journey: Journey) -> None:
    assert thread(journey.boards, "reef", "nowhere") is None
    assert thread([], "reef", journey.goal) is None


def test_links_in_a_ring_come_to_an_end(journey: Journey) -> None:
    reef, market = journey.boards
    ring = [
        replace(item, links={"any_link": [journey.goal]}) if item.id == journey.sun else item
        for item in reef.items
    ]
    found = thread([replace(reef, items=ring), market], "reef", journey.goal)
    assert found
    assert {"De zon"} <= texts(found.above)[0]
    assert {"De zon"} <= texts(found.below)[0]
