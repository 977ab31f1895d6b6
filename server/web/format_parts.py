"""The words of one part of a format: a step, a kind of card, a vote, and the rest."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.editing.merge import Both
from board.editing.order import timing
from board.editing.spots import part_of
from board.format import Format, Words
from server.store.formats import OwnFormat
from server.web.bodies import form_of
from server.web.format_fields import Typed, hard_words, rows_of
from server.web.format_pages import (
    PARTS,
    WHOLE,
    choice_of,
    drawn,
    editor_of,
    formats_of,
    own_of,
    speaker_of,
)
from server.web.format_saving import Stopped, save, typed_in, whole
from server.web.formats import base_of, saved_query, title_of
from server.web.site import site_of
from server.web.trouble import Trouble

REST = ("base",)


async def show(request: Request) -> Response:
    editor = await editor_of(request)
    return await _page(request, await own_of(request, editor))


async def put(request: Request) -> Response:
    editor = await editor_of(request)
    row = await own_of(request, editor)
    fields = {name: values[0] for name, values in (await form_of(request)).items()}
    base = base_of(fields, row)
    sent = typed_in(fields, REST)
    done = await save(formats_of(request).own, row.id, base, sent, site_of(request).clock())
    if isinstance(done, Stopped):
        return await _page(request, done.row, done)
    address = request.url.path
    return RedirectResponse(f"{address}?{saved_query(row, done)}", 303)


class Bare(Struct, frozen=True):
    """What a format says of itself as a whole."""

    title: Words
    short: Words
    closing: list[Words]


class Neighbour(Struct, frozen=True):
    group: str
    id: str
    title: str


async def _page(request: Request, row: OwnFormat, stopped: Stopped | None = None) -> Response:
    words = speaker_of(request)
    now = row.read()
    format = whole(now)
    group, id = request.path_params["group"], request.path_params["part"]
    typed = stopped.typed if stopped else Typed()
    if group == WHOLE:
        bare = Bare(format.title, format.short, format.closing)
        rows = rows_of(bare, "", typed, words)
        title = words("formats.part_whole")
    else:
        thing = part_of(format, f"{group}.{id}") if group in PARTS else None
        if thing is None:
            raise Trouble("not_found")
        rows = rows_of(thing, f"{group}.{id}", typed, words)
        title = title_of(thing, words.language)
    there = {text.at for one in rows for text in one.texts} | {one.at for one in rows}
    return await drawn(
        request,
        "format_part.html",
        status=422 if stopped else 200,
        row=choice_of(row),
        base=stopped.base if stopped else row.version,
        group=group,
        part=id,
        part_title=title,
        rows=rows,
        hard=hard_words(words),
        faults=[fault for at, fault in typed.faults.items() if at in there],
        left_over=_left_over(typed, there),
        theirs=[at for at in typed.theirs if at in there],
        conflict=bool(stopped and stopped.conflict),
        saved=request.query_params.get("saved", "")[:8] if not stopped else "",
        following=_following(format, group, id, words.language),
        time=timing(now.format),
    )


def _left_over(typed: Typed, there: set[str]) -> list[Both]:
    """What was typed for a place that is not in this form: it is shown, not dropped."""
    lost = {at: fault.value for at, fault in typed.faults.items() if at not in there}
    lost |= {at: typed.values.get(at, "") for at in typed.theirs if at not in there}
    return [Both(at, text, "") for at, text in lost.items()]


def _following(format: Format, group: str, id: str, language: str) -> Neighbour | None:
    """What comes next in the same group, so that one can go on."""
    things = getattr(format, group, [])
    at = next((n for n, one in enumerate(things) if one.id == id), len(things))
    if at + 1 >= len(things):
        return None
    return Neighbour(group, things[at + 1].id, title_of(things[at + 1], language))


routes = [
    Route("/formats/{id}/{group}/{part}", show),
    Route("/formats/{id}/{group}/{part}", put, methods=["POST"]),
]
