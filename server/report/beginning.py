"""The first chapters: the page in front, the card of the network, why, and how it went."""

from collections.abc import Iterator

from msgspec import Struct

from board.trajectory.state import Goal
from board.types import Millis
from server.report.document import Block, Bullets, Line, Paragraph, Row, Table
from server.report.telling import Telling

MOST = 8
"""Lines of who does what on the page in front; all of them stand in their chapter."""


class Sat(Struct, frozen=True):
    """Who was at one session, as its snapshot tells it; ``helped`` is 0 where they were
    too few to say.
    """

    board: str
    people: int
    here: frozenset[str]
    kinds: list[str]
    helped: int = 0


class _Session(Struct, frozen=True):
    """One that was held, planned or not."""

    board: str
    name: str
    at: Millis
    led: str = ""


def goals_standing(telling: Telling) -> list[Goal]:
    """Those of the newest version that are not stopped."""
    newest = telling.view.state.goals[-1].goals if telling.view.state.goals else []
    return [goal for goal in newest if goal.line.change != "stopped"]


def one_page(telling: Telling) -> Iterator[Block]:
    state = telling.view.state
    stand = telling.words(f"desk.stands.{state.stand}")
    yield Paragraph(telling.say("one.stand", stand=stand))
    network = _network(telling)
    if network:
        yield Paragraph(telling.say("one.network", network=network))
    decided = [
        Line(goal.line.text, goal.line.due, "decided")
        for goal in goals_standing(telling)
        if goal.standing == "adopted"
    ]
    decided += [
        Line(f"{text.title}: {' '.join(text.now.lines)}", "", "decided")
        for text in state.texts.values()
        if text.now.standing == "adopted"
    ]
    if decided:
        yield Bullets(telling.say("one.decided"), decided)
    else:
        yield Paragraph(telling.say("one.nothing_decided"), small=True)
    stopped = {
        one.line.origin
        for one in (state.goals[-1].goals if state.goals else [])
        if one.line.change == "stopped"
    }
    old = {one.line.text for one in (state.goals[-1].goals if state.goals else [])}
    old -= {goal.line.text for goal in goals_standing(telling)}
    goals = [
        one
        for one in telling.kept("goals")
        if telling.standing(one) == "supported"
        if one.ref not in stopped and one.text not in old
    ]
    if goals and not decided:
        lines = [Line(one.text, telling.note(one), "supported") for one in goals]
        yield Bullets(telling.say("one.supported"), lines)
    images = sorted(
        (one for one in telling.kept("images") if telling.standing(one) == "supported"),
        key=lambda one: -(vote.points if (vote := telling.weight(one)) else 0),
    )
    if images:
        yield Bullets(telling.say("one.images"), [telling.line(one) for one in images[:3]])
    # What has a day first: that is what is asked here.
    carried = sorted(telling.kept("roles", "tasks", "steps"), key=lambda one: not telling.due(one))
    who = {
        one.text: Line(one.text, " · ".join(filter(None, (", ".join(leads), telling.due(one)))))
        for one in carried
        if (leads := telling.leaders(one))
    }
    if who:
        yield Bullets(telling.say("one.who"), list(who.values())[:MOST])
    if state.renewal_at:
        yield Paragraph(telling.say("further.renewal", day=telling.day(state.renewal_at)))


def card(telling: Telling) -> Iterator[Block]:
    view, known = telling.view, telling.view.state.card
    lead = view.trajectory.network.lead
    there = [one for one in view.state.partners.values() if not one.left_at]
    partners = ", ".join(
        f"{one.name} ({one.partner_kind})" if one.partner_kind else one.name for one in there
    )
    goals = "; ".join(goal.line.text for goal in goals_standing(telling))
    rows = [
        ("municipality", lead.name),
        ("network", view.trajectory.network.name),
        ("vision", known.vision),
        ("period", known.period),
        ("partners", partners),
        ("goals", goals),
        ("actions", known.actions),
        ("rhythm", known.rhythm),
        ("contact", known.contact_function),
    ]
    told = [Row([telling.say(f"card.{key}"), value]) for key, value in rows if value]
    head = [telling.say("card.what"), telling.say("card.is")]
    yield Table(telling.say("card.title"), head, told)


def why(telling: Telling) -> Iterator[Block]:
    state = telling.view.state
    asked = state.request.reason if state.request else ""
    for reason in dict.fromkeys(one for one in (asked, state.reason) if one):
        yield Paragraph(reason)
    network = _network(telling)
    if network:
        yield Paragraph(telling.say("one.network", network=network))
    lines = [Line(one.text, telling.day(one.day)) for one in state.context]
    lines += [Line(one.text) for one in telling.kept("changes")]
    if lines:
        yield Bullets(telling.say("why.changes"), lines)


def how(telling: Telling, sat: list[Sat]) -> Iterator[Block]:
    state = telling.view.state
    told = {one.board: one for one in sat}
    held = sorted((*_planned(telling), *_unplanned(telling)), key=lambda one: one.at)
    if not held:
        yield Paragraph(telling.say("how.none"), small=True)
        return
    rows = []
    for one in held:
        seen = told.get(one.board)
        people, many = (str(seen.people), str(len(seen.here))) if seen else ("", "")
        rows.append(Row([one.name, telling.day(one.at), people, many, one.led]))
    columns = ("session", "day", "people", "organisations", "led")
    yield Table(telling.say("how.sessions"), [telling.say(f"how.{one}") for one in columns], rows)
    kinds = [
        Line(f"{one.name}: {', '.join(seen.kinds)}")
        for one in held
        if (seen := told.get(one.board)) and seen.kinds
    ]
    if kinds:
        yield Bullets(telling.say("how.kinds"), kinds)
        yield Paragraph(telling.say("how.folded"), small=True)
    speaking = {str(one.organisation): one.name for one in state.partners.values() if one.voices}
    if speaking:
        with_them = sum(bool(speaking.keys() & one.here) for one in sat)
        names = ", ".join(speaking.values())
        yield Paragraph(telling.say("how.voices", names=names, n=with_them, of=len(held)))
    helped = sum(one.helped for one in sat)
    if helped:
        yield Paragraph(telling.say("how.helped", n=helped))


def _planned(telling: Telling) -> Iterator[_Session]:
    for slot in telling.view.state.plan:
        if slot.held_at:
            led = telling.partner(slot.lead_organisation) or telling.words(
                f"overview.functions.{slot.lead}"
            )
            name = slot.title or telling.stage(slot.stage)
            yield _Session(slot.board or "", name, slot.opened_at or slot.held_at, led)


def _unplanned(telling: Telling) -> Iterator[_Session]:
    """Of these nobody wrote down who would lead."""
    for one in telling.view.unplanned(over=True):
        if one.opened_at:
            yield _Session(one.board, one.title or telling.stage(one.stage), one.opened_at)


def _network(telling: Telling) -> str:
    view = telling.view
    said = str(view.state.measures.network or "") or view.kept.network
    key = f"overview.networks.{said}"
    return telling.words(key) if said and key in telling.words else ""
