"""One real store for each test, on each database; ``sqlite`` or ``in_postgres`` for one of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.contracts.kept import Kept, PostgresKept, SqliteKept, in_a_database, in_a_folder
from tests.services import Postgres

Fresh = Callable[[], AbstractContextManager[Kept]]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Opens as many stores of one kind as a test wants."""
    if request.param == "sqlite":
        return in_a_folder
    postgres: Postgres = request.getfixturevalue("postgres")
    return lambda: in_a_database(postgres)


@pytest.fixture
def kept(fresh: Fresh) -> Iterator[Kept]:
    with fresh() as kept:
        yield kept


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteKept]:
    kept = SqliteKept(tmp_path / "data")
    yield kept
    kept.close()


@pytest.fixture
def in_postgres(postgres: Postgres) -> Iterator[PostgresKept]:
    with in_a_database(postgres) as kept:
        yield kept
