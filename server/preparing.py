"""The board of a planned session: made when its turn has come, filled with what came before."""

import hashlib
from collections.abc import Collection

from msgspec.structs import replace

from board.flow import Earlier, Given, GivenText, from_trajectory
from board.format import Format
from board.format_file import FormatFault, resolved
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.corrected import corrected
from board.trajectory.current import versions
from board.trajectory.decide import may_prepare
from board.trajectory.machine import StageStand
from board.trajectory.stages import choice, passed
from board.trajectory.state import Slot, Trajectory
from board.trajectory.types import BoardId, Person, SlotId
from board.types import TextId
from server.control import SessionMade
from server.live.hub import Hub
from server.sessions import Sessions
from server.trajectories import Done, Trajectories, TrajectoryView

FEEDS = (
    c.ConfirmResults,
    c.UnconfirmResults,
    c.CorrectResult,
    c.WriteText,
    c.CorrectText,
    c.WriteGoals,
)
"""What changes that which boards that wait to begin were filled with."""
GIVEN = "Dossier"
"""What is called so came from no board, but from the trajectory itself."""


async def prepare(
    trajectories: Trajectories,
    sessions: Sessions,
    id: str,
    slot: SlotId,
    person: Person,
    format: str = "",
) -> SessionMade | Done | Refusal:
    """Asks first whether it may, so that no board is made in vain. ``format`` may name
    one of one's own for this stage. Done: it was prepared already.
    """
    view = await trajectories.view(id)
    if view is None:
        return Refusal("no_trajectory", value=id[:40])
    context = trajectories.context_of(view, person)
    planned = view.state.slots.get(slot)
    if planned is not None and planned.stand is StageStand.PREPARED and planned.board:
        # Pressed twice, or by two: what the first one made is what the second one wants.
        return Done(view.state, made=planned.board)
    if refusal := may_prepare(view.state, slot, context):
        return refusal
    planned = view.state.slots[slot]
    try:
        chosen = await sessions.formats.find(format) if format else None
        found = chosen or trajectories.formats.files().get(planned.stage)
        if found is None or found.stage != planned.stage:
            return Refusal("no_stage", value=planned.stage[:40])
        made_of = resolved(found, planned.variant, skipped(view, planned))
    except FormatFault as fault:
        return Refusal("bad_format", value=str(fault))
    earlier = await _earlier(sessions, view)
    made = await sessions.open(
        view.trajectory,
        made_of,
        _title(view, planned, made_of),
        planned.variant,
        planned.at,
        earlier=earlier,
        board=_board_of(id, slot),
    )
    command = c.PrepareSlot(slot=slot, board=BoardId(made.board))
    outcome = await trajectories.do(id, command, person)
    return outcome if isinstance(outcome, Refusal) else made


def _title(view: TrajectoryView, slot: Slot, format: Format) -> str:
    """Nobody gave it a name: then it has that of its format, which says what it is about."""
    stage = view.stages.get(slot.stage)
    return format.title.nl if stage is not None and slot.title == stage.title else slot.title


def _board_of(id: str, slot: SlotId) -> BoardId:
    """A session has one board, also when it is prepared twice at once, or again after the
    server stopped halfway.
    """
    return BoardId(hashlib.sha256(f"board:{id}:{slot}".encode()).hexdigest()[:22])


async def refresh(trajectories: Trajectories, sessions: Sessions, hub: Hub, id: str) -> None:
    """What was confirmed or put right since is brought to the boards that wait to begin."""
    view = await trajectories.view(id)
    if view is None:
        return
    waiting = [slot for slot in view.state.plan if slot.stand is StageStand.PREPARED]
    if not waiting:
        return
    earlier = await _earlier(sessions, view)
    for slot in waiting:
        if slot.board is not None:
            await sessions.inflow.refresh(await hub.room(slot.board), earlier)


async def _earlier(sessions: Sessions, view: TrajectoryView) -> list[Earlier]:
    before = await sessions.inflow.earlier(view.trajectory.id, confirmed(view.state))
    right = (replace(one, harvest=corrected(one.harvest, view.state)) for one in before)
    return [*given(view), *right]


def confirmed(state: Trajectory) -> set[str]:
    """The boards whose outcome somebody looked at."""
    return {str(slot.board) for slot in state.plan if slot.board and slot.confirmed_at}


def skipped(view: TrajectoryView, slot: Slot) -> Collection[str]:
    """The stages that this board stands in for with the least they would have asked."""
    state, own = view.state, view.stages.get(slot.stage)
    before = {one.stage for one in view.stages.values() if own and one.order < own.order}
    held = {stage for one in view.harvests for stage in (one.stage, *one.covers)}
    return {
        stage
        for stage in before
        if choice(state, stage).choice == "skip" or not (stage in held or passed(state, stage))
    }


def given(view: TrajectoryView) -> list[Earlier]:
    """Goals and texts that the trajectory has of itself: old ones, and those typed in.

    A text stands as of when it was written, so that it is newer than what a session
    before that made of it; its number goes on counting from there.
    """
    state = view.state
    items = [
        Given(goal.id, "goals", goal.line.text)
        for version in state.goals[-1:]
        for goal in version.goals
        if goal.line.change != "stopped"
    ]
    texts = [
        from_trajectory(
            GIVEN, text.now.at, (), [GivenText(TextId(text.id), one.lines, one.version)]
        )
        for text in state.texts.values()
        for one in versions(state, view.kept, text.id)
        if one.own is text.now
    ]
    return [*([from_trajectory(GIVEN, state.began_at, items)] if items else []), *texts]
