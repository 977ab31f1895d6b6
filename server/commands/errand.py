"""What a running server does when it is asked, and the command itself where none runs."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server import control
from server.commands.faults import CommandFault
from server.control import Asked, Failed, NoServer, Replied
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.store import Store, open_store

R = TypeVar("R", bound=Replied)
Alone = Callable[[Store], Awaitable[Replied]]


def carried_out(
    settings: Settings, wanted: Asked, answer: type[R], alone: Alone, unserved: str = ""
) -> R:
    """As ``reply_of``, where one answer is expected."""
    reply = reply_of(settings, wanted, alone, unserved)
    if isinstance(reply, answer):
        return reply
    raise CommandFault("the server did not answer")


def reply_of(settings: Settings, wanted: Asked, alone: Alone, unserved: str = "") -> Replied:
    """``unserved`` is what who asks has to know when no server runs. Raises CommandFault."""
    reply = _reply(settings, wanted, alone, unserved)
    if isinstance(reply, Failed):
        raise CommandFault(reply.message)
    return reply


def _reply(settings: Settings, wanted: Asked, alone: Alone, unserved: str) -> Replied:
    if settings.database_url:
        # Servers share it, and so does who has a command for it.
        return asyncio.run(_alone(settings, alone))
    try:
        return control.ask(settings.data, wanted)
    except NoServer:
        reply = asyncio.run(_alone(settings, alone))
        if unserved:
            # Not among what a program reads.
            print(f"No server runs on {settings.data}: {unserved}", file=sys.stderr)
        return reply
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None


async def _alone(settings: Settings, alone: Alone) -> Replied:
    try:
        store = open_store(settings)
        try:
            return await alone(store)
        finally:
            store.close()
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
