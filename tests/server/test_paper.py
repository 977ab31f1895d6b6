"""PDF files as a reader of them finds them: their words, their tags, their language."""

import io
from typing import Any

import pypdf
import pytest

from server.pages import TEMPLATES
from server.paper import MOST_BYTES, Paper, TooMuchPaper
from server.qr import svg
from server.words import load

NOON = 1_776_000_000_123
CORE = ["We gaan naar de mensen toe.", "De eerste keer gaat er altijd iemand mee."]


@pytest.fixture(scope="module")
def paper() -> Paper:
    return Paper(load(TEMPLATES / "words"))


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(data).pages).split())


def root_of(data: bytes) -> Any:
    return read(data).trailer["/Root"]


def tags(node: object) -> list[str]:
    """The names of all tags under a node of the structure tree, in order."""
    if isinstance(node, pypdf.generic.IndirectObject):
        return tags(node.get_object())
    if isinstance(node, list):
        return [tag for one in node for tag in tags(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + tags(node.get("/K", []))


async def test_O1_a_poster_has_a_title_a_language_and_tags(paper: Paper) -> None:
    made = await paper.pdf("lines_poster", "nl", "Wat ons sterk maakt", {"lines": CORE}, NOON)
    root = root_of(made)
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/H1" in tags(root["/StructTreeRoot"])
    metadata = read(made).metadata
    assert metadata is not None
    assert metadata.title == "Wat ons sterk maakt"
    assert all(line in text_of(made) for line in CORE)


async def test_O1_a_picture_on_paper_has_words(paper: Paper) -> None:
    values = {"qr": svg("http://a.test/j/K7M3QD"), "code": "K7M3QD", "address": "a.test/j"}
    made = await paper.pdf("join_poster", "nl", "Werf 1", values, NOON)
    assert "/Figure" in tags(root_of(made)["/StructTreeRoot"])
    assert "K7M3QD" in text_of(made)


async def test_O2_what_people_wrote_stays_words_on_paper(paper: Paper) -> None:
    typed = '#read("base.typ") *vet* $x$ </script> "citaat" العربية'
    made = await paper.pdf("lines_poster", "nl", "#panic()", {"lines": [typed]}, NOON)
    assert '#read("base.typ") *vet* $x$ </script>' in text_of(made)
    assert "#panic()" in text_of(made)


async def test_the_same_values_make_the_same_bytes(paper: Paper) -> None:
    made = [await paper.pdf("lines_poster", "nl", "A", {"lines": CORE}, NOON) for _ in range(2)]
    assert made[0] == made[1]


async def test_more_than_goes_on_paper_is_refused_with_the_limit(paper: Paper) -> None:
    with pytest.raises(TooMuchPaper, match=str(MOST_BYTES)):
        await paper.pdf("lines_poster", "nl", "A", {"lines": ["x" * MOST_BYTES]}, NOON)
