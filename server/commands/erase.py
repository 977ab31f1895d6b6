"""``doorstart erase``: what is personal of sessions that are long over, or a whole trajectory.

A running server does the first each hour; ``--due`` is for where none runs, and for who wants
to see it. The second is only done here, while no server runs, and asks for its title.
"""

import argparse
import asyncio
from datetime import UTC, datetime

from msgspec.structs import replace

from server.clock import now
from server.commands.errand import carried_out
from server.commands.faults import CommandFault
from server.control import DueErased, EraseDue
from server.erasing import Eraser, told
from server.settings import Settings, without_password
from server.store.destroying import Destroyed, Destroying
from server.store.faults import StoreFault
from server.store.store import Store, open_store

BY_MOST = 80
SETTLE_S = 60.0
LEFT = (
    "Of PostgreSQL, bytes of it can stay in its files until they are written over, and in its "
    "archives: SECURITY.md says how long."
)


def describe(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--due", action="store_true", help="all that was kept for long enough")
    what.add_argument("--trajectory", default="", metavar="ID", help="a whole trajectory, for good")
    parser.add_argument("--confirm", default="", metavar="TITLE", help="the title of what goes")
    parser.add_argument("--by", default="administrator", help="in what function you do so")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    if asked.trajectory:
        return _destroy(asked, settings)
    reply = carried_out(
        settings,
        EraseDue(),
        DueErased,
        lambda store: Eraser(store, now, settings.keep_days).due(),
    )
    print(told(reply))
    return 0


def _destroy(asked: argparse.Namespace, settings: Settings) -> int:
    if not 0 < len(asked.by) <= BY_MOST or not asked.by.isprintable():
        raise CommandFault(f"--by has {len(asked.by)} characters; it must have 1 to {BY_MOST}")
    try:
        print(certificate(asyncio.run(_destroyed(asked, settings))))
        if settings.database_url:
            print(LEFT)
        else:
            from server.store.sqlite.vacuum import vacuum

            vacuum(settings.database)
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
    print("Backups and exports that were made before still hold it: destroy those too.")
    return 0


async def _destroyed(asked: argparse.Namespace, settings: Settings) -> Destroyed:
    store = open_store(_apart(settings))
    try:
        await _nobody_else(store, settings)
        destroying = Destroying(store)
        if (found := await destroying.trajectory(asked.trajectory)) is None:
            raise CommandFault(
                f"There is no trajectory {asked.trajectory!r}. Its id is in its address: /t/ID."
            )
        if asked.confirm != found.title:
            raise CommandFault(
                f"Nothing is destroyed yet. This takes away for good all of «{found.title}» of "
                f"{found.network.lead.name}: sessions, snapshots, cards, texts, remarks. Export it "
                f"first if it has to be kept. If you are sure, add: --confirm '{found.title}'"
            )
        made = await destroying.destroy(found.id, asked.by, now())
        if not store.settled(SETTLE_S):
            print("The database did not tidy up in time: run VACUUM on it, as its owner.")
    finally:
        store.close()
    if made is None:
        raise CommandFault(f"Someone else destroyed {asked.trajectory} just now.")
    return made


def _apart(settings: Settings) -> Settings:
    """With lines to the database that do not look like those of a server."""
    if not settings.database_url:
        return settings
    from server.store.postgres.running import apart

    return replace(settings, database_url=apart(settings.database_url, "doorstart erase"))


async def _nobody_else(store: Store, settings: Settings) -> None:
    """A SQLite that a server has cannot be opened at all. Raises CommandFault."""
    if not settings.database_url:
        return
    from server.store.postgres.running import machines

    url = settings.database_url
    if found := await store.read(lambda connection: machines(connection, url), one=True):
        raise CommandFault(
            f"Servers run on {without_password(url)}: they hold lines to it from "
            f"{', '.join(found)}. Stop them all first, or they would go on with what is gone."
        )


def certificate(made: Destroyed) -> str:
    """Without a word of what it held."""
    at = datetime.fromtimestamp(made.at / 1000, UTC)
    return (
        f"Destroyed on {at:%Y-%m-%d at %H:%M} UTC by {made.by}: trajectory {made.destroyed}, with "
        f"{made.sessions} sessions, {made.snapshots} snapshots, {made.organisations} organisations "
        f"and {made.rows} rows in all. This line is kept."
    )
