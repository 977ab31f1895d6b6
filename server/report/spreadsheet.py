"""Cards and votes of all sessions as a spreadsheet, in which no text becomes a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from board.types import Millis

LONGEST = 32_767
"""Letters that fit in a cell."""
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Cells = Sequence[object]


def xlsx_of(
    sheets: Sequence[tuple[str, Sequence[str], Iterable[Cells]]], title: str, now: Millis
) -> bytes:
    """``sheets`` are names, heads and rows. Each cell is written as what it is: a number as
    a number, and all else as text, whatever it begins with.
    """
    # Takes longer to load than the rest of the server, of which most never make one.
    import xlsxwriter

    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, SAFE) as book:
        made = datetime.fromtimestamp(now // 1000, UTC).replace(tzinfo=None)
        book.set_properties({"title": title, "author": "Doorstart", "created": made})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, head, rows in sheets:
            sheet = book.add_worksheet(name)
            last = 0
            for column, text in enumerate(head):
                sheet.write_string(0, column, text, bold)
            for last, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, int) and not isinstance(value, bool):
                        sheet.write_number(last, column, value, wrapped)
                    else:
                        sheet.write_string(last, column, str(value)[:LONGEST], wrapped)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, last, len(head) - 1)
            sheet.set_column(0, len(head) - 1, 18)
    return packed.getvalue()
