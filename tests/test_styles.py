"""Which page loads which sheet: what a link opens must look right on a phone of 2020."""

import re
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
SHEET = re.compile(r"""asset\(\s*["']css/([\w-]+)\.css["']""")
ENDS_WITH = re.compile(r'^[A-Z]+ = "(css/[\w-]+\.css)"$', re.MULTILINE)
EXTENDS = re.compile(r'{%-? extends (?:layout \| default\()?"([\w/.]+)"')
LED = {"console.html", "screen.html", "before.html", "afterwards.html"}
"""Of who leads a session, on a laptop; the frame of who is signed in is staff.html."""


@cache
def sheets_of(template: str) -> frozenset[str]:
    """The sheets that a page loads, with those of what it extends."""
    text = (TEMPLATES / template).read_text()
    above = EXTENDS.search(text)
    own = frozenset(f"static/css/{name}.css" for name in SHEET.findall(text))
    return own | sheets_of(above[1]) if above else own


def chain_of(template: str) -> set[str]:
    above = EXTENDS.search((TEMPLATES / template).read_text())
    return {template} | (chain_of(above[1]) if above else set())


def every_template() -> list[str]:
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def for_laptops(sheet: str) -> bool:
    """Whether the lint lets a sheet say what only browsers of the last years know."""
    listed = re.search(r"css: \[([^\]]*)\]", (ROOT / "tests/js/browsers.js").read_text())
    assert listed is not None
    return any(fnmatch(sheet, pattern) for pattern in re.findall(r'"([^"]+)"', listed[1]))


def test_what_opens_without_an_account_loads_no_sheet_for_laptops() -> None:
    open_pages = [one for one in every_template() if not chain_of(one) & {"staff.html", *LED}]
    wrong = {
        one: sorted(sheet for sheet in sheets_of(one) if for_laptops(sheet)) for one in open_pages
    }
    assert {"reading.html", "snapshot.html", "record.html", "offer_read.html"} <= set(wrong)
    assert {one: sheets for one, sheets in wrong.items() if sheets} == {}


def test_each_sheet_is_there_and_some_page_loads_it() -> None:
    loaded = {sheet for one in every_template() for sheet in sheets_of(one)}
    # The phone names its sheets in a list.
    phone = re.findall(r'"(phone[\w-]*)"', (TEMPLATES / "phone.html").read_text())
    loaded |= {f"static/css/{name}.css" for name in phone}
    # What a page ends with may bring one of its own.
    written = [path.read_text() for path in (ROOT / "server/web").rglob("*.py")]
    loaded |= {f"static/{one}" for text in written for one in ENDS_WITH.findall(text)}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "static/css").glob("*.css")}
    assert loaded == there
