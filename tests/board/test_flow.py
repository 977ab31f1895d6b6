"""What flows from stage to stage, by the rules of a format; with an invented pair."""

import msgspec
import pytest
from msgspec.structs import replace

from board import commands as c
from board.flow import Earlier, Given, GivenText, from_trajectory, inflow, texts_of
from board.format import Format
from board.harvest import Harvest, Item, harvest
from board.harvest_votes import Vote
from board.source import BroughtCard, BroughtText, Source
from board.stages import Inflow
from board.types import CardId, TextId
from tests.board.play import DOOR, LEAD, REEF, Play, partner
from tests.board.test_werven import shipped
from tests.board.voyage import Voyage, later, outcome, sail, snapshot_of


@pytest.fixture(scope="module")
def voyage() -> Voyage:
    return sail()


@pytest.fixture(scope="module")
def market(voyage: Voyage) -> Earlier:
    return Earlier(outcome(voyage))


def ruled(**rule: object) -> Format:
    """The reef plan with one rule instead of its own."""
    one = msgspec.convert({"id": "only_rule", **rule}, Inflow)
    return replace(REEF, inflow=[one])


def told(cards: list[BroughtCard], kind: str = "") -> list[str]:
    return [card.text for card in cards if card.kind == kind or not kind]


def test_J8_the_first_of_a_vote_come_along_and_who_ties_at_the_cut_too(market: Earlier) -> None:
    # Three dots, and one dot for each of the next two.
    assert told(inflow(REEF, [market]), "seen_shell") == ["Een trompet", "Waaiers samen", "Een kam"]
    first = ruled(into="seen_shell", kind="found_shell", poll="shell_dots", top=1)
    assert told(inflow(first, [market])) == ["Een trompet"]
    all_of_it = ruled(into="seen_shell", kind="found_shell", poll="shell_dots")
    assert told(inflow(all_of_it, [market]))[-1] == "Een doffe"
    dots = ruled(into="seen_shell", kind="found_shell", poll="shell_dots", top=9)
    assert "Een doffe" not in told(inflow(dots, [market]))
    few = ruled(into="seen_shell", kind="found_shell", most=2)
    assert told(inflow(few, [market])) == ["Een trompet", "Waaiers samen"]


def test_J2_a_thing_lies_once_in_a_place_and_what_was_worked_on_goes_first() -> None:
    """A follow-up looks at conditions and tasks together; a condition that was proposed as a
    task, and that nobody touched, is the same thing still.
    """

    def made(id: str, kind: str, came: str = "") -> Item:
        source = Source("third", came, 1, "", "", 3_000) if came else None
        text = f"Wat {came or id} zegt"
        return Item(id, 1, [kind], [], text, {}, {}, {}, source=source)

    def held(board: str, at: int, *items: Item) -> Earlier:
        return Earlier(Harvest(board, "a_stage", "", at, items=list(items)))

    needed, task = "success_condition", "network_task"
    third = held("third", 3_000, *(made(f"c{n}", needed) for n in range(3)))
    proposed = [made(f"p{n}", task, f"c{n}") for n in range(3)]
    fourth = held("fourth", 4_000, *proposed, *(made(f"t{n}", task) for n in range(12)))
    came = inflow(shipped("follow_up_session"), [third, fourth])
    assert [card.text for card in came if card.kind == needed] == [
        f"Wat c{n} zegt" for n in range(3)
    ]
    assert [card.text for card in came if card.kind == task] == [
        f"Wat t{n} zegt" for n in range(12)
    ]
    # In their place tasks come first, though the conditions were taken first.
    assert [card.kind for card in came] == [task] * 12 + [needed] * 3


def test_J8_each_card_says_where_it_comes_from(voyage: Voyage, market: Earlier) -> None:
    horn, waves, *_ = inflow(REEF, [market])
    assert (horn.source.board, horn.source.card) == ("board-1", voyage.ids["horn"])
    assert (horn.source.number, horn.source.title, horn.source.stage) == (1, "Markt", "shell_stage")
    assert horn.source.at == market.harvest.at
    assert waves.source.members == [voyage.ids["fan"], voyage.ids["cone"]]
    assert waves.source.number == 2
    assert horn.organisation == "oak"


def test_J8_fields_come_along_as_the_later_kind_can_hold_them(market: Earlier) -> None:
    horn, waves, comb = [one for one in inflow(REEF, [market]) if one.kind == "seen_shell"]
    assert horn.fields == {"which_beach": "noord", "which_divers": "oak elm"}
    assert waves.fields == {"which_beach": "zuid"}
    assert comb.fields == {}


def test_J8_links_lead_to_what_came_along_too(market: Earlier) -> None:
    play = later(market)
    lies = {card.text: card for card in play.board.cards.values()}
    assert lies["Hij lag in de zon"].links == {"behind_shell": [lies["Een trompet"].id]}
    assert lies["Het zout"].links == {"behind_shell": [lies["Waaiers samen"].id]}
    few = replace(REEF, inflow=[replace(rule, top=1) for rule in REEF.inflow])
    [salt] = [one for one in inflow(few, [market]) if one.text == "Het zout"]
    assert salt.links == {}


def test_J8_a_link_to_a_card_in_a_cluster_counts(voyage: Voyage, market: Earlier) -> None:
    held = market.harvest
    items = [
        replace(item, links={"shines_on": [voyage.ids["cone"]]})
        if item.text == "Het zout"
        else item
        for item in held.items
    ]
    [salt] = [
        one for one in inflow(REEF, [Earlier(replace(held, items=items))]) if one.text == "Het zout"
    ]
    assert salt.links == {"behind_shell": [voyage.ids["cone"]]}
    play = later(Earlier(replace(held, items=items)))
    lies = {card.text: card for card in play.board.cards.values()}
    assert lies["Het zout"].links == {"behind_shell": [lies["Waaiers samen"].id]}


def test_J8_a_field_gives_each_of_its_parts_once(voyage: Voyage, market: Earlier) -> None:
    fish = [one for one in inflow(REEF, [market]) if one.kind == "fish_kind"]
    assert told(fish) == ["Kreeft", "garnaal"]
    assert {one.source.card for one in fish} == {voyage.ids["choir"]}


def test_J8_loose_ends_come_from_everywhere(market: Earlier) -> None:
    loose = [one for one in inflow(REEF, [market]) if one.kind == "loose_rope"]
    assert told(loose) == [
        "De walvis",
        "De boot lekt",
        "De krab",
        "Zingen we dit?",
        "Te hoog voor mij",
    ]
    second = replace(market.harvest, board="board-2", at=200_000, ends=[])
    twice = inflow(REEF, [market, Earlier(second)])
    assert told([one for one in twice if one.kind == "loose_rope"]) == told(loose)
    # What is said of a vote that is held again is something else, though its place is the same.
    said = [replace(one, text="Te laag") for one in market.harvest.ends if one.why == "not_yet"]
    again = replace(second, items=[], ends=said)
    both = inflow(REEF, [market, Earlier(again)])
    assert sorted(told([one for one in both if one.kind == "loose_rope"])) == sorted(
        [*told(loose), "Te laag"]
    )


def test_J8_only_from_stages_that_are_named_or_covered(market: Earlier) -> None:
    other = ruled(into="seen_shell", kind="found_shell", stages=["other_stage"])
    assert inflow(other, [market]) == []
    covering = Earlier(replace(market.harvest, covers=["other_stage"]))
    assert len(inflow(other, [covering])) == 4


def test_J8_the_latest_board_that_has_any_gives(market: Earlier) -> None:
    renamed = [replace(item, text=f"{item.text}!") for item in market.harvest.items]
    second = replace(market.harvest, board="board-2", at=200_000, items=renamed)
    assert told(inflow(REEF, [Earlier(second), market]), "wall_wish")[0].endswith("!")
    bare = replace(second, items=[item for item in renamed if not item.registers])
    assert told(inflow(REEF, [Earlier(bare), market]), "wall_wish")[0].endswith("rif")


def test_J9_what_was_not_confirmed_comes_as_a_proposal_and_says_so(market: Earlier) -> None:
    unconfirmed = replace(market, confirmed=False)
    assert {one.standing for one in inflow(REEF, [unconfirmed])} == {"proposal"}
    assert {one.source.confirmed for one in inflow(REEF, [unconfirmed])} == {False}
    play = later(unconfirmed)
    numbers = {card.id: card.number for card in play.board.cards.values()}
    play.done(LEAD, c.TakeLead())
    play.done(DOOR, c.BringCards(cards=inflow(REEF, [market])))
    cards = play.board.cards.values()
    assert {card.id: card.number for card in cards} == numbers
    assert {card.standing for card in cards if card.kind == "seen_shell"} == {"read"}
    assert all(card.source and card.source.confirmed for card in cards)


def test_J10_a_copy_that_nobody_changed_keeps_its_first_source(
    voyage: Voyage, market: Earlier
) -> None:
    play = later(market)
    play.sit("ann", organisation="oak")
    play.open("goal_laying")
    lies = {card.text: card for card in play.board.cards.values()}
    wish, sun = lies["Over drie jaar zingt het rif"], lies["Hij lag in de zon"]
    play.done(LEAD, c.EditCard(card=lies["Het zout"].id, text="Het zoute zout"))
    links = {"for_wish": [wish.id], "from_factor": [sun.id]}
    goal = play.post(partner("ann"), "reef_goal", "Een koor", links=links)
    play.done(LEAD, c.EndBoard())
    reef = Earlier(replace(harvest(snapshot_of(play)), board="board-2", at=300_000))

    next_one = replace(
        REEF,
        inflow=[
            *[rule for rule in REEF.inflow if rule.into == "wall_wish"],
            Inflow(id="factors", into=lies["Het zout"].kind, kind=lies["Het zout"].kind),
            Inflow(
                id="goals",
                into=play.board.cards[CardId(goal)].kind,
                kind=play.board.cards[CardId(goal)].kind,
                links={"for_wish": "for_wish", "from_factor": "from_factor"},
            ),
        ],
    )
    cards = {one.text: one for one in inflow(next_one, [market, reef])}
    # What lay there to be read is still the market's; what was changed is the reef's.
    assert cards["Over drie jaar zingt het rif"].source.card == voyage.ids["choir"]
    assert cards["Hij lag in de zon"].source.card == voyage.ids["sun"]
    assert cards["Het zoute zout"].source.board == "board-2"
    assert cards["Een koor"].source.card == goal
    assert cards["Een koor"].links == {
        "for_wish": [voyage.ids["choir"]],
        "from_factor": [voyage.ids["sun"]],
    }


def test_J11_what_the_trajectory_has_of_itself_flows_too(market: Earlier) -> None:
    old = from_trajectory(
        "De aanvraag",
        500,
        [Given("goal-1", "goals", "Elk kind zwemt"), Given("x", "ambitions", "Iets", "oak")],
        [GivenText(TextId("pearl_song"), ["Een oud lied."])],
    )
    [goal] = [one for one in inflow(REEF, [old, market]) if one.kind == "old_wreck"]
    assert (goal.text, goal.standing, goal.source.board) == ("Elk kind zwemt", "read", "")
    assert goal.source.title == "De aanvraag"
    assert texts_of(REEF, [old])[TextId("pearl_song")].lines == ["Een oud lied."]


def test_J12_a_text_comes_in_its_latest_version_with_where_it_is_from(market: Earlier) -> None:
    song = texts_of(REEF, [market])[TextId("pearl_song")]
    assert (song.version, song.lines) == (2, ["Wij zingen samen.", "De zee luistert."])
    assert (song.source.board, song.source.confirmed) == ("board-1", True)
    play = Play(REEF, brought=texts_of(REEF, [market]))
    assert play.board.texts[TextId("pearl_song")].version == 2
    again = Earlier(replace(harvest(snapshot_of(play)), board="board-2", at=300_000))
    # Nobody touched it: it is still the market's.
    kept = texts_of(REEF, [market, replace(again, confirmed=False)])[TextId("pearl_song")]
    assert (kept.version, kept.source.board, kept.source.confirmed) == (2, "board-1", False)
    play.open("reef_recap")
    play.done(LEAD, c.WriteText(text=TextId("pearl_song"), lines=["Korter."]))
    changed = Earlier(replace(harvest(snapshot_of(play)), board="board-2", at=300_000))
    new = texts_of(REEF, [market, changed])[TextId("pearl_song")]
    assert (new.version, new.source.board, new.lines) == (3, "board-2", ["Korter."])


def test_J2_a_text_that_came_along_becomes_what_it_is_by_now(market: Earlier) -> None:
    song = TextId("pearl_song")
    came = texts_of(REEF, [market])
    play = Play(REEF, brought=came)

    def bring(text: BroughtText) -> int:
        known = len(play.events)
        play.done(DOOR, c.BringCards(cards=[], texts={song: text, TextId("unsung"): text}))
        assert play.refolded() == play.board
        return len(play.events) - known

    assert bring(came[song]) == 0
    newer = replace(came[song], version=5, lines=["Wij zingen luid."], rests_on=["far"])
    assert bring(newer) == 1
    held = play.board.texts[song]
    assert (held.version, held.lines, held.source) == (5, ["Wij zingen luid."], newer.source)
    assert held.rests_on == ["far"]
    assert list(play.board.texts) == [song]
    # What was written here in the meantime is left alone.
    play.done(LEAD, c.WriteText(text=song, lines=["Van hier."]))
    assert bring(replace(newer, version=6)) == 0
    assert play.board.texts[song].lines == ["Van hier."]


def test_what_nobody_leads_is_told_from_what_somebody_does(market: Earlier) -> None:
    unled = ruled(into="loose_rope", register="voices", unled=True)
    assert told(inflow(unled, [market])) == ["De walvis"]


def test_only_the_vote_that_is_named_ranks(market: Earlier) -> None:
    other = Vote(poll="other_dots", method="dots", points=99, rank=1)
    items = [
        replace(item, votes=[*item.votes, other]) if item.text == "Een doffe" else item
        for item in market.harvest.items
    ]
    first = ruled(into="seen_shell", kind="found_shell", poll="shell_dots", top=1)
    assert told(inflow(first, [Earlier(replace(market.harvest, items=items))])) == ["Een trompet"]


def test_an_erased_card_does_not_flow(voyage: Voyage, market: Earlier) -> None:
    items = [
        replace(item, text=None, fields={}, told={}) if item.text == "Een trompet" else item
        for item in market.harvest.items
    ]
    without = Earlier(replace(market.harvest, items=items))
    assert "Een trompet" not in told(inflow(REEF, [without]))
    assert None not in told(inflow(REEF, [without]))
