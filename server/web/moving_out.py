"""``/t/ID/export.zip``: the record of a trajectory, to take along."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.export import file_name
from server.web.trajectory import sheet_of
from server.whole import whole


async def export(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.RESULTS)
    packed = await whole(sheet.site.sessions.store, sheet.view, sheet.words)
    headers = {
        "content-disposition": f'attachment; filename="{file_name(sheet.view)}"',
        "cache-control": "no-store",
    }
    return Response(packed, media_type="application/zip", headers=headers)


routes = [Route("/t/{trajectory}/export.zip", export, methods=["GET"])]
"""Before the pages of a trajectory, which would take the name for one of theirs."""
