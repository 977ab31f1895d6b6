"""«Lees mee»: the words of who leads, for a phone that asks for them.

They are no secret, as the whole room hears them; they come apart because most
phones never show them.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.store.doors import Kind
from server.web.boards import room_of
from server.web.site import partner_language, site_of
from server.web.tongues import format_in
from server.web.visitors import grant_of

MOMENTS = ("lobby_say", "paused_say", "vote_closed_say", "result_say", "ended_say")
"""What is said outside the phases, whatever the format."""


async def show(request: Request) -> Response:
    grant = await grant_of(request, Kind.PARTNER)
    room = await room_of(request, grant)
    language = partner_language(request)
    catalogue = site_of(request).pages.catalogue
    spoken: dict[str, Any] = format_in(catalogue, room.board.format, language)
    words = {f"console.{key}": catalogue.say(f"console.{key}", language) for key in MOMENTS}
    phases = {phase["id"]: phase["say"] for phase in spoken["phases"]}
    return JSONResponse({"phases": phases, "words": words})


routes = [Route("/p/{grant}/along", show)]
