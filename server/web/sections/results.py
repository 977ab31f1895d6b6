"""What came out of each session, and what the sessions gave together, list by list."""

from collections.abc import Sequence

from msgspec import Struct

from board.harvest import Harvest, Item, only_together
from board.harvest_votes import Measured
from board.stages import Register
from board.trajectory import commands as c
from board.trajectory.claims import of_item
from board.trajectory.kept import KeptItem
from board.trajectory.permissions import Reading
from board.trajectory.state import Slot
from server.store.record import SnapshotLine
from server.web import dates
from server.web.sheet import Section, Sheet

REGISTERS: tuple[Register, ...] = (
    "achievements", "strengths", "images", "groups", "voices", "factors", "conditions", "goals",
    "roles", "tasks", "steps", "procedures", "agreements", "expectations", "interests",
    "ambitions", "reasons", "activities", "changes",
)  # fmt: skip
"""In the order in which they are shown; loose ends and what was said in confidence are not."""
WEIGHED = ("dots", "ranking")


class Line(Struct, frozen=True):
    """A card: ``numbers`` is what it got in votes, ``why`` the reason it was put right."""

    id: str
    text: str
    numbers: str = ""
    who: str = ""
    path: str = ""
    why: str = ""


class Group(Struct, frozen=True):
    """``key`` names the list; "" where its cards have none."""

    key: str
    title: str
    lines: list[Line]


class Moment(Struct, frozen=True):
    path: str
    what: str
    at: str


class Rights(Struct, frozen=True):
    confirm: bool = False
    unconfirm: bool = False
    correct: bool = False


class Outcome(Struct, frozen=True):
    """One session: ``slot`` is "" where it was held without a plan."""

    slot: str
    title: str
    day: str
    state: str
    people: str
    moments: list[Moment]
    groups: list[Group]
    cards: list[tuple[str, str]]
    gist: list[str]
    confirmed: str
    may: Rights


async def values(sheet: Sheet) -> dict[str, object]:
    overview = await sheet.site.record.overview(sheet.id)
    snapshots = overview.snapshots if overview else {}
    boards = sorted(sheet.view.harvests, key=lambda one: (one.at, one.board), reverse=True)
    numbers = _numbers(sheet)
    return {
        "outcomes": [_outcome(sheet, one, snapshots.get(one.board, ()), numbers) for one in boards],
        "without": [_bare(sheet, slot) for slot in sheet.view.state.plan if _without(sheet, slot)],
        "together": _together(sheet, numbers),
        "gathered": _gathered(sheet, numbers),
    }


def waits(sheet: Sheet) -> int:
    return sum(str(slot.stand) == "held" for slot in sheet.view.state.plan)


def _without(sheet: Sheet, slot: Slot) -> bool:
    """Held, but no board gave anything."""
    kept = {one.board for one in sheet.view.harvests}
    return bool(slot.held_at) and slot.board not in kept


def _bare(sheet: Sheet, slot: Slot) -> Outcome:
    title = slot.title or sheet.stage(slot.stage)
    day, stand = sheet.day(slot.held_at), str(slot.stand)
    sure = sheet.day(slot.confirmed_at)
    return Outcome(slot.id, title, day, stand, "", [], [], [], [], sure, _rights(sheet, slot))


def _rights(sheet: Sheet, slot: Slot | None) -> Rights:
    held, sure = (slot is not None and str(slot.stand) == one for one in ("held", "confirmed"))
    return Rights(
        confirm=held and sheet.may(c.ConfirmResults),
        unconfirm=sure and not sheet.over and sheet.may(c.UnconfirmResults),
        correct=sure and sheet.may(c.CorrectResult),
    )


def _outcome(
    sheet: Sheet,
    kept: Harvest,
    snapshots: tuple[SnapshotLine, ...],
    numbers: dict[tuple[str, str], str],
) -> Outcome:
    slot = sheet.view.state.slot_of(kept.board)  # type: ignore[arg-type]
    title = (slot.title if slot else "") or sheet.stage(kept.stage)
    there = ""
    if kept.people:
        many = sum(1 for id in kept.organisations if id)
        organisations = sheet.words.count("record.partners_count", many)
        there = f"{sheet.words.count('record.people_count', kept.people)}, {organisations}"
    corrected = {one.card: one for one in slot.corrections} if slot else {}
    groups: dict[str, Group] = {}
    for item in _own(kept):
        key = item.registers[0] if item.registers else ""
        heading = sheet.words(f"results.registers.{key}") if key else item.label
        right = corrected.get(item.id)
        line = Line(
            id=item.id,
            text=item.text or "",
            numbers=numbers.get((kept.board, item.id), ""),
            who=sheet.partner(item.organisation),
            path=f"/t/{sheet.id}/thread/{kept.board}/{item.id}",
            why=right.reason if right else "",
        )
        groups.setdefault(key or item.label, Group(key, heading, [])).lines.append(line)
    confirmed = sheet.day(slot.confirmed_at) if slot and slot.confirmed_at else ""
    return Outcome(
        slot=slot.id if slot else "",
        title=title,
        day=sheet.day(kept.at),
        state=str(slot.stand) if slot else "held",
        people=there,
        moments=[_moment(sheet, one) for one in reversed(snapshots)],
        groups=list(groups.values()),
        cards=[(one.id, f"{one.number}. {one.text}") for one in _own(kept)],
        gist=_gist(sheet, kept),
        confirmed=confirmed,
        may=_rights(sheet, slot),
    )


def _own(kept: Harvest) -> list[Item]:
    """What this session itself gave: no cards that only lay there to be read."""
    return [
        item
        for item in kept.items
        if item.text and not item.within and item.standing != "read" and not item.parked
    ]


def _moment(sheet: Sheet, one: SnapshotLine) -> Moment:
    what = sheet.words(f"record.moments.{one.moment}")
    return Moment(f"/t/{sheet.id}/snapshot/{one.id}", what, dates.hour(one.at))


def _gist(sheet: Sheet, kept: Harvest) -> list[str]:
    """What was decided by a vote, in a line each: what most chose, of how many."""
    lines = []
    for asked in kept.measures:
        if asked.measure in ("guiding", "capacity") or not asked.counts:
            continue
        if asked.mean_tenths is not None:
            mean = asked.mean_tenths
            lines.append(f"{asked.text} → {mean // 10},{mean % 10}{_from(sheet, asked)}")
            continue
        most = max(asked.counts.values())
        first = [asked.labels.get(id, "") for id, n in asked.counts.items() if n == most and most]
        if not all(first) or not first:
            continue
        weighed = asked.method in WEIGHED
        key = "results.most_points" if weighed else "results.most"
        said = sheet.words(key, what=" / ".join(first), n=most, of=asked.answered)
        if asked.unsure and not weighed:
            said += f" · {sheet.words.count('common.said_unsure', asked.unsure)}"
        chosen = [id for id, n in asked.counts.items() if n == most]
        lines.append(f"{asked.text} {said}{_from(sheet, asked, chosen)}")
    return lines


def _from(sheet: Sheet, asked: Measured, chosen: Sequence[str] = ()) -> str:
    """The second number, where enough took part to tell: of what most chose, or else of all."""
    many = asked.from_organisations
    if many is not None and len(chosen) == 1:
        many = asked.organisations.get(chosen[0], many)
    if many is None:
        return ""
    return f" · {sheet.words.count('common.from_organisations', many)}"


def _numbers(sheet: Sheet) -> dict[tuple[str, str], str]:
    """What each card got in the last vote that weighed it: two numbers, never one."""
    found = {}
    for kept in sheet.view.harvests:
        for item in kept.items:
            for vote in item.votes:
                if vote.method in WEIGHED:
                    said = sheet.words.count("results.points", vote.points)
                    if vote.organisations is not None:
                        many = sheet.words.count("record.partners_count", vote.organisations)
                        said = f"{said} · {many}"
                    found[kept.board, item.id] = said
    return found


def _gathered(sheet: Sheet, numbers: dict[tuple[str, str], str]) -> list[Group]:
    """All that the sessions gave, each thing once, with its words as they are now."""
    where = _places(sheet)
    groups = []
    for register in REGISTERS:
        items = list(sheet.view.kept.of(register))
        if items:
            lines = [_line(sheet, item, numbers, where) for item in items]
            title = sheet.words(f"results.registers.{register}")
            groups.append(Group(register, title, lines))
    return groups


def _together(sheet: Sheet, numbers: dict[tuple[str, str], str]) -> list[Line]:
    """Card by card, also where it lies in a cluster with others."""
    return [
        Line(
            id=item.id,
            text=item.text or "",
            numbers=numbers.get(ref, ""),
            who=sheet.partner(item.organisation),
            path=f"/t/{sheet.id}/thread/{ref[0]}/{ref[1]}",
        )
        for ref, item in only_together(sheet.view.harvests)
    ]


def _line(
    sheet: Sheet,
    item: KeptItem,
    numbers: dict[tuple[str, str], str],
    where: dict[tuple[str, str], list[tuple[str, str]]],
) -> Line:
    board, card = item.ref.board, item.ref.card
    places = [(str(board), str(card)), *where.get((board, card), [])]
    got = next((numbers[place] for place in reversed(places) if place in numbers), "")
    leads = [
        sheet.partner(claim.organisation)
        for claim in of_item(sheet.view.state, item)
        if claim.leads and claim.holds
    ]
    who = ", ".join(leads) or sheet.partner(item.organisation)
    path = f"/t/{sheet.id}/thread/{board}/{card}"
    return Line(str(card), item.text, got, who, path)


def _places(sheet: Sheet) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each card, the copies of it on later boards."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kept in sheet.view.harvests:
        for item in kept.items:
            if item.source and item.source.board:
                first = (item.source.board, item.source.card)
                found.setdefault(first, []).append((kept.board, item.id))
    return found


SECTION = Section("results", Reading.RESULTS, values, waits)
