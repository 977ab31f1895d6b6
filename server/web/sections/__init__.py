"""The parts of a trajectory's pages, in the order in which they are named there."""

from server.web.sections import (
    ends,
    history,
    offer,
    overview,
    partners,
    plan,
    remarks,
    report,
    results,
    sounding,
    texts,
)
from server.web.sheet import Section

ALL: tuple[Section, ...] = (
    overview.SECTION,
    offer.SECTION,
    plan.SECTION,
    partners.SECTION,
    results.SECTION,
    texts.SECTION,
    ends.SECTION,
    report.SECTION,
    remarks.SECTION,
    sounding.SECTION,
    history.SECTION,
)
SECTIONS = {section.name: section for section in ALL}
