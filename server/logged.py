"""The log of a trajectory as an export tells it: what was done, without what was only said.

From it, and from the snapshots, an import makes all the rest again. Who was assigned stays
out, for accounts are of one installation; so do reasons and notes, which partners do not read.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import fields, replace

from board.trajectory.events import AnyEvent, Entry
from board.trajectory.types import Function
from board.types import Millis

UNSAID = ("reason", "note", "against")
OF_AN_ACCOUNT = "account"


class Logged(Struct, frozen=True, forbid_unknown_fields=True):
    """``by`` is a function, never a person."""

    at: Millis
    by: str
    event: AnyEvent


def told(entries: Iterable[Entry]) -> Iterator[Logged]:
    for entry in entries:
        names = {field.name for field in fields(entry.event)}
        if OF_AN_ACCOUNT in names:
            continue
        empty = {
            name: type(getattr(entry.event, name))()
            for name in UNSAID
            if name in names and getattr(entry.event, name)
        }
        yield Logged(entry.at, str(entry.by), replace(entry.event, **empty))


def entries(log: Iterable[Logged]) -> tuple[Entry, ...]:
    return tuple(Entry(n, one.at, Function(one.by), one.event) for n, one in enumerate(log, 1))
