"""``doorstart``: serve, and say how to begin."""

import argparse
import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine

import msgspec

from board.format_file import FormatFault
from server import qr, services
from server.addresses import reachable
from server.app import create_app
from server.commands.faults import CommandFault
from server.formats import shelf
from server.serving import CannotListen, Server, listen, make_server, set_up_log
from server.settings import WORKERS_MOST, Settings
from server.store.faults import StoreFault
from server.store.record import Record
from server.store.store import open_store
from server.web.site import Site
from server.words import CatalogueFault
from server.workers import BEAT, READY, Workers

Begin = Callable[[Site], Coroutine[None, None, None]]
"""What happens once people can come in."""


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=int,
        help="so many processes on one port, with DATABASE_URL and REDIS_URL (default 1, or "
        "WEB_CONCURRENCY); SIGHUP replaces them one by one",
    )
    # How the parent starts each; of no use to anyone else.
    parser.add_argument("--as-worker", default="", help=argparse.SUPPRESS)


def run(asked: argparse.Namespace, settings: Settings) -> int:
    if as_worker := getattr(asked, "as_worker", ""):
        return one_of_several(settings, as_worker)
    wanted = getattr(asked, "workers", None)
    if wanted is not None:
        if not 1 <= wanted <= WORKERS_MOST:
            raise CommandFault(f"--workers is {wanted}; it must be from 1 to {WORKERS_MOST}")
        settings = msgspec.structs.replace(settings, workers=wanted)
    return serve(settings, say_how) if settings.workers == 1 else several(settings)


def serve(settings: Settings, begin: Begin, level: int = logging.INFO) -> int:
    """Serves until it is told to stop. Raises CommandFault when it cannot begin."""
    set_up_log(level)
    _look(settings)
    listener = _listen(settings)
    settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
    server, site = _server(settings, listener)
    server.begin = lambda: begin(site)
    # Alone there is none to take its place: a reload, or a terminal that is closed, ends it as
    # SIGTERM does, and not in the middle of a word. Under nohup it stays.
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    asyncio.run(server.serve(sockets=[listener]))
    return 0


def several(settings: Settings) -> int:
    """Keeps so many processes that serve. Raises CommandFault when they cannot begin."""
    set_up_log(many=True)
    if fault := settings.why_alone:
        raise CommandFault(fault)
    # What is wrong is told once, and not by each.
    _look(settings)
    listener = _listen(settings)
    settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
    try:
        empty = asyncio.run(_is_empty(settings))
    except StoreFault as fault:
        listener.close()
        raise CommandFault(str(fault)) from None

    async def keep() -> int:
        return await Workers(settings.workers, listener, lambda: _say(settings, empty)).run()

    return asyncio.run(keep())


def one_of_several(settings: Settings, inherited: str) -> int:
    """What a parent starts: ``inherited`` numbers the listening socket and the line to it."""
    set_up_log(many=True)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    listener, line = (socket.socket(fileno=int(number)) for number in inherited.split(":"))
    settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
    server, _ = _server(settings, listener)

    async def tell() -> None:
        """That it is there, as long as the parent is; whatever ended that one."""
        loop = asyncio.get_running_loop()
        line.setblocking(False)
        try:
            await loop.sock_sendall(line, READY)
            while True:
                await asyncio.sleep(BEAT)
                await loop.sock_sendall(line, b".")
        except OSError:
            server.should_exit = True

    server.begin = tell
    asyncio.run(server.serve(sockets=[listener]))
    return 0


def _listen(settings: Settings) -> socket.socket:
    try:
        # A format that is wrong is told now, and not to who makes a session.
        shelf(settings.formats)
        return listen(settings.host, settings.port)
    except (FormatFault, CannotListen) as fault:
        raise CommandFault(str(fault)) from None


def _server(settings: Settings, listener: socket.socket) -> tuple[Server, Site]:
    try:
        app = create_app(settings)
    except (StoreFault, CatalogueFault) as fault:
        listener.close()
        raise CommandFault(str(fault)) from None
    site: Site = app.state.site
    server = make_server(app, settings, site.hub.drain)
    server.on_leaving = site.pulse.leave
    _spare_the_collector()
    return server, site


def _spare_the_collector() -> None:
    """Everyone waits while it goes through all there is: not what stays for ever, and not often.

    A connection leaves nothing behind that only the collector of cycles could find.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _look(settings: Settings) -> None:
    """Says what is wrong with the services. Raises CommandFault when nothing can be kept."""
    database, bus = services.faults(settings)
    if database:
        raise CommandFault("\n".join(filter(None, (database, bus))))
    if bus:
        # A server that comes back while Redis is away must not stay away for it.
        print(
            f"Note: {bus}. Until then it serves without: what happens on another server "
            "is seen here about a second later.",
            file=sys.stderr,
        )
    if not settings.secure:
        print(
            "Note: people come over http, which others on the same network can read. "
            "For more than one room, put https before it and set PUBLIC_URL.",
            file=sys.stderr,
        )


async def _is_empty(settings: Settings) -> bool:
    store = open_store(settings)
    try:
        return await Record(store).is_empty()
    finally:
        store.close()


async def say_how(site: Site) -> None:
    _say(site.settings, await site.record.is_empty())


def _say(settings: Settings, empty: bool) -> None:
    address = reachable(settings)
    print(f"Doorstart listens on {address}  (data in {settings.place})")
    if empty:
        stages = ", ".join(sorted(shelf(settings.formats)))
        print(
            "There is no session here yet. Begin with one of these:\n"
            "  doorstart demo                       a made-up municipality, live\n"
            "  doorstart session new --stage STAGE  a session of your own;\n"
            f"                                       STAGE is one of: {stages}"
        )
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(address)}", flush=True)
