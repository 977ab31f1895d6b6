"""What types cannot find wrong with what flows into a format from earlier stages.

What is taken is named as those stages have it, so that only a test over all the
formats of a trajectory can say whether it is there.
"""

from collections.abc import Iterable, Iterator

from board.format import Format
from board.stages import Inflow

MOST = 60
"""Cards that one rule may give; more than a session can look at."""


def inflow_faults(format: Format) -> Iterator[str]:
    for rule in format.inflow:
        where = f"inflow.{rule.id}"
        yield from _given(where, rule)
        kind = format.kind(rule.into)
        if kind is None:
            yield _known(f"{where}.into", rule.into, "kinds", [kind.id for kind in format.kinds])
            continue
        fields = [field.id for field in kind.fields]
        for ours in rule.fields.values():
            if ours not in fields:
                yield _known(f"{where}.fields", ours, f"fields of {kind.id}", fields)
        links = [link.id for link in kind.links]
        for ours in rule.links.values():
            if ours not in links:
                yield _known(f"{where}.links", ours, f"links of {kind.id}", links)
        if kind.veiled:
            yield f"{where}.into is {kind.id!r}, which is veiled; what was brought is in sight"


def _given(where: str, rule: Inflow) -> Iterator[str]:
    named = [rule.kind is not None, rule.register != "", rule.parked, rule.open_ends]
    if sum(named) != 1:
        yield f"{where} needs one of kind, register, parked and open_ends, and no more"
    cards = rule.kind is not None or rule.register != ""
    if not cards and (rule.poll or rule.unled or rule.text_from or rule.fields or rule.links):
        yield f"{where}: poll, unled, text_from, fields and links go with a kind or a register"
    if rule.top < 0 or (rule.top and rule.poll is None):
        yield f"{where}.top is {rule.top}; expected 0, or more with the poll it counts in"
    if not 1 <= rule.most <= MOST:
        yield f"{where}.most is {rule.most}; expected 1 to {MOST}"


def _known(where: str, value: str, what: str, there: Iterable[str]) -> str:
    names = ", ".join(sorted(there)) or "none"
    return f"{where} is {value!r}; expected one of the {what}: {names}"
