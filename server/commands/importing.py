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

RENEWED = (
    "Ids stand in the snapshots, so that each has another SHA-256 here. Keep this list with the "
    "file: it says which one was which."
)


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an export.zip, from the page of a trajectory")
    parser.add_argument(
        "--as-new",
        action="store_true",
        help="under other ids, beside the same trajectory that is here already",
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    reply = _carry_out(settings, Import(str(asked.file.absolute()), asked.as_new))
    if isinstance(reply, Failed):
        raise CommandFault(reply.message)
    if not isinstance(reply, Imported):
        raise CommandFault("the server did not answer")
    how = "under other ids" if reply.hashes else "as they were taken"
    print(
        f"{reply.title} is here now: {reply.sessions} sessions and {reply.snapshots} snapshots, "
        f"{how}.\n  trajectory {reply.trajectory}\n"
        "It is of no coach yet; who signs in as one can take it on."
    )
    if reply.hashes:
        print(RENEWED)
        for was, is_ in reply.hashes.items():
            print(f"  {was} {is_}")
    return 0


def _carry_out(settings: Settings, wanted: Import) -> Replied:
    if settings.database_url:
        return asyncio.run(_alone(settings, wanted))
    try:
        return control.ask(settings.data, wanted)
    except NoServer:
        return asyncio.run(_alone(settings, wanted))
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None


async def _alone(settings: Settings, wanted: Import) -> Replied:
    try:
        store = open_store(settings)
        try:
            return await taken_in(store, settings, wanted)
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
