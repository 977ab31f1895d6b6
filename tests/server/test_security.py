"""docs/security.md says of each demand where it lives, and tells the truth."""

import ast
import json
import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from tests.board.play import ROOT
from tests.promises import Row, its_test_is_there, rows_of, what_it_names_is_there

ROWS = rows_of("docs/security.md", "S")
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
RUNS = {"pickle", "marshal", "shelve", "yaml", "dill"}
"""Modules that make what they read into code."""
CALLS = {"eval", "exec", "compile", "__import__"}


def test_Q13_each_demand_has_its_row_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == [f"S-{n:02}" for n in range(1, 45)]


@each
def test_Q13_what_a_row_names_is_there(row: Row) -> None:
    what_it_names_is_there(row)


@each
def test_Q13_the_test_of_a_row_is_there(row: Row) -> None:
    its_test_is_there(row)


def test_what_could_run_is_not_in_the_product() -> None:
    found = []
    for folder in ("board", "server"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = [one.name for one in node.names]
                    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                    found += [(path.name, name) for name in names if name.split(".")[0] in RUNS]
                if isinstance(node, ast.Call):
                    if isinstance(node.func, ast.Name) and node.func.id in CALLS:
                        found.append((path.name, node.func.id))
                    found += [(path.name, "shell") for key in node.keywords if key.arg == "shell"]
    assert found == []
    select = (ROOT / "pyproject.toml").read_text()
    assert re.search(r'^    "S", "BLE"', select, re.MULTILINE)
    # A rule that is put aside somewhere in the product says why, unless the tool itself does.
    bare = [
        path.name
        for folder in ("board", "server")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"# noqa\s*$", path.read_text(), re.MULTILINE)
    ]
    assert bare == []


def test_packages_that_nobody_could_ask_after_are_counted_as_such() -> None:
    loader = SourceFileLoader("supply", str(ROOT / ".ci/supply"))
    spec = spec_from_loader("supply", loader)
    assert spec is not None
    supply = module_from_spec(spec)
    loader.exec_module(supply)
    one = {"name": "a", "version": "1", "vulns": []}
    bad = {"name": "b", "version": "2", "vulns": [{"id": "X-1"}]}
    unasked = {"name": "c", "skip_reason": "not found"}

    def told(*rows: object) -> tuple[str, int]:
        line, code = supply.told(3, json.dumps({"dependencies": rows}))
        return str(line), int(code)

    assert told(one, one, unasked) == ("audited 2 of 3, known: 0", 0)
    assert told(one, bad) == ("audited 2 of 3, known: 1\n  b 2: X-1", 1)
    for nothing in ("", "no network", "[]", json.dumps({"dependencies": [unasked]})):
        assert supply.told(3, nothing) == (
            "audited 0 of 3: no source of advisories answered, so nothing is known",
            0,
        )
    assert supply.wanted((ROOT / "requirements.txt").read_text()) >= 30


def test_whom_to_tell_is_said_first() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    first = text[: text.index("## Who can do what")]
    assert "lokalenetwerken@demos.be" in first
    assert "three working days" in first
    assert "Not covered" in text
