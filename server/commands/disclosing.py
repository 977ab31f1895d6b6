"""``doorstart disclose``: what was written in confidence, for who judges whether it is given.

A running server does it, over its control socket, as with ``doorstart export``.
"""

import argparse
from pathlib import Path

from server.commands.errand import carried_out
from server.control import Disclose, Disclosed
from server.disclosing import disclosed
from server.settings import Settings


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trajectory", required=True, metavar="ID", help="as in its address")
    parser.add_argument("file", type=Path, help="a CSV file that is not there yet")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    wanted = Disclose(asked.trajectory, str(asked.file.absolute()))
    made = carried_out(
        settings, wanted, Disclosed, lambda store: disclosed(store, settings, wanted)
    )
    print(
        f"{made.rows} pieces that were written in confidence about {made.title} are in {made.file} "
        "now: sounding board, reflections, closed parts and reasons. Judge each, then destroy "
        f"the file. {made.alone} remarks that nobody shared are their writers', and not in it."
    )
    return 0
