"""What the template of a report's PDF is given."""

from collections.abc import Mapping

import msgspec

from server.report.document import Picture, Quote, Report, Table
from server.words import Speaker

MARKS = ("decided", "supported", "proposed")


def values_of(report: Report, words: Speaker) -> Mapping[str, object]:
    status = words(f"report.status_{report.status}")
    return {
        "subtitle": report.subtitle,
        "status": status,
        "stood": report.stood,
        "standing": words("report.standing"),
        "marks": {one: words(f"report.{one}") for one in MARKS},
        "legend": [{"standing": one, "what": words(f"report.{one}_what")} for one in MARKS],
        "sections": [
            {
                "number": one.number,
                "title": one.heading,
                "paragraphs": one.paragraphs,
                "blocks": [_told(block, words) for block in one.blocks],
            }
            for one in report.shown
        ],
        "foot": f"{report.title} · {status}",
    }


def _told(block: msgspec.Struct, words: Speaker) -> object:
    told = msgspec.to_builtins(block)
    if isinstance(block, Table):
        told["widths"] = block.widths
    if isinstance(block, Picture):
        told["table"]["widths"] = block.table.widths
    if isinstance(block, Quote) and block.about:
        told["about"] = words("report.about", what=block.about)
    return told
