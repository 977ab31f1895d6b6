"""Decisions about the course of a session: phases, time, begin and end."""

import hashlib

from board import commands as c
from board import events as e
from board.decide.cards import unveiling
from board.decide.context import Context, Decision
from board.decide.rounds import closing
from board.format import Phase
from board.refusals import Refusal
from board.rows import DropTraces, RenewSalt, Row
from board.state import Board
from board.text import clean
from board.types import Limits, SeatId, SnapshotId, Status


def open_phase(board: Board, command: c.OpenPhase, context: Context) -> Decision | Refusal:
    phase = board.format.phase(command.phase)
    if phase is None:
        return Refusal("no_phase", value=command.phase[:40])
    events, rows = _closed(board, context)
    if _groups(board.phase):
        events.append(_snapshot("after_clusters", context))
    visit = board.visit + 1
    events.append(
        e.PhaseOpened(
            phase=phase.id,
            visit=visit,
            at=context.now,
            minutes=phase.minutes,
            by=context.actor.lead,
            function=context.actor.function or _function(board, context.actor.lead),
        )
    )
    if phase.mode == "groups" and len(board.seats) > 1:
        groups = make_groups(board, 4, context.chance)
        events.append(e.GroupsMade(visit=visit, groups=groups))
    if board.visit == 0:
        events.append(_snapshot("begin", context))
    if _groups(phase):
        events.append(_snapshot("before_clusters", context))
    return Decision(tuple(events), tuple(rows))


def groups(board: Board, command: c.MakeGroups, context: Context) -> Decision | Refusal:
    if board.phase is None:
        return Refusal("not_open")
    if not 2 <= command.size <= 8:
        return Refusal("out_of_range", value=str(command.size), limit="2-8")
    if len(board.seats) < 2:
        return Refusal("too_few", limit="2")
    made = make_groups(board, command.size, context.chance)
    return Decision((e.GroupsMade(visit=board.visit, groups=made, by=context.actor.lead),))


def make_groups(board: Board, size: int, chance: int) -> list[list[SeatId]]:
    """Groups of about ``size`` that mix organisations; with 10 people or fewer, pairs.

    Seats are dealt out organisation by organisation, so that two of the same
    organisation meet only when there is no other way.
    """
    size = 2 if len(board.seats) <= 10 else size
    people = len(board.seats)
    # Never more than one above the size, or 11 people would be two groups of six and five.
    count = max(1, people // size, -(-people // (size + 1)))

    def lot(seat: str) -> str:
        return hashlib.sha256(f"{chance}:{seat}".encode()).hexdigest()

    def deal(seat: SeatId) -> tuple[str, str]:
        organisation = board.seats[seat].organisation or ""
        return lot(organisation), lot(seat)

    dealt: list[list[SeatId]] = [[] for _ in range(count)]
    for i, seat in enumerate(sorted(board.seats, key=deal)):
        dealt[i % count].append(seat)
    return dealt


def add_minutes(board: Board, command: c.AddMinutes, context: Context) -> Decision | Refusal:
    if board.phase is None:
        return Refusal("not_open")
    if not 1 <= abs(command.minutes) <= Limits.MINUTES:
        return Refusal("out_of_range", value=str(command.minutes), limit=f"1-{Limits.MINUTES}")
    # Time that ran out begins again now, so that a minute more is a minute more.
    late = max(0, context.now - board.ends_at) if board.status is Status.LIVE else 0
    more = command.minutes + (late + 59_999) // 60_000 if command.minutes > 0 else command.minutes
    return Decision((e.MinutesAdded(minutes=more, by=context.actor.lead),))


def pause(board: Board, command: c.PauseBoard, context: Context) -> Decision | Refusal:
    if board.status is Status.LOBBY:
        return Refusal("not_open")
    if board.status is Status.PAUSED:
        return Refusal("paused")
    return Decision((e.BoardPaused(at=context.now, by=context.actor.lead),))


def resume(board: Board, command: c.ResumeBoard, context: Context) -> Decision | Refusal:
    if board.status is not Status.PAUSED:
        return Refusal("not_paused")
    return Decision((e.BoardResumed(at=context.now, by=context.actor.lead),))


def end(board: Board, command: c.EndBoard, context: Context) -> Decision | Refusal:
    """Closes what is open, shows what was voted, brings out what was veiled."""
    events, rows = _closed(board, context)
    shut = [event.round for event in events if isinstance(event, e.RoundClosed)]
    shut += [id for id, round in board.rounds.items() if round.status == "closed"]
    by = context.actor.lead
    events += [e.RoundRevealed(round=id, by=by) for id in shut]
    numbered = board.numbered
    for zone in board.format.zones:
        brought = unveiling(board, zone.id, by, numbered)
        numbered += sum(len(event.numbers) for event in brought)
        events += brought
    if _groups(board.phase):
        events.append(_snapshot("after_clusters", context))
    events.append(e.BoardEnded(at=context.now, by=by))
    if board.joining:
        events.append(e.JoiningSet(open=False, by=by))
    events.append(_snapshot("end", context))
    return Decision(tuple(events), (*rows, DropTraces()))


def reopen(board: Board, command: c.ReopenBoard, context: Context) -> Decision | Refusal:
    if board.status is not Status.ENDED:
        return Refusal("not_ended")
    by = context.actor.lead
    visit = board.visit + 1 if board.visits else 1
    reopened = e.BoardReopened(at=context.now, visit=visit, by=by)
    return Decision((reopened, e.JoiningSet(open=True, by=by)), (RenewSalt(),))


def take_snapshot(board: Board, command: c.TakeSnapshot, context: Context) -> Decision | Refusal:
    label = clean(command.label, Limits.LABEL, empty_ok=True)
    if isinstance(label, Refusal):
        return label
    taken = _snapshot("hand", context, label)
    return Decision((taken,), made=taken.snapshot)


def _closed(board: Board, context: Context) -> tuple[list[e.AnyEvent], list[Row]]:
    """Every open round closed: a vote does not outlive its phase."""
    events: list[e.AnyEvent] = []
    rows: list[Row] = []
    for id in board.open_rounds():
        closed = closing(board, id, context)
        events += closed.events
        rows += closed.rows
    return events, rows


def _function(board: Board, lead: str) -> str:
    """As what this console leads, if it was said when the lead was handed to it."""
    handed = board.handed
    return handed.function if handed and board.leader == lead else ""


def _groups(phase: Phase | None) -> bool:
    return phase is not None and any(step.action == "group" for step in phase.steps)


def _snapshot(moment: str, context: Context, label: str = "") -> e.SnapshotTaken:
    return e.SnapshotTaken(
        snapshot=SnapshotId(context.new_id()),
        moment=moment,
        at=context.now,
        label=label,
        by=context.actor.lead,
    )
