"""A format written by hand, read as far as it goes, and put right value by value."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from board.editing.fault import Fault
from board.editing.shape import faults_in

_NUMBERED = re.compile(r"(\w+)\[(\d+)\]")


def tree_of(text: str) -> dict[str, Any] | Fault:
    """The values in a TOML or JSON text; a Fault where it is neither."""
    try:
        if text.lstrip().startswith("{"):
            tree = msgspec.json.decode(text)
            return tree if isinstance(tree, dict) else Fault("", "other", expected="{ … }")
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, msgspec.DecodeError, RecursionError) as fault:
        return Fault("", "other", str(fault)[:200])


def mended(tree: dict[str, Any], values: Mapping[str, str], dropped: list[str]) -> dict[str, Any]:
    """Another tree, with these values at their places and others taken away."""
    tree = msgspec.json.decode(msgspec.json.encode(tree, enc_hook=str))
    for at in dropped:
        if (place := _place(tree, at)) is not None and place[1] in place[0]:
            del place[0][place[1]]
    for at, typed in values.items():
        place = _place(tree, at)
        if place is None:
            continue
        holder, key = place
        # Digits may be meant as a number or as a text: whichever does.
        holder[key] = typed
        if any(fault.at == at for fault in faults_in(tree)[1]):
            holder[key] = _meant(typed)
    return tree


def value_at(tree: dict[str, Any], at: str) -> str | None:
    """What stands at a place, as one types it; None where no value can stand."""
    place = _place(tree, at)
    if place is None:
        return None
    value = place[0].get(place[1], "") if isinstance(place[0], dict) else ""
    return value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()


def _meant(typed: str) -> Any:
    try:
        return msgspec.json.decode(typed)
    except msgspec.DecodeError:
        return typed


def _place(tree: dict[str, Any], at: str) -> tuple[Any, str] | None:
    """The table that holds a value, and its key in it."""
    *road, key = _NUMBERED.sub(lambda it: f"{it[1]}.{int(it[2]) - 1}", at).split(".")
    here: Any = tree
    for part in road:
        if isinstance(here, dict):
            here = here.get(part)
        elif isinstance(here, list):
            by_id = (one for one in here if isinstance(one, dict) and one.get("id") == part)
            numbered = here[int(part)] if part.isdigit() and int(part) < len(here) else None
            here = next(by_id, numbered)
        else:
            return None
    return (here, key) if isinstance(here, dict) else None
