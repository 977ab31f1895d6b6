"""A report as a neutral document: sections of blocks, whatever they are printed on."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

NARROWEST, WIDEST = 8, 44
"""Letters that a column on paper has room for at least, and at most before it is broken."""
Standing = Literal["", "decided", "supported", "proposed"]
"""Decided by the municipality, supported by the room, or a proposal of somebody's.

"" is none of these: something that is told, and asks for nothing.
"""


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """``small`` is a word of ours on what stands beside it."""

    text: str
    standing: Standing = ""
    small: bool = False


class Line(Struct, frozen=True):
    """``note`` stands behind the text, such as what it got in a vote."""

    text: str
    note: str = ""
    standing: Standing = ""


class Bullets(Struct, frozen=True, tag="bullets"):
    title: str
    lines: list[Line]


class Row(Struct, frozen=True):
    cells: list[str]
    standing: Standing = ""


class Table(Struct, frozen=True, tag="table"):
    """The first cell of a row names it. Where any row has a standing, it has a column."""

    title: str
    head: list[str]
    rows: list[Row]

    @property
    def stands(self) -> bool:
        return any(row.standing for row in self.rows)

    @property
    def widths(self) -> list[int]:
        """How much of the sheet each column needs, by what is in it."""
        columns = zip(self.head, *(row.cells for row in self.rows), strict=True)
        return [_width(cells) for cells in columns]


class Drawn(Struct, frozen=True):
    """``words`` is for who does not see it."""

    svg: str
    words: str


class Picture(Struct, frozen=True, tag="picture"):
    """What ``drawn`` shows, on as many sheets as it takes, ``table`` says too. ``keyed``: the
    numbers in it are those of the table, which stands open beside it.
    """

    title: str
    drawn: list[Drawn]
    table: Table
    keyed: bool = False


class Quote(Struct, frozen=True, tag="quote"):
    """What someone said who did not agree; ``about`` is what it was said of."""

    text: str
    about: str = ""


def _width(cells: Iterable[str]) -> int:
    """Of its longest word at least, for a word is not to be broken."""
    told = list(cells)
    words = max((len(word) for one in told for word in one.split()), default=0)
    whole = max(map(len, told), default=0)
    return max(NARROWEST, min(words, 20) + 4, min(whole, WIDEST) + 1)


Block = Paragraph | Bullets | Table | Picture | Quote


class Section(Struct, frozen=True):
    """``number`` counts from 0, as the chapters are known; ``heading`` is the title with it.
    ``text`` is what people wrote before the blocks; an ``on`` of False leaves the section out
    of what is handed out.
    """

    id: str
    number: int
    title: str
    heading: str
    blocks: list[Block]
    on: bool = True
    text: str = ""

    @property
    def empty(self) -> bool:
        return not self.blocks and not self.text

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Report(Struct, frozen=True):
    """``status`` is draft, read or shared; ``stood`` says since when, and by whom."""

    title: str
    subtitle: str
    status: str
    stood: str
    language: str
    sections: list[Section]

    @property
    def shown(self) -> list[Section]:
        """What is handed out."""
        return [one for one in self.sections if one.on and not one.empty]

    def chapter(self, id: str) -> Section | None:
        """If it is handed out."""
        return next((one for one in self.shown if one.id == id), None)
