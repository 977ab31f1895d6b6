"""The formats: a list of them, a copy of one, its steps in order, its earlier versions.

Everything is a plain form that posts and comes back. What is wrong is told at its
place, and nothing that was typed is lost.
"""

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.editing.gaps import gaps
from board.editing.order import BREAK_LEAST, Ordered, copied, left_out, moved, put_back, timing
from board.editing.spots import MODES
from board.editing.toml import written
from board.format import Format, Phase, packed
from board.format_file import FormatFault, with_variant
from board.refusals import Refusal
from board.text import clean_name
from board.types import Limits
from server.ids import AN_ID
from server.store.formats import OwnFormat
from server.web.bodies import form_of, one
from server.web.format_fields import Typed
from server.web.format_pages import (
    PARTS,
    choice_of,
    drawn,
    editor_of,
    formats_of,
    own_of,
    shown_of,
    speaker_of,
)
from server.web.format_saving import Stopped, save, typed_in, whole
from server.web.site import site_of
from server.web.trouble import Trouble

REST = ("base", "do", "name")
"""The fields of a form that are no values of a format."""


async def index(request: Request) -> Response:
    editor = await editor_of(request)
    choices = [
        choice
        for choice in await formats_of(request).choices(retired=True)
        if editor.may_see(choice.owner)
    ]
    titles = {choice.id: choice.name for choice in choices}
    return await drawn(
        request,
        "formats.html",
        own=[it for it in choices if it.own and not it.retired],
        away=[it for it in choices if it.own and it.retired],
        shipped=[it for it in choices if not it.own],
        titles=titles,
        editable=[it.id for it in choices if it.own and editor.may_edit(it.owner)],
    )


async def new(request: Request) -> Response:
    editor = await editor_of(request)
    shown = await shown_of(request, editor, request.query_params.get("from", ""))
    return await _copy_page(request, shown.format, shown.choice.name)


async def make(request: Request) -> Response:
    editor = await editor_of(request)
    fields = await form_of(request)
    if set(fields) - {"from", "name", "variant"}:
        raise Trouble("bad_request")
    shown = await shown_of(request, editor, one(fields, "from"))
    name = _name(request, one(fields, "name"))
    if name[1]:
        typed = one(fields, "name")[:400]
        return await _copy_page(request, shown.format, shown.choice.name, typed, name[1])
    try:
        made = copied(shown.format, one(fields, "variant"))
    except FormatFault:
        raise Trouble("bad_request") from None
    site = site_of(request)
    row = await formats_of(request).own.add(
        name[0], editor.owns, shown.choice.id, made, site.clock()
    )
    return RedirectResponse(f"/formats/{row.id}", 303)


async def _copy_page(
    request: Request, format: Format, title: str, name: str | None = None, fault: str = ""
) -> Response:
    words = speaker_of(request)
    lengths = [
        (variant.id, variant.title.say(words.language), timing(with_variant(format, variant.id)))
        for variant in format.variants
    ]
    return await drawn(
        request,
        "format_new.html",
        status=422 if fault else 200,
        source=format.id,
        shown=title,
        name=words("formats.copy_named", title=title) if name is None else name,
        fault=fault,
        minutes=timing(format).minutes,
        lengths=[(id, said, time.minutes) for id, said, time in lengths],
    )


async def show(request: Request) -> Response:
    editor = await editor_of(request)
    return await _overview(request, await own_of(request, editor))


async def order(request: Request) -> Response:
    """The minutes and modes of all steps; and one step up, down, out or back."""
    editor = await editor_of(request)
    row = await own_of(request, editor)
    fields = {name: values[0] for name, values in (await form_of(request)).items()}
    base = base_of(fields, row)
    typed = fields.get("name", row.name)
    name, fault = _name(request, typed)
    sent = typed_in(fields, REST)
    if fault:
        return await _overview(request, row, Stopped(row, base, Typed(sent), False), typed, fault)
    done = await save(
        formats_of(request).own,
        row.id,
        base,
        sent,
        site_of(request).clock(),
        name=name,
        change=lambda now: _stepped(now, fields.get("do", "")),
    )
    if isinstance(done, Stopped):
        return await _overview(request, done.row, done, name)
    return RedirectResponse(
        f"/formats/{row.id}?{saved_query(row, done)}{_where(fields.get('do', ''))}", 303
    )


def _where(do: str) -> str:
    """Where one was on the page; what was left out is found below the steps."""
    what, _, phase = do.partition(".")
    if what in ("up", "down", "back") and AN_ID.fullmatch(phase):
        return f"#step-{phase}"
    return "#aside" if what == "out" else ""


def _stepped(now: Ordered, do: str) -> Ordered:
    what, _, phase = do.partition(".")
    if what == "up":
        return moved(now, phase, -1)
    if what == "down":
        return moved(now, phase, 1)
    if what == "out":
        return left_out(now, phase)
    if what == "back":
        return put_back(now, phase)
    return now


def base_of(fields: dict[str, str], row: OwnFormat) -> int:
    """The version that a form was drawn from."""
    base = fields.get("base", "")
    if not base.isascii() or not base.isdigit() or not 0 < int(base[:9]) <= row.version:
        raise Trouble("bad_request")
    return int(base[:9])


def saved_query(before: OwnFormat, after: OwnFormat) -> str:
    return "saved=same" if before.version == after.version else f"saved={after.version}"


def _name(request: Request, typed: str) -> tuple[str, str]:
    """The name, and what is wrong with it."""
    words = speaker_of(request)
    name = clean_name(typed, Limits.TITLE)
    if isinstance(name, Refusal):
        return "", words("formats.name_too_long", n=Limits.TITLE)
    return (name, "") if name else ("", words("formats.name_empty"))


class StepRow(Struct, frozen=True):
    """A step as the overview lists it; ``number`` 0 is a break."""

    id: str
    number: int
    title: str
    question: str
    minutes: str
    mode: str
    pause: bool
    when_skipped: bool
    gaps: list[tuple[str, str]] = []
    """What it needs and is not there: ``cards`` or a ``vote``, with the vote's question."""


async def _overview(
    request: Request,
    row: OwnFormat,
    stopped: Stopped | None = None,
    name: str | None = None,
    name_fault: str = "",
) -> Response:
    words = speaker_of(request)
    now = row.read()
    typed = stopped.typed if stopped else Typed()
    places = [
        f"phases.{phase.id}.{what}" for phase in whole(now).phases for what in ("minutes", "mode")
    ]
    numbered = 0
    steps = []
    missing: dict[str, list[tuple[str, str]]] = {}
    for gap in gaps(now.format):
        said = gap.poll.question.say(words.language)
        missing.setdefault(gap.phase, []).append((gap.missing, said))
    for phase in now.format.phases:
        numbered += not phase.pause
        row_of = _step(phase, 0 if phase.pause else numbered, typed, words.language)
        steps.append(replace(row_of, gaps=missing.get(phase.id, [])))
    base = await formats_of(request).find(row.copied_from)
    return await drawn(
        request,
        "format.html",
        status=422 if stopped else 200,
        row=choice_of(row),
        name=row.name if name is None else name,
        name_fault=name_fault,
        base=stopped.base if stopped else row.version,
        base_title=base.title.say(words.language) if base else "",
        time=timing(now.format),
        break_least=BREAK_LEAST,
        steps=steps,
        aside=[_step(it.phase, 0, typed, words.language) for it in now.aside],
        parts=parts_of(now.format, words.language),
        modes=MODES,
        faults={at: fault for at, fault in typed.faults.items() if at in places},
        elsewhere=[fault for at, fault in typed.faults.items() if at not in places],
        theirs=typed.theirs,
        conflict=bool(stopped and stopped.conflict),
        saved=request.query_params.get("saved", "")[:8] if not stopped else "",
    )


def _step(phase: Phase, number: int, typed: Typed, language: str) -> StepRow:
    at = f"phases.{phase.id}"
    return StepRow(
        phase.id,
        number,
        getattr(phase.title, language) or phase.title.nl,
        getattr(phase.question, language) or phase.question.nl,
        typed.values.get(f"{at}.minutes", str(phase.minutes)),
        typed.values.get(f"{at}.mode", phase.mode),
        phase.pause,
        bool(phase.when_skipped),
    )


def title_of(thing: Struct, language: str) -> str:
    for name in ("title", "label", "question"):
        if (said := getattr(thing, name, None)) is not None:
            return str(getattr(said, language) or said.nl)
    return ""


class PartLink(Struct, frozen=True):
    group: str
    id: str
    title: str


def parts_of(format: Format, language: str) -> dict[str, list[PartLink]]:
    """All that has a page of its own, besides the steps."""
    found: dict[str, list[PartLink]] = {}
    for group in PARTS[1:]:
        for thing in getattr(format, group):
            link = PartLink(group, thing.id, title_of(thing, language))
            found.setdefault(group, []).append(link)
    return found


async def put_away(request: Request) -> Response:
    editor = await editor_of(request)
    row = await own_of(request, editor)
    fields = await form_of(request)
    if set(fields) != {"away"} or one(fields, "away") not in ("yes", "no"):
        raise Trouble("bad_request")
    away = one(fields, "away") == "yes"
    await formats_of(request).own.retire(row.id, site_of(request).clock() if away else None)
    return RedirectResponse("/formats" if away else f"/formats/{row.id}", 303)


async def as_file(request: Request) -> Response:
    """The format as a file, to keep, send or change by hand; a shipped one too."""
    editor = await editor_of(request)
    shown = await shown_of(request, editor, request.path_params["id"])
    kind = request.path_params["kind"]
    if kind not in ("toml", "json"):
        raise Trouble("not_found")
    body = packed(shown.format) if kind == "json" else written(shown.format).encode()
    name = f"{shown.format.stage}-{shown.choice.version or 1}.{kind}"
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return Response(
        body,
        media_type="application/json" if kind == "json" else "application/toml",
        headers={"content-disposition": f'attachment; filename="{safe}"'},
    )


routes = [
    Route("/formats", index),
    Route("/formats", make, methods=["POST"]),
    Route("/formats/new", new),
    Route("/formats/{id}", show),
    Route("/formats/{id}", order, methods=["POST"]),
    Route("/formats/{id}/away", put_away, methods=["POST"]),
    Route("/formats/{id}/file.{kind}", as_file),
]
