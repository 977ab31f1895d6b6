"""A session played back: its board at each moment that mattered, along a time line.

One goes from moment to moment and never from event to event. Read from the log, with no room
loaded, and only once the session has ended.
"""

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.events import AnyEvent
from board.format import Format
from board.playback import Beat, as_it_was, beats
from board.snapshot import snapshot_bytes
from board.types import BoardId
from server.store.faults import StoreFault
from server.store.log import Loaded, Log
from server.web.reading import Reading, read
from server.web.record import trajectory_of
from server.web.site import language_for, page, site_of
from server.web.trouble import Trouble
from server.words import Speaker


class Moment(Struct, frozen=True):
    """A beat on the time line: ``number`` counts from 1."""

    number: int
    seq: int
    what: str
    says: str


async def show(request: Request) -> Response:
    site = site_of(request)
    words = Speaker(site.pages.catalogue, language_for(request))
    trajectory = await trajectory_of(request)
    board = BoardId(request.path_params["board"])
    session = await site.record.session(board)
    if session is None or session.trajectory != trajectory:
        raise Trouble("not_found")
    shown: dict[str, object] = {"line": [], "at": 0, "reading": None, "phase": ""}
    if session.ended_at is not None:
        shown = await _played(request, board, trajectory, words)
    return page(
        request,
        "playback.html",
        grant=request.path_params["grant"],
        title=session.title,
        shown=shown,
    )


async def _played(
    request: Request, board: BoardId, trajectory: str, words: Speaker
) -> dict[str, object]:
    """Raises Trouble."""
    site = site_of(request)
    try:
        loaded = await Log(site.sessions.store).load(board)
    except StoreFault:
        raise Trouble("unavailable") from None
    assert loaded is not None
    line = _line(loaded.events, loaded.format, words)
    at = _at(request.query_params.get("at", ""), line)
    names = {one.id: one.name for one in await site.record.organisations(trajectory)}
    reading = await asyncio.to_thread(_reading, board, loaded, line[at], names, words)
    return {"line": line, "at": at, "reading": reading, "phase": _phase(line, at)}


def _line(events: Sequence[AnyEvent], format: Format, words: Speaker) -> list[Moment]:
    language = words.language
    named: dict[str, str] = {phase.id: phase.title.say(language) for phase in format.phases}
    named |= {poll.id: poll.question.say(language) for poll in format.polls}
    named |= {text.id: text.title.say(language) for text in format.texts}
    return [
        Moment(number, beat.seq, beat.what, _says(beat, named, words))
        for number, beat in enumerate(beats(events), 1)
    ]


def _says(beat: Beat, named: Mapping[str, str], words: Speaker) -> str:
    if beat.what == "phase":
        return named.get(beat.id, beat.id)
    return words(f"playback.{beat.what}", what=named.get(beat.id, ""))


def _at(asked: str, line: Sequence[Moment]) -> int:
    """Where on the line; what is no number of it is its end."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else len(line)
    return min(max(number, 1), len(line)) - 1


def _phase(line: Sequence[Moment], at: int) -> str:
    """What was going on then."""
    return next((one.says for one in line[at::-1] if one.what == "phase"), "")


def _reading(
    board: BoardId, loaded: Loaded, moment: Moment, names: dict[str, str], words: Speaker
) -> Reading:
    """As a snapshot taken just before the next moment, when all of this one was there."""
    following = beats(loaded.events)[moment.number :]
    seq = following[0].seq - 1 if following else len(loaded.events)
    then = as_it_was(board, loaded.format, loaded.events, seq)
    public = snapshot_bytes(then, moment="manual", label="", at=then.opened_at, names=names)
    return read(public, words)


routes = [Route("/r/{grant}/play/{board}", show, methods=["GET"])]
