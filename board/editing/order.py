"""The phases of a format in another order, left out, or put back; and how long it takes."""

from msgspec import Struct
from msgspec.structs import replace

from board.format import Format, Phase
from board.format_file import with_variant

BREAK_FROM = 90
BREAK_LEAST = 10
LONG_FROM = 120


class Aside(Struct, frozen=True, forbid_unknown_fields=True):
    """A phase that was left out, and where it stood."""

    phase: Phase
    place: int


class Ordered(Struct, frozen=True):
    format: Format
    aside: list[Aside]


def copied(format: Format, variant: str = "") -> Ordered:
    """A format to make one's own: of one length, with what that leaves out laid aside.

    Raises FormatFault if it has no such variant.
    """
    chosen = with_variant(format, variant)
    there = {phase.id for phase in chosen.phases}
    aside = [
        Aside(phase, place) for place, phase in enumerate(format.phases) if phase.id not in there
    ]
    return Ordered(replace(chosen, variants=[]), aside)


def moved(now: Ordered, phase: str, by: int) -> Ordered:
    """One place up (-1) or down (1); at the end it stays where it is."""
    phases = list(now.format.phases)
    at = next((n for n, one in enumerate(phases) if one.id == phase), None)
    if at is None or not 0 <= at + by < len(phases):
        return now
    phases[at], phases[at + by] = phases[at + by], phases[at]
    return replace(now, format=replace(now.format, phases=phases))


def left_out(now: Ordered, phase: str) -> Ordered:
    """The last phase of all stays: a session needs one."""
    at = next((n for n, one in enumerate(now.format.phases) if one.id == phase), None)
    if at is None or len(now.format.phases) == 1:
        return now
    phases = list(now.format.phases)
    aside = [*now.aside, Aside(phases.pop(at), at)]
    return Ordered(replace(now.format, phases=phases), aside)


def put_back(now: Ordered, phase: str) -> Ordered:
    back = next((one for one in now.aside if one.phase.id == phase), None)
    if back is None:
        return now
    phases = list(now.format.phases)
    phases.insert(min(back.place, len(phases)), back.phase)
    aside = [one for one in now.aside if one is not back]
    return Ordered(replace(now.format, phases=phases), aside)


class Timing(Struct, frozen=True):
    """``needs_break``: longer than an hour and a half without a real one (domain rule G-14)."""

    minutes: int
    steps: int
    needs_break: bool
    long: bool


def timing(format: Format) -> Timing:
    """Of what is always there: what only fills in for a skipped stage is not counted."""
    always = [phase for phase in format.phases if not phase.when_skipped]
    minutes = sum(phase.minutes for phase in always)
    rest = any(phase.pause and phase.minutes >= BREAK_LEAST for phase in always)
    return Timing(
        minutes=minutes,
        steps=sum(not phase.pause for phase in always),
        needs_break=minutes > BREAK_FROM and not rest,
        long=minutes > LONG_FROM,
    )
