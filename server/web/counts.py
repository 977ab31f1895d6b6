"""The counts of each year, for the yearly account: numbers and nothing else."""

import csv
import io

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from board.trajectory.types import Function
from board.trajectory.types import Person as Someone
from board.types import Millis
from server.trajectory_view import Line
from server.web import dates
from server.web.people import must_may, staff_page
from server.web.site import language_for, site_of
from server.words import Speaker

TALKS = ("orientation", "restart")
COUNTED = ("requests", "begun", "talks", "sessions", "followed", "municipalities")


class Year(Struct):
    year: int
    requests: int = 0
    begun: int = 0
    talks: int = 0
    sessions: int = 0
    followed: int = 0
    reached: set[str] = set()

    @property
    def municipalities(self) -> int:
        return len(self.reached)


async def show(request: Request) -> Response:
    person = await must_may(request, Reading.COUNTS)
    rows = await _rows(request)
    return staff_page(request, person, "coaching/counts.html", rows=rows, counted=COUNTED)


async def table(request: Request) -> Response:
    """The same, for a spreadsheet."""
    await must_may(request, Reading.COUNTS)
    words = Speaker(site_of(request).pages.catalogue, language_for(request))
    told = io.StringIO()
    sheet = csv.writer(told, lineterminator="\r\n")
    sheet.writerow([words(f"coaching.counts.{name}") for name in ("year", *COUNTED)])
    sheet.writerows([[row[name] for name in ("year", *COUNTED)] for row in await _rows(request)])
    headers = {
        "content-disposition": 'attachment; filename="tellingen.csv"',
        "cache-control": "no-store",
    }
    # With a mark, so that a spreadsheet reads it as UTF-8.
    return Response(told.getvalue().encode("utf-8-sig"), headers=headers, media_type="text/csv")


async def _rows(request: Request) -> list[dict[str, int]]:
    """Of each year, the last one first."""
    trajectories = site_of(request).trajectories
    lines = await trajectories.overview(Someone(Function.SERVER))
    courses = {stage: one.course for stage, one in trajectories.stages().items()}
    years = counted(lines, courses)
    return [
        {"year": one.year, **{name: getattr(one, name) for name in COUNTED}}
        for one in sorted(years.values(), key=lambda one: -one.year)
    ]


def counted(lines: list[Line], courses: dict[str, str]) -> dict[int, Year]:
    """By the year in Belgium in which it was asked, begun or held."""
    years: dict[int, Year] = {}

    def at(moment: Millis) -> Year:
        year = dates.local(moment).year
        return years.setdefault(year, Year(year))

    for line in lines:
        state = line.state
        if state.request is not None:
            at(state.request.at).requests += 1
        if state.request is None or line.owner.coach:
            at(state.began_at).begun += 1
        held = [(slot.course, slot.held_at) for slot in state.plan if slot.held_at]
        planned = {slot.board for slot in state.plan}
        # Boards that were made without a plan were sessions too.
        held += [
            (courses.get(one.stage, "workstream"), one.at)
            for one in line.boards
            if one.board not in planned
        ]
        for course, moment in held:
            year = at(moment)
            year.reached.add(line.trajectory.network.lead.id)
            if course in TALKS:
                year.talks += 1
            elif course == "workstream":
                year.sessions += 1
            else:
                year.followed += 1
    return years


routes = [
    Route("/counts", show, methods=["GET"]),
    Route("/counts.csv", table, methods=["GET"]),
]
