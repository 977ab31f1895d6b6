"""Saving what a form sends into a format of one's own, also when another was faster."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from board.editing.apply import applied
from board.editing.fault import Fault
from board.editing.merge import merged
from board.editing.order import Aside, Ordered
from board.editing.spots import values_of
from board.format import Format
from board.types import Millis
from server.store.formats import OwnFormat, OwnFormats
from server.web.format_fields import Typed

TRIES = 3
INSTEAD, THEIRS = "instead.", "theirs."


class Stopped(Struct, frozen=True):
    """Not saved: the form goes back with what was typed, over this version."""

    row: OwnFormat
    base: int
    typed: Typed
    conflict: bool


def typed_in(fields: Mapping[str, str], rest: tuple[str, ...]) -> dict[str, str]:
    """The values of a form by their road; ``rest`` are its other fields.

    What was said in other words takes the place of the text, and who chose the
    text that another saved has not typed one.
    """
    sent = {
        name: value
        for name, value in fields.items()
        if name not in rest and not name.startswith((INSTEAD, THEIRS))
    }
    for name, value in fields.items():
        at = name.partition(".")[2]
        if name.startswith(INSTEAD) and value.strip():
            sent[at] = value
        elif name.startswith(THEIRS) and value:
            sent.pop(at, None)
    return sent


def whole(now: Ordered) -> Format:
    """With the phases that were left out: their words can be changed too."""
    return replace(now.format, phases=[*now.format.phases, *(one.phase for one in now.aside)])


async def save(
    own: OwnFormats,
    id: str,
    base: int,
    sent: dict[str, str],
    at: Millis,
    *,
    name: str | None = None,
    change: Callable[[Ordered], Ordered] = lambda now: now,
) -> OwnFormat | Stopped:
    """The newest version after it; a new one only if something is other than it was."""
    row = await own.get(id)
    before = await own.get(id, base)
    assert row is not None
    assert before is not None
    for _ in range(TRIES):
        now = row.read()
        values = sent
        if base != row.version:
            found = merged(values_of(whole(before.read())), values_of(whole(now)), sent)
            values = found.mine
            if found.both:
                shown = {**found.mine, **{one.at: one.mine for one in found.both}}
                theirs = {one.at: one.theirs for one in found.both}
                return Stopped(row, row.version, Typed(shown, {}, theirs), True)
        edited = applied(whole(now), values)
        if edited.faults:
            return Stopped(row, base, Typed(sent, by_place(edited.faults)), False)
        changed = change(_apart(edited.format, now.aside))
        called = row.name if name is None else name
        if changed == now and called == row.name:
            return row
        saved = await own.save(row, changed, called, at)
        if saved is not None:
            return saved
        row = await own.get(id)
        assert row is not None
    return Stopped(row, base, Typed(sent), True)


def by_place(faults: list[Fault]) -> dict[str, Fault]:
    return {fault.at: fault for fault in faults}


def _apart(format: Format, aside: list[Aside]) -> Ordered:
    """The phases that were left out, apart again."""
    count = len(format.phases) - len(aside)
    changed = [
        replace(one, phase=phase) for one, phase in zip(aside, format.phases[count:], strict=True)
    ]
    return Ordered(replace(format, phases=format.phases[:count]), changed)
