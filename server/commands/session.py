"""``doorstart session new``: a work session, and its links.

A running server makes it, over its control socket; without one this command
takes the lock of the data folder and makes it itself. In a PostgreSQL, which
many may write to, it always makes it itself.
"""

import argparse
import asyncio
import sys

import msgspec

from server import control
from server.clock import now
from server.commands.faults import CommandFault
from server.control import Failed, NewSession, NoServer, Replied, SessionMade
from server.sessions import Sessions
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.store import open_store


def describe(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="new")
    new = actions.add_parser("new", help="make a work session and print its links")
    new.add_argument("--stage", default="", help="the stage of the trajectory")
    new.add_argument("--format", default="", help="the id of a format, in place of a stage")
    new.add_argument("--trajectory", default="", help="the id of one that exists; else one is made")
    new.add_argument("--title", default="", help="the title of the session")
    new.add_argument(
        "--municipality", default="", help="the municipality of a trajectory that is made"
    )
    new.add_argument("--variant", default="", help="the id of another length of the stage")
    new.add_argument("--json", action="store_true", help="print one JSON object, for programs")


def new(asked: argparse.Namespace, settings: Settings) -> int:
    if not asked.stage and not asked.format:
        raise CommandFault("it needs --stage, or --format with the id of a format")
    made = make(
        settings,
        NewSession(
            stage=asked.stage,
            trajectory=asked.trajectory,
            title=asked.title,
            municipality=asked.municipality,
            variant=asked.variant,
            format=asked.format,
        ),
    )
    print(msgspec.json.encode(made).decode() if asked.json else told(made))
    return 0


def make(settings: Settings, wanted: NewSession) -> SessionMade:
    """Raises CommandFault."""
    if settings.database_url:
        return _made(asyncio.run(_alone(settings, wanted)))
    try:
        reply = control.ask(settings.data, wanted)
    except NoServer:
        reply = asyncio.run(_alone(settings, wanted))
        # Not among what a program reads.
        print(
            f"No server runs on {settings.data}: start it with `doorstart`, "
            "or these links lead nowhere.",
            file=sys.stderr,
        )
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None
    return _made(reply)


def _made(reply: Replied) -> SessionMade:
    if isinstance(reply, SessionMade):
        return reply
    raise CommandFault(reply.message if isinstance(reply, Failed) else "the server did not answer")


def told(made: SessionMade) -> str:
    return "\n".join(
        [
            f"{made.title}",
            f"  code       {made.code}",
            f"  join       {made.join}",
            f"  console    {made.lead}",
            f"  screen     {made.display}",
            f"  record     {made.record}",
            f"  trajectory {made.trajectory}",
            "",
            "The links are shown once: keep those of the console and the record to yourself.",
        ]
    )


async def _alone(settings: Settings, wanted: NewSession) -> SessionMade | Failed:
    try:
        store = open_store(settings)
        try:
            return await Sessions(store, settings, now).make(wanted)
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
