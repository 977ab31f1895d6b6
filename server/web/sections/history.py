"""How a trajectory went: every step, what changed around it, and the network's card."""

from msgspec import Struct

from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.permissions import Reading
from board.trajectory.types import CardRef
from server.store.removals import Removals
from server.web.sheet import Section, Sheet

ABOUTS = ("people", "service", "money", "policy", "partner", "group")
CARD = ("vision", "period", "rhythm", "contact_function", "actions")
CHOSEN = ("answer", "choice", "verdict", "reason", "wanted", "status")
"""Fields that hold a choice, whose words stand in the catalogue."""


class Step(Struct, frozen=True):
    day: str
    by: str
    text: str
    why: str


class Around(Struct, frozen=True):
    id: str
    day: str
    about: str
    text: str


async def values(sheet: Sheet) -> dict[str, object]:
    state, words = sheet.view.state, sheet.words
    around = sorted(state.context, key=lambda one: one.day, reverse=True)
    return {
        "steps": [_step(sheet, entry) for entry in reversed(sheet.view.entries)],
        "around": [
            Around(one.id, sheet.day(one.day), words(f"history.abouts.{one.about}"), one.text)
            for one in around
        ],
        "heard": [(item.text, sheet.stage(item.stage)) for item in sheet.view.kept.of("changes")],
        "abouts": [(about, words(f"history.abouts.{about}")) for about in ABOUTS],
        "card": [(name, getattr(state.card, name)) for name in CARD],
        "partners_now": sum(not one.left_at for one in state.partners.values()),
        "network": sheet.view.trajectory.network,
        "erasures": [*await _erasures(sheet), *await _removals(sheet)],
        "keep_days": sheet.site.settings.keep_days,
        "may": sheet.may(c.NoteChange) and not sheet.over,
    }


async def _erasures(sheet: Sheet) -> list[str]:
    """What was erased of each session, a line each: how much, never whose."""
    reports = await sheet.site.record.erasures(sheet.id)
    return [
        sheet.words(
            "history.erased",
            session=sheet.session(one.board),
            day=sheet.day(one.at),
            names=one.names,
            grants=one.grants,
            links=one.links,
        )
        for one in reports
    ]


async def _removals(sheet: Sheet) -> list[str]:
    """What was taken away on request: how many cards, never which or what they said."""
    return [
        sheet.words.count(
            "history.removed", one.cards, session=sheet.session(one.board), day=sheet.day(one.at)
        )
        for one in await Removals(sheet.site.sessions.store).of(sheet.id)
    ]


def _step(sheet: Sheet, entry: e.Entry) -> Step:
    event = entry.event
    name = type(event).__name__
    text = sheet.words(
        f"history.steps.{name}", what=_what(sheet, event), chosen=_chosen(sheet, event)
    )
    why = "" if _coded(event) else getattr(event, "reason", "")
    why = why or getattr(event, "note", "") or ""
    by = sheet.words(f"overview.functions.{entry.by}")
    return Step(sheet.day(entry.at), by, _ended_once(text), why)


def _ended_once(text: str) -> str:
    """What people gave may be a sentence with an end of its own."""
    return text[:-1] if text[-2:-1] in set(".?!…") else text


def _coded(event: e.AnyEvent) -> bool:
    """Its reason is a code, which ``_chosen`` says in words."""
    return isinstance(event, e.TrajectoryStopped)


def _what(sheet: Sheet, event: e.AnyEvent) -> str:
    """What a step was about, in the words people gave it."""
    state = sheet.view.state
    for name in ("slot", "organisation", "item", "end", "text", "stage", "function", "name"):
        value = getattr(event, name, None)
        if value is None or value == "":
            continue
        match name:
            case "slot":
                slot = state.slots.get(value)
                return (slot.title or sheet.stage(slot.stage)) if slot else ""
            case "organisation":
                item = getattr(event, "item", None)
                thing = f": {_card(sheet, item)}" if isinstance(item, CardRef) else ""
                return sheet.partner(value) + thing
            case "item":
                return _card(sheet, value)
            case "end":
                return _end(sheet, value)
            case "text":
                known = state.texts.get(value)
                return known.title if known else str(value)
            case "stage":
                return sheet.stage(value)
            case "function":
                return sheet.words(f"overview.functions.{value}")
            case _:
                return str(value)
    version = getattr(event, "version", 0)
    day = getattr(event, "day", None) or getattr(event, "until", None)
    return str(version) if version else sheet.day(day) if day else ""


def _card(sheet: Sheet, ref: CardRef) -> str:
    item = sheet.view.kept.item(ref)
    return item.text if item else ""


def _end(sheet: Sheet, end: str | CardRef) -> str:
    if isinstance(end, str):
        typed = sheet.view.state.ends.get(end)
        return typed.text if typed else ""
    open = (one.text for one in sheet.view.kept.ends if one.ref == end)
    return next(open, "") or _card(sheet, end)


def _chosen(sheet: Sheet, event: e.AnyEvent) -> str:
    for name in CHOSEN:
        key = f"history.chosen.{getattr(event, name, '')}"
        if key in sheet.words:
            return sheet.words(key)
    return ""


SECTION = Section("history", Reading.TRAJECTORY, values)
