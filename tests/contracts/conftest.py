"""One real SQLite store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.kept import Kept


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path / "data")
    yield kept
    kept.close()
