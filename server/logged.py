"""The log of a trajectory as an export tells it: what was done, without what was only said.

From it, and from the snapshots, an import makes all the rest again. Who was assigned stays
out, for accounts are of one installation; so do reasons and notes, which partners do not read,
but for those that the report prints.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import fields, replace

from board.trajectory.events import (
    AnyEvent,
    Entry,
    GoalsVersioned,
    LooseEndAnswered,
    TrajectoryBegun,
    TrajectoryRequested,
    TrajectoryStopped,
)
from board.trajectory.types import Function
from board.types import Millis

UNSAID = ("reason", "note", "against")
PRINTED = (TrajectoryRequested, TrajectoryBegun, GoalsVersioned, LooseEndAnswered)
OF_AN_ACCOUNT = "account"


class Logged(Struct, frozen=True, forbid_unknown_fields=True):
    """``by`` is a function, never a person."""

    at: Millis
    by: str
    event: AnyEvent


def told(entries: Iterable[Entry]) -> Iterator[Logged]:
    for entry in entries:
        names = {field.name for field in fields(entry.event)}
        if OF_AN_ACCOUNT not in names:
            yield Logged(entry.at, str(entry.by), _unsaid(entry.event))


def _unsaid(event: AnyEvent) -> AnyEvent:
    if isinstance(event, TrajectoryStopped):
        # There is one among the reasons that says none.
        return TrajectoryStopped(reason="unsaid")
    empty = {name: type(getattr(event, name))() for name, _ in unsaid_of(event)}
    return replace(event, **empty) if empty else event


def unsaid_of(event: AnyEvent) -> Iterator[tuple[str, str]]:
    """What of it was only said: which field, and the words."""
    if isinstance(event, PRINTED):
        return
    for field in fields(event):
        if field.name in UNSAID and (said := getattr(event, field.name)):
            yield field.name, said if isinstance(said, str) else ", ".join(said)


def entries(log: Iterable[Logged]) -> tuple[Entry, ...]:
    return tuple(Entry(n, one.at, Function(one.by), one.event) for n, one in enumerate(log, 1))
