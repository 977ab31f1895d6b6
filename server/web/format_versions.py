"""The earlier versions of a format: what each changed, and one brought back."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.editing.merge import Both, changes
from board.editing.order import Ordered
from board.editing.spots import part_of, values_of
from board.format import Format
from server.formats import readable
from server.web import dates
from server.web.bodies import form_of, one
from server.web.format_pages import choice_of, drawn, editor_of, formats_of, own_of, speaker_of
from server.web.format_saving import whole
from server.web.formats import base_of, saved_query, title_of
from server.web.site import site_of
from server.web.trouble import Trouble
from server.words import Speaker

SHOWN_VERSIONS = 40
SHOWN_CHANGES = 12


class Change(Struct, frozen=True):
    """``place`` is the title of the part, ``what`` the word for the field."""

    place: str
    what: str
    was: str
    now: str


class VersionRow(Struct, frozen=True):
    version: int
    day: str
    hour: str
    iso: str
    changes: list[Change]
    count: int
    order: bool
    first: bool


def _changed(before: Ordered, now: Ordered) -> list[Both]:
    return changes(values_of(whole(before)), values_of(whole(now)))


def _ids(now: Ordered) -> list[str]:
    return [phase.id for phase in now.format.phases]


async def versions(request: Request) -> Response:
    editor = await editor_of(request)
    row = await own_of(request, editor)
    own = formats_of(request).own
    words = speaker_of(request)
    listed = (await own.versions(row.id))[:SHOWN_VERSIONS]
    kept = [await own.get(row.id, it.version) for it in listed]
    read = [readable(it) if it else None for it in kept]
    after = whole(row.read())
    lines = []
    for n, it in enumerate(listed):
        before = read[n + 1] if n + 1 < len(read) else None
        now = read[n]
        what = _changed(before, now) if before and now else []
        moved_on = bool(before and now and _ids(before) != _ids(now))
        lines.append(
            VersionRow(
                it.version,
                dates.day(words, it.created_at),
                dates.hour(it.created_at),
                dates.iso(it.created_at),
                [_told(change, after, words) for change in what[:SHOWN_CHANGES]],
                len(what),
                moved_on,
                before is None,
            )
        )
    return await drawn(request, "format_versions.html", row=choice_of(row), versions=lines)


def _told(change: Both, format: Format, words: Speaker) -> Change:
    group, _, rest = change.at.partition(".")
    thing = part_of(format, f"{group}.{rest.partition('.')[0]}")
    fields = [part for part in change.at.split(".") if not part.isdigit()]
    known = (f"formats.{kind}_{part}" for part in reversed(fields) for kind in ("field", "number"))
    key = next((key for key in known if key in words), "formats.mode")
    what = words(key, n="").strip()
    place = title_of(thing, words.language) if thing else ""
    return Change(place, what, change.mine, change.theirs)


async def bring_back(request: Request) -> Response:
    """An earlier version becomes the newest one; those between stay too."""
    editor = await editor_of(request)
    row = await own_of(request, editor)
    fields = await form_of(request)
    if set(fields) != {"version"}:
        raise Trouble("bad_request")
    own = formats_of(request).own
    wanted = await own.get(row.id, base_of({"base": one(fields, "version")}, row))
    before = readable(wanted) if wanted else None
    if wanted is None or before is None:
        raise Trouble("not_found")
    saved = await own.save(row, before, wanted.name, site_of(request).clock())
    query = saved_query(row, saved) if saved else "saved=same"
    return RedirectResponse(f"/formats/{row.id}?{query}", 303)


routes = [
    Route("/formats/{id}/versions", versions),
    Route("/formats/{id}/versions", bring_back, methods=["POST"]),
]
