"""What events about the session's course, its seats and its groups change."""

from typing import Any

from msgspec.structs import replace

from board import events as e
from board.evolve.change import Change
from board.state import Board, Handed, Offer, Seat, Snapshot, Text, Visit
from board.types import Millis, PhaseId, Status


def board_opened(board: Board, event: e.BoardOpened) -> Change:
    texts = {
        id: Text(
            version=event.versions.get(id, 1),
            lines=list(lines),
            source=event.sources.get(id),
            rests_on=event.rests_on.get(id, []),
        )
        for id, lines in event.texts.items()
    }
    fields = {
        "stage": event.stage,
        "title": event.title,
        "opened_at": event.at,
        "texts": texts,
    }
    return fields, ["session", *(f"text:{id}" for id in texts)]


def phase_opened(board: Board, event: e.PhaseOpened) -> Change:
    ends_at = event.at + event.minutes * 60_000
    fields = _new_visit(board, event.phase, event.at, event.minutes, event.by, event.function)
    if board.handed and board.handed.until == "phase":
        fields |= _led_by(board.handed.was)
    if board.offer and board.offer.until == "phase":
        fields["offer"] = None
    return fields | {
        "status": Status.LIVE,
        "ends_at": ends_at,
        "left": 0,
    }, ["session", "phase", "lead", "light"]


def _new_visit(
    board: Board, phase: PhaseId, at: Millis, minutes: int, by: str, function: str = ""
) -> dict[str, Any]:
    visits = board.visits
    if visits:
        # Ending closed it already; the time until it was opened again is not the phase's.
        visits = (*visits[:-1], replace(visits[-1], closed_at=visits[-1].closed_at or at))
    visit = Visit(phase=phase, opened_at=at, minutes=minutes, by=by, function=function)
    return {
        "visits": (*visits, visit),
        "groups": [],
        "light": None,
        "wrote": frozenset(),
        "spoke": frozenset(),
        "unclear": frozenset(),
    }


def unclear_said(board: Board, event: e.UnclearSaid) -> Change:
    one = frozenset({event.mark})
    return {"unclear": board.unclear | one if event.unclear else board.unclear - one}, ["lead"]


def phase_entered(board: Board, event: e.PhaseEntered) -> Change:
    held = Visit(
        phase=event.phase,
        opened_at=event.at,
        minutes=event.minutes,
        by=event.by,
        closed_at=event.at + event.minutes * 60_000,
        entered=True,
    )
    before, after = board.visits[: event.visit - 1], board.visits[event.visit :]
    return {"visits": (*before, held, *after)}, ["session", "phase", "lead"]


def minutes_added(board: Board, event: e.MinutesAdded) -> Change:
    more = event.minutes * 60_000
    if board.status is Status.PAUSED:
        return {"left": max(0, board.left + more)}, ["phase"]
    return {"ends_at": board.ends_at + more}, ["phase"]


def board_paused(board: Board, event: e.BoardPaused) -> Change:
    left = max(0, board.ends_at - event.at)
    return {"status": Status.PAUSED, "left": left, "ends_at": 0}, ["session", "phase"]


def board_resumed(board: Board, event: e.BoardResumed) -> Change:
    fields = {"status": Status.LIVE, "ends_at": event.at + board.left, "left": 0}
    return fields, ["session", "phase"]


def board_ended(board: Board, event: e.BoardEnded) -> Change:
    visits = board.visits
    if visits:
        visits = (*visits[:-1], replace(visits[-1], closed_at=event.at))
    left = board.left or max(0, board.ends_at - event.at)
    fields = {
        "status": Status.ENDED,
        "ended_at": event.at,
        "visits": visits,
        "left": left,
        "ends_at": 0,
        "undo": {},
        "undo_last": "",
    }
    fields |= _led_by(board.handed.was if board.handed else board.leader)
    return fields, ["session", "phase", "lead"]


def board_reopened(board: Board, event: e.BoardReopened) -> Change:
    fields: dict[str, Any] = {"status": Status.LIVE, "since": event.visit, "ended_at": 0}
    if board.visits:
        # What was on paper only is no place to go on from.
        own = [visit for visit in board.visits if not visit.entered]
        last = (own or [*board.visits])[-1]
        fields |= _new_visit(board, last.phase, event.at, last.minutes, event.by)
        fields |= {"ends_at": event.at + board.left, "left": 0}
    else:
        fields["status"] = Status.LOBBY
    return fields, ["session", "phase", "lead", "light"]


def joining_set(board: Board, event: e.JoiningSet) -> Change:
    return {"joining": event.open}, ["session"]


def lead_taken(board: Board, event: e.LeadTaken) -> Change:
    return _led_by(event.by) | _carries(board, event.function), ["session"]


def lead_offered(board: Board, event: e.LeadOffered) -> Change:
    return {"offer": Offer(to=event.to, until=event.until, by=event.by)}, ["session"]


def lead_accepted(board: Board, event: e.LeadAccepted) -> Change:
    handed = Handed(was=event.was, until=event.until, function=event.function)
    fields = _led_by(event.by) | {"handed": handed}
    return fields | _carries(board, event.function), ["session"]


def _led_by(leader: str) -> dict[str, Any]:
    return {"leader": leader, "offer": None, "handed": None}


def _carries(board: Board, function: str) -> dict[str, Any]:
    """Who takes over within a phase is who carries it further."""
    if not (function and board.visits):
        return {}
    return {"visits": (*board.visits[:-1], replace(board.visits[-1], function=function))}


def card_limit_set(board: Board, event: e.CardLimitSet) -> Change:
    return {"cards_each": event.cards_each}, ["session"]


def snapshot_taken(board: Board, event: e.SnapshotTaken) -> Change:
    taken = Snapshot(
        id=event.snapshot, seq=board.seq + 1, moment=event.moment, label=event.label, at=event.at
    )
    return {"snapshots": (*board.snapshots, taken)}, ["lead"]


def seat_taken(board: Board, event: e.SeatTaken) -> Change:
    seat = Seat(organisation=event.organisation, via=event.via)
    return {"seats": {**board.seats, event.seat: seat}}, ["session", "lead"]


def seat_taken_over(board: Board, event: e.SeatTakenOver) -> Change:
    seat = replace(board.seats[event.seat], via=event.via)
    return {"seats": {**board.seats, event.seat: seat}}, ["session", "lead"]


def organisation_chosen(board: Board, event: e.OrganisationChosen) -> Change:
    seat = replace(board.seats[event.seat], organisation=event.organisation)
    return {"seats": {**board.seats, event.seat: seat}}, ["session", "lead"]


def groups_made(board: Board, event: e.GroupsMade) -> Change:
    return {"groups": event.groups}, ["phase"]
