"""The logs of boards in a file that is taken in: each as an export writes it, or what is wrong."""

from collections.abc import Iterable, Mapping

import msgspec

from board.events import (
    AnyEvent,
    BoardEnded,
    BoardOpened,
    ClusterMade,
    OrganisationChosen,
    PlaceClaimed,
    SeatTaken,
    SnapshotTaken,
)
from board.evolve import evolve
from board.format import unpacked
from board.public_log import public_log
from board.state import Board, new_board
from board.types import BoardId, ClusterId
from server.export_shape import BoardLog, Session, log_bytes
from server.parcel import UNREADABLE, proven

OF_AN_ORGANISATION = (SeatTaken, OrganisationChosen, PlaceClaimed)


def logs(
    sessions: Iterable[Session],
    organisations: frozenset[str],
    files: Mapping[str, bytes],
    formats: Mapping[str, bytes],
    faults: list[str],
) -> dict[str, list[AnyEvent]]:
    """By board; ``faults`` gets a sentence for each that cannot be taken."""
    found: dict[str, list[AnyEvent]] = {}
    for session in sessions:
        if not session.log:
            continue
        why = "a session has it as its log"
        data = proven(files, session.log, session.log_sha256, why, faults)
        if data is None:
            continue
        try:
            log = msgspec.json.decode(data, type=BoardLog)
        except UNREADABLE as fault:
            faults.append(f"{session.log}: {fault}; expected the log of a board")
            continue
        if session.format not in formats:
            continue
        wrong = list(_wrong(session, log, data, organisations, formats[session.format]))
        faults += [f"{session.log}: {one}" for one in wrong]
        found[session.board] = log.events
    return found


def _wrong(
    session: Session, log: BoardLog, data: bytes, organisations: frozenset[str], format: bytes
) -> Iterable[str]:
    if log.board != session.board:
        yield f"board is {log.board!r}; expected {session.board!r}"
        return
    if log_bytes(log) != data:
        yield "something in it is not known here; expected it as a Doorstart of this version writes"
        return
    first = log.events[0] if log.events else None
    if not isinstance(first, BoardOpened) or first.format != session.format:
        yield "events[0] does not open the board; expected it to, in the format of the session"
        return
    form = unpacked(format)
    board = new_board(BoardId(log.board), form)
    loose = list(_loose(session, log.events, organisations))
    yield from loose
    for n, event in enumerate(log.events):
        try:
            after = evolve(board, event)
        except (KeyError, IndexError) as fault:
            yield f"events[{n}]: {type(event).__name__} names {fault}, which is not there then"
            loose.append("")
            continue
        if isinstance(event, ClusterMade) and _goes_round(after, event.cluster):
            yield f"events[{n}]: cluster {event.cluster} went into itself; expected it in another"
            loose.append("")
            continue
        board = after
    if loose:
        return
    yield from _ends(session, board)
    told = public_log(board.id, form, log.events)
    apart = [n for n, (one, other) in enumerate(zip(log.events, told, strict=True)) if one != other]
    for n in apart[:3]:
        yield f"events[{n}] tells what an export does not tell; expected it as one makes it"


def _goes_round(board: Board, cluster: ClusterId) -> bool:
    """Whoever follows where a cluster went must come to an end."""
    seen: set[ClusterId] = set()
    while cluster in board.merged and cluster not in seen:
        seen.add(cluster)
        cluster = board.merged[cluster]
    return cluster in seen


def _loose(
    session: Session, events: Iterable[AnyEvent], organisations: frozenset[str]
) -> Iterable[str]:
    snapshots = {one.id for one in session.snapshots}
    for n, event in enumerate(events):
        if isinstance(event, OF_AN_ORGANISATION):
            named = event.organisation
            if named and named not in organisations:
                yield f"events[{n}].organisation is {named!r}; expected one that is there"
        elif isinstance(event, SnapshotTaken) and event.snapshot not in snapshots:
            yield f"events[{n}].snapshot is {event.snapshot!r}; expected one that is there"
        elif isinstance(event, BoardOpened) and n:
            yield f"events[{n}] opens the board again; expected that once"


def _ends(session: Session, board: Board) -> Iterable[str]:
    if board.ended_at != session.ended_at or not session.ended_at:
        yield (
            f"the board ends at {board.ended_at}; expected {session.ended_at}, as the session "
            "did. One that goes on has no log"
        )


def beginning(session: Session, opened: BoardOpened) -> list[AnyEvent]:
    """Of a board that came without its log: it can be opened and shows nothing, for what came
    of it is in its snapshots.
    """
    return [opened, BoardEnded(at=session.ended_at)] if session.ended_at else [opened]
