"""A report as a DOCX: real headings, lists and tables, so that one can go on writing in it."""

import io
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Written

from board.types import Millis
from server.report.document import (
    Block,
    Bullets,
    Paragraph,
    Picture,
    Quote,
    Report,
    Standing,
    Table,
)
from server.report.progress import Tell, quietly
from server.words import Speaker

TAGS = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB"}
PAGE, STANDS = 152, 12
"""Millimetres between the margins; and the width of how certain a row is."""
INK, TEAL = RGBColor(0x1D, 0x24, 0x30), RGBColor(0x0A, 0x5F, 0x6B)


def docx_of(report: Report, words: Speaker, now: Millis, tell: Tell = quietly) -> bytes:
    """Pictures are told by their tables, which say the same and can be changed."""
    made = docx.Document()
    _set_up(made, report, now)
    made.add_heading(report.title, 0)
    made.add_paragraph(report.subtitle)
    status = words(f"report.status_{report.status}")
    made.add_paragraph(f"{status} {report.stood}".strip())
    legend: tuple[Standing, ...] = ("decided", "supported", "proposed")
    for standing in legend:
        line = made.add_paragraph(style="List Bullet")
        _mark(line, standing, words)
        line.add_run(f" {words(f'report.{standing}_what')}")
    parts = sum(len(section.blocks) for section in report.shown)
    part = 0
    for section in report.shown:
        made.add_heading(_plain(section.heading), 1)
        for text in section.paragraphs:
            made.add_paragraph(_plain(text))
        for block in section.blocks:
            part += 1
            tell(part, parts, section.heading)
            _block(made, block, words)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def _set_up(made: Document, report: Report, now: Millis) -> None:
    core = made.core_properties
    core.title, core.author, core.comments = report.title, "Doorstart", ""
    core.language = TAGS.get(report.language, report.language)
    core.created = core.modified = datetime.fromtimestamp(now // 1000, UTC)
    # What a screen reader speaks it in stands with the style of all text.
    normal = made.styles["Normal"]
    normal.font.size, normal.font.color.rgb = Pt(11), INK
    properties = normal.element.get_or_add_rPr()
    language = properties.makeelement(qn("w:lang"), {qn("w:val"): core.language})
    properties.append(language)
    for level in (1, 2):
        made.styles[f"Heading {level}"].font.color.rgb = TEAL


def _block(made: Document, block: Block, words: Speaker) -> None:
    match block:
        case Paragraph():
            line = made.add_paragraph(_plain(block.text))
            _mark(line, block.standing, words)
        case Bullets():
            if block.title:
                made.add_heading(_plain(block.title), 2)
            for one in block.lines:
                line = made.add_paragraph(_plain(one.text), style="List Bullet")
                if one.note:
                    line.add_run(f" ({_plain(one.note)})")
                _mark(line, one.standing, words)
        case Table():
            _table(made, block, words, block.title)
        case Picture():
            _table(made, block.table, words, block.title)
        case Quote():
            made.add_paragraph(_plain(block.text), style="Quote")
            if block.about:
                made.add_paragraph(_plain(words("report.about", what=block.about)))


def _table(made: Document, block: Table, words: Speaker, title: str) -> None:
    made.add_heading(_plain(title), 2)
    head = [*block.head, *([words("report.standing")] if block.stands else [])]
    table = made.add_table(rows=1, cols=len(head), style="Table Grid")
    first = table.rows[0]
    for cell, text in zip(first.cells, head, strict=True):
        cell.paragraphs[0].add_run(_plain(text)).bold = True
    all = sum(block.widths) + (STANDS if block.stands else 0)
    for column, width in zip(table.columns, [*block.widths, STANDS], strict=False):
        column.width = Mm(PAGE * width // all)
    # A head that says it is one comes back on each page, and is read with each cell.
    row = first._tr.get_or_add_trPr()
    row.append(row.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for one in block.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, one.cells, strict=False):
            cell.text = _plain(text)
        if block.stands:
            _mark(cells[-1].paragraphs[0], one.standing, words)
    made.add_paragraph()


def _mark(line: Written, standing: Standing, words: Speaker) -> None:
    """By a word and by form: capitals, bold, or slanted."""
    if not standing:
        return
    said = words(f"report.{standing}")
    if line.text:
        line.add_run(" ")
    run = line.add_run(f"[{said}]")
    run.bold = standing != "proposed"
    run.italic = standing == "proposed"
    run.font.all_caps = standing == "decided"


def _plain(text: str) -> str:
    """Without what XML does not take; what people typed holds none, an old record may."""
    return "".join(
        one for one in text if one in "\n\t" or (one >= " " and one not in "\ufffe\uffff")
    )
