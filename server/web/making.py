"""A page that tells how far a file is, while it is made: sent piece by piece, so that it needs
no script and no asking again. At its end is the button to fetch the file.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from server.live.batch import traced
from server.making import Busy, Ready, Step, Work
from server.paper import TooMuchPaper
from server.web.site import site_of
from server.web.trouble import Trouble
from server.words import Speaker

MARK = "<!--steps-->"
"""Where a template of such a page lets in what is told meanwhile."""
OVER = "css/making-over.css"
"""Takes away what stands above the end. It was sent already, and no script is needed here."""
KB = 1000
PATIENT = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""A proxy that gathers pages before it sends them would tell all of it at the end."""

log = logging.getLogger(__name__)


async def made_now(request: Request, whose: str, what: str, work: Work) -> bytes:
    """The file itself: as it was made a moment ago, or made on the spot. Raises Trouble."""
    makings = site_of(request).makings
    found = makings.kept(request.query_params.get("made", ""), whose, what)
    if found is not None:
        return found
    try:
        async with makings.turn(whose):
            return await work(lambda part, of, step: None)
    except (Busy, TooMuchPaper) as fault:
        raise trouble_of(fault) from None


def trouble_of(fault: Busy | TooMuchPaper) -> Trouble:
    if isinstance(fault, Busy):
        return Trouble("making_already", {"retry-after": "10"})
    slots = {"size": fault.size // KB, "limit": fault.most // KB}
    return Trouble("too_much_paper", slots=slots)


def telling(
    request: Request, shell: HTMLResponse, words: Speaker, job: tuple[str, str, Work], path: str
) -> Response:
    """``shell`` is the page around the steps; ``job`` whose and which file, and how it is made;
    ``path`` where it is fetched. Raises Trouble, while there is still a status to send.
    """
    if site_of(request).makings.is_busy(job[0]):
        raise trouble_of(Busy())
    before, _, after = bytes(shell.body).decode().partition(MARK)
    headers: Mapping[str, str] = PATIENT
    pieces = _pieces(request, words, job, path, before, after)
    return StreamingResponse(pieces, headers=headers, media_type="text/html")


async def _pieces(
    request: Request,
    words: Speaker,
    job: tuple[str, str, Work],
    path: str,
    before: str,
    after: str,
) -> AsyncIterator[str]:
    yield f'{before}<div role="log"><ol class="making-steps">'
    end = ""
    try:
        async for step in site_of(request).makings.told(*job):
            if isinstance(step, Step):
                yield _line(step, words)
            else:
                end = _ready(step, words, path)
    except (Busy, TooMuchPaper) as fault:
        end = _refused(trouble_of(fault), words)
    except Exception as fault:  # noqa: BLE001 the page has begun: what is left is to say so
        log.error("a file could not be made: %s", traced(fault))
        end = _refused(Trouble("internal"), words)
    over = site_of(request).pages.assets.path(OVER)
    yield f'</ol></div><link rel="stylesheet" href="{over}">{end}{after}'


def _line(step: Step, words: Speaker) -> str:
    said = words("making.step", n=step.part, of=step.of, what=step.what)
    return (
        f'<li><progress max="{step.of}" value="{step.part}" aria-hidden="true"></progress> '
        f"<span>{escape(said)}</span></li>\n"
    )


def _ready(ready: Ready, words: Speaker, path: str) -> str:
    size = max(1, ready.bytes // KB)
    return (
        f'<section class="panel making-ready"><h2>{escape(words("making.ready"))}</h2>'
        f'<p><a class="button" href="{escape(path)}?made={ready.id}" download>'
        f"{escape(words('making.fetch', size=size))}</a></p>"
        f'<p class="quiet">{escape(words("making.soon"))}</p></section>'
    )


def _refused(trouble: Trouble, words: Speaker) -> str:
    told = [
        words(f"refused.{trouble.code}.{part}", **trouble.slots) for part in ("text", "what_now")
    ]
    title = words(f"refused.{trouble.code}.title")
    lines = "".join(f"<p>{escape(one)}</p>" for one in told)
    return f'<section class="panel making-refused"><h2>{escape(title)}</h2>{lines}</section>'
