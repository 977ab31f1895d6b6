"""The list is whole, and its page says what is tried."""

from collections import Counter

from tests.bad.listed import PAGE, page, rows
from tests.bad.table import MOST


def test_Q9_every_row_of_the_list_is_tried_once() -> None:
    tried = Counter(row.n for row in rows())
    missing = [n for n in range(1, MOST + 1) if tried[n] != 1]
    print(f"{len(tried)} of {MOST} rows are tried")
    assert missing == []
    assert len(rows()) == MOST


def test_Q9_the_page_lists_what_is_tried() -> None:
    assert PAGE.read_text() == page(), "uv run python -m tests.bad"
