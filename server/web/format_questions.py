"""Looking for a question that others asked before, and taking it over into a step."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.format import Format
from server.formats import readable
from server.questions import library, taken
from server.web.bodies import form_of, one
from server.web.format_pages import (
    Editor,
    choice_of,
    drawn,
    editor_of,
    formats_of,
    own_of,
    shown_of,
    speaker_of,
)
from server.web.format_saving import Stopped, save, whole
from server.web.formats import saved_query
from server.web.site import site_of
from server.web.trouble import Trouble

MOST = 40
"""Nobody reads on; a word narrows it down."""


async def every(request: Request) -> Response:
    """All of them, to read."""
    editor = await editor_of(request)
    return await drawn(request, "format_questions.html", **await _found(request, editor))


async def for_step(request: Request) -> Response:
    """All of them, to take one over into this step."""
    editor = await editor_of(request)
    row = await own_of(request, editor)
    into = whole(row.read()).phase(request.path_params["step"])
    if into is None:
        raise Trouble("not_found")
    return await drawn(
        request,
        "format_questions.html",
        **await _found(request, editor)
        | {
            "row": choice_of(row),
            "step": into.id,
            "step_title": into.title.say(speaker_of(request).language),
        },
    )


async def take(request: Request) -> Response:
    editor = await editor_of(request)
    row = await own_of(request, editor)
    fields = await form_of(request)
    if set(fields) != {"from", "step"}:
        raise Trouble("bad_request")
    source = await shown_of(request, editor, one(fields, "from"))
    phase = source.format.phase(one(fields, "step"))
    into = whole(row.read()).phase(request.path_params["step"])
    if phase is None or into is None:
        raise Trouble("not_found")
    values = taken(phase, into)
    own = formats_of(request).own
    done = await save(own, row.id, row.version, values, site_of(request).clock())
    address = f"/formats/{row.id}/phases/{into.id}"
    if isinstance(done, Stopped):
        # Someone saved in between, at this very place: that stands, and one can try again.
        return RedirectResponse(address, 303)
    return RedirectResponse(f"{address}?{saved_query(row, done)}", 303)


async def _found(request: Request, editor: Editor) -> dict[str, Any]:
    formats = formats_of(request)
    words = speaker_of(request)
    wanted = request.query_params.get("q", "")[:80]
    shelf: list[tuple[str, str, Format]] = [
        (format.id, format.title.say(words.language), format) for format in formats.files().values()
    ]
    for row in await formats.own.latest():
        now = readable(row) if row.retired_at is None and editor.may_see(row.owner) else None
        if now is not None:
            shelf.append((row.id, row.name, now.format))
    found = library(shelf, await formats.own.used(), wanted)
    return {
        "questions": found[:MOST],
        "wanted": wanted,
        "more": max(0, len(found) - MOST),
        "row": None,
        "step": "",
        "step_title": "",
    }


routes = [
    Route("/formats/questions", every),
    Route("/formats/{id}/phases/{step}/questions", for_step),
    Route("/formats/{id}/phases/{step}/questions", take, methods=["POST"]),
]
