"""The parts of a trajectory's pages, in the order in which they are named there."""

from server.web.sections import overview, plan
from server.web.sheet import Section

ALL: tuple[Section, ...] = (overview.SECTION, plan.SECTION)
SECTIONS = {section.name: section for section in ALL}
