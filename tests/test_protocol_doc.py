"""``docs/protocol.md`` is so: every example decodes, and nothing on the wire is missing from it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct

from board import REGISTRY, commands, entities, messages, tallies
from board.format import Format, Kind, Phase
from board.messages import Close
from board.permissions import TABLE
from server.types_ts import ENTITIES

PAGE = (Path(__file__).resolve().parent.parent / "docs/protocol.md").read_text()
COMMANDS: tuple[type[Struct], ...] = get_args(commands.AnyCommand)
KINDS: dict[str, Any] = ENTITIES
FRAMES: tuple[type[Struct], ...] = (
    *get_args(messages.ClientFrame),
    *get_args(messages.AnyServerFrame),
)
PARTS: tuple[type[Struct], ...] = (
    messages.Position,
    commands.Answer,
    entities.Mine,
    tallies.QuestionTally,
    tallies.Remark,
)
SHAPES: dict[str, type[Struct]] = {
    shape.__name__: shape for shape in (*COMMANDS, *FRAMES, *PARTS)
} | {entity.__name__: entity for entity in KINDS.values()}
FROM_CLIENTS = (commands.Command, commands.Answer, messages.Frame, messages.Position)
ROW = re.compile(r"^\|(.*)\|$", re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    """Each block of JSON with the name of what it is said to be."""
    return re.findall(r"^```json *(.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def section(heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no heading {heading!r}"
    return found[1]


def rows(text: str, columns: int) -> list[list[str]]:
    cells = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(text)]
    return [row for row in cells if len(row) == columns]


def named(text: str) -> list[str]:
    """The fields that the rows of a section begin with."""
    return re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)


def fault(shape: type[Struct], given: Any) -> str:
    """Why this is not a whole and exact ``shape``, or ""."""
    try:
        read = msgspec.json.decode(json.dumps(given), type=shape, strict=True)
    except msgspec.ValidationError as why:
        return str(why)
    whole = json.loads(msgspec.json.encode(read))
    if issubclass(shape, FROM_CLIENTS):
        return "" if within(given, whole) else "it has a field that would be left out"
    # The server leaves nothing out, so its examples do not either.
    return "" if given == whole else f"it should be {whole}"


def within(given: Any, whole: Any) -> bool:
    if isinstance(given, dict):
        return all(key in whole and within(value, whole[key]) for key, value in given.items())
    return bool(given == whole)


def inside(frame: Any) -> Iterator[tuple[type[Struct], Any]]:
    """What a frame carries that its own type does not look into."""
    if frame.get("t") == "mine":
        yield entities.Mine, frame["mine"]
    for key, entity in (frame.get("view") or frame.get("set") or {}).items():
        if entity is not None:
            yield KINDS[key.partition(":")[0]], entity


@pytest.mark.parametrize(
    ("name", "text"),
    [pytest.param(*one, id=f"{number}-{one[0]}") for number, one in enumerate(examples(), 1)],
)
def test_every_example_is_what_it_is_said_to_be(name: str, text: str) -> None:
    assert name in SHAPES, f"no shape is called {name!r}"
    given = json.loads(text)
    assert fault(SHAPES[name], given) == ""
    for shape, part in inside(given):
        assert fault(shape, part) == ""


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (messages.Hello, '{"t": "hello", "v": 1, "grant": "g", "colour": "red"}'),
        (messages.Ack, '{"t": "ack", "n": 1, "seq": 2}'),
        (messages.Ack, '{"t": "ack", "n": 1, "seq": 2, "made": "", "more": 1}'),
        (messages.Now, '{"t": "bye", "now": 1}'),
        (commands.MoveCards, '{"type": "MoveCards", "cards": "one", "zone": "z"}'),
        (commands.MoveCards, '{"type": "ShowCards", "cards": ["one"]}'),
    ],
)
def test_an_example_that_is_wrong_is_found(shape: type[Struct], text: str) -> None:
    assert fault(shape, json.loads(text)) != ""


def test_everything_on_the_wire_has_an_example() -> None:
    assert set(SHAPES) - {name for name, _ in examples()} == set()


@pytest.mark.parametrize("frame", FRAMES, ids=lambda it: it.__name__)
def test_every_field_of_a_frame_is_explained(frame: type[Struct]) -> None:
    told = named(section(f"`{frame.__struct_config__.tag}`"))
    assert told == list(frame.__struct_fields__)


@pytest.mark.parametrize("key", KINDS)
def test_every_field_of_an_entity_is_explained(key: str) -> None:
    heading = key if key in ("session", "phase", "light", "lead") else f"{key}:ID"
    assert ["seq", *named(section(f"`{heading}`"))] == list(KINDS[key].__struct_fields__)


def test_every_field_of_the_personal_part_is_explained() -> None:
    told = named(section("The personal part"))
    assert told == list(entities.Mine.__struct_fields__)


def command_rows() -> dict[str, list[str]]:
    return {row[0].strip("`"): row for row in rows(PAGE, 3) if row[0].strip("`") in SHAPES}


def test_every_command_is_there_with_who_may_send_it() -> None:
    told = {name: set(row[1].split(", ")) for name, row in command_rows().items()}
    may = {
        command.__name__: {access.value for access in TABLE if command in TABLE[access]}
        for command in COMMANDS
    }
    assert told == may


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: it.__name__)
def test_every_field_of_a_command_is_named_and_optional_ones_are_marked(
    command: type[Struct],
) -> None:
    told = re.findall(r"(\*?)`([a-z_]+)`", command_rows()[command.__name__][2])
    defaults = {field.name: not field.required for field in msgspec.structs.fields(command)}
    assert {name: mark == "*" for mark, name in told} == defaults


def test_every_refusal_is_there_as_the_registry_has_it() -> None:
    told = {row[0].strip("`"): row[1] for row in rows(section("Refusals"), 4)}
    told.pop("code")
    told.pop("---")
    assert told == REGISTRY


def test_every_close_code_is_there_with_whether_to_come_back() -> None:
    told = {
        (int(row[0]), row[1].strip("`")): row[3].startswith("yes")
        for row in rows(section("Closing and coming back"), 4)
        if row[0].isdigit() and int(row[0]) >= 4000
    }
    assert told == {(code.value, code.name): code < 4500 for code in Close}


def test_the_parts_of_a_format_are_those_there_are() -> None:
    """The page that a client begins with holds them; see the section on it."""
    text = section("The page, and the format")
    known = {name for shape in (Format, Kind, Phase) for name in shape.__struct_fields__}
    assert set(re.findall(r"^\| `([a-z]+)`", text, re.MULTILINE)) <= known
