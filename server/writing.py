"""A report as a document, and tables as a spreadsheet: a small one here, a large one apart.

``python server/writing.py`` reads a job and writes the file. What writes them is Python that
lets no other thread on for tenths of a second, and most servers never need it.
"""

import asyncio
import sys
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from board.format import Language, Words
from board.types import Millis
from server.apart import BESIDE, made_apart, of_ours, told_back
from server.report.document import Report
from server.report.progress import Tell
from server.words import Catalogue, Speaker

AREA = "report"


class Document(Struct, frozen=True, tag="document"):
    """``entries`` are the words of ours in it."""

    report: Report
    entries: dict[str, Words]
    language: Language
    now: Millis


class Spreadsheet(Struct, frozen=True, tag="spreadsheet"):
    sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]
    title: str
    now: Millis


Job = Document | Spreadsheet


async def written(job: Job, tell: Tell) -> bytes:
    """Raises what ``tell`` raises."""
    given = await asyncio.to_thread(msgspec.json.encode, job)
    if len(given) > BESIDE:
        return await made_apart(of_ours("server.writing"), given, tell=tell)
    return await asyncio.to_thread(make, job, tell)


def document(report: Report, words: Speaker, now: Millis) -> Document:
    ours = {
        key: entry
        for key, entry in words.catalogue.entries.items()
        if key.partition(".")[0] == AREA
    }
    return Document(report, ours, words.language, now)


def make(job: Job, tell: Tell) -> bytes:
    match job:
        case Document():
            from server.report.docx import docx_of

            words = Speaker(Catalogue(job.entries), job.language)
            return docx_of(job.report, words, job.now, tell)
        case Spreadsheet():
            from server.report.spreadsheet import xlsx_of

            return xlsx_of(job.sheets, job.title, job.now)


if __name__ == "__main__":
    from server.setting import step_back

    step_back()
    sys.stdout.buffer.write(make(msgspec.json.decode(sys.stdin.buffer.read(), type=Job), told_back))
