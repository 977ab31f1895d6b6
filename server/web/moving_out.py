"""``/t/ID/export.zip``: the record of a trajectory, to take along."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.export import archive, file_name
from server.store.archived import Archived
from server.web.trajectory import sheet_of


async def export(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.RESULTS)
    snapshots = await sheet.site.record.snapshots(sheet.id)
    formats = await Archived(sheet.site.sessions.store).formats(
        {one.format for one in sheet.view.sessions}
    )
    # Of a long trajectory that is seconds, and sessions are going on meanwhile.
    packed = await asyncio.to_thread(archive, sheet.view, snapshots, sheet.words, formats)
    headers = {
        "content-disposition": f'attachment; filename="{file_name(sheet.view)}"',
        "cache-control": "no-store",
    }
    return Response(packed, media_type="application/zip", headers=headers)


routes = [Route("/t/{trajectory}/export.zip", export, methods=["GET"])]
"""Before the pages of a trajectory, which would take the name for one of theirs."""
