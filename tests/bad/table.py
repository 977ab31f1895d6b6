"""The list of bad inputs: what each row sends, and what must come of it.

One row is one test: it sends what no client of ours would, says which answer is right,
and after it the board is as it was and the next honest command works. The rows of a
group stand in one ``Table``; ``uv run python -m tests.bad`` writes all of them into
``docs/bad-inputs.md``.
"""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from tests.bad.place import Place

Try = Callable[[Place], None]
MOST = 142


class Row(Struct, frozen=True):
    n: int
    says: str
    answer: str
    tried: Try
    why: str = ""
    """Where the answer is another than one would expect: the reason."""


class Table:
    def __init__(self, letter: str, title: str, first: int, last: int) -> None:
        self.letter = letter
        self.title = title
        self.numbers = range(first, last + 1)
        self.rows: list[Row] = []

    def row(self, n: int, says: str, answer: str, why: str = "") -> Callable[[Try], Try]:
        assert n in self.numbers, n

        def keep(tried: Try) -> Try:
            self.rows.append(Row(n, says, answer, tried, why))
            return tried

        return keep

    @property
    def params(self) -> list[Any]:
        return [pytest.param(row, id=f"{row.n:03} {row.says}") for row in self.rows]
