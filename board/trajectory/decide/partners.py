"""Decisions about partners, what a change of them touches, and what they take up."""

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.claims import Claim, of_item
from board.trajectory.decide.context import Context, Outcome, done, future, note, partner_of
from board.trajectory.impact import About, held_by, touched
from board.trajectory.kept import KeptItem
from board.trajectory.state import Trajectory
from board.trajectory.types import CardRef, Limits, OrganisationId


def add(state: Trajectory, command: c.AddPartner, context: Context) -> Outcome:
    name = clean(command.name, Limits.NAME)
    if isinstance(name, Refusal):
        return name
    kind = clean(command.partner_kind, Limits.NAME)
    if isinstance(kind, Refusal):
        return kind
    said = [clean(it, Limits.LINE, empty_ok=True) for it in (
        command.brings, command.interest, command.ambition)]  # fmt: skip
    if refusal := next((one for one in said if isinstance(one, Refusal)), None):
        return refusal
    if _named(state, name):
        return Refusal("already_there", value=name)
    if len(state.partners) >= Limits.PARTNERS:
        return Refusal("too_many", value=str(len(state.partners)), limit=str(Limits.PARTNERS))
    organisation = OrganisationId(context.new_id())
    change = context.new_id()
    brings, interest, ambition = (str(one) for one in said)
    added = e.PartnerAdded(
        change=change,
        organisation=organisation,
        name=name,
        partner_kind=kind,
        brings=brings,
        interest=interest,
        ambition=ambition,
        core=command.core,
        voices=command.voices,
    )
    # Those that the network began with touch nothing that is there.
    found = _found("added", organisation, change, state, context)
    return done(added, *found, made=organisation)


def _named(state: Trajectory, name: str) -> bool:
    return any(one.name.casefold() == name.casefold() for one in state.partners.values())


def _found(
    about: About, organisation: OrganisationId, change: str, state: Trajectory, context: Context
) -> list[e.AnyEvent]:
    lines = [
        e.Impact(context.new_id(), one.about, one.ref, one.label)
        for one in touched(about, organisation, state, context.kept)
    ]
    return [e.ImpactsFound(change=change, impacts=lines)] if lines else []


def describe(state: Trajectory, command: c.DescribePartner, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation, here=False)
    if isinstance(partner, Refusal):
        return partner
    fields: dict[str, str | bool] = {}
    for field, limit in (
        ("name", Limits.NAME), ("partner_kind", Limits.NAME), ("brings", Limits.LINE)
    ):  # fmt: skip
        typed = getattr(command, field)
        if typed is None:
            continue
        said = clean(typed, limit, empty_ok=field == "brings")
        if isinstance(said, Refusal):
            return said
        if said != getattr(partner, field):
            fields[field] = said
    name = fields.get("name")
    if name and str(name).casefold() != partner.name.casefold() and _named(state, str(name)):
        return Refusal("already_there", value=str(name))
    for flag in ("core", "voices"):
        wanted = getattr(command, flag)
        if wanted is not None and wanted != getattr(partner, flag):
            fields[flag] = wanted
    if not fields:
        return done()
    return done(e.PartnerDescribed(partner.organisation, **fields))  # type: ignore[arg-type]


def leave(state: Trajectory, command: c.PartnerLeaves, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation)
    if isinstance(partner, Refusal):
        return partner
    said = note(command.reason, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    change = context.new_id()
    left = e.PartnerLeft(
        change=change,
        organisation=partner.organisation,
        reason=said,
        freed=held_by(partner.organisation, state, context.kept),
    )
    found = _found("left", partner.organisation, change, state, context)
    return done(left, *found, made=change)


def come_back(state: Trajectory, command: c.PartnerReturns, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation, here=False)
    if isinstance(partner, Refusal):
        return partner
    if not partner.left_at:
        return done()
    change = context.new_id()
    found = _found("returned", partner.organisation, change, state, context)
    return done(e.PartnerReturned(change, partner.organisation), *found, made=change)


def change_person(state: Trajectory, command: c.ChangePerson, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation)
    if isinstance(partner, Refusal):
        return partner
    said = note(command.note, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    change = context.new_id()
    found = _found("person", partner.organisation, change, state, context)
    return done(e.PersonChanged(change, partner.organisation, said), *found, made=change)


def change_interest(state: Trajectory, command: c.ChangeInterest, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation)
    if isinstance(partner, Refusal):
        return partner
    fields: dict[str, str] = {}
    for field in ("interest", "ambition"):
        typed = getattr(command, field)
        if typed is None:
            continue
        said = clean(typed, Limits.LINE, empty_ok=True)
        if isinstance(said, Refusal):
            return said
        if said != getattr(partner, field):
            fields[field] = said
    if not fields:
        return done()
    change = context.new_id()
    changed = e.InterestChanged(change, partner.organisation, **fields)
    # The first time it is said, nothing was built on something else.
    first = all(not getattr(partner, field) for field in fields)
    found = [] if first else _found("interest", partner.organisation, change, state, context)
    return done(changed, *found, made=change)


def settle(state: Trajectory, command: c.SettleImpact, context: Context) -> Outcome:
    line = state.impacts.get(command.impact)
    if line is None:
        return Refusal("no_impact", value=command.impact[:40])
    said = note(command.note, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    if (line.answer, line.note) == (command.answer, said):
        return done()
    if line.answer is not None:
        return Refusal("already_answered", value=line.label)
    return done(e.ImpactSettled(impact=line.id, answer=command.answer, note=said))


def _item(context: Context, ref: CardRef) -> KeptItem | Refusal:
    item = context.kept.item(ref)
    if item is None or not item.forms:
        return Refusal("no_item", value=ref.card[:40])
    return item


def _claim(
    state: Trajectory, context: Context, ref: CardRef, organisation: OrganisationId
) -> Claim | Refusal:
    item = _item(context, ref)
    if isinstance(item, Refusal):
        return item
    for claim in of_item(state, item):
        if claim.organisation == organisation and claim.stands != "freed":
            return claim
    return Refusal("no_claim", value=item.text)


def answer_claim(state: Trajectory, command: c.AnswerClaim, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation)
    if isinstance(partner, Refusal):
        return partner
    claim = _claim(state, context, command.item, partner.organisation)
    if isinstance(claim, Refusal):
        return claim
    if claim.stands == command.answer:
        return done()
    if command.answer == "confirmed" and claim.stands == "withdrawn":
        # Its place may be another's by now: it is taken up anew.
        return Refusal("no_claim")
    return done(e.ClaimAnswered(claim.item, claim.organisation, command.answer))


def add_claim(state: Trajectory, command: c.AddClaim, context: Context) -> Outcome:
    partner = partner_of(state, command.organisation)
    if isinstance(partner, Refusal):
        return partner
    item = _item(context, command.item)
    if isinstance(item, Refusal):
        return item
    form = next((one for one in item.forms if one.id == command.form), None)
    if form is None:
        return Refusal("no_form", value=command.form[:40])
    there = [claim for claim in of_item(state, item) if claim.holds]
    if any((one.organisation, one.form) == (partner.organisation, form.id) for one in there):
        return Refusal("already")
    # Changing its own form frees its own place.
    others = [
        one for one in there if one.form == form.id and one.organisation != partner.organisation
    ]
    if form.places and len(others) >= form.places:
        names = [state.partners[one.organisation].name for one in others
                 if one.organisation in state.partners]  # fmt: skip
        return Refusal("full", value=", ".join(names), limit=str(form.places))
    if command.due is not None and (refusal := future(command.due, context.now)):
        return refusal
    return done(
        e.ClaimAdded(
            item=item.ref,
            organisation=partner.organisation,
            form=form.id,
            provisional=command.provisional,
            due=command.due,
        )
    )


def set_due(state: Trajectory, command: c.SetClaimDue, context: Context) -> Outcome:
    claim = _claim(state, context, command.item, command.organisation)
    if isinstance(claim, Refusal):
        return claim
    if claim.stands != "provisional":
        return Refusal("already_answered")
    if refusal := future(command.due, context.now):
        return refusal
    if claim.due == command.due:
        return done()
    return done(e.ClaimDueSet(claim.item, claim.organisation, command.due))
