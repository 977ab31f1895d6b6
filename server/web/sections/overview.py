"""Where a trajectory stands, and the one thing that is to be done now."""

from board.trajectory.permissions import Reading
from server.web.course_line import line
from server.web.sheet import Section, Sheet


async def values(sheet: Sheet) -> dict[str, object]:
    return {"line": line(sheet)}


SECTION = Section("overview", Reading.TRAJECTORY, values)
