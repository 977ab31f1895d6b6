"""The arrows of the picture in docs: what may import what, and where words may stand."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# All that board/ may import besides itself. Nothing here reads, waits, looks at
# the clock or throws dice: the circumstances come in with the context.
PURE = {
    "collections",
    "collections.abc",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "hmac",
    "itertools",
    "math",
    "msgspec",
    "msgspec.structs",
    "operator",
    "re",
    "tomllib",
    "typing",
    "unicodedata",
}
# From whom each may import, of our own packages.
ARROWS = {
    "board": {"board"},
    "server": {"board", "server"},
    "tests": {"board", "server", "tests"},
}
MOST_LINES = 400
CODE = (".py", ".js", ".css", ".html")


def files(folder: str, *endings: str) -> list[Path]:
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.suffix in endings and not {"node_modules", "__pycache__"} & set(path.parts)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield one.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively, line {node.lineno}"
            assert node.module is not None
            yield node.module


@pytest.mark.parametrize("path", files("board", ".py"), ids=name_of)
def test_the_board_imports_only_what_is_pure(path: Path) -> None:
    foreign = {name for name in imports(path) if name.split(".")[0] != "board"}
    assert foreign <= PURE


@pytest.mark.parametrize("path", files("board", ".py"), ids=name_of)
def test_the_board_calls_nothing_that_reads_or_runs(path: Path) -> None:
    """What is built in needs no import, so the walk above would not see it."""
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "input", "print", "eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize("package", ARROWS)
def test_arrows_go_one_way(package: str) -> None:
    ours = set(ARROWS)
    wrong = {
        f"{name_of(path)} → {name}"
        for path in files(package, ".py")
        for name in imports(path)
        if name.split(".")[0] in ours - ARROWS[package]
    }
    assert wrong == set()


def test_only_the_start_imports_the_whole_app() -> None:
    """Everything is wired in one place; nothing else may lean on it."""
    allowed = {"server/__main__.py"}
    wrong = {
        name_of(path)
        for path in files("server", ".py")
        if "server.app" in imports(path) and not name_of(path).startswith("server/commands/")
    }
    assert wrong <= allowed


def test_what_is_imported_exists_or_is_declared() -> None:
    """A package that only happens to be installed is missing on a bare machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = project["project"]["dependencies"]
    # A package with a dash is imported with an underscore.
    declared = {re.split(r"[^A-Za-z0-9_-]", one)[0].lower().replace("-", "_") for one in named}
    foreign = {
        f"{name_of(path)}: {name}"
        for package in ("board", "server")
        for path in files(package, ".py")
        for name in imports(path)
        if name.split(".")[0] not in declared | set(sys.stdlib_module_names) | set(ARROWS)
    }
    assert foreign == set()


@pytest.mark.parametrize("folder", ["board", "server", "static", "templates", "tests"])
def test_no_file_is_too_long_to_read(folder: str) -> None:
    long = {
        name_of(path): lines
        for path in files(folder, *CODE)
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


# Formats are data: no code knows a stage, phase, zone, card, vote, text or claim by name.


def ids_of_formats() -> dict[str, str]:
    """Every id a shipped format gives to what it is made of, with what it is."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "board" / "formats").glob("*.toml")):
        tree = tomllib.loads(path.read_text())
        found[tree["id"]] = "format"
        found[tree["stage"]] = "stage"
        for what in (
            "zones",
            "kinds",
            "phases",
            "polls",
            "texts",
            "claims",
            "placements",
            "charts",
            "inflow",
            "variants",
        ):
            for thing in tree.get(what, []):
                found[thing["id"]] = f"{path.stem}: {what}"
    return found


def test_the_ids_of_formats_are_distinctive() -> None:
    """One plain English word would stand in code by chance, and prove nothing."""
    plain = {"achievement", "takeaway"}
    assert {id for id in ids_of_formats() if "_" not in id} <= plain


@pytest.mark.parametrize(
    "path",
    [
        *files("board", ".py"),
        *files("server", ".py", ".js", ".html"),
        *files("static", ".js", ".css"),
        *files("templates", ".html", ".xml", ".txt"),
    ],
    ids=name_of,
)
def test_no_code_knows_a_format_by_name(path: Path) -> None:
    words = set(re.findall(r"[a-z][a-z0-9_]*", path.read_text()))
    ids = ids_of_formats()
    assert {id: ids[id] for id in words & set(ids)} == {}
