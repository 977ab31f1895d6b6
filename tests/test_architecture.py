"""The arrows of the picture in docs: what may import what, and where words may stand."""

import ast
import re
import sys
import tomllib
from functools import cache
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


@cache
def tree(path: Path) -> ast.Module:
    """Several rules read the same files; each is parsed once."""
    return ast.parse(path.read_text(), str(path))


@cache
def imports(path: Path) -> list[str]:
    """Every module a file imports, also inside functions."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively, line {node.lineno}"
            assert node.module is not None
            found.append(node.module)
    return found


def test_the_board_imports_only_what_is_pure() -> None:
    foreign = {
        f"{name_of(path)}: {name}"
        for path in files("board", ".py")
        for name in imports(path)
        if name.split(".")[0] != "board" and name not in PURE
    }
    assert foreign == set()


def test_the_board_calls_nothing_that_reads_or_runs() -> None:
    """What is built in needs no import, so the walk above would not see it."""
    never = {"open", "input", "print", "eval", "exec", "compile", "__import__"}
    calls = {
        f"{name_of(path)}: {node.func.id}"
        for path in files("board", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in never
    }
    assert calls == set()


@pytest.mark.parametrize("package", ARROWS)
def test_arrows_go_one_way(package: str) -> None:
    ours = {*ARROWS, "tests"}
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


IMPORTED_AS = {"python-docx": "docx"}


def test_what_is_imported_exists_or_is_declared() -> None:
    """A package that only happens to be installed is missing on a bare machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = project["project"]["dependencies"]
    # A package with a dash is imported with an underscore, or under a name of its own.
    names = (re.split(r"[^A-Za-z0-9_-]", one)[0].lower() for one in named)
    declared = {IMPORTED_AS.get(one, one.replace("-", "_")) for one in names}
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


def test_no_code_knows_a_format_by_name() -> None:
    ids = ids_of_formats()
    read = [
        *files("board", ".py"),
        *files("server", ".py", ".js", ".html"),
        *files("static", ".js", ".css"),
        *files("templates", ".html", ".xml", ".txt"),
    ]
    known = {
        f"{name_of(path)}: {id}": ids[id]
        for path in read
        for id in set(re.findall(r"[a-z][a-z0-9_]*", path.read_text())) & set(ids)
    }
    assert len(read) > 100
    assert known == {}
