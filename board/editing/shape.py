"""All that is wrong with a format that was written by hand, each at its place.

``msgspec`` stops at the first value of a wrong kind; who mends a file wants them
all. A place is named as in ``spots``: by the ids of things where they have one.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from board.editing.fault import Fault
from board.format import Format
from board.format_file import faults_of

SHOWN = 80
STAND_IN = "stands_in_for_what_is_wrong"
_SAYS = re.compile(r"^(?P<at>[\w.\[\]]+)(?P<rest>.*)$", re.DOTALL)
_VALUE = re.compile(r"(?:is|id) (?P<value>'[^']*'|-?\d+)")
_BOUNDS = re.compile(r"(\d+) to (\d+)")
_NAMES = re.compile(r"one of[^:]*: (.+)$")


def faults_in(tree: object) -> tuple[Format | None, list[Fault]]:
    """The format, if it is one; and all its faults. Neither is hidden by the other."""
    faults = list(_check(tree, Format, ""))
    try:
        format = msgspec.convert(_near(tree, Format) if faults else tree, Format)
    except msgspec.ValidationError as fault:
        return None, faults or [Fault("", "other", expected=str(fault))]
    told = {fault.at for fault in faults}
    more = [placed(said) for said in faults_of(format) if STAND_IN not in said]
    # A value of the wrong kind has its fault already.
    return None if faults else format, faults + [one for one in more if one.at not in told]


def placed(fault: str) -> Fault:
    """One of the sentences of ``faults_of``, taken apart."""
    says = _SAYS.match(fault)
    assert says is not None
    value = _VALUE.search(says["rest"])
    expected = says["rest"].rpartition("expected ")[2].strip(" :;")
    shown = value["value"].strip("'") if value else ""
    if bounds := _BOUNDS.match(expected):
        return Fault(says["at"], "other", shown, f"{bounds[1]}–{bounds[2]}")
    if (names := _NAMES.match(expected)) is not None:
        return Fault(says["at"], "not_one_of", shown, names[1])
    return Fault(says["at"], "other", shown, expected)


def _check(value: object, kind: Any, at: str) -> Iterator[Fault]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield from _table(value, kind, at)
    elif get_origin(kind) is list:
        if not isinstance(value, list):
            yield _wrong(value, at, "[ … ]")
            return
        for number, one in enumerate(value):
            id = one.get("id") if isinstance(one, dict) else None
            name = id if isinstance(id, str) and id else str(number)
            yield from _check(one, get_args(kind)[0], f"{at}.{name}" if at else name)
    elif type(None) in get_args(kind):
        if value is not None:
            inner = next(one for one in get_args(kind) if one is not type(None))
            yield from _check(value, inner, at)
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            if get_origin(kind) is Literal and isinstance(value, str | int):
                names = ", ".join(map(str, filter(None, get_args(kind))))
                yield Fault(at, "not_one_of", str(value)[:SHOWN], names)
            else:
                yield _wrong(value, at, _named(kind))


def _table(value: object, kind: type[Struct], at: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _wrong(value, at, "{ " + ", ".join(_needed(kind)) + " }")
        return
    fields = {one.encode_name: one for one in msgspec.structs.fields(kind)}
    for name, one in fields.items():
        road = f"{at}.{name}" if at else name
        if name in value:
            yield from _check(value[name], one.type, road)
        elif one.required:
            yield Fault(road, "missing", expected=_named(one.type))
    for name in value:
        if name not in fields:
            road = f"{at}.{name}" if at else name
            yield Fault(road, "unknown", _shown(value[name]), ", ".join(sorted(fields)))


def _near(value: object, kind: Any) -> object:
    """The value as far as it is of its kind, with something in the places where it is not."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        known = value if isinstance(value, dict) else {}
        return {
            one.encode_name: _near(known.get(one.encode_name), one.type)
            for one in msgspec.structs.fields(kind)
            if one.required or one.encode_name in known
        }
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        return [_near(one, inner) for one in value] if isinstance(value, list) else []
    if type(None) in get_args(kind):
        inner = next(one for one in get_args(kind) if one is not type(None))
        return None if value is None else _near(value, inner)
    try:
        return msgspec.to_builtins(msgspec.convert(value, kind))
    except msgspec.ValidationError:
        return _stand_in(kind)


def _stand_in(kind: Any) -> object:
    if get_origin(kind) is Literal:
        return next(filter(None, get_args(kind)))
    base = getattr(kind, "__supertype__", kind)
    return {int: 1, bool: False, str: STAND_IN}.get(base, {})


def _needed(kind: type[Struct]) -> list[str]:
    return [one.encode_name for one in msgspec.structs.fields(kind) if one.required]


def _wrong(value: object, at: str, expected: str) -> Fault:
    return Fault(at, "wrong_type", _shown(value), expected)


def _shown(value: object) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()[:SHOWN]


def _named(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "{ " + ", ".join(_needed(kind)) + " }"
    if get_origin(kind) is list:
        return "[ … ]"
    if get_origin(kind) is Literal:
        return ", ".join(map(str, filter(None, get_args(kind))))
    names = {str: '"…"', int: "1, 2, 3 …", bool: "true, false"}
    base = getattr(kind, "__supertype__", kind)
    return names.get(base, "") if isinstance(base, type) else ""
