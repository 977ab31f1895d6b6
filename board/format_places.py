"""What types cannot find wrong with what is taken up, placed or kept in confidence."""

from collections.abc import Iterator

from board.format import ClaimForm, Format, Kind, Placement

PLACES = (2, 6)
ROWS_MOST = 60


def place_faults(format: Format) -> Iterator[str]:
    for claim in format.claims:
        yield from _forms(f"claims.{claim.id}", claim.forms)
        if not claim.forms:
            yield f"claims.{claim.id}.forms is empty; expected at least one"
    for kind in format.kinds:
        yield from _kind(format, kind)
    for placement in format.placements:
        yield from _placement(format, placement)
    yield from _steps(format)
    yield from _closed(format)


def _kind(format: Format, kind: Kind) -> Iterator[str]:
    where = f"kinds.{kind.id}"
    yield from _forms(where, kind.forms)
    if kind.per_organisation < 0:
        yield f"{where}.per_organisation is {kind.per_organisation}; expected 0 or more"
    if kind.per_organisation and kind.sender == "anonymous":
        yield f"{where}.per_organisation needs a sender; take sender = 'anonymous' away"
    for link in kind.links:
        if link.confirm_least and not kind.confirmable:
            yield f"{where}.links.{link.id}.confirm_least needs confirmable = true on the kind"
        if link.through and not any(one.id == link.through for one in kind.links):
            yield f"{where}.links.{link.id}.through is {link.through!r}; expected one of the kind"
        if not 0 <= link.confirm_least <= link.most:
            value = link.confirm_least
            yield f"{where}.links.{link.id}.confirm_least is {value}; expected 0 to {link.most}"


def _forms(where: str, forms: list[ClaimForm]) -> Iterator[str]:
    ids = [form.id for form in forms]
    for form in forms:
        if ids.count(form.id) > 1:
            yield f"{where}.forms: id {form.id!r} stands there {ids.count(form.id)} times"
        if form.places < 0:
            yield f"{where}.forms.{form.id}.places is {form.places}; expected 0 or more"


def _placement(format: Format, placement: Placement) -> Iterator[str]:
    where = f"placements.{placement.id}"
    least, most = PLACES
    if not least <= len(placement.places) <= most:
        yield f"{where}.places are {len(placement.places)}; expected {least} to {most}"
    if not 1 <= placement.rows_most <= ROWS_MOST:
        yield f"{where}.rows_most is {placement.rows_most}; expected 1 to {ROWS_MOST}"
    if placement.zone is not None and format.zone(placement.zone) is None:
        yield f"{where}.zone is {placement.zone!r}; expected one of the zones"
    if placement.kind is not None and format.kind(placement.kind) is None:
        yield f"{where}.kind is {placement.kind!r}; expected one of the kinds"
    if placement.kind is not None and placement.zone is None:
        yield f"{where}.kind needs a zone; without one the rows are the organisations"
    if placement.own and placement.zone is not None:
        yield f"{where}.own goes with organisations; take own or zone away"
    if placement.before is not None:
        other = format.placement(placement.before)
        if other is None or other is placement:
            yield f"{where}.before is {placement.before!r}; expected another of the placements"
        elif (other.zone, other.kind) != (placement.zone, placement.kind):
            yield f"{where}.before is {placement.before!r}; expected one with the same rows"


def _steps(format: Format) -> Iterator[str]:
    for phase in format.phases:
        for number, step in enumerate(phase.steps, 1):
            kind = format.kind(step.kind)
            if step.action == "claim" and kind is not None and not kind.forms:
                where = f"phases.{phase.id}.steps[{number}].kind"
                yield f"{where} is {kind.id!r}; expected a kind with forms"


def _closed(format: Format) -> Iterator[str]:
    """Nothing the room sees is made of what lies in a closed zone."""
    closed = {zone.id for zone in format.zones if zone.closed}
    for zone in format.zones:
        if zone.closed and zone.parking:
            yield f"zones.{zone.id}: what is parked is for all; take closed or parking away"
    for kind in format.kinds:
        if kind.zone in closed and kind.forms:
            yield f"kinds.{kind.id}.forms: a card of a closed zone cannot be taken up"
        for link in kind.links:
            if link.zone in closed:
                yield f"kinds.{kind.id}.links.{link.id}.zone is closed; expected an open zone"
    for poll in format.polls:
        for named in {poll.zone, poll.each_card_of, *poll.also} & closed:
            yield f"polls.{poll.id}: the zone {named!r} is closed; expected an open zone"
    for placement in format.placements:
        if placement.zone in closed:
            yield f"placements.{placement.id}.zone is closed; expected an open zone"
