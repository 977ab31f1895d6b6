"""Reading a format from a TOML file, and saying all that is wrong with it at once."""

import re
import tomllib
from collections.abc import Collection, Iterator

import msgspec

from board.format import Format, Phase
from board.format_flow import inflow_faults
from board.format_places import place_faults
from board.format_polls import chart_faults, poll_faults
from board.types import Limits, PhaseId

IDENT = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FormatFault(ValueError):
    """A format cannot be used; ``faults`` names each key, value and expectation."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(faults))
        self.name = name
        self.faults = faults


def parse(source: bytes, name: str) -> Format:
    """A format from the bytes of a TOML file; ``name`` is for the faults.

    Raises FormatFault with all that is wrong.
    """
    try:
        tree = tomllib.loads(source.decode())
        format = msgspec.convert(tree, Format)
    except UnicodeDecodeError as fault:
        fault_at = f"byte {fault.start} is not UTF-8; save the file as UTF-8"
        raise FormatFault(name, [fault_at]) from None
    except tomllib.TOMLDecodeError as fault:
        raise FormatFault(name, [f"is not TOML: {fault}"]) from None
    except msgspec.ValidationError as fault:
        raise FormatFault(name, [str(fault)]) from None
    if faults := list(faults_of(format)):
        raise FormatFault(name, faults)
    return format


def with_variant(format: Format, id: str) -> Format:
    """The format with the phases and minutes of one of its variants.

    Raises FormatFault if it has no such variant.
    """
    if not id:
        return format
    variant = next((variant for variant in format.variants if variant.id == id), None)
    if variant is None:
        known = ", ".join(variant.id for variant in format.variants) or "none"
        raise FormatFault(format.id, [f"has no variant {id!r}; it has {known}"])
    phases = {phase.id: phase for phase in format.phases}
    chosen = [
        msgspec.structs.replace(phases[row.phase], minutes=row.minutes) for row in variant.phases
    ]
    return msgspec.structs.replace(format, phases=chosen)


LONGEST_WITHOUT_BREAK = 90
"""Minutes; domain rule G-14."""


def resolved(format: Format, variant: str = "", skipped: Collection[str] = ()) -> Format:
    """The format as a session is held with it: in one of its lengths, where these
    stages were skipped.

    What stands in for a skipped stage comes along in each length, at its place,
    also where the length does not name it; and with it the break, where the
    session grows too long to go without. What none of these phases asks to take up
    cannot be taken up, and is no loose end when nobody carries it.
    """
    chosen = {phase.id: phase for phase in with_variant(format, variant).phases}
    phases = [
        phase
        for phase in _with_stand_ins(format, chosen)
        if all(stage in skipped for stage in phase.when_skipped)
    ]
    if sum(phase.minutes for phase in phases) > LONGEST_WITHOUT_BREAK:
        phases = _with_break(format, phases)
    inflow = [
        inflow for inflow in format.inflow if all(stage in skipped for stage in inflow.when_skipped)
    ]
    asked = {step.kind for phase in phases for step in phase.steps if step.action == "claim"}
    kinds = [
        kind if kind.id in asked else msgspec.structs.replace(kind, forms=[])
        for kind in format.kinds
    ]
    return msgspec.structs.replace(format, phases=phases, inflow=inflow, kinds=kinds)


def _with_stand_ins(format: Format, chosen: dict[PhaseId, Phase]) -> list[Phase]:
    missing = [phase for phase in format.phases if phase.when_skipped and phase.id not in chosen]
    phases = list(chosen.values())
    for phase in missing:
        phases.insert(_place_of(format, phase, phases), phase)
    return phases


def _with_break(format: Format, phases: list[Phase]) -> list[Phase]:
    if any(phase.pause for phase in phases):
        return phases
    pause = next((phase for phase in format.phases if phase.pause), None)
    if pause is None:
        return phases
    at = _place_of(format, pause, phases)
    return [*phases[:at], pause, *phases[at:]]


def _place_of(format: Format, phase: Phase, among: list[Phase]) -> int:
    """Just after the last of these that comes before it in the format."""
    order = [one.id for one in format.phases]
    before = set(order[: order.index(phase.id)])
    return max((at for at, one in enumerate(among, 1) if one.id in before), default=0)


def faults_of(format: Format) -> Iterator[str]:
    """All faults that types cannot find: ids, references, bounds."""
    yield from _ids(format)
    zones = {zone.id for zone in format.zones}
    polls = {poll.id for poll in format.polls}

    def known(where: str, value: str | None, there: set[str], what: str) -> Iterator[str]:
        if value is not None and value not in there:
            names = ", ".join(sorted(there)) or "none"
            yield f"{where} is {value!r}; expected one of the {what}: {names}"

    if sum(zone.parking for zone in format.zones) > 1:
        yield "zones: more than one is parking; expected at most one"
    for kind in format.kinds:
        yield from known(f"kinds.{kind.id}.zone", kind.zone, set(zones), "zones")
        if not 1 <= kind.limit <= Limits.CARD_TEXT:
            yield f"kinds.{kind.id}.limit is {kind.limit}; expected 1 to {Limits.CARD_TEXT}"
        for link in kind.links:
            where = f"kinds.{kind.id}.links.{link.id}"
            if (link.zone is None) == (link.poll is None):
                yield f"{where} needs a zone or a poll, and not both"
            yield from known(f"{where}.zone", link.zone, set(zones), "zones")
            yield from known(f"{where}.poll", link.poll, set(polls), "polls")
        for one in kind.fields:
            if (one.type == "choice") != bool(one.options):
                where = f"kinds.{kind.id}.fields.{one.id}"
                yield f"{where}: options go with type 'choice', and with no other"
    for text in format.texts:
        for wanted in text.rests_on:
            kinds = {str(kind.id) for kind in format.kinds}
            yield from known(f"texts.{text.id}.rests_on", wanted, kinds, "kinds")
        if text.rests_on and not text.written:
            yield f"texts.{text.id}.rests_on goes with a text that is written; expected written"
    yield from poll_faults(format)
    yield from chart_faults(format)
    yield from inflow_faults(format)
    yield from place_faults(format)
    yield from _steps(format)
    for variant in format.variants:
        for row in variant.phases:
            there = {phase.id for phase in format.phases}
            yield from known(f"variants.{variant.id}", row.phase, set(there), "phases")


def _ids(format: Format) -> Iterator[str]:
    groups: list[tuple[str, list[str]]] = [
        ("zones", [zone.id for zone in format.zones]),
        ("kinds", [kind.id for kind in format.kinds]),
        ("phases", [phase.id for phase in format.phases]),
        ("polls", [poll.id for poll in format.polls]),
        ("texts", [text.id for text in format.texts]),
        ("claims", [claim.id for claim in format.claims]),
        ("placements", [placement.id for placement in format.placements]),
        ("charts", [chart.id for chart in format.charts]),
        ("inflow", [inflow.id for inflow in format.inflow]),
        ("variants", [variant.id for variant in format.variants]),
    ]
    for kind in format.kinds:
        groups.append((f"kinds.{kind.id}.fields", [one.id for one in kind.fields]))
        groups.append((f"kinds.{kind.id}.links", [link.id for link in kind.links]))
    for placement in format.placements:
        groups.append((f"placements.{placement.id}.places", [it.id for it in placement.places]))
    for poll in format.polls:
        groups.append((f"polls.{poll.id}.options", [option.id for option in poll.options]))
        groups.append((f"polls.{poll.id}.questions", [one.id for one in poll.questions]))
        for question in poll.questions:
            where = f"polls.{poll.id}.questions.{question.id}.options"
            groups.append((where, [option.id for option in question.options]))
    for where, ids in groups:
        for id in ids:
            if not IDENT.fullmatch(id):
                yield f"{where}: id {id!r}; expected small letters, digits and _, at most 40"
            if ids.count(id) > 1:
                yield f"{where}: id {id!r} stands there {ids.count(id)} times; expected once"
    for where, ids in groups[:1] + groups[2:3]:
        if not ids:
            yield f"{where} is empty; expected at least one"


_WORKS_ON = {
    "post": "kind",
    "adopt": "zone",
    "vote": "poll",
    "group": "zone",
    "claim": "claim",
    "place": "placement",
}


def _steps(format: Format) -> Iterator[str]:
    there: dict[str, set[str]] = {
        "kind": {kind.id for kind in format.kinds},
        "zone": {zone.id for zone in format.zones},
        "poll": {poll.id for poll in format.polls},
        "text": {text.id for text in format.texts},
        "claim": {claim.id for claim in format.claims},
        "placement": {placement.id for placement in format.placements},
    }
    for phase in format.phases:
        if not 1 <= phase.minutes <= Limits.MINUTES:
            yield f"phases.{phase.id}.minutes is {phase.minutes}; expected 1 to {Limits.MINUTES}"
        for number, step in enumerate(phase.steps, 1):
            where = f"phases.{phase.id}.steps[{number}]"
            needs = _WORKS_ON.get(step.action)
            cards = step.action == "claim" and step.kind is not None
            if needs and getattr(step, needs) is None and not cards:
                yield f"{where}: action {step.action!r} needs a {needs}"
            for name, ids in there.items():
                value = getattr(step, name)
                if value is not None and value not in ids:
                    names = ", ".join(sorted(map(str, ids))) or "none"
                    yield f"{where}.{name} is {value!r}; expected one of: {names}"
