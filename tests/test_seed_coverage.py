"""docs/seed-coverage.md says where each line of the text lives, and tells the truth."""

import pytest

from tests.promises import Row, its_test_is_there, rows_of, what_it_names_is_there

WANTED = [f"S-{n:02}" for n in range(1, 84)]
NOT_YET: list[str] = []
"""Rows of which something is missing; who builds it takes the row out of here."""

ROWS = rows_of("docs/seed-coverage.md", "S")
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def test_each_line_of_the_text_has_its_row_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == WANTED


def test_what_is_not_yet_whole_is_named_here() -> None:
    assert [row.id for row in ROWS if "not yet" in row.lives] == NOT_YET


@each
def test_what_a_row_names_is_there(row: Row) -> None:
    what_it_names_is_there(row)


@each
def test_the_test_of_a_row_is_there(row: Row) -> None:
    its_test_is_there(row)
