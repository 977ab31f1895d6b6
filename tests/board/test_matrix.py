"""What flows between the formats that are shipped: every rule gives something once the
earlier stages have something, and a board takes all of it. Domain §2.3.
"""

import pytest
from msgspec.structs import replace

from board import commands as c
from board.entities import Claimant
from board.flow import Earlier, Given, from_trajectory, inflow, texts_of
from board.format import Format, Kind, Poll
from board.format_file import resolved
from board.harvest import Harvest, Item, LooseEnd, TextOf
from board.harvest_votes import Vote
from board.types import CardId
from server.formats import shelf
from tests.board.play import DOOR, Play

SHIPPED = sorted(shelf().values(), key=lambda format: (format.order, format.stage))
IDS = [format.stage for format in SHIPPED]
AFTER = [format for format in SHIPPED if format.inflow]
GIVEN = from_trajectory(
    "De aanvraag",
    1,
    [
        Given("goal", "goals", "Elk kind op kamp"),
        Given("group", "groups", "Ouderen"),
        Given("interest", "interests", "Mensen bereiken"),
        Given("ambition", "ambitions", "Een open huis"),
    ],
)


def full(format: Format, at: int) -> Harvest:
    """A session of this format in which everything was done: of each kind a card, all
    that a card can say said, every vote held.
    """
    items = [_item(format, kind, number) for number, kind in enumerate(format.kinds, 1)]
    ends = [LooseEnd("unled", f"{format.stage}-end", f"Open: {format.stage}")]
    texts = [TextOf(text.id, text.title.nl, 1, [f"Uit {format.stage}."]) for text in format.texts]
    return Harvest(
        board=format.stage,
        stage=format.stage,
        title=format.short.nl,
        at=at,
        covers=format.covers,
        order=format.order,
        items=items,
        ends=ends,
        texts=texts,
    )


def _id(format: Format, kind: Kind) -> str:
    return f"{format.stage}-{kind.id}"


def _item(format: Format, kind: Kind, number: int) -> Item:
    zone = format.zone(kind.zone)
    fields = {
        field.id: field.options[0].id if field.options else f"{field.id} van {kind.id}"
        for field in kind.fields
        if field.type != "organisations"
    }
    polls = [poll for poll in format.polls if _votes(poll, kind)]
    return Item(
        id=_id(format, kind),
        number=number,
        kinds=[kind.id],
        registers=[kind.register] if kind.register else [],
        text=f"{kind.id} van {format.stage}",
        fields=fields,
        told=fields,
        links={
            link.id: [
                _id(format, other)
                for other in format.kinds
                if other.zone in (link.zone, (p := format.poll(link.poll)) and p.zone)
            ]
            for link in kind.links
        },
        parked=zone is not None and zone.parking,
        claimable=bool(kind.forms),
        claims=[Claimant("oak", form.id, True) for form in kind.forms if not form.leads],
        votes=[_vote(poll) for poll in polls],
        source=None,
    )


def _votes(poll: Poll, kind: Kind) -> bool:
    zones = {poll.zone, poll.each_card_of, *poll.also}
    return kind.zone in zones and poll.kind in (None, kind.id)


def _vote(poll: Poll) -> Vote:
    verdicts = [poll.options[0].id] if poll.options else ["supported"]
    return Vote(poll=poll.id, method=poll.method, points=3, rank=1, verdicts=verdicts)


def before(format: Format, *but: str) -> list[Earlier]:
    """All that may come before a session of this format, of the long road and the light."""
    earlier = [one for one in SHIPPED if one.order < format.order and one.stage not in but]
    return [GIVEN, *(Earlier(full(one, 1_000 * n)) for n, one in enumerate(earlier, 1))]


@pytest.mark.parametrize("format", AFTER, ids=[format.stage for format in AFTER])
def test_J8_every_rule_gives_something_where_all_was_done(format: Format) -> None:
    # Some of it only comes from what this network went through before, such as years ago.
    long_ago = [Earlier(full(one, 1)) for one in SHIPPED]
    empty = [
        rule.id
        for rule in format.inflow
        if not inflow(_only(format, rule.id), before(format))
        and not inflow(_only(format, rule.id), long_ago)
    ]
    assert empty == []


def _only(format: Format, rule: str) -> Format:
    return replace(format, inflow=[one for one in format.inflow if one.id == rule])


@pytest.mark.parametrize("format", SHIPPED, ids=IDS)
def test_J8_a_board_takes_all_that_flows_into_it(format: Format) -> None:
    earlier = before(format)
    skipped = [one.stage for one in SHIPPED]
    whole = resolved(format, "", skipped)
    play = Play(whole, brought=texts_of(whole, earlier))
    play.done(DOOR, c.BringCards(cards=inflow(whole, earlier)))
    for card in play.board.cards.values():
        assert card.source is not None
        for targets in card.links.values():
            assert all(CardId(target) in play.board.cards for target in targets)
    brought = {text.id for text in format.texts if text.brought} & {
        text.id for one in earlier for text in one.harvest.texts
    }
    assert brought <= set(play.board.texts)


@pytest.mark.parametrize("format", AFTER, ids=[format.stage for format in AFTER])
def test_J9_nothing_of_an_unconfirmed_stage_is_to_be_read_only(format: Format) -> None:
    earlier = [replace(one, confirmed=False) for one in before(format)]
    assert {card.standing for card in inflow(format, earlier)} <= {"proposal"}


def test_J10_the_thread_of_the_seed_holds_from_an_achievement_to_a_role() -> None:
    """Realisatie, waarom, succesfactor, voorwaarde, doel, rol: each tie is a link of a format."""
    ties = {
        (kind.register, target.register)
        for format in SHIPPED
        for kind in format.kinds
        for link in kind.links
        for target in format.kinds
        if target.zone in (link.zone, (poll := format.poll(link.poll)) and poll.zone)
    }
    assert {
        ("reasons", "achievements"),
        ("conditions", "factors"),
        ("goals", "conditions"),
        ("goals", "images"),
        ("goals", "groups"),
        ("roles", "images"),
    } <= ties
    assert ("roles", "goals") in ties or ("tasks", "goals") in ties
