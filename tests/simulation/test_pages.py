"""Pages through a history of which a seed gives the order: all show the same in the end."""

import asyncio
import tempfile
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import few
from tests.server.hall import Hall
from tests.simulation.story import Story

STEPS = 160


async def tell(seed: int, folder: Path) -> None:
    hall = await Hall(folder).open()
    try:
        story = await Story(hall, Random(seed)).begin()
        await story.live(STEPS)
    finally:
        await hall.close()


@few(10)
@given(seed=st.integers(0, 2**32))
def test_V3_every_page_shows_what_a_page_loaded_now_would_show(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(tell(seed, Path(folder)))
