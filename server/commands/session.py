"""``doorstart session new``: a work session, and its links.

A running server makes it, over its control socket; without one this command
takes the lock of the data folder and makes it itself. In a PostgreSQL, which
many may write to, it always makes it itself.
"""

import argparse

import msgspec

from server.clock import now
from server.commands.errand import carried_out
from server.control import NewSession, SessionMade
from server.sessions import Sessions
from server.settings import Settings


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
    return carried_out(
        settings,
        wanted,
        SessionMade,
        lambda store: Sessions(store, settings, now).make(wanted),
        "start it with `doorstart`, or these links lead nowhere.",
    )


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
