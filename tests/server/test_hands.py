"""What every pair of hands and every old browser can do with the pages, read from the pages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.running import Running
from tests.running import Visitor as Browser

ROOT = Path(__file__).parents[2]
PULLED = re.compile(r"drag(gable|start|over|end|enter)|ondrop|pointermove|mousemove")

NEWER = {"dialog", "search", "fencedframe", "selectedcontent"}
"""Elements that Chrome 80, Samsung Internet 12, Firefox 78 or Safari 13.1 do not know."""
NEWER_ATTRIBUTES = {"popover", "popovertarget", "inert", "command", "commandfor", "blocking"}


class Parts(HTMLParser):
    """The elements of a page, those in its templates too."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def test_A5_nothing_anywhere_is_pulled_from_place_to_place() -> None:
    """So there is always a button: what listens for a pull does not exist."""
    files = [*(ROOT / "static").rglob("*.js"), *(ROOT / "templates").rglob("*.html")]
    assert len(files) > 100
    pulled = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in files
        for line in file.read_text().splitlines()
        if PULLED.search(line) and not line.strip().startswith(("*", "/*", "//", "{#"))
    ]
    assert pulled == []


def test_spelling_is_never_underlined_on_the_big_screen(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        made = running.session()
        someone = running.visitor()
        page = Parts(someone.get(someone.open(made.display)).text)
    [body] = [attributes for tag, attributes in page.elements if tag == "body"]
    assert body["spellcheck"] == "false"
    assert not [tag for tag, _ in page.elements if tag in ("input", "textarea", "select")]
    assert not [one for _, one in page.elements if "contenteditable" in one]


@pytest.fixture(scope="module")
def partner_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parts]:
    with Running.start(tmp_path_factory.mktemp("hands")) as running:
        made = running.session()
        someone: Browser = running.visitor()
        paths = ("/", "/how", "/accessibility", f"/j/{made.code}", someone.join(made.code))
        return {path: Parts(someone.get(path).text) for path in paths}


def test_partner_pages_are_written_in_what_browsers_of_2020_know(
    partner_pages: dict[str, Parts],
) -> None:
    for path, page in partner_pages.items():
        assert len(page.elements) > 30, path
        newer = [
            (tag, sorted(attributes))
            for tag, attributes in page.elements
            if tag in NEWER or NEWER_ATTRIBUTES & set(attributes)
        ]
        assert newer == [], path
        # A module is all the JavaScript there is: who does not know modules has the forms.
        scripts = [one for tag, one in page.elements if tag == "script" and "src" in one]
        classic = [one["src"] or "" for one in scripts if one.get("type") != "module"]
        assert {src.rsplit("/", 1)[-1] for src in classic} <= {"look.js", "scripting.js"}, path
