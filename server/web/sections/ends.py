"""What is still open: loose ends, what was taken up provisionally, what nobody carries."""

from msgspec import Struct

from board.stages import Register
from board.trajectory import commands as c
from board.trajectory.claims import Claim, claims, led
from board.trajectory.kept import KeptItem
from board.trajectory.permissions import Reading
from board.trajectory.types import CardRef, Millis
from server.web.sheet import Section, Sheet
from server.web.undoing import ref

SHOWN_WITH_CLAIMS = frozenset({"unled", "provisional"})
"""These ends have a list of their own, where something can be done about them."""
TAKEN_UP: tuple[Register, ...] = ("roles", "tasks", "steps", "procedures", "voices")


class End(Struct, frozen=True):
    ref: str
    text: str
    why: str
    place: str
    answer: str = ""
    note: str = ""


class Waiting(Struct, frozen=True):
    """Something an organisation took up provisionally."""

    key: str
    item: str
    text: str
    form: str
    due: str
    late: bool


class Deciding(Struct, frozen=True):
    """What one organisation still has to decide on, with a message to send."""

    organisation: str
    name: str
    claims: list[Waiting]
    message: str


class Taken(Struct, frozen=True):
    """A card, with each organisation that took it up: its name, how, and how sure."""

    ref: str
    text: str
    by: list[tuple[str, str, str]]


async def values(sheet: Sheet) -> dict[str, object]:
    state, kept = sheet.view.state, sheet.view.kept
    open, answered = _ends(sheet)
    all = claims(state, kept)
    return {
        "open": open,
        "answered": answered,
        "deciding": _deciding(sheet, all),
        "unled": [
            End(ref(item.ref), item.text, "", _place(sheet, item.stage, item.at))
            for item in _taken_up(sheet)
            if any(form.leads for form in item.forms) and not led(state, item)
        ],
        "idle": _idle(sheet, all),
        "taken": _taken(sheet, all),
        "items": [(ref(item.ref), item.text) for item in _taken_up(sheet)],
        "forms": _forms(sheet),
        "partners": [
            (one.organisation, one.name) for one in state.partners.values() if not one.left_at
        ],
        "may_answer": sheet.may(c.AnswerLooseEnd),
        "may_claim": sheet.may(c.AddClaim) and not sheet.over,
    }


def waits(sheet: Sheet) -> int:
    late = _late(sheet, claims(sheet.view.state, sheet.view.kept))
    return len(_ends(sheet)[0]) + len(late)


def _late(sheet: Sheet, all: list[Claim]) -> list[Claim]:
    return [one for one in all if one.stands == "provisional" and one.due < sheet.view.now]


def _ends(sheet: Sheet) -> tuple[list[End], list[End]]:
    """Those that are open, and those that were dealt with. Each card once."""
    state, kept = sheet.view.state, sheet.view.kept
    found: dict[str, End] = {}
    refs: dict[str, str | CardRef] = {}
    for one in kept.ends:
        if one.why in SHOWN_WITH_CLAIMS:
            continue
        place = _place(sheet, one.stage, one.at)
        found.setdefault(ref(one.ref), End(ref(one.ref), one.text, one.why, place))
        refs[ref(one.ref)] = one.ref
    for item in kept.of("ends"):
        place = _place(sheet, item.stage, item.at)
        found.setdefault(ref(item.ref), End(ref(item.ref), item.text, "ends", place))
        refs[ref(item.ref)] = item.ref
    for end in state.ends.values():
        place = sheet.short_day(end.at)
        found.setdefault(end.id, End(end.id, end.text, "typed", place))
        refs[end.id] = end.id
    open, answered = [], []
    for key, shown in found.items():
        line = state.end_answers.get(refs[key])
        if line is None:
            open.append(shown)
        else:
            one_answer = End(key, shown.text, shown.why, shown.place, line.answer, line.note)
            answered.append(one_answer)
    return open, answered


def _place(sheet: Sheet, stage: str, at: Millis) -> str:
    return f"{sheet.stage(stage)} · {sheet.short_day(at)}" if stage else sheet.short_day(at)


def _taken_up(sheet: Sheet) -> list[KeptItem]:
    return [item for item in sheet.view.kept.of(*TAKEN_UP) if item.forms]


def _form(item: KeptItem | None, form: str) -> str:
    forms = item.forms if item else ()
    return next((one.label for one in forms if one.id == form), form)


def _forms(sheet: Sheet) -> list[tuple[str, str]]:
    """All ways there are; what does not go for a card is refused with words."""
    found = {form.id: form.label for item in _taken_up(sheet) for form in item.forms}
    return list(found.items())


def _deciding(sheet: Sheet, all: list[Claim]) -> list[Deciding]:
    kept = sheet.view.kept
    by: dict[str, list[Waiting]] = {}
    for one in all:
        if one.stands != "provisional":
            continue
        item = kept.item(one.item)
        by.setdefault(one.organisation, []).append(
            Waiting(
                key=_key(one),
                item=ref(one.item),
                text=item.text if item else one.item.card,
                form=_form(item, one.form),
                due=sheet.day(one.due),
                late=one.due < sheet.view.now,
            )
        )
    found = []
    for organisation, waiting in by.items():
        name = sheet.partner(organisation)
        found.append(Deciding(organisation, name, waiting, _message(sheet, name, waiting)))
    return found


def _message(sheet: Sheet, name: str, waiting: list[Waiting]) -> str:
    """Ready to copy into a mail; it goes to partners, who speak Dutch among one another."""
    say = sheet.words.dutch
    lines = "\n".join(f"- {one.text} ({one.form})" for one in waiting)
    due = waiting[0].due
    town = sheet.view.trajectory.network.lead.name
    return say("ends.message", name=name, lines=lines, due=due, town=town)


def _key(one: Claim) -> str:
    return f"{one.item.card}-{one.organisation}"


def _taken(sheet: Sheet, all: list[Claim]) -> list[Taken]:
    kept = sheet.view.kept
    found: dict[CardRef, Taken] = {}
    for one in all:
        if one.stands == "provisional":
            continue
        item = kept.item(one.item)
        text = item.text if item else one.item.card
        there = found.setdefault(one.item, Taken(ref(one.item), text, []))
        name = sheet.partner(one.organisation)
        there.by.append((name, _form(item, one.form), one.stands))
    return list(found.values())


def _idle(sheet: Sheet, all: list[Claim]) -> list[str]:
    """Partners that are there and hold nothing."""
    busy = {one.organisation for one in all if one.holds}
    if not busy:
        return []
    there = sheet.view.state.partners.values()
    return [one.name for one in there if not one.left_at and one.organisation not in busy]


SECTION = Section("ends", Reading.RESULTS, values, waits)
