"""Whether the server is well: for whoever restarts it, sends people to it, or watches it.

``/healthz`` says that the process lives, and looks at nothing else: a restart
does not bring a database back. ``/readyz`` says whether to send people here,
with each part. ``/metrics`` has the figures, for those who may know them.
Probes come by whatever address they like; see ``server.web.guard``.
"""

import ipaddress

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server import metrics
from server.addresses import is_loopback, split_host
from server.settings import Settings
from server.web.site import address_of, site_of
from server.web.trouble import Trouble

FORWARDED = ("x-forwarded-for", "forwarded")


async def alive(request: Request) -> Response:
    return JSONResponse({"ok": True})


async def ready(request: Request) -> Response:
    """Without its bus a server still takes and keeps all; people only hear of it later."""
    site = site_of(request)
    log, draining = await site.pulse.log_up(), site.pulse.draining
    bus = site.pulse.bus_up
    state = "unready" if draining or not log else "ready" if bus else "degraded"
    said = {
        "state": state,
        "log": "up" if log else "down",
        "bus": ("up" if bus else "down") if site.settings.redis_url else "none",
        "draining": draining,
    }
    return JSONResponse(said, 503 if state == "unready" else 200)


async def figures(request: Request) -> Response:
    if not may_know(request, site_of(request).settings):
        raise Trouble("not_found")
    # Of several processes it reads files.
    told = await run_in_threadpool(metrics.exposed)
    return Response(told, headers={"content-type": metrics.CONTENT_TYPE})


def may_know(request: Request, settings: Settings) -> bool:
    """This machine, and the networks of METRICS_FROM."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(name in request.headers for name in FORWARDED) and not settings.trusted_proxies:
        # Behind a proxy that nobody named, everyone seems to be that proxy.
        return False
    if any(address in ipaddress.ip_network(one) for one in settings.metrics_from):
        return True
    return address.is_loopback and not _by_public_name(request, settings)


def _by_public_name(request: Request, settings: Settings) -> bool:
    """Whoever uses the name came by a proxy on this machine, which did not say for whom."""
    public, _ = split_host(settings.public_url.partition("://")[2])
    asked, _ = split_host(request.headers.get("host", ""))
    return asked == public != "" and not is_loopback(public)


routes = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", figures),
]
