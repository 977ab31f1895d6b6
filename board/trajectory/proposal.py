"""What the orientation talk suggests for the offer: how large, in which sessions, led by
whom. A coach begins from it and changes what should be otherwise.
"""

from collections.abc import Mapping
from typing import get_args

from msgspec import Struct

from board.trajectory.commands.planning import OfferLine
from board.trajectory.kept import Kept
from board.trajectory.stages import Stages, choice, workstreams
from board.trajectory.state import Trajectory
from board.trajectory.types import Capacity, Size, SupportMode

LITTLE = 200
"""Hundredths of the scale of five."""
SMALL_NETWORK = 12
LARGE_NETWORK = 24
MINUTES = 120
JOINT_MINUTES = 150
ROUTES: Mapping[str, Size] = {"light": "light", "usual": "normal", "extended": "extended"}
"""What a room answers when it is asked how much the road may ask of it."""


class Proposal(Struct, frozen=True):
    """``why`` is what the size rests on: chosen by the room, capacity, small, large, usual,
    or unknown where nothing was measured yet.
    """

    size: Size
    why: str
    support: SupportMode
    lines: list[OfferLine]


def capacity(state: Trajectory, kept: Kept) -> dict[str, int]:
    """In hundredths: as noted by hand, or else as a board measured it."""
    if state.measures.capacity:
        return {str(name): 100 * value for name, value in state.measures.capacity.items()}
    return {name: kept.capacity[name] for name in get_args(Capacity) if name in kept.capacity}


def size(state: Trajectory, kept: Kept) -> tuple[Size, str]:
    """As most chose in the first talk, unless capacity was noted by hand since; or else light
    where there is little of everything, or little time in a small network.
    """
    chosen = ROUTES.get(kept.route)
    if chosen and not state.measures.capacity:
        return chosen, f"chosen_{chosen}"
    there = capacity(state, kept)
    partners = sum(not one.left_at for one in state.partners.values())
    if there and sum(there.values()) < LITTLE * len(there):
        return "light", "capacity"
    time = there.get("time")
    if time is not None and time <= LITTLE and 0 < partners <= SMALL_NETWORK:
        return "light", "small"
    if partners > LARGE_NETWORK:
        return "extended", "large"
    return "normal", "usual" if there else "unknown"


def support(state: Trajectory, kept: Kept) -> SupportMode:
    chosen = state.measures.support or kept.support
    modes: dict[str, SupportMode] = {mode: mode for mode in get_args(SupportMode)}
    return modes.get(chosen, "both")


def propose(state: Trajectory, kept: Kept, stages: Stages, wanted: Size | None = None) -> Proposal:
    """``wanted`` is a size that was chosen already."""
    found, why = size(state, kept)
    chosen = wanted or found
    mode = support(state, kept)
    do = [one for one in workstreams(state, stages) if choice(state, one).choice == "do"]
    return Proposal(
        chosen, why, mode, [_line(one, stages, mode) for one in _stages(do, stages, chosen)]
    )


def _line(stage: str, stages: Stages, mode: SupportMode) -> OfferLine:
    minutes = JOINT_MINUTES if stages[stage].covers else MINUTES
    return OfferLine(stage=stage, minutes=minutes, support=mode)


def _stages(do: list[str], stages: Stages, size: Size) -> list[str]:
    if size == "light":
        joint = [one for one in stages.values() if one.course == "workstream" and one.covers]
        found: list[str] = []
        for stage in do:
            # Only where all that it joins is done: what is skipped comes back in no other guise.
            whole = (one for one in joint if stage in one.covers and set(one.covers) <= set(do))
            into = next((one.stage for one in whole), stage)
            if into not in found:
                found.append(into)
        return found
    if size == "extended":
        # Who is listened to gets a second session, in its own house and rhythm.
        listening = next((stage for stage in do if "groups" in stages[stage].makes), None)
        return [one for stage in do for one in ([stage] * 2 if stage == listening else [stage])]
    return do
