"""``doorstart migrate``: makes the tables of the database, or brings them up to date."""

from server.commands.faults import CommandFault
from server.settings import Settings, without_password
from server.store.faults import StoreFault
from server.store.store import prepare


def run(settings: Settings) -> int:
    """Changes nothing when there is nothing to do. Raises CommandFault."""
    try:
        moved = prepare(settings)
    except StoreFault as fault:
        raise CommandFault(str(fault)) from None
    where = without_password(settings.database_url) or settings.database
    if moved.before == moved.after:
        print(f"The database {where} has version {moved.after} already.")
    elif moved.before:
        print(f"The database {where} went from version {moved.before} to {moved.after}.")
    else:
        print(f"The database {where} was empty and has version {moved.after} now.")
    return 0
