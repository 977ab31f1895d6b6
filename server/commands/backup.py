"""``doorstart backup`` and ``restore``: all that is kept into one file, and back.

Neither asks a running server: the databases let a reader see one moment while others write.
"""

import argparse
from pathlib import Path

from server.commands.faults import CommandFault
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.migrate import newest

NOT_IN_IT = (
    "The secret is not in it, on purpose: {secret}. Keep that elsewhere, or take a new one after "
    "a restore. Votes that were open are void then, and all else is as it was."
)


def describe_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that is not there yet")


def describe_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that `doorstart backup` made")


def save(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    file: Path = asked.file
    try:
        if settings.database_url:
            from server.store.postgres import backup as postgres

            postgres.save(settings.database_url, file)
        else:
            from server.store.sqlite import backup as sqlite

            sqlite.save(settings.database, file)
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
    print(f"All of {settings.place} is in {file} now ({file.stat().st_size:,} bytes).")
    where = "DOORSTART_SECRET" if settings.secret else f"the file {settings.data / 'pepper'}"
    print(NOT_IN_IT.format(secret=where))
    return 0


def put_back(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    file: Path = asked.file
    try:
        if settings.database_url:
            from server.store.postgres import backup as postgres

            before = postgres.put_back(file, settings.database_url)
        else:
            from server.store.sqlite import backup as sqlite

            before = sqlite.put_back(file, settings.database)
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
    brought = f", brought from version {before} to {newest()}" if before != newest() else ""
    print(f"All of {file} is in {settings.place} now{brought}.")
    print(
        "What was erased or revoked after that backup was made is back: erase or revoke it again. "
        "Start the server with `doorstart`."
    )
    return 0
