"""The wire's shapes as TypeScript types, for JavaScript that is checked by tsc.

``python -m server.types_ts > static/js/messages.d.ts`` writes them from the
structs of ``board``; a test fails when the file is behind. Nothing of it runs
in a browser.
"""

import json
import sys
from collections.abc import Iterator
from typing import get_args

import msgspec
from msgspec import inspect

from board import commands, entities, messages
from board import format as formats

HEADER = """\
/**
 * Every shape on the wire. Made by `python -m server.types_ts` from board/; do not edit.
 */
"""

ENTITIES = {
    "session": entities.SessionEntity,
    "phase": entities.PhaseEntity,
    "light": entities.LightEntity,
    "lead": entities.LeadEntity,
    "card": entities.CardEntity,
    "cluster": entities.ClusterEntity,
    "round": entities.RoundEntity,
    "chart": entities.ChartEntity,
    "text": entities.TextEntity,
    "claim": entities.ClaimEntity,
    "placement": entities.PlacementEntity,
    "hint": entities.HintEntity,
}
"""What stands under each key of a view; see ``board.entities``."""

RAW = {("ViewFrame", "view"): "View", ("PatchFrame", "set"): "Patch", ("MineFrame", "mine"): "Mine"}
"""Parts that the server passes on as bytes, with what those bytes hold."""

UNSPOKEN = {("Format", "variants")}

COMMANDS = {command.__name__ for command in get_args(commands.AnyCommand)}


def generate() -> str:
    unions: dict[str, tuple[type[msgspec.Struct], ...]] = {
        "AnyCommand": get_args(commands.AnyCommand),
        "ClientFrame": get_args(messages.ClientFrame),
        "ServerFrame": get_args(messages.AnyServerFrame),
        "AnyEntity": get_args(entities.AnyEntity),
    }
    roots = [struct for members in unions.values() for struct in members]
    parts = [HEADER]
    parts += list(_structs([*roots, entities.Mine, formats.Format]))
    for name, members in unions.items():
        choices = "".join(f"\n  | {member.__name__}" for member in members)
        parts.append(f"export type {name} ={choices};\n")
    rows = "".join(f"  {key}: {struct.__name__};\n" for key, struct in ENTITIES.items())
    parts.append("/** By the word before the colon of a view's key. */")
    parts.append(f"export interface Entities {{\n{rows}}}\n")
    parts.append("export type View = { [key: string]: AnyEntity };\n")
    parts.append("export type Patch = { [key: string]: AnyEntity | null };\n")
    return "\n".join(parts)


def _structs(roots: list[type[msgspec.Struct]]) -> Iterator[str]:
    """An interface for each struct that can be reached, each once, by name."""
    found: dict[str, str] = {}

    def visit(kind: inspect.Type) -> None:
        match kind:
            case inspect.StructType(cls) if cls is not formats.Words and cls.__name__ not in found:
                found[cls.__name__] = ""
                for one in kind.fields:
                    visit(one.type)
                found[cls.__name__] = _interface(kind)
            case inspect.ListType(item):
                visit(item)
            case inspect.DictType(_, value):
                visit(value)
            case inspect.UnionType(types):
                for member in types:
                    visit(member)

    for root in roots:
        visit(inspect.type_info(root))
    yield from (found[name] for name in sorted(found))


def _interface(kind: inspect.StructType) -> str:
    lines = [f"export interface {kind.cls.__name__} {{"]
    if kind.tag_field is not None:
        lines.append(f'  {kind.tag_field}: "{kind.tag}";')
    # What the server sends is always whole; what it takes may leave out a default.
    sent_to_server = issubclass(kind.cls, commands.Command | commands.Answer | messages.Frame)
    for one in kind.fields:
        if (kind.cls.__name__, one.name) in UNSPOKEN:
            continue
        mark = "" if one.required or not sent_to_server else "?"
        raw = RAW.get((kind.cls.__name__, one.name))
        lines.append(f"  {one.encode_name}{mark}: {raw or _type(one.type)};")
    return "\n".join([*lines, "}\n"])


def _type(kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType():
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.EnumType(cls):
            return " | ".join(f'"{member.value}"' for member in cls)
        case inspect.LiteralType(values):
            return " | ".join(json.dumps(value) for value in values)
        case inspect.StructType(cls):
            # A format reaches a page spoken: its words in one language.
            return "string" if cls is formats.Words else cls.__name__
        case inspect.ListType(item):
            inner = _type(item)
            return f"Array<{inner}>" if " " in inner else f"{inner}[]"
        case inspect.DictType(_, value):
            return f"{{ [key: string]: {_type(value)} }}"
        case inspect.UnionType(types):
            names = [_type(member) for member in types]
            return "AnyCommand" if set(names) == COMMANDS else " | ".join(names)
    raise TypeError(f"{kind!r} has no place on the wire; teach server.types_ts about it")


if __name__ == "__main__":
    sys.stdout.write(generate())
