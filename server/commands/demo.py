"""``doorstart demo``: a made-up municipality that lives through a session by itself."""

import argparse
import logging

from board.format_file import FormatFault
from board.trajectory.types import Function
from server import qr
from server.commands import session
from server.commands.faults import CommandFault
from server.commands.serve import serve
from server.control import Failed, Invite, Invited
from server.demo import script, town
from server.demo.road import Road
from server.demo.told import told as story_told
from server.pepper import pepper
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
    print(f"Doorstart demo: {lived.municipality}  (data in {site.settings.place})\n", flush=True)
    try:
        await _past(site)
        made = await town.settle(lived, site.sessions, site.settings)
    except FormatFault as fault:
        raise CommandFault(f"a format cannot be used: {fault}") from None
    print(session.told(made))
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(made.join)}", flush=True)
    print(
        "Simulated people join and live through the session now. Open the console and\n"
        'press "Ik neem over" to lead it yourself; they then go on as partners.',
        flush=True,
    )
    await town.live(lived, made, site.record, site.settings, pace, _told)


async def _past(site: Site) -> None:
    """The whole trajectory, once for a data folder, and how to sign in to it."""
    told = story_told()
    coach = await site.accounts.by_email(told.coach_email)
    if coach is None:
        store, settings = site.sessions.store, site.settings
        secret = pepper(settings.secret, settings.data)
        print("Living through the past sessions:", flush=True)
        await Road(store, settings, secret, lambda step: print(f"  {step}", flush=True)).walk()
        print()
    print("Sign in once with each of these, in a browser of your own:")
    coordinator = told.coordinator_email, Function.COORDINATOR, told.municipality
    for label, name, (email, function, municipality) in (
        ("coach", told.coach_name, (told.coach_email, Function.COACH, "")),
        ("coordinator", told.coordinator_name, coordinator),
    ):
        made = await site.people.invite(Invite(email, function.value, municipality, name))
        if isinstance(made, Failed):
            raise CommandFault(made.message)
        assert isinstance(made, Invited)
        print(f"  {label:<13}{made.link}")
    print(flush=True)


def _told(alone: bool) -> None:
    if alone:
        print("The session has ended; its record is there to be read.", flush=True)
    else:
        print("A real person leads now; the partners go on.", flush=True)
