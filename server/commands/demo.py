"""``doorstart demo``: a made-up municipality that lives through a session by itself."""

import argparse
import logging

from board.format_file import FormatFault
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import Function, Person
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

MINUTES = 4
"""What the session takes at the pace of 1, when nobody takes over."""


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
        people = await _past(site)
        made = await town.settle(lived, site.sessions, site.settings)
        await _carried(site, made.trajectory, people)
    except FormatFault as fault:
        raise CommandFault(f"a format cannot be used: {fault}") from None
    print(session.told(made))
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(made.join)}", flush=True)
    print(
        "Simulated people join and live through the session now. Open the console and\n"
        'press "Ik neem over" to lead it yourself; they then go on as partners.\n'
        f"Left alone it is over in about {MINUTES * pace:g} min;"
        " a larger --pace gives more time.",
        flush=True,
    )
    await town.live(lived, made, site.record, site.settings, pace, _told)


async def _past(site: Site) -> dict[Function, str]:
    """The whole trajectory, once for a data folder, and how to sign in to it: their accounts."""
    told = story_told()
    coach = await site.accounts.by_email(told.coach_email)
    if coach is None:
        store, settings = site.sessions.store, site.settings
        secret = pepper(settings.secret, settings.data)
        print("Living through the past sessions:", flush=True)
        await Road(store, settings, secret, lambda step: print(f"  {step}", flush=True)).walk()
        print()
    print("Sign in once with each of these, in a browser of your own:")
    people: dict[Function, str] = {}
    coordinator = told.coordinator_email, Function.COORDINATOR, told.municipality
    for label, name, (email, function, municipality) in (
        ("coach", told.coach_name, (told.coach_email, Function.COACH, "")),
        ("coordinator", told.coordinator_name, coordinator),
    ):
        made = await site.people.invite(Invite(email, function.value, municipality, name))
        if isinstance(made, Failed):
            raise CommandFault(made.message)
        assert isinstance(made, Invited)
        people[function] = made.account
        print(f"  {label:<13}{made.link}")
    print(flush=True)
    return people


async def _carried(site: Site, trajectory: str, people: dict[Function, str]) -> None:
    """Who signs in finds the session that is lived through now among what is theirs."""
    view = await site.trajectories.view(trajectory)
    assert view is not None
    town = view.trajectory.network.lead.id
    for function, account in people.items():
        person = Person(function, account, town if function is Function.COORDINATOR else "")
        assigned = await site.trajectories.do(
            trajectory, c.AssignPerson(function=function, account=account), person
        )
        if isinstance(assigned, Refusal):
            raise CommandFault(f"the demo cannot be told: {assigned}")


def _told(alone: bool) -> None:
    if alone:
        print(
            "The session has ended; its record is there to be read. To lead one yourself,\n"
            'press "Heropen de sessie" in its console, or start the demo again.',
            flush=True,
        )
    else:
        print("A real person leads now; the partners go on.", flush=True)
