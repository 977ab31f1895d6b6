"""``doorstart import FILE``: takes in a trajectory that was exported, here or elsewhere.

A running server does it, over its control socket, as with ``doorstart session``.
"""

import argparse
from pathlib import Path

from server.commands.errand import carried_out
from server.control import Import, Imported
from server.settings import Settings
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
    wanted = Import(str(asked.file.absolute()), asked.as_new)
    reply = carried_out(settings, wanted, Imported, lambda store: taken_in(store, settings, wanted))
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
