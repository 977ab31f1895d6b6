"""A format as a TOML file that a person can read and change; ``format_file`` reads it back."""

import re
from typing import Any

import msgspec
from msgspec import Struct

from board.format import Format

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(format: Format) -> str:
    """What is as it would be anyhow is left out."""
    lines: list[str] = []
    tables: list[tuple[str, list[Any]]] = []
    for name, value in _said(format):
        if isinstance(value, list) and value and hasattr(value[0], "id"):
            tables.append((name, value))
        else:
            lines.append(f"{name} = {_value(value, spread=True)}")
    for name, things in tables:
        for thing in things:
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {_value(value, spread=True)}" for key, value in _said(thing)]
    return "\n".join(lines) + "\n"


def _said(thing: Struct) -> list[tuple[str, Any]]:
    said = []
    for one in msgspec.structs.fields(type(thing)):
        value = getattr(thing, one.name)
        empty = value is None or (not one.required and value in ("", [], {}))
        if not empty and (one.required or value != one.default):
            said.append((one.encode_name, value))
    return said


def _value(value: Any, *, spread: bool = False) -> str:
    if isinstance(value, Struct):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in _said(value)) + " }"
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return "{ " + inner + " }" if inner else "{}"
    if isinstance(value, list):
        if spread and value and isinstance(value[0], Struct):
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str):
        # JSON says a text as TOML does, but for one sign that TOML wants named.
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007F")
    return msgspec.json.encode(value).decode()


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)
