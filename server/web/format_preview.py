"""A format before it is used: each step as a phone and the big screen would show it.

The frames hold the pages of a real session, drawn from a board that was only
rehearsed: the same templates, the same scripts. Without a grant their scripts
open no line and keep nothing.
"""

import msgspec
from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.format import Format, Language, Phase
from board.messages import Presence
from board.types import Audience
from board.views import show as view_of
from server import qr
from server.invented import SEATS, organisation, played
from server.store.doors import Kind
from server.web.boards import AREAS
from server.web.format_pages import drawn, editor_of, shown_of, speaker_of
from server.web.phone import Outcome
from server.web.pictures import pictures_of
from server.web.site import language_for, phone_url, site_of
from server.web.tongues import dutch_beside, format_in
from server.web.trouble import Trouble
from server.words import Speaker, language_of

CODE = "K7M3QD"
"""An example of a code, as the first page shows it."""
SAMPLES = 3


async def frame(request: Request) -> Response:
    editor = await editor_of(request)
    shown = await shown_of(request, editor, request.path_params["id"])
    words = speaker_of(request)
    phases = shown.format.phases
    wanted = request.query_params.get("step", "")
    at = next((n for n, phase in enumerate(phases) if phase.id == wanted), 0)
    spoken_in = _language(request)
    return await drawn(
        request,
        "format_preview.html",
        row=shown.choice,
        mine=shown.mine,
        steps=[(phase.id, phase.title.say(words.language)) for phase in phases],
        at=at,
        step=phases[at].id,
        step_title=phases[at].title.say(words.language),
        say=phases[at].say.say(spoken_in),
        prev=phases[at - 1].id if at else "",
        next=phases[at + 1].id if at + 1 < len(phases) else "",
        spoken_in=spoken_in,
    )


async def phone(request: Request) -> Response:
    return await _board(request, Kind.PARTNER, Audience.PARTNER, "phone.html")


async def screen(request: Request) -> Response:
    return await _board(request, Kind.DISPLAY, Audience.DISPLAY, "screen.html")


async def _board(request: Request, kind: Kind, audience: Audience, template: str) -> Response:
    editor = await editor_of(request)
    shown = await shown_of(request, editor, request.path_params["id"])
    phase = shown.format.phase(request.query_params.get("step", ""))
    if phase is None:
        raise Trouble("not_found")
    language = _language(request)
    values = _values(request, shown.format, phase, kind, audience, language)
    pages = site_of(request).pages
    # Not ``page``: which language is looked at says nothing of the one who looks.
    return pages.page(template, language, values)


def _values(
    request: Request,
    format: Format,
    phase: Phase,
    kind: Kind,
    audience: Audience,
    language: Language,
) -> dict[str, object]:
    """What ``values_for`` of a live page gives, of a board that was rehearsed."""
    site = site_of(request)
    say = site.pages.catalogue.say
    samples = [say(f"formats.preview_sample_{n}", language) for n in range(1, SAMPLES + 1)]
    now = site.clock()
    title, before = format.title.say(language), say("formats.preview_session", language)
    run = played(format, phase.id, samples, language, now, title, before)
    names = {
        organisation(n): say(f"formats.preview_organisation_{n + 1}", language)
        for n in range(SEATS)
    }
    link = f"{phone_url(request)}/j/{CODE}"
    values: dict[str, object] = {
        "view": msgspec.to_builtins(view_of(run.board, audience)),
        "mine": msgspec.to_builtins(run.mine) if kind is Kind.PARTNER else None,
        "names": {"people": {}, "organisations": names},
        "format": format_in(site.pages.catalogue, format, language),
        "dutch": dutch_beside(site.pages.catalogue, format, language),
        "presence": asdict(Presence(SEATS, 0, 0)),
        "position": {"seq": run.board.seq, "mark": "0" * 16},
        "now": now,
        "code": CODE,
        "links": {"join": link},
    }
    boot = {
        "grant": "",
        "kind": kind.value,
        "language": language,
        "tongues": msgspec.to_builtins(site.pages.catalogue.tongues),
        "words": site.pages.catalogue.areas(language, *AREAS[kind]),
        **values,
    }
    if kind is Kind.DISPLAY:
        words = Speaker(site.pages.catalogue, language)
        boot["pictures"] = pictures_of(values["view"], values["format"], names, words)
    return {
        **values,
        "grant": "",
        "boot": boot,
        "qr": qr.svg(link),
        "outcome": Outcome(),
        "draft": None,
    }


def _language(request: Request) -> Language:
    return language_of(request.query_params.get("in")) or language_for(request)


routes = [
    Route("/formats/{id}/preview", frame),
    Route("/formats/{id}/preview/phone", phone),
    Route("/formats/{id}/preview/screen", screen),
]
