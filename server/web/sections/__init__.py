"""The parts of a trajectory's pages, in the order in which they are named there."""

from server.web.sections import overview
from server.web.sheet import Section

ALL: tuple[Section, ...] = (overview.SECTION,)
SECTIONS = {section.name: section for section in ALL}
