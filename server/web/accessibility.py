"""The statement on accessibility: what holds, what does not yet, whom to tell."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.web.site import language_for, page, site_of
from server.words import Speaker

CHECKED = date(2026, 11, 23)
"""When all pages were last gone through, by whom made them; an installation sets its own."""
CAN = ("letters", "keys", "sound", "tables", "paper")
NOT_YET = ("readers", "pictograms", "pdf", "voice", "cards", "script", "signs")
"""What is known not to hold; a line goes when it does."""


async def show(request: Request) -> Response:
    site = site_of(request)
    words = Speaker(site.pages.catalogue, language_for(request))
    checked = site.settings.accessibility_date or CHECKED
    return page(
        request,
        "accessibility.html",
        can=CAN,
        not_yet=NOT_YET,
        checked=checked.isoformat(),
        day=words(
            "record.day",
            day=checked.day,
            month=words(f"record.months.m{checked.month}"),
            year=checked.year,
        ),
    )


routes = [Route("/accessibility", show)]
