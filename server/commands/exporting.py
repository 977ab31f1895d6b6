"""``doorstart export --municipality NAME FOLDER``: all its trajectories, to take along.

A running server does it, over its control socket, as with ``doorstart import``.
"""

import argparse
import asyncio
from pathlib import Path

from server import control
from server.commands.faults import CommandFault
from server.control import Failed, NoServer, Replied, TakenOut, TakeOut
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.store import open_store
from server.taking_out import taken_out


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, metavar="NAME")
    parser.add_argument("folder", type=Path, help="an empty one, or one that is not there yet")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    reply = _carry_out(settings, TakeOut(asked.municipality, str(asked.folder.absolute())))
    if isinstance(reply, Failed):
        raise CommandFault(reply.message)
    if not isinstance(reply, TakenOut):
        raise CommandFault("the server did not answer")
    print(f"{len(reply.files)} trajectories of {asked.municipality} are in {reply.folder} now:")
    for name in reply.files:
        print(f"  {name}")
    print("Each can be taken in elsewhere with `doorstart import`.")
    return 0


def _carry_out(settings: Settings, wanted: TakeOut) -> Replied:
    if settings.database_url:
        return asyncio.run(_alone(settings, wanted))
    try:
        return control.ask(settings.data, wanted)
    except NoServer:
        return asyncio.run(_alone(settings, wanted))
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None


async def _alone(settings: Settings, wanted: TakeOut) -> Replied:
    try:
        store = open_store(settings)
        try:
            return await taken_out(store, settings, wanted.municipality, wanted.folder)
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
