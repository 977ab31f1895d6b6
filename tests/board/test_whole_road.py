"""The shipped formats lived through one after the other: the thread of the seed, from an
achievement by why it worked, success factor, condition and goal to a role, and back.
"""

import pytest

from board import commands as c
from board import evolve, new_board, opened
from board.flow import Earlier, inflow, texts_of
from board.format import Format
from board.format_file import resolved
from board.harvest import Harvest, harvest
from board.thread import Thing, thread
from board.types import BoardId, CardId, PhaseId, PollId, RoundId, TextId
from server.formats import shelf
from server.inflow import not_held
from tests.board.play import DOOR, LEAD, Play, partner
from tests.board.voyage import snapshot_of

SHIPPED = shelf()
PEOPLE = {"ann": "oak", "bob": "elm", "cem": "fir", "dia": "yew", "eva": "ash"}
CAMP = "Tien kinderen gingen voor het eerst op kamp."
WHY = "Twee diensten maakten één formulier."
IMAGE = "Over drie jaar gaat elk kind dat wil op kamp."
CONDITION = "Er is een vaste persoon die mensen meeneemt."
GOAL = "Elk kind dat wil gaat op kamp."
ROLE = "Kampspits"
CORE = "We gaan naar de mensen toe."


class Road:
    """One board after another; each knows the harvests of those before."""

    def __init__(self) -> None:
        self.boards: list[Harvest] = []
        self.play: Play

    def begins(self, stage: str) -> dict[str, CardId]:
        """What lies there at the beginning, by its text."""
        earlier = [Earlier(one) for one in self.boards]
        skipped = not_held(SHIPPED[stage], SHIPPED.values(), earlier)
        format: Format = resolved(SHIPPED[stage], "", skipped)
        self.play = Play(format)
        first = opened(format, title=stage, at=1, texts={}, brought=texts_of(format, earlier))
        self.play.events = [first]
        self.play.board = evolve(new_board(BoardId(stage), format), first)
        self.play.ids = (f"{stage}-{n}" for n in range(1_000_000))
        self.play.now = 1_000_000 * (len(self.boards) + 1)
        self.play.done(DOOR, c.BringCards(cards=inflow(format, earlier)))
        for seat, organisation in PEOPLE.items():
            self.play.sit(seat, organisation=organisation)
        self.play.done(LEAD, c.SetCardLimit(cards_each=20))
        return {card.text or "": card.id for card in self.play.board.cards.values()}

    def posts(self, phase: str, kind: str, text: str, **links: list[str]) -> CardId:
        if self.play.board.phase is None or self.play.board.phase.id != phase:
            self.play.done(LEAD, c.OpenPhase(phase=PhaseId(phase)))
        return CardId(self.play.post(partner("ann"), kind, text, links=links))

    def dots(self, phase: str, poll: str, option: str) -> None:
        self.play.done(LEAD, c.OpenPhase(phase=PhaseId(phase)))
        round = RoundId(self.play.done(LEAD, c.OpenRound(poll=PollId(poll))).made)
        for seat in PEOPLE:
            answers = {"question": c.Answer(options={option: 1})}
            self.play.done(partner(seat), c.PutBallot(round=round, answers=answers))
        self.play.done(LEAD, c.CloseRound(round=round))
        self.play.done(LEAD, c.RevealRound(round=round))

    def ends(self) -> None:
        self.play.done(LEAD, c.EndBoard())
        self.boards.append(harvest(snapshot_of(self.play)))


@pytest.fixture(scope="module")
def road() -> Road:
    road = Road()
    road.begins("workstream_vision")
    camp = road.posts("achievement_telling", "achievement", CAMP)
    soup = road.posts("achievement_telling", "achievement", "De soepavond.")
    again = road.posts("achievement_telling", "achievement", "Kampgeld voor elk kind.")
    made = c.MakeCluster(members=[camp, again], title="Samen op kamp")
    cluster = road.play.done(LEAD, made).made
    road.dots("pride_voting", "pride_dots", cluster)
    road.posts("reasons_finding", "why_it_worked", WHY, explains=[cluster])
    road.posts("reasons_finding", "why_it_worked", "Er was soep.", explains=[soup])
    core = c.WriteText(text=TextId("positive_core"), lines=[CORE])
    road.play.done(LEAD, core)
    image = road.posts("future_imagining", "future_image", IMAGE, grows_from=[camp])
    other = road.posts("future_imagining", "future_image", "Over drie jaar is er soep.")
    assert other != image
    road.dots("future_voting", "future_dots", image)
    road.ends()

    lies = road.begins("workstream_leisure_offer")
    why = lies[WHY]
    condition = road.posts("conditions_naming", "success_condition", CONDITION, needs_factor=[why])
    group = road.posts("groups_round", "target_group", "Gezinnen met weinig inkomen")
    road.posts(
        "goals_writing",
        "goal_card",
        GOAL,
        serves_image=[lies[IMAGE]],
        for_group=[group],
        on_condition=[condition],
    )
    road.ends()

    lies = road.begins("workstream_collaboration")
    road.posts(
        "roles_naming",
        "network_role",
        ROLE,
        serves_image=[lies[IMAGE]],
        under_goal=[lies[GOAL]],
    )
    road.ends()
    return road


def words(steps: list[list[Thing]]) -> list[set[str | None]]:
    return [{thing.text for thing in step} for step in steps]


def card(road: Road, text: str) -> tuple[str, str]:
    """Where it was written first."""
    return next((one.board, it.id) for one in road.boards for it in one.items if it.text == text)


def test_J14_from_a_role_up_to_the_achievement_it_all_began_with(road: Road) -> None:
    found = thread(road.boards, *card(road, ROLE))
    assert found
    above = words(found.above)
    assert above[0] == {GOAL, IMAGE}
    assert CONDITION in above[1]
    assert WHY in above[2]
    assert any("Samen op kamp" in step for step in above[1:])
    assert not {"De soepavond.", "Er was soep."} & set().union(*above)


def test_J14_from_the_achievement_down_to_the_role(road: Road) -> None:
    found = thread(road.boards, *card(road, CAMP))
    assert found
    assert found.here.text == "Samen op kamp"
    below = words(found.below)
    assert below[0] == {WHY, IMAGE}
    everything = set().union(*below)
    assert {CONDITION, GOAL, ROLE} <= everything
    assert ROLE in below[-1] or ROLE in below[-2]
    places = {place.stage for step in found.below for one in step for place in one.places}
    assert places == {"workstream_vision", "workstream_leisure_offer", "workstream_collaboration"}


def test_J8_a_later_board_has_what_its_cards_need(road: Road) -> None:
    offer = next(one for one in road.boards if one.stage == "workstream_leisure_offer")
    text = {item.text for item in offer.items}
    assert {"Samen op kamp", WHY, IMAGE} <= text
    last = road.boards[-1]
    [goal] = [item for item in last.items if item.text == GOAL]
    assert goal.source
    assert (goal.source.stage, goal.standing) == ("workstream_leisure_offer", "read")
    # Its own links came along, to the copies here.
    linked = {item.text for item in last.items for ids in goal.links.values() if item.id in ids}
    assert {IMAGE, "Gezinnen met weinig inkomen"} <= linked


def test_J12_the_positive_core_is_on_every_later_board_in_its_version(road: Road) -> None:
    for one in road.boards[1:]:
        [core] = [text for text in one.texts if text.id == "positive_core"]
        assert core.lines == [CORE]
        assert core.pinned
        assert core.source
        assert core.source.stage == "workstream_vision"
