"""``doorstart export --municipality NAME FOLDER``: all its trajectories, to take along.

A running server does it, over its control socket, as with ``doorstart import``.
"""

import argparse
from pathlib import Path

from server.commands.errand import carried_out
from server.control import TakenOut, TakeOut
from server.settings import Settings
from server.taking_out import taken_out


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, metavar="NAME")
    parser.add_argument("folder", type=Path, help="an empty one, or one that is not there yet")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    wanted = TakeOut(asked.municipality, str(asked.folder.absolute()))
    reply = carried_out(
        settings,
        wanted,
        TakenOut,
        lambda store: taken_out(store, settings, wanted.municipality, wanted.folder),
    )
    print(f"{len(reply.files)} trajectories of {asked.municipality} are in {reply.folder} now:")
    for name in reply.files:
        print(f"  {name}")
    print("Each can be taken in elsewhere with `doorstart import`.")
    return 0
