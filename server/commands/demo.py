"""``doorstart demo``: a made-up municipality that lives through a session by itself."""

import argparse
import logging

from board.format_file import FormatFault
from server import qr
from server.commands import session
from server.commands.faults import CommandFault
from server.commands.serve import serve
from server.demo import script, town
from server.settings import Settings
from server.web.site import Site


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pace",
        type=float,
        default=1.0,
        help="how slowly it goes: 2 is twice as slow, 0.1 ten times as fast (default 1)",
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    if not 0 < asked.pace <= 100:
        raise CommandFault(f"--pace is {asked.pace}; it must be above 0 and at most 100")

    async def begin(site: Site) -> None:
        await _begin(site, asked.pace)

    # A line for each command would push the links off the screen.
    return serve(settings, begin, logging.WARNING)


async def _begin(site: Site, pace: float) -> None:
    lived = script.read()
    try:
        made = await town.settle(lived, site.sessions, site.settings)
    except FormatFault as fault:
        raise CommandFault(f"a format cannot be used: {fault}") from None
    print(f"Doorstart demo: {lived.municipality}  (data in {site.settings.place})\n")
    print(session.told(made))
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(made.join)}", flush=True)
    print(
        "Simulated people join and live through the session now. Open the console and\n"
        'press "Ik neem over" to lead it yourself; they then go on as partners.',
        flush=True,
    )
    await town.live(lived, made, site.record, site.settings, pace, _told)


def _told(alone: bool) -> None:
    if alone:
        print("The session has ended; its record is there to be read.", flush=True)
    else:
        print("A real person leads now; the partners go on.", flush=True)
