"""docs/seed-coverage.md says where each line of the text lives, and tells the truth."""

import re
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from server.web.sections import SECTIONS
from tests.board.play import ROOT
from tests.server.routes import EVERY

WANTED = [f"S-{n:02}" for n in range(1, 84)]
NOT_YET = ["S-13", "S-19", "S-20", "S-73", "S-77"]
"""Rows of which something is missing; who builds it takes the row out of here."""


class Row(Struct, frozen=True):
    id: str
    says: str
    lives: str
    shown: str

    @property
    def named(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.lives)


def rows() -> list[Row]:
    found = []
    for line in (ROOT / "docs/seed-coverage.md").read_text().splitlines():
        if line.startswith("| S-"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4, line
            found.append(Row(*cells))
    return found


ROWS = rows()
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


@cache
def named_in(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(), re.MULTILINE))


def shape(path: str) -> str:
    """Whatever its parts are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


ROUTES = {shape(path) for _, path in EVERY}
ONE_OF = "/t/{}/{}"
"""The pages of a trajectory have one route, and a name each."""
PAGES = (ROUTES - {ONE_OF}) | {f"/t/{{}}/{name}" for name in SECTIONS if ONE_OF in ROUTES}


def test_each_line_of_the_text_has_its_row_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == WANTED


def test_what_is_not_yet_whole_is_named_here() -> None:
    assert [row.id for row in ROWS if "not yet" in row.lives] == NOT_YET


@each
def test_what_a_row_names_is_there(row: Row) -> None:
    assert row.says
    assert row.named or row.lives.startswith("not yet: ")
    gone = [
        name
        for name in row.named
        if not (shape(name) in PAGES if name.startswith("/") else (ROOT / name).is_file())
    ]
    assert gone == []


@each
def test_the_test_of_a_row_is_there(row: Row) -> None:
    if not row.named:
        assert row.shown == "—"
        return
    path, _, name = row.shown.strip("`").partition("::")
    assert (ROOT / path).is_file(), path
    assert name in named_in(ROOT / path)
