"""Who is in the network, who came, left or changed, and what that touches."""

from msgspec import Struct

from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from server.web.sheet import Section, Sheet
from server.web.undoing import ref


class Touched(Struct, frozen=True):
    """``goes`` is the section where it can be adapted."""

    id: str
    what: str
    label: str
    why: str
    goes: str
    answer: str = ""
    note: str = ""


class Changed(Struct, frozen=True):
    day: str
    text: str
    note: str


async def values(sheet: Sheet) -> dict[str, object]:
    state = sheet.view.state
    present = [one for one in state.partners.values() if not one.left_at]
    gone = [one for one in state.partners.values() if one.left_at]
    lines = [_touched(sheet, one.id) for one in state.impacts.values()]
    return {
        "core": sum(one.core for one in present),
        "present": sorted(present, key=lambda one: (not one.core, one.name.casefold())),
        "gone": [{"id": one.organisation, "name": one.name, "day": sheet.day(one.left_at)}
                 for one in gone],
        "impacts": [one for one in lines if not one.answer],
        "settled": [one for one in lines if one.answer],
        "changes": [_changed(sheet, n) for n in range(len(state.changes) - 1, -1, -1)],
        "may": sheet.may(c.AddPartner) and not sheet.over,
    }  # fmt: skip


def waits(sheet: Sheet) -> int:
    return len(sheet.view.state.open_impacts)


GOES = {"goal": "texts#goals", "text": "texts", "procedure": "texts"}


def _touched(sheet: Sheet, id: str) -> Touched:
    line = sheet.view.state.impacts[id]
    change = next((one for one in sheet.view.state.changes if one.id == line.change), None)
    why = ""
    if change:
        who = sheet.partner(change.organisation)
        why = sheet.words(f"partners.changed.{change.about}", who=who)
    goes = GOES.get(line.about, "ends")
    key = f"partners.about.{line.about}"
    what = sheet.words(key)
    label = line.label or ref(line.ref)
    return Touched(id, what, label, why, goes, line.answer or "", line.note)


def _changed(sheet: Sheet, n: int) -> Changed:
    one = sheet.view.state.changes[n]
    who = sheet.partner(one.organisation)
    return Changed(
        sheet.day(one.at), sheet.words(f"partners.changed.{one.about}", who=who), one.note
    )


SECTION = Section("partners", Reading.PARTNERS, values, waits)
