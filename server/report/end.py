"""The last chapters: who does what, what is open, how it goes on, and the pulse."""

from collections.abc import Iterator

from board.pictures.course import course
from board.trajectory.claims import of_item
from board.trajectory.types import CardRef
from server.report.beginning import goals_standing
from server.report.document import (
    Block,
    Bullets,
    Drawn,
    Line,
    Paragraph,
    Picture,
    Quote,
    Row,
    Standing,
    Table,
)
from server.report.telling import Telling

SAID = frozenset({"parked", "discuss"})
"""Ends told here; what nobody leads, or waits for a yes, stands in the chapter before."""


def who(telling: Telling) -> Iterator[Block]:
    waiting = []
    for register in ("roles", "tasks", "procedures", "agreements"):
        rows = []
        for item in telling.kept(register):
            names, stands = [], []
            for claim in of_item(telling.view.state, item):
                name = telling.partner(claim.organisation)
                if not name or not claim.holds:
                    continue
                if claim.stands == "provisional":
                    waiting.append(Line(item.text, f"{name}, {telling.day(claim.due)}"))
                else:
                    names.append(name)
                    stands.append(claim.leads)
            row_stands: Standing = "supported" if any(stands) or item.confirmed else "proposed"
            rows.append(Row([item.text, ", ".join(names) or telling.say("who.nobody")], row_stands))
        title = telling.words(f"results.registers.{register}")
        if rows and all(row.cells[1] == telling.say("who.nobody") for row in rows):
            lines = [Line(row.cells[0], "", row.standing) for row in rows]
            yield Bullets(title, lines)
        elif rows:
            yield Table(title, [telling.say("who.what"), telling.say("who.who")], rows)
        yield from (Bullets("", [line]) for line in telling.removed(register))
    taken = [
        Row([role.label, ", ".join(filter(None, map(telling.partner, told)))])
        for board in telling.boards
        for role in board.roles
        if (told := [one.organisation for one in role.claims if not one.provisional])
    ]
    if taken:
        head = [telling.say("who.what"), telling.say("who.who")]
        yield Table(telling.say("who.sessions"), head, taken)
    if waiting:
        yield Bullets(telling.say("who.waiting"), waiting)


def ends(telling: Telling) -> Iterator[Block]:
    view = telling.view
    answered = view.state.end_answers
    open = {board.board for board in telling.boards}
    lines: dict[str, Line] = {}
    quotes: dict[str, Quote] = {}
    for one in view.kept.ends:
        if str(one.ref.board) not in open:
            continue
        if one.why == "not_yet":
            # Also what was dealt with since: it was said, and counts.
            quotes.setdefault(one.text, Quote(one.text, telling.stage(one.stage)))
        elif one.ref not in answered and one.why in SAID:
            lines.setdefault(one.text, Line(one.text, telling.stage(one.stage)))
    for item in telling.kept("ends"):
        if item.ref not in answered:
            lines.setdefault(item.text, Line(item.text, telling.stage(item.stage)))
    for end in view.state.ends.values():
        if end.id not in answered:
            lines.setdefault(end.text, Line(end.text, telling.day(end.at)))
    removed = telling.removed("ends")
    if lines or removed:
        yield Bullets(telling.say("ends.open"), [*lines.values(), *removed])
    if quotes:
        yield Paragraph(telling.say("ends.not_yet"), small=True)
        yield from quotes.values()
    done = [
        Line(_text(telling, ref), line.note)
        for ref, line in answered.items()
        if line.answer == "solved" and _text(telling, ref)
    ]
    if done:
        yield Bullets(telling.say("ends.solved"), done)


def further(telling: Telling) -> Iterator[Block]:
    state = telling.view.state
    yield from telling.listed(telling.words("results.registers.steps"), "steps")
    for slot in state.plan:
        if not slot.held_at and slot.at > telling.view.now:
            name = slot.title or telling.stage(slot.stage)
            yield Paragraph(telling.say("further.next", what=name, day=telling.day(slot.at)))
    if state.renewal_at:
        yield Paragraph(telling.say("further.renewal", day=telling.day(state.renewal_at)))
    asked = [
        Line(goal.line.text, "", "proposed")
        for goal in goals_standing(telling)
        if goal.standing != "adopted"
    ]
    asked += [
        Line(text.title, "", "proposed")
        for text in state.texts.values()
        if text.now.standing != "adopted"
    ]
    if asked:
        town = telling.words(f"common.town_{telling.view.trajectory.network.lead.title}")
        yield Bullets(telling.say("further.decides", town=town), asked)


def pulse(telling: Telling) -> Iterator[Block]:
    asked = [one for one in telling.boards if one.pulse]
    if not asked:
        return
    means: dict[str, list[int | None]] = {}
    for n, board in enumerate(asked):
        for one in board.pulse:
            means.setdefault(one.text, [None] * len(asked))[n] = one.mean_tenths
    comma = telling.words("common.decimal")
    names = [f"{telling.stage(one.stage)}, {telling.day(one.at)}" for one in asked]
    rows = [
        Row([text, *("–" if one is None else f"{one // 10}{comma}{one % 10}" for one in values)])
        for text, values in means.items()
    ]
    title = telling.say("pulse.title")
    table = Table(telling.say("as_table"), [telling.say("pulse.question"), *names], rows)
    words = "; ".join(f"{row.cells[0]} {', '.join(row.cells[1:])}" for row in rows)
    yield Paragraph(telling.say("pulse.scale"), small=True)
    drawn = Drawn(course(names, list(means.items()), title), f"{title}. {words}")
    yield Picture(title, [drawn], table)


def _text(telling: Telling, ref: str | CardRef) -> str:
    view = telling.view
    if isinstance(ref, str):
        own = view.state.ends.get(ref)
        return own.text if own else ""
    if str(ref.board) not in {board.board for board in telling.boards}:
        return ""
    found = (one.text for one in view.kept.ends if one.ref == ref)
    item = view.kept.item(ref)
    return next(found, "") or (item.text if item else "")
