"""The tables of docs/ that say of each promise where it lives and which test shows it."""

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from server.web.sections import SECTIONS
from tests.board.play import ROOT
from tests.server.routes import EVERY


class Row(Struct, frozen=True):
    id: str
    says: str
    lives: str
    shown: str

    @property
    def named(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.lives)


def rows_of(file: str, starts: str) -> list[Row]:
    """Raises AssertionError where a row has not four cells."""
    found = []
    for line in (ROOT / file).read_text().splitlines():
        if re.match(rf"\| (?:{starts})-", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4, line
            found.append(Row(*cells))
    return found


def shape(path: str) -> str:
    """Whatever its parts are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


ROUTES = {shape(path) for _, path in EVERY}
ONE_OF = "/t/{}/{}"
"""The pages of a trajectory have one route, and a name each."""
PAGES = (ROUTES - {ONE_OF}) | {f"/t/{{}}/{name}" for name in SECTIONS if ONE_OF in ROUTES}


@cache
def named_in(path: Path) -> frozenset[str]:
    text = path.read_text()
    if path.suffix == ".js":
        return frozenset(re.findall(r"^test\(\"([^\"]+)\"", text, re.MULTILINE))
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE))


def what_it_names_is_there(row: Row) -> None:
    assert row.says
    assert row.named or row.lives.startswith("not yet: ")
    gone = [
        name
        for name in row.named
        if not (shape(name) in PAGES if name.startswith("/") else (ROOT / name).is_file())
    ]
    assert gone == []


def its_test_is_there(row: Row) -> None:
    if not row.named:
        assert row.shown == "—"
        return
    if row.shown.startswith("people: "):
        assert row.shown == "people: `docs/with-people.md`"
        assert row.id in (ROOT / "docs/with-people.md").read_text()
        return
    path, _, name = row.shown.strip("`").partition("::")
    assert (ROOT / path).is_file(), path
    assert name in named_in(ROOT / path)
