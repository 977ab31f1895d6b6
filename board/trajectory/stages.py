"""The stages as formats have them, and what a trajectory makes of them: which are done,
in which order, and where each stands.
"""

from collections.abc import Mapping

from msgspec import Struct

from board.format import Format
from board.stages import Register
from board.trajectory.machine import StageStand
from board.trajectory.state import Slot, Trajectory, Workstream


class StageFacts(Struct, frozen=True):
    """What a trajectory needs to know of a format. ``makes`` are the lists to which people
    add in it; ``covers`` the stages it joins into one. ``minutes`` is how long it takes
    where nothing before it was skipped.
    """

    stage: str
    course: str
    order: int
    title: str
    covers: list[str] = []
    makes: frozenset[Register] = frozenset()
    minutes: int = 0


Stages = Mapping[str, StageFacts]


def facts(format: Format) -> StageFacts:
    written = {
        step.kind for phase in format.phases for step in phase.steps if step.action == "post"
    }
    made = {kind.register for kind in format.kinds if kind.id in written and kind.register}
    return StageFacts(
        stage=format.stage,
        course=format.course,
        order=format.order,
        title=format.short.nl,
        covers=list(format.covers),
        makes=frozenset(made),
        minutes=sum(phase.minutes for phase in format.phases if not phase.when_skipped),
    )


def covered(stage: str, stages: Stages) -> list[str]:
    """The stages that a session of ``stage`` holds: its own, or those it joins."""
    known = stages.get(stage)
    return list(known.covers) if known and known.covers else [stage]


def workstreams(state: Trajectory, stages: Stages) -> list[str]:
    """All that there are, in the order in which they are to be held; skipped ones too."""
    there = [one for one in stages.values() if one.course == "workstream" and not one.covers]
    usual = [one.stage for one in sorted(there, key=lambda one: (one.order, one.stage))]
    chosen = [stage for stage in state.order if stage in usual]
    return chosen + [stage for stage in usual if stage not in chosen]


def choice(state: Trajectory, stage: str) -> Workstream:
    return state.workstreams.get(stage) or Workstream(stage, "do")


def slots_of(state: Trajectory, stage: str) -> list[Slot]:
    return [slot for slot in state.plan if stage in slot.covers]


_FURTHEST = (
    StageStand.PLANNED,
    StageStand.PREPARED,
    StageStand.LIVE,
    StageStand.HELD,
    StageStand.CONFIRMED,
)


def stage_stand(state: Trajectory, stage: str) -> StageStand:
    """Where a workstream stands: as the session of it that has come least far, for it is
    done when all of its sessions are.
    """
    chosen = choice(state, stage)
    if chosen.choice == "skip":
        return StageStand.SKIPPED
    if chosen.choice == "join":
        return StageStand.JOINED
    there = [slot.stand for slot in slots_of(state, stage)]
    return min(there, key=_FURTHEST.index) if there else StageStand.OPEN


def passed(state: Trajectory, stage: str) -> bool:
    """What comes after it may be prepared."""
    return _reached(state, stage, StageStand.HELD, frozenset())


def settled(state: Trajectory, stage: str) -> bool:
    """Its results were confirmed, or it was skipped."""
    return _reached(state, stage, StageStand.CONFIRMED, frozenset())


def _reached(state: Trajectory, stage: str, least: StageStand, seen: frozenset[str]) -> bool:
    chosen = choice(state, stage)
    if chosen.choice == "skip":
        return True
    there = slots_of(state, stage)
    enough = _FURTHEST.index(least)
    if there:
        return all(_FURTHEST.index(slot.stand) >= enough for slot in there)
    if chosen.choice == "join" and chosen.into and chosen.into not in seen:
        # Into another stage, or into the format that joins several.
        held = [slot for slot in state.plan if chosen.into in (slot.stage, *slot.covers)]
        if held:
            return all(_FURTHEST.index(slot.stand) >= enough for slot in held)
        return _reached(state, chosen.into, least, seen | {stage})
    return False


def come_first(state: Trajectory, slot: Slot, stages: Stages) -> list[str]:
    """The workstreams that must be held, skipped or joined before this session is."""
    order = workstreams(state, stages)
    places = [order.index(stage) for stage in slot.covers if stage in order]
    if not places:
        return []
    before = order[: max(places)]
    return [
        stage
        for stage in before
        if stage not in slot.covers
        and not passed(state, stage)
        and not _joined_into(state, stage, slot)
    ]


def _joined_into(state: Trajectory, stage: str, slot: Slot) -> bool:
    chosen = choice(state, stage)
    return chosen.choice == "join" and chosen.into in (slot.stage, *slot.covers)


def goals_settled(state: Trajectory, stages: Stages) -> bool:
    """The stage in which goals are made was confirmed; where it was skipped, all others."""
    made = [stage for stage in workstreams(state, stages) if "goals" in stages[stage].makes]
    if not made:
        return False
    first = made[0]
    if choice(state, first).choice != "skip":
        return settled(state, first)
    others = [s for s in workstreams(state, stages) if choice(state, s).choice != "skip"]
    return bool(others) and all(settled(state, stage) for stage in others)
