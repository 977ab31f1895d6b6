"""The pictures of the big screen: those of the record, as data, and only of what it may see."""

import re
from typing import Any
from xml.etree import ElementTree

from board.pictures.bars import Shape
from server.web.pictures import MOST_ACROSS, shapes_for
from tests.server.sockets import Moon, Person, Socket

FIGURE = re.compile(r'<figure class="picture"[^>]*>(<svg.*?</svg>)</figure>', re.S)
Drawn = list[tuple[str, dict[str, str], str]]


def on_page(svg: str) -> Drawn:
    """What stands on the page, as a browser would read it there."""
    return [
        (one.tag.rpartition("}")[2], dict(one.attrib), one.text or "")
        for one in ElementTree.fromstring(svg).iter()
    ]


def as_data(tree: dict[str, Any]) -> Drawn:
    own = {name: value for name, value in tree["attributes"].items() if name != "xmlns"}
    parts = [line for part in tree.get("parts", []) for line in as_data(part)]
    return [(tree["tag"], own, tree.get("text", "")), *parts]


def said_in(sheet: dict[str, Any]) -> str:
    return " ".join(told for tag, _, told in as_data(sheet["tree"]) if tag == "text")


async def held(console: Socket, voters: list[Socket], poll: str, says: dict[str, str]) -> str:
    """From opening to before the result; ``says`` goes by card."""
    round = (await console.done("OpenRound", 1, poll=poll))["made"]
    answers = {card: {"options": {option: 1}} for card, option in says.items()}
    for voter in voters:
        await voter.done("PutBallot", 1, round=round, answers=answers)
    await console.done("CloseRound", 1, round=round)
    return str(round)


def test_G14_more_options_than_have_room_side_by_side_stand_under_one_another() -> None:
    across = {Shape.ACROSS, Shape.NARROW}
    assert across <= set(shapes_for(3, MOST_ACROSS))
    assert across.isdisjoint([*shapes_for(3, MOST_ACROSS + 1), *shapes_for(2, 3)])


async def test_G14_the_big_screen_hangs_the_pictures_of_the_record(moon: Moon) -> None:
    lead, screen = moon.console(), moon.screen()
    added = lead.visitor.post(f"/c/{lead.grant}/organisation", {"names": 'De <Brug> & "co"\nÉlan'})
    people = []
    for one in added.json["organisations"]:
        visitor = moon.running.visitor()
        path = visitor.join(moon.session.code, "", one["id"])
        people.append((one["id"], Person(moon.running, visitor, path)))
    (oak, ann), (elm, bob) = people

    def pictures() -> Any:
        return screen.visitor.get(f"/s/{screen.grant}/pictures").json

    async with lead.socket() as console, ann.socket() as phone, bob.socket() as other:
        assert pictures()["pictures"] == {}
        await console.done("OpenPhase", phase="star_sorting")
        cards = []
        for text in ("De grote ster.", "Een <kleine> ster."):
            made = await phone.done("PostCard", 1, kind="star_point", text=text)
            cards.append(str(made["made"]))
        voters = [phone, other]
        says = dict(zip(cards, ("5", "1"), strict=True))
        glow = await held(console, voters, "glow_scale", says)
        # Whatever was chosen is no bar before all may see it.
        assert pictures()["pictures"] == {}
        await console.done("RevealRound", 1, round=glow)
        # Half of a chart is none: the other vote may still be open.
        assert "chart:star_chart" not in pictures()["pictures"]
        days = dict(zip(cards, ("at_dusk", "some_day"), strict=True))
        fall = await held(console, voters, "fall_choice", days)
        await console.done("RevealRound", 1, round=fall)
        results = pictures()["pictures"]
        assert {*results} == {f"round:{glow}", f"round:{fall}", "chart:star_chart"}
        await console.done("OpenPhase", 1, phase="burrow_digging")
        # Empty rings hang on the screen before anyone stands in them.
        assert "placement:pond_now" in pictures()["pictures"]
        before = pictures()["seq"]
        for who, row, place in ((phone, oak, "up_hill"), (other, elm, "in_water")):
            await who.done("PlaceRow", 2, placement="pond_now", row=row, place=place)
        await phone.done("PlaceRow", 2, placement="pond_later", row=oak, place="in_water")
        await console.done("TakeSnapshot", label="Nu")
    told = pictures()
    assert told["seq"] > before
    hung = told["pictures"]
    assert hung["placement:pond_now"]["rows"] == [elm, oak]
    assert hung["chart:star_chart"]["rows"] == cards
    # Where the places do not lie around each other there is a table alone.
    assert {*hung} == {"chart:star_chart", "placement:pond_now", "placement:pond_later"}
    overview = await moon.site.record.overview(moon.session.trajectory)
    assert overview is not None
    lines = [line for lines in overview.snapshots.values() for line in lines]
    (kept,) = [line.id for line in lines if line.label == "Nu"]
    page = lead.visitor.get(f"/r/{lead.grant}/snapshot/{kept}").text
    printed = [on_page(svg) for svg in FIGURE.findall(page)]
    assert len(printed) == 3 + 2 * len(cards)
    for picture in hung.values():
        assert as_data(picture["tree"]) in printed
    shown = [one for id in (glow, fall) for one in results[f"round:{id}"]["bars"]]
    for one in shown:
        wide, *_, same = one["sheets"]
        assert as_data(same["tree"]) in printed
        # In whatever shape it hangs it says the same, and of so few no number of organisations.
        assert said_in(wide) == said_in(same)
        assert said_in(same).count("2 mensen") == 1
        assert "organisatie" not in said_in(same)
        assert len(one["rows"]) == len(same["ends"])
    assert [one["question"] for one in shown] == [*cards, *cards]
    # The page of the screen comes with them, so that it is whole at once.
    assert screen.visitor.get(f"/s/{screen.grant}").boot["pictures"] == hung
    for stranger in (lead, ann):
        assert stranger.visitor.get(f"/s/{screen.grant}/pictures").status == 404
