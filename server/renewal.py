"""A trajectory that grows out of an earlier one: what it takes over, and that it names it."""

from collections.abc import Sequence

from msgspec.structs import replace

from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.current import versions
from board.trajectory.decide import Context, entries
from board.trajectory.kept import Kept
from board.trajectory.state import NetworkCard
from board.trajectory.state import Trajectory as State
from board.trajectory.types import Function, OrganisationId, TrajectoryId
from server.store.trajectories import Begin, Held


def renewed(held: Held, state: State, id: str, context: Context, why: str = "") -> Begin:
    """The trajectory that grows out of this one: its partners, goals and texts come along,
    and it begins as if it had been asked for.
    """
    events: list[e.AnyEvent] = [
        e.TrajectoryBegun(
            wanted="fresh_restart",
            reason=why or state.reason,
            previous=TrajectoryId(held.trajectory.id),
        )
    ]
    for function, account in (
        (Function.COACH, state.coach),
        (Function.COORDINATOR, state.coordinator),
    ):
        if account:
            events.append(e.PersonAssigned(function, account))
    for partner in state.partners.values():
        if not partner.left_at:
            events.append(
                e.PartnerAdded(
                    change=context.new_id(),
                    organisation=OrganisationId(context.new_id()),
                    name=partner.name,
                    partner_kind=partner.partner_kind,
                    brings=partner.brings,
                    interest=partner.interest,
                    ambition=partner.ambition,
                    core=partner.core,
                    voices=partner.voices,
                    former=partner.organisation,
                )
            )
    events += _taken(state, context.kept)
    if state.card != NetworkCard():
        card = {name: getattr(state.card, name) for name in state.card.__struct_fields__}
        events.append(e.NetworkDescribed(**card))
    if state.renewal_at > context.now:
        events.append(e.RenewalSet(day=state.renewal_at))
    log = entries(events, 0, context.now, context.person.function)
    return Begin(id, held.trajectory.network, held.trajectory.title, log)


def _taken(state: State, kept: Kept) -> Sequence[e.AnyEvent]:
    """Texts as they stand, and the goals that were not stopped, as the old ones."""
    titles = {text.id: text.title for text in kept.texts}
    titles |= {mine.id: mine.title for mine in state.texts.values()}
    texts = [
        e.TextTaken(id, title, list(newest.lines), mine.part if mine else "")
        for id, title in titles.items()
        for newest in versions(state, kept, id)[-1:]
        for mine in [state.texts.get(id)]
    ]
    if state.goals:
        goals = [goal.line for goal in state.goals[-1].goals if goal.line.change != "stopped"]
    else:
        goals = [c.GoalLine(item.text, origin=item.ref) for item in kept.of("goals")]
    old = [replace(line, change="new", was="") for line in goals]
    return [*texts, *([e.GoalsTaken(old)] if old else [])]
