"""``doorstart rehearse``: a session to practise on, with ghosts for partners.

A running server makes it and the ghosts come in from here; without one this command
serves by itself. Its trajectory is one of its own, so nothing comes into a real record.
"""

import argparse
import asyncio
import logging

from server import control, qr
from server.addresses import reachable
from server.commands import session
from server.commands.faults import CommandFault
from server.commands.serve import serve
from server.control import Failed, NewSession, NoServer, SessionMade
from server.ghosts.run import GHOSTS, MOST_GHOSTS, MUNICIPALITY, PARTNERS, haunt
from server.settings import Settings
from server.web.site import Site

SAID = """
The ghosts come in now. Open the console and lead them through; stop with Ctrl+C.
Nothing of this comes into the record of a real trajectory."""


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", default="", help="the stage to practise")
    parser.add_argument("--format", default="", help="or the id of a format of one's own")
    parser.add_argument("--variant", default="", help="the id of another length of the stage")
    parser.add_argument(
        "--ghosts", type=int, default=GHOSTS, help=f"how many take part (default {GHOSTS})"
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    if not 1 <= asked.ghosts <= MOST_GHOSTS:
        raise CommandFault(f"--ghosts is {asked.ghosts}; it must be from 1 to {MOST_GHOSTS}")
    if not asked.stage and not asked.format:
        raise CommandFault("say what to practise: --stage STAGE, or --format ID")
    wanted = NewSession(
        stage=asked.stage,
        format=asked.format,
        variant=asked.variant,
        municipality=MUNICIPALITY,
        partners=PARTNERS,
    )
    # A server that shares its database takes no questions here; the session is made beside it.
    made = session.make(settings, wanted) if settings.database_url else _asked(settings, wanted)
    if made is not None:
        _tell(made)
        base = reachable(settings)
        asyncio.run(haunt(made.code, f"http://127.0.0.1:{settings.port}", base, asked.ghosts))
        return 0

    async def begin(site: Site) -> None:
        reply = await site.sessions.make(wanted)
        if isinstance(reply, Failed):
            raise CommandFault(reply.message)
        _tell(reply)
        url = f"http://127.0.0.1:{settings.port}"
        await haunt(reply.code, url, settings.public_url or url, asked.ghosts)

    return serve(settings, begin, logging.WARNING)


def _asked(settings: Settings, wanted: NewSession) -> SessionMade | None:
    try:
        reply = control.ask(settings.data, wanted)
    except NoServer:
        return None
    except OSError as fault:
        raise CommandFault(f"the server in {settings.data} does not answer: {fault}") from None
    if isinstance(reply, SessionMade):
        return reply
    raise CommandFault(reply.message if isinstance(reply, Failed) else "the server did not answer")


def _tell(made: SessionMade) -> None:
    print(session.told(made))
    print(f"\nFor a phone on the same network:\n\n{qr.terminal(made.join)}")
    print(SAID, flush=True)
