"""``doorstart``: serve, and say how to begin."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine

import msgspec

from board.format_file import FormatFault
from server import qr
from server.addresses import reachable
from server.app import create_app
from server.commands.faults import CommandFault
from server.formats import shelf
from server.serving import CannotListen, listen, make_server, set_up_log
from server.settings import Settings
from server.store.faults import StoreFault
from server.web.site import Site
from server.words import CatalogueFault

Begin = Callable[[Site], Coroutine[None, None, None]]
"""What happens once people can come in."""


def run(settings: Settings) -> int:
    return serve(settings, say_how)


def serve(settings: Settings, begin: Begin, level: int = logging.INFO) -> int:
    """Serves until it is told to stop. Raises CommandFault when it cannot begin."""
    set_up_log(level)
    try:
        # A format that is wrong is told now, and not to who makes a session.
        shelf(settings.formats)
        listener = listen(settings.host, settings.port)
    except (FormatFault, CannotListen) as fault:
        raise CommandFault(str(fault)) from None
    settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
    try:
        app = create_app(settings)
    except (StoreFault, CatalogueFault) as fault:
        listener.close()
        raise CommandFault(str(fault)) from None
    if not settings.secure:
        print(
            "Note: people come over http, which others on the same network can read. "
            "For more than one room, put https before it and set PUBLIC_URL.",
            file=sys.stderr,
        )
    site: Site = app.state.site
    server = make_server(app, settings, site.hub.drain)
    server.on_leaving = site.pulse.leave
    server.begin = lambda: begin(site)
    asyncio.run(server.serve(sockets=[listener]))
    return 0


async def say_how(site: Site) -> None:
    address = reachable(site.settings)
    print(f"Doorstart listens on {address}  (data in {site.settings.data.absolute()})")
    if await site.record.is_empty():
        stages = ", ".join(sorted(shelf(site.settings.formats)))
        print(
            "There is no session here yet. Begin with one of these:\n"
            "  doorstart demo                       a made-up municipality, live\n"
            "  doorstart session new --stage STAGE  a session of your own;\n"
            f"                                       STAGE is one of: {stages}"
        )
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(address)}", flush=True)
