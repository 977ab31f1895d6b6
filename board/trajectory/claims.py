"""What organisations have taken up: as the boards gave it, and as it stands by now."""

from msgspec import Struct

from board.trajectory.kept import Kept, KeptItem
from board.trajectory.state import ClaimLine, Trajectory
from board.trajectory.types import CLAIM_WEEKS, WEEK, CardRef, Millis, OrganisationId

Stands = str
"""taken (for certain), provisional, confirmed, withdrawn or freed."""


class Claim(Struct, frozen=True):
    item: CardRef
    organisation: OrganisationId
    form: str
    leads: bool
    stands: Stands
    due: Millis = 0
    at: Millis = 0

    @property
    def holds(self) -> bool:
        return self.stands not in ("withdrawn", "freed")


def claims(state: Trajectory, kept: Kept) -> list[Claim]:
    """All of them, those that were given back too."""
    found = [claim for item in kept.items for claim in of_item(state, item)]
    known = {item.ref for item in kept.items}
    # A claim on a card that no end of a board shows any more is not forgotten.
    stray = [line for line in state.claims.values() if line.item not in known and line.form]
    return found + [_made_here(line, None) for line in stray]


def of_item(state: Trajectory, item: KeptItem) -> list[Claim]:
    found = []
    there = set()
    for one in item.claims:
        there.add(one.organisation)
        line = state.claims.get((item.ref, one.organisation))
        if line is not None and line.form:
            found.append(_made_here(line, item))
            continue
        answer = str(line.answer) if line else ""
        stands = answer or ("provisional" if one.provisional else "taken")
        due = (line.due if line else 0) or item.at + CLAIM_WEEKS * WEEK
        waits = due if stands == "provisional" else 0
        at = line.at if line and line.at else item.at
        found.append(Claim(item.ref, one.organisation, one.form, one.leads, stands, waits, at))
    for (ref, organisation), line in state.claims.items():
        if ref == item.ref and organisation not in there and line.form:
            found.append(_made_here(line, item))
    return found


def _made_here(line: ClaimLine, item: KeptItem | None) -> Claim:
    stands = str(line.answer) or ("provisional" if line.provisional else "taken")
    due = line.due or line.at + CLAIM_WEEKS * WEEK
    leads = item is not None and any(form.id == line.form and form.leads for form in item.forms)
    waits = due if stands == "provisional" else 0
    return Claim(line.item, line.organisation, line.form, leads, stands, waits, line.at)


def led(state: Trajectory, item: KeptItem) -> bool:
    """Somebody carries it; provisionally is not yet."""
    return any(
        claim.leads and claim.holds and claim.stands != "provisional"
        for claim in of_item(state, item)
    )
