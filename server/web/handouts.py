"""What is given out on paper: a text as a poster, and a sheet for a new partner."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.claims import led
from board.trajectory.permissions import Reading
from server.web import dates
from server.web.people import staff_page
from server.web.sections.texts import texts_of
from server.web.sheet import Sheet
from server.web.site import language_for
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble

WELCOME = ("vision", "ambition", "core")
"""What a new partner reads first; where none of them is marked so, all texts."""
MOST_TEXTS = 3


class Words(Struct, frozen=True):
    title: str
    lines: list[str]


async def poster(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.RESULTS)
    text = next((t for t in texts_of(sheet) if t.id == request.path_params["text"]), None)
    if text is None:
        raise Trouble("not_found")
    name = sheet.view.trajectory.network.name
    values = {"lead": name, "lines": text.now.lines, "foot": sheet.day(sheet.view.now)}
    language = language_for(request)
    made = await sheet.site.paper.pdf("lines_poster", language, text.title, values, sheet.view.now)
    return Response(made, media_type="application/pdf")


async def welcome(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.PARTNERS)
    asked = request.path_params["organisation"]
    partner = next(
        (one for id, one in sheet.view.state.partners.items() if id == asked and not one.left_at),
        None,
    )
    if partner is None:
        raise Trouble("not_found")
    return staff_page(
        request,
        sheet.person,
        "trajectory/welcome.html",
        trajectory=sheet.view.trajectory,
        partner=partner,
        texts=_texts(sheet),
        goals=_goals(sheet),
        roles=[
            item.text
            for item in sheet.view.kept.of("roles", "tasks")
            if item.forms and not led(sheet.view.state, item)
        ],
        next=_next(sheet),
    )


def _texts(sheet: Sheet) -> list[Words]:
    all = texts_of(sheet)
    first = [one for one in all if one.part in WELCOME] or all[:MOST_TEXTS]
    return [Words(one.title, list(one.now.lines)) for one in first]


def _goals(sheet: Sheet) -> list[str]:
    state = sheet.view.state
    if state.goals:
        return [one.line.text for one in state.goals[-1].goals if one.line.change != "stopped"]
    return [item.text for item in sheet.view.kept.of("goals") if item.confirmed]


def _next(sheet: Sheet) -> str:
    """The next session: what, when and where."""
    ahead = (slot for slot in sheet.view.state.plan if slot.at >= sheet.view.now)
    slot = next(ahead, None)
    if slot is None:
        return ""
    title = slot.title or sheet.stage(slot.stage)
    parts = [title, f"{sheet.day(slot.at)}, {dates.hour(slot.at)}", slot.place]
    return " · ".join(part for part in parts if part)


routes = [
    Route("/t/{trajectory}/texts/{text}/poster.pdf", poster, methods=["GET"]),
    Route("/t/{trajectory}/partners/{organisation}/welcome", welcome, methods=["GET"]),
]
