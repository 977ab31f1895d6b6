"""docs/inclusion.md says how everyone in the room takes part, and tells the truth."""

import pytest

from tests.promises import Row, its_test_is_there, rows_of, what_it_names_is_there

COUNTS = {"L": 12, "D": 14, "A": 15, "V": 8, "P": 13}
WANTED = [f"{letter}-{n:02}" for letter, most in COUNTS.items() for n in range(1, most + 1)]

ROWS = rows_of("docs/inclusion.md", "[LDAVP]")
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def test_each_promise_has_its_row_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == WANTED


@each
def test_what_a_row_names_is_there(row: Row) -> None:
    what_it_names_is_there(row)


@each
def test_the_test_of_a_row_is_there(row: Row) -> None:
    its_test_is_there(row)
