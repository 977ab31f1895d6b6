"""A report, or a part of it, in plain lines: to copy into another document."""

from msgspec import Struct

from server.report.document import Bullets, Paragraph, Picture, Quote, Report, Section, Table
from server.words import Speaker

NOTE = (
    ("vision", ("vision",)),
    ("surroundings", ("why", "groups")),
    ("involved", ("how",)),
    ("actions", ("works", "goals")),
    ("follow_up", ("who", "further")),
)
"""What a note of agreements asks for, and the chapters that answer it."""


class Copied(Struct, frozen=True):
    """A part of a note of agreements; ``text`` is "" where the report has nothing for it."""

    title: str
    text: str


def for_note(report: Report, words: Speaker) -> list[Copied]:
    found = []
    for key, chapters in NOTE:
        told = [text_of(one, words) for id in chapters if (one := report.chapter(id))]
        found.append(Copied(words(f"report.note.{key}"), "\n\n".join(told)))
    return found


def text_of(section: Section, words: Speaker) -> str:
    lines = list(section.paragraphs)
    for block in section.blocks:
        match block:
            case Paragraph():
                lines.append(block.text)
            case Bullets():
                lines += [block.title] if block.title else []
                for one in block.lines:
                    note = f" ({one.note})" if one.note else ""
                    lines.append(f"- {one.text}{note}{_mark(one.standing, words)}")
            case Table():
                lines += _rows(block, words)
            case Picture():
                lines += [block.title, *_rows(block.table, words)[1:]]
            case Quote():
                lines.append(f"«{block.text}»")
    return "\n".join(lines)


def _rows(table: Table, words: Speaker) -> list[str]:
    said = [
        "- "
        + "; ".join(
            f"{name}: {cell}" if n else cell
            for n, (name, cell) in enumerate(zip(table.head, row.cells, strict=False))
            if cell
        )
        + _mark(row.standing, words)
        for row in table.rows
    ]
    return [table.title, *said]


def _mark(standing: str, words: Speaker) -> str:
    return f" [{words(f'report.{standing}')}]" if standing else ""
