"""``doorstart import FILE``: takes in a trajectory that was exported, here or elsewhere.

A running server does it, over its control socket, as with ``doorstart session``.
"""

import argparse
import asyncio
from pathlib import Path

from server import control
from server.commands.faults import CommandFault
from server.control import Failed, Import, Imported, NoServer, Replied
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.store import open_store
from server.taking_in import taken_in


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an export.zip, from the page of a trajectory")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    reply = _carry_out(settings, str(asked.file.absolute()))
    if isinstance(reply, Failed):
        raise CommandFault(reply.message)
    if not isinstance(reply, Imported):
        raise CommandFault("the server did not answer")
    print(
        f"{reply.title} is here now: {reply.sessions} sessions and {reply.snapshots} snapshots, "
        f"as they were taken.\n  trajectory {reply.trajectory}\n"
        "It is of no coach yet; who signs in as one can take it on."
    )
    return 0


def _carry_out(settings: Settings, file: str) -> Replied:
    if settings.database_url:
        return asyncio.run(_alone(settings, file))
    try:
        return control.ask(settings.data, Import(file))
    except NoServer:
        return asyncio.run(_alone(settings, file))
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None


async def _alone(settings: Settings, file: str) -> Replied:
    try:
        store = open_store(settings)
        try:
            return await taken_in(store, settings, file)
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
