"""A whole session of the first workstream, lived through in the browser, from link to record."""

import pytest

from tests.browser import first_half as first
from tests.browser import second_half as second
from tests.browser.cast import Cast
from tests.browser.conftest import Visitor
from tests.browser.line import Line
from tests.browser.room import Room
from tests.running import Running

pytestmark = pytest.mark.slow


async def test_a_whole_session_from_link_to_record(running: Running, visitor: Visitor) -> None:
    room = Room(running, visitor)
    async with Line(running.url) as line:
        cast = await Cast.gathered(room, line)
        await first.arriving(cast)
        await first.reading_vision(cast)
        await first.telling(cast, line)
        await first.sorting(cast)
        await first.choosing_proud(cast, line)
        await first.finding_reasons(cast)
        await second.pausing(cast)
        await second.agreeing(cast)
        await second.imagining(cast)
        await second.sorting_by_keyboard(cast)
        await second.choosing_future(cast)
        await second.line_by_line(cast)
        await second.rounding_off(cast)
        await second.ending(cast)
        await second.reading_back(cast)
