"""What became of a board between two snapshots, as a list that leaves nothing out."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from board import commands as c
from board.compare import (
    Appeared,
    Counted,
    Merged,
    Reworded,
    Rewritten,
    Vanished,
    applied,
    changes,
)
from board.flow import Earlier
from board.harvest import harvest
from board.sight import Sight, sight
from board.types import CardId, TextId
from tests.board.play import LEAD, MOON, REEF, VISION, Play, partner
from tests.board.voyage import Voyage, later, outcome, sail, snapshot_of
from tests.board.walk import act

FORMATS = {"moon": MOON, "reef": REEF, "vision": VISION}


def seen(play: Play) -> Sight:
    return sight(harvest(snapshot_of(play)))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(FORMATS)))
def test_E1_the_list_makes_the_second_of_the_first(seed: int, name: str) -> None:
    chance, play = Random(seed), Play(FORMATS[name])
    moments = [seen(play)]
    for _ in range(3):
        for _ in range(50):
            actor, command, visit = act(chance, play.board)
            play.do(actor, command, visit=visit)
        moments.append(seen(play))
    for before in moments:
        for after in moments:
            listed = changes(before, after)
            assert applied(before, listed) == after
            assert (listed == []) == (before == after)


def test_E2_each_difference_is_said_once_in_its_own_words() -> None:
    voyage = Voyage()
    play, ids = voyage.play, voyage.ids
    play.open("shell_finding")
    for name, seat, text in (
        ("horn", "ann", "Een trompet"),
        ("fan", "bob", "Een waaier"),
        ("comb", "cem", "Een kam"),
        ("cone", "dia", "Een kegel"),
        ("snail", "eva", "Een slak"),
    ):
        voyage.post(name, seat, "found_shell", text)
    voyage.cluster("waves", "Waaiers samen", "fan", "cone")
    voyage.cluster("left", "Schelpen van links", "horn", "snail")
    before = seen(play)
    assert changes(before, before) == []

    play.done(partner("ann"), c.EditCard(card=CardId(ids["horn"]), text="Een hoorn"))
    play.done(partner("ann"), c.AdoptCard(card=CardId(ids["comb"])))
    play.done(LEAD, c.HideCards(cards=[CardId(ids["comb"])], reason="dubbel"))
    voyage.post("dull", "eva", "found_shell", "Een doffe")
    voyage.cluster("all", "Alles samen", "waves", "left")
    play.done(LEAD, c.WriteText(text=TextId("pearl_song"), lines=["Wij zingen samen."]))
    voyage.dots("shell_dots", {"all": 2}, {"dull": 1})
    after = seen(play)

    said = changes(before, after)
    assert [type(one) for one in said] == [
        Appeared, Merged, Vanished, Reworded, Counted, Rewritten,
    ]  # fmt: skip
    appeared, merged, vanished, reworded, counted, rewritten = said
    assert isinstance(appeared, Appeared)
    assert appeared.now.text == "Een doffe"
    assert isinstance(merged, Merged)
    assert merged.now.text == "Alles samen"
    assert {one.text for one in merged.was.values()} == {"Waaiers samen", "Schelpen van links"}
    assert isinstance(vanished, Vanished)
    assert vanished.was.text == "Een kam"
    assert reworded == Reworded(ids["horn"], "", "Een trompet", "Een hoorn")
    assert isinstance(counted, Counted)
    assert counted.now is not None
    assert (counted.was, counted.now.counts) == (None, {"Alles samen": 2, "Een doffe": 1})
    assert isinstance(rewritten, Rewritten)
    assert rewritten.now is not None
    assert (rewritten.now.version, rewritten.now.lines) == (2, ["Wij zingen samen."])
    # And back, which is another list: a cluster that is taken apart.
    back = changes(after, before)
    assert applied(after, back) == before
    came = {one.now.text for one in back if isinstance(one, Appeared)}
    assert came == {"Een kam", "Schelpen van links"}


def test_E3_of_two_sessions_a_thing_is_the_one_it_was_written_as() -> None:
    """What a later board got of it is the same thing, reworded there or not."""
    voyage = sail()
    before = sight(outcome(voyage), across=True)
    play = later(Earlier(outcome(voyage)))
    after = sight(harvest(snapshot_of(play)), across=True)
    said = changes(before, after)
    assert applied(before, said) == after
    came = {id for id in after.things if id in before.things}
    horn = f"{outcome(voyage).board}/{voyage.ids['horn']}"
    assert horn in came
    assert not [one for one in said if isinstance(one, Reworded) and one.thing == horn]
