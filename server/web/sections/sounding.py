"""The sounding board: what coach and coordinator tell one another, and nobody else."""

from msgspec import Struct

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from server.store.trajectories import Note
from server.trajectories import Done
from server.web.bodies import one as first
from server.web.sheet import Fields, Section, Sheet

KINDS = ("note", "question")


class Told(Struct, frozen=True):
    id: str
    kind: str
    text: str
    by: str
    day: str
    session: str
    mine: bool


async def values(sheet: Sheet) -> dict[str, object]:
    notes = await sheet.site.trajectories.sounding(sheet.id)
    held = [slot for slot in reversed(sheet.view.state.plan) if slot.held_at]
    return {
        "notes": [_told(sheet, note) for note in reversed(notes)],
        "held": [(slot.id, slot.title or sheet.stage(slot.stage)) for slot in held],
        "latest": next((slot.id for slot in held if not slot.reflected), ""),
        "may_reflect": bool(held) and sheet.may(c.Reflect),
        "kinds": [(kind, sheet.words(f"sounding.kinds.{kind}")) for kind in KINDS],
    }


def _told(sheet: Sheet, note: Note) -> Told:
    slot = next((one for one in sheet.view.state.plan if one.id == note.slot), None)
    session = (slot.title or sheet.stage(slot.stage)) if slot else ""
    by = sheet.words(f"overview.functions.{note.by}")
    mine = note.account == sheet.person.account
    return Told(note.id, note.kind, note.text, by, sheet.day(note.at), session, mine)


async def _note(sheet: Sheet, fields: Fields) -> Done | Refusal:
    kind = first(fields, "kind") or "note"
    if kind not in KINDS:
        return Refusal("missing_field", value="kind")
    said = await sheet.site.trajectories.note(sheet.id, sheet.person, first(fields, "text"), kind)
    return said if isinstance(said, Refusal) else Done(sheet.view.state, made=said.id)


async def _erase(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """Gone already is as good as gone."""
    await sheet.site.trajectories.erase_note(sheet.id, first(fields, "note"), sheet.person)
    return Done(sheet.view.state)


SECTION = Section(
    "sounding", Reading.SOUNDING, values, doings={"note": _note, "erase_note": _erase}
)
