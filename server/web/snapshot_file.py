"""``/r/GRANT/snapshot/ID.html``: one snapshot in one file, to keep and to open anywhere.

It needs no server and no script. The exact bytes of the snapshot stand in it, so that anyone
can take them out and see that their hash is the one that was told.
"""

import base64

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.web import record
from server.web.site import base_url, language_for, site_of

STYLES = (
    "tokens", "base", "pieces", "record", "record-board", "record-snapshot", "record-voices",
    "chart", "picture",
)  # fmt: skip
PRINTED = "print"


async def alone(request: Request) -> Response:
    kept = await record.snapshot_of(request)
    site = site_of(request)
    files = site.pages.assets.files
    styles = [files[f"css/{name}.css"].body.decode() for name in STYLES]
    styles.append(f"@media print {{\n{files[f'css/{PRINTED}.css'].body.decode()}}}")
    html = site.pages.render(
        "snapshot.html",
        language_for(request),
        {
            **await record.shown(request, kept),
            "layout": "alone.html",
            "remarks": None,
            "lent": None,
            "moments": [],
            # Our own files; none of them could end the element that they stand in.
            "styles": "\n".join(styles).replace("</", "<\\/"),
            # The one way that leads out of it: to where it came from.
            "origin": base_url(request),
            "exact": base64.b64encode(kept.public).decode(),
        },
    )
    headers = {
        "content-disposition": f'attachment; filename="{kept.id}.html"',
        "cache-control": "no-store",
    }
    return Response(html, headers=headers, media_type="text/html")


routes = [Route("/r/{grant}/snapshot/{id}.html", alone, methods=["GET"])]
"""Before the pages of the record, which would take the name for an id."""
