"""What partners who come, go and change, change."""

from typing import Any

from msgspec.structs import asdict, replace

from board.trajectory import events as e
from board.trajectory.evolve.change import Change
from board.trajectory.state import ClaimLine, ImpactLine, Partner, PartnerChange, Trajectory
from board.trajectory.types import CardRef, OrganisationId


def added(state: Trajectory, event: e.PartnerAdded, entry: e.Entry) -> Change:
    fields = asdict(event)
    del fields["change"]
    partner = Partner(**fields, added_at=entry.at)
    return _noted(state, event, "added", entry) | {
        "partners": {**state.partners, partner.organisation: partner}
    }


def described(state: Trajectory, event: e.PartnerDescribed, entry: e.Entry) -> Change:
    fields = {name: value for name, value in asdict(event).items() if value is not None}
    return _partner(state, event.organisation, **fields)


def left(state: Trajectory, event: e.PartnerLeft, entry: e.Entry) -> Change:
    claims = dict(state.claims)
    for item in event.freed:
        key = (item, event.organisation)
        line = claims.get(key) or ClaimLine(*key)
        claims[key] = replace(line, answer="freed", at=entry.at)
    change = _noted(state, event, "left", entry, event.reason)
    return change | _partner(state, event.organisation, left_at=entry.at) | {"claims": claims}


def returned(state: Trajectory, event: e.PartnerReturned, entry: e.Entry) -> Change:
    change = _noted(state, event, "returned", entry)
    return change | _partner(state, event.organisation, left_at=0)


def person_changed(state: Trajectory, event: e.PersonChanged, entry: e.Entry) -> Change:
    return _noted(state, event, "person", entry, event.note)


def interest_changed(state: Trajectory, event: e.InterestChanged, entry: e.Entry) -> Change:
    fields = {
        name: value
        for name, value in (("interest", event.interest), ("ambition", event.ambition))
        if value is not None
    }
    change = _noted(state, event, "interest", entry)
    return change | _partner(state, event.organisation, **fields)


def impacts_found(state: Trajectory, event: e.ImpactsFound, entry: e.Entry) -> Change:
    found = {
        one.id: ImpactLine(one.id, event.change, one.about, one.ref, one.label)
        for one in event.impacts
    }
    return {"impacts": {**state.impacts, **found}}


def impact_settled(state: Trajectory, event: e.ImpactSettled, entry: e.Entry) -> Change:
    line = replace(state.impacts[event.impact], answer=event.answer, note=event.note)
    return {"impacts": {**state.impacts, event.impact: line}}


def claim_answered(state: Trajectory, event: e.ClaimAnswered, entry: e.Entry) -> Change:
    return _claim(
        state, event.item, event.organisation, answer=event.answer, provisional=False, at=entry.at
    )


def claim_added(state: Trajectory, event: e.ClaimAdded, entry: e.Entry) -> Change:
    return _claim(
        state,
        event.item,
        event.organisation,
        form=event.form,
        provisional=event.provisional,
        answer="",
        due=event.due or 0,
        at=entry.at,
    )


def claim_due_set(state: Trajectory, event: e.ClaimDueSet, entry: e.Entry) -> Change:
    return _claim(state, event.item, event.organisation, due=event.due)


def _claim(state: Trajectory, item: CardRef, of: OrganisationId, **fields: Any) -> Change:
    line = state.claims.get((item, of)) or ClaimLine(item, of)
    return {"claims": {**state.claims, (item, of): replace(line, **fields)}}


def _noted(state: Trajectory, event: Any, about: str, entry: e.Entry, note: str = "") -> Change:
    change = PartnerChange(event.change, event.organisation, about, entry.at, note)
    return {"changes": [*state.changes, change]}


def _partner(state: Trajectory, id: OrganisationId, **fields: Any) -> Change:
    # One that was added from a console is known by its row alone.
    partner = state.partners.get(id) or Partner(id, "", "")
    return {"partners": {**state.partners, id: replace(partner, **fields)}}
