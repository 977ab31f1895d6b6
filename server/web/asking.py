"""Commands to a trajectory from plain HTML forms, by the shape of the command itself.

A form names its command and gives its fields under their own names:

    command        PlanSlot
    id             drawn by the page: sent twice, it is done once
    page           the page it stands on, to come back to; ``key`` which of its forms
    title          a text; ``minutes`` a number; ``core`` = 1 a yes
    at.day at.hour     a moment, in Belgian time; without an hour it is noon
    origin         a card, as BOARD/CARD
    lines          a list of texts: one a line, or one a field
    dates.0.day    a list of moments; lines.0.stage a list of structs
    indicators.room    a table

A number, moment, choice or card that is left open is not said at all; an empty text is.
What is not one of the command's fields is refused by name.
"""

import re
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import CardRef
from board.types import Millis
from server.web.bodies import one
from server.web.dates import local
from server.web.trouble import Trouble

Fields = dict[str, list[str]]

FAULTS = {
    "bad_date": "what was typed is no day, or no hour",
    "bad_number": "what was typed is no whole number",
    "missing_field": "something that has to be chosen was left open",
    "no_such_card": "the snapshot that it is on has no card of that number",
    "newer_snapshot": "what it is on was taken by a newer version, and cannot be read here",
}
"""The refusals of this file, with when they are given; the words are ``asking.CODE``."""

COMMANDS: dict[str, type[c.Command]] = {kind.__name__: kind for kind in get_args(c.AnyCommand)}
ENVELOPE = {"command", "page", "key"}
REPEATED = ("lines", "stages", "covers", "goals", "images", "groups", "dates")
NUMBER = re.compile(r"-?[0-9]{1,15}")
MISSING = re.compile(r"missing required field `(\w+)`")
NOON = "12:00"
_HOUR: Millis = 3_600_000
_MOMENTS = {"at", "until", "dates", "due"}
"""Fields that hold a moment where their type is a number."""


class Unreadable(Exception):
    """A value that cannot be read, as the refusal that says which and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def asked(fields: Fields) -> c.Command | Refusal:
    """The command of a form, or why a value of it cannot be read.

    Raises Trouble for what no form of ours sends.
    """
    kind = COMMANDS.get(one(fields, "command"))
    if kind is None:
        raise Trouble("bad_request")
    given = {name: values for name, values in fields.items() if name not in ENVELOPE}
    try:
        return msgspec.convert(_values(kind, given), kind)
    except Unreadable as fault:
        return fault.refusal
    except msgspec.ValidationError as fault:
        if missing := MISSING.search(str(fault)):
            return Refusal("missing_field", value=missing[1])
        raise Trouble("bad_request") from None


def moment(day: str, hour: str) -> Millis:
    """A day and an hour as a browser's fields give them. Raises Unreadable."""
    try:
        wall = datetime.strptime(f"{day} {hour or NOON}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        said = f"{day} {hour}".strip()[:40]
        raise Unreadable(Refusal("bad_date", value=said, limit="31/12/2026 13:30")) from None
    shown = round(wall.timestamp() * 1000)
    for offset in (2 * _HOUR, _HOUR):
        if round(local(shown - offset).timestamp() * 1000) == shown:
            return shown - offset
    # The hour that is skipped in spring: the clock then shows the next one.
    return shown - _HOUR


def _values(kind: type[Struct], given: Fields) -> dict[str, object]:
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for name, inner in _grouped(given).items():
        if name not in kind.__struct_fields__:
            raise Trouble("bad_request")
        value = _value(name, hints[name], inner)
        if value is not None:
            values[name] = value
    return values


def _grouped(given: Fields) -> dict[str, Fields]:
    """Fields by the name before their first dot; "" is the field itself."""
    groups: dict[str, Fields] = {}
    for name, sent in given.items():
        head, _, rest = name.partition(".")
        groups.setdefault(head, {})[rest] = sent
    return groups


def _value(name: str, type: Any, given: Fields) -> object:
    kind, mixed = _plain(type)
    origin = get_origin(kind)
    if origin is list:
        return _list(name, get_args(kind)[0], given)
    if origin is dict:
        inner = get_args(kind)[1]
        table = {key: _value(name, inner, {"": sent}) for key, sent in given.items() if key}
        return {key: value for key, value in table.items() if value is not None}
    if kind is int and name in _MOMENTS and {"day"} <= set(given) <= {"day", "hour"}:
        day = one(given, "day").strip()
        return moment(day, one(given, "hour").strip()) if day else None
    if set(given) != {""}:
        raise Trouble("bad_request")
    return _single(kind, mixed, given[""][0])


def _single(kind: Any, mixed: bool, sent: str) -> object:
    if kind is str:
        return sent
    if kind is bool:
        if sent not in ("", "0", "1", "on"):
            raise Trouble("bad_request")
        return sent in ("1", "on")
    sent = sent.strip()
    if not sent:
        return None
    if kind is int:
        if not NUMBER.fullmatch(sent):
            raise Unreadable(Refusal("bad_number", value=sent[:40]))
        return int(sent)
    if kind is CardRef or (mixed and "/" in sent):
        board, slash, card = sent.partition("/")
        if not slash:
            raise Trouble("bad_request")
        return {"board": board, "card": card}
    return sent


def _list(name: str, inner: Any, given: Fields) -> list[object]:
    kind, _ = _plain(inner)
    if "" in given:
        # One a line, or one a field; a line that is left empty is no line.
        texts = [line.strip() for sent in given[""] for line in sent.splitlines()]
        return [_single(kind, False, text) for text in texts if text]
    rows = sorted(_grouped(given).items(), key=lambda row: _index(row[0]))
    if isinstance(kind, type) and issubclass(kind, Struct) and kind is not CardRef:
        made: list[object] = [_values(kind, row) for _, row in rows]
    else:
        made = [_value(name, inner, row) for _, row in rows]
    return [one for one in made if one is not None]


def _index(text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise Trouble("bad_request")
    return int(text)


def _plain(type: Any) -> tuple[Any, bool]:
    """A type without its None; whether it is «a text or a card».

    An id stays the NewType it is: left empty it names nothing.
    """
    if get_origin(type) in (Union, UnionType):
        parts = [part for part in get_args(type) if part is not None.__class__]
        if CardRef in parts and len(parts) > 1:
            return Any, True
        type = parts[0]
    return (int if type is Millis else type), False
