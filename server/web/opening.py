"""From a trajectory's pages into its record: a snapshot, or the thread of a card.

The record is opened by a grant; who is signed in gets one of their own, which holds as
long as they are signed in.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.store.doors import Kind
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble
from server.web.visitors import browser_of


async def record(request: Request) -> Response:
    return await _opened(request, "")


async def snapshot(request: Request) -> Response:
    return await _opened(request, f"/snapshot/{request.path_params['id']}")


async def thread(request: Request) -> Response:
    board, card = request.path_params["board"], request.path_params["card"]
    return await _opened(request, f"/thread/{board}/{card}")


async def compare(request: Request) -> Response:
    return await _opened(request, "/compare")


async def _opened(request: Request, path: str) -> Response:
    sheet = await sheet_of(request, Reading.RESULTS)
    browser = await browser_of(request)
    if browser is None:
        raise Trouble("no_access")
    grant = await sheet.site.doors.open_as(
        sheet.person.account, browser, Kind.RECORD, sheet.site.clock(), trajectory=sheet.id
    )
    return RedirectResponse(f"/r/{grant.id}{path}", 303)


routes = [
    Route("/t/{trajectory}/record", record, methods=["GET"]),
    Route("/t/{trajectory}/compare", compare, methods=["GET"]),
    Route("/t/{trajectory}/snapshot/{id}", snapshot, methods=["GET"]),
    Route("/t/{trajectory}/thread/{board}/{card}", thread, methods=["GET"]),
]
