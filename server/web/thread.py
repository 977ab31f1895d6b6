"""The thread through a trajectory: from one card up and down, over all its boards.

Read from the last snapshots alone, in one query, with no room loaded.
"""

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.harvest import Harvest, harvest
from board.pictures.strand import strand
from board.thread import Place, Thing, Thread, knots, thread
from server.web import dates
from server.web.record import trajectory_of
from server.web.results import short
from server.web.site import language_for, page, site_of
from server.web.trouble import Trouble
from server.words import Speaker


class Shown(Struct, frozen=True):
    """A thing of the thread: its words, where it lies, and what ties it."""

    text: str | None
    label: str
    place: str
    also: list[str]
    tied: list[str]
    path: str
    """Its own thread; "" where no board has it."""


async def show(request: Request) -> Response:
    trajectory = await trajectory_of(request)
    grant, board, card = (request.path_params[name] for name in ("grant", "board", "card"))
    found = thread(list(await _boards(request, trajectory)), board, card)
    if found is None:
        raise Trouble("not_found")
    words = Speaker(site_of(request).pages.catalogue, language_for(request))
    return page(
        request,
        "thread.html",
        grant=grant,
        here=_shown(found.here, [found.here], grant, words),
        above=[[_shown(one, step, grant, words) for one in step] for step in found.above[::-1]],
        below=[[_shown(one, step, grant, words) for one in step] for step in found.below],
        picture=picture_of(found, words),
    )


def picture_of(found: Thread, words: Speaker) -> str:
    """ "" where there is nothing to tie."""
    told = knots(found, lambda place: _place(place, words), words("common.erased"))
    return strand(told, words("thread.title"), words("thread.more")) if len(told) > 1 else ""


async def _boards(request: Request, trajectory: str) -> list[Harvest]:
    found = []
    for one in await site_of(request).record.outcomes(trajectory):
        try:
            found.append(harvest(one.public))
        except msgspec.MsgspecError:
            # A page with the others is worth more than none.
            continue
    return found


def _shown(thing: Thing, step: list[Thing], grant: str, words: Speaker) -> Shown:
    first, *others = thing.places
    held = next((place for place in thing.places if place.board), None)
    # Where all hang on the same one, it need not be said.
    ties = {tuple(one.via) for one in step}
    tied = [text for text in thing.via if text] if len(ties) > 1 or len(thing.via) > 1 else []
    return Shown(
        text=thing.text,
        label=first.label or next((place.label for place in others if place.label), ""),
        place=_place(first, words),
        also=[_place(place, words) for place in others],
        tied=[short(text) for text in tied],
        path=f"/r/{grant}/thread/{held.board}/{held.card}" if held else "",
    )


def _place(place: Place, words: Speaker) -> str:
    key = "thread.place" if place.number else "thread.place_all"
    day = dates.short_day(words, place.at)
    return words(key, title=place.title, day=day, n=place.number)


routes = [Route("/r/{grant}/thread/{board}/{card}", show, methods=["GET"])]
