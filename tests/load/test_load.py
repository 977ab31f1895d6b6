"""A small evening: servers that are replaced, and lines that are cut, while people work."""

from pathlib import Path

import pytest

from tests.load.__main__ import evening
from tests.load.evening import Size
from tests.running import Running
from tests.services import Postgres, Redis


@pytest.mark.slow
async def test_N8_nothing_is_lost_or_doubled_while_every_server_is_replaced(
    postgres: Postgres, redis_service: Redis, tmp_path: Path
) -> None:
    with Running.start(
        tmp_path,
        process=True,
        workers=2,
        database_url=postgres.database(),
        redis_url=redis_service.url,
    ) as running:
        one, wrong, ended = await evening(running, Size(2, 4, rate=20, seconds=2), 1)
    found = one.found
    assert wrong == []
    # All were told to come back, and did.
    assert ended == []
    assert found.restart is not None
    assert found.restart.pages >= found.lines
    assert found.storm is not None
    assert found.storm.pages == found.lines
    # A process that has what was missed says only that.
    assert found.storm.whole == 0
    # It really was while people worked, and others looked at pages.
    assert found.replaced is not None
    assert found.replaced.commands > 0
    assert found.looked > 0
    # Who answers again is another process than the first time, and says the same.
    assert sum(len(asked.again) for page in one.pages for asked in page.asked) > 0
