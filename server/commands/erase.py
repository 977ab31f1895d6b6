"""``doorstart erase --due``: takes away what is personal of sessions that are long over.

A running server does so each hour; this is for where none runs, and for who wants to see it.
"""

import argparse
import asyncio

from server import control
from server.clock import now
from server.commands.faults import CommandFault
from server.control import DueErased, EraseDue, Failed, NoServer, Replied
from server.erasing import Eraser, told
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.store import open_store


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--due", action="store_true", required=True, help="all that was kept for long enough"
    )


def run(settings: Settings) -> int:
    """Raises CommandFault."""
    reply = _carry_out(settings)
    if isinstance(reply, Failed):
        raise CommandFault(reply.message)
    if not isinstance(reply, DueErased):
        raise CommandFault("the server did not answer")
    print(told(reply))
    return 0


def _carry_out(settings: Settings) -> Replied:
    if settings.database_url:
        return asyncio.run(_alone(settings))
    try:
        return control.ask(settings.data, EraseDue())
    except NoServer:
        return asyncio.run(_alone(settings))
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None


async def _alone(settings: Settings) -> Replied:
    try:
        store = open_store(settings)
        try:
            return await Eraser(store, now, settings.keep_days).due()
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
