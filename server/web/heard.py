"""Whose voices the room hears so far, for who leads: kinds and numbers, and what to look at.

Asked for by the console when something changed, and drawn of the board as it stands; no
phone and no screen is ever told.
"""

from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from board.voices import hints, voices
from server.kinds import MUNICIPAL, SPEAKING
from server.store.doors import Kind
from server.web.boards import room_of
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.web.voices import voices_read
from server.words import Speaker


async def heard(request: Request) -> Response:
    grant = await grant_of(request, Kind.LEAD)
    site = site_of(request)
    room = await room_of(request, grant)
    session = await site.record.session(room.id)
    if session is None:
        raise Trouble("no_access")
    course = await site.trajectories.view(session.trajectory)
    partners = course.state.partners.values() if course else ()
    kinds = {str(one.organisation): one.partner_kind for one in partners} or room.kinds
    speaking = {str(one.organisation) for one in partners if one.voices} | {
        id for id, kind in kinds.items() if kind.casefold() in SPEAKING
    }
    board = room.board
    words = Speaker(site.pages.catalogue, language_for(request))
    told = voices_read(voices(board, kinds), words)
    found = hints(board, kinds, MUNICIPAL, speaking)
    return JSONResponse(
        {
            "voices": None
            if told is None
            else asdict(told) | {"kinds": [*map(asdict, told.kinds)]},
            "hints": [asdict(one) for one in found],
        }
    )


routes = [Route("/c/{grant}/voices", heard, methods=["GET"])]
