"""What an export of a trajectory becomes when it is taken in: all faults of it, or all of it.

The file may come from anyone. It is read in memory and within bounds, nothing in it names a
place on the disk, and what it tells has to follow from its log and its snapshots.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields, replace

from board import opened
from board.events import AnyEvent
from board.format import unpacked
from board.snapshot import SCHEMA as OF_A_SNAPSHOT
from board.types import Millis
from server.brought_logs import beginning, logs
from server.export import Beside, exported
from server.export_shape import (
    BEFORE,
    SCHEMA,
    BoardLog,
    Exported,
    Session,
    SnapshotFile,
    log_bytes,
)
from server.fitting import unfit
from server.logged import entries
from server.parcel import TOLD, UNREADABLE, NotTaken, proven
from server.references import ROWS_MOST, loose, unknown_in
from server.store.archived import Brought
from server.store.outcomes import Outcome
from server.store.record import Municipality, Network, Organisation, Snapshot, Trajectory
from server.store.remarks import Remark
from server.store.reports import Chapter
from server.store.sessions import WorkSession
from server.store.snapshots import SnapshotRow
from server.store.trajectories import Held
from server.trajectory_view import TrajectoryView
from server.web.reading import read
from server.words import Speaker

ADDED = ("remarks", "chapters")
"""What the version before does not have."""
FAULTS_MOST = 100


class Taken(Struct, frozen=True):
    """What has to be known of a snapshot to put it on its board."""

    schema: int
    board: str
    seq: int
    view: dict[str, dict[str, Any]]
    words: dict[str, Any]


See = Callable[[Held, Millis], TrajectoryView]


def of_files(files: Mapping[str, bytes], see: See, words: Speaker) -> Brought:
    """Raises NotTaken. ``see`` says what follows from what is kept, at a moment."""
    faults: list[str] = []
    parts = _told(files, faults)
    readable = not faults
    sessions = [one for one in parts.get("sessions") or () if one is not None]
    snapshots = list(_snapshots(sessions, files, words, faults))
    formats = _formats(sessions, files, faults)
    organisations = frozenset(one.id for one in parts.get("organisations") or () if one)
    board_logs = logs(sessions, organisations, files, formats, faults)
    if readable:
        faults += loose(Exported(**parts), words)
    if faults:
        raise NotTaken(faults[:FAULTS_MOST])
    told = Exported(**parts)
    made = _made(told, snapshots, formats, board_logs)
    if wrong := _differs(told, made, see):
        raise NotTaken(wrong)
    return made


def _told(files: Mapping[str, bytes], faults: list[str]) -> dict[str, Any]:
    """Each part is read by itself, so that all that is wrong is found at once. Raises NotTaken
    for what is no export of a version that is known here.
    """
    if TOLD not in files:
        raise NotTaken([f"{TOLD} is not in the zip; expected an export.zip of a trajectory"])
    try:
        raw = msgspec.json.decode(files[TOLD], type=dict[str, msgspec.Raw])
    except UNREADABLE as fault:
        raise NotTaken([f"{TOLD}: {fault}; expected one JSON object"]) from None
    version = bytes(raw.get("schema", b"none"))[:40].decode(errors="replace")
    if version not in (str(SCHEMA), str(BEFORE)):
        raise NotTaken(
            [
                f"{TOLD}: schema is {version}; expected {SCHEMA} or {BEFORE}. Export it again with "
                "a Doorstart of this version, or take it in with a newer one"
            ]
        )
    raw["schema"] = msgspec.Raw(str(SCHEMA).encode())
    parts: dict[str, Any] = {}
    for field in fields(Exported):
        if field.name in raw:
            parts[field.name] = _part(field.name, field.type, raw[field.name], faults)
        elif field.name in ADDED and version == str(BEFORE):
            parts[field.name] = []
        else:
            faults.append(f"{TOLD}: {field.name} is not there; expected it as in schema.json")
    unknown = sorted(raw.keys() - {field.name for field in fields(Exported)})
    faults += [f"{TOLD}: {name[:40]!r} is not known; expected no such name" for name in unknown]
    try:
        # Only now is what lies under names that are not known read at all.
        tree = msgspec.json.decode(files[TOLD])
        faults += [f"{TOLD}: {one}" for one in (*unfit(tree), *unknown_in(parts.get("log"), tree))]
    except UNREADABLE as fault:
        raise NotTaken([*faults, f"{TOLD}: {fault}; expected one JSON object"]) from None
    return parts


def _part(name: str, type: Any, raw: msgspec.Raw, faults: list[str]) -> Any:
    if get_origin(type) is not list:
        return _decoded(name, type, raw, faults)
    many = _decoded(name, list[msgspec.Raw], raw, faults) or []
    [of] = get_args(type)
    return [_decoded(f"{name}[{n}]", of, one, faults) for n, one in enumerate(many)]


def _decoded(place: str, type: Any, raw: msgspec.Raw, faults: list[str]) -> Any:
    try:
        return msgspec.json.decode(raw, type=type)
    except UNREADABLE as fault:
        faults.append(f"{TOLD}: {place}: {fault}")
        return None


def _snapshots(
    sessions: Iterable[Session], files: Mapping[str, bytes], words: Speaker, faults: list[str]
) -> Iterable[tuple[Session, SnapshotFile, bytes, Taken]]:
    for session in sessions:
        for one in session.snapshots:
            data = proven(files, one.file, one.sha256, f"{TOLD} names it", faults)
            if data is None:
                continue
            try:
                taken = msgspec.json.decode(data, type=Taken)
            except UNREADABLE as fault:
                faults.append(f"{one.file}: {fault}; expected a snapshot of this version")
                continue
            wrong = list(_unread(session, one, data, taken, words))
            faults += [f"{one.file}: {fault}" for fault in wrong]
            if not wrong:
                yield session, one, data, taken


def _unread(
    session: Session, one: SnapshotFile, data: bytes, taken: Taken, words: Speaker
) -> Iterable[str]:
    """Why no page could show it."""
    if taken.schema != OF_A_SNAPSHOT:
        yield (
            f"schema is {taken.schema}; expected {OF_A_SNAPSHOT}. Take it in with a newer Doorstart"
        )
        return
    if taken.board != session.board:
        yield f"board is {taken.board!r}; expected {session.board!r}"
    if not (0 <= taken.seq <= ROWS_MOST and 0 < one.version <= ROWS_MOST):
        yield f"seq is {taken.seq} and version {one.version}; expected at most {ROWS_MOST}"
    try:
        loose = list(unfit(msgspec.json.decode(data)))
    except UNREADABLE as fault:
        loose = [f"{fault}; expected a snapshot of this version"]
    yield from loose
    if not loose:
        try:
            read(data, words)
        except Exception as fault:  # noqa: BLE001 - a file can make any sense or none
            yield f"it cannot be read ({type(fault).__name__}: {fault})"


def _formats(
    sessions: Iterable[Session], files: Mapping[str, bytes], faults: list[str]
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for sha256 in sorted({one.format for one in sessions}):
        name = f"formats/{sha256}.json"
        data = proven(files, name, sha256, "a session is of that format", faults)
        if data is None:
            continue
        try:
            unpacked(data)
        except UNREADABLE as fault:
            faults.append(f"{name}: {fault}; expected a format of this version")
            continue
        found[sha256] = data
    return found


def _made(
    told: Exported,
    snapshots: Iterable[tuple[Session, SnapshotFile, bytes, Taken]],
    formats: Mapping[str, bytes],
    board_logs: Mapping[str, list[AnyEvent]],
) -> Brought:
    lead = Municipality("municipality", told.municipality, told.municipality_title)
    network = Network("network", told.network, lead)
    trajectory = Trajectory(told.id, told.type, told.title, told.created_at, network)
    return Brought(
        trajectory=trajectory,
        organisations=[
            Organisation(
                one.id,
                told.id,
                one.name,
                one.kind,
                one.brings or None,
                one.interest or None,
                one.ambition or None,
                one.left_at or None,
            )
            for one in told.organisations
        ],
        sessions=[_session(told.id, one) for one in told.sessions],
        first={
            one.board: board_logs.get(one.board) or _first(one, formats[one.format])
            for one in told.sessions
        },
        snapshots=[
            SnapshotRow(
                id=one.id,
                board=session.board,
                seq=taken.seq,
                moment=one.moment,
                label=one.label,
                at=one.taken_at,
                by=one.by,
                public=data,
                sha256=one.sha256,
            )
            for session, one, data, taken in snapshots
        ],
        versions={one.id: one.version for session in told.sessions for one in session.snapshots},
        entries=entries(told.log),
        formats=formats,
        remarks=[Remark(**asdict(one), shared=True, account="") for one in told.remarks],
        chapters=[Chapter(**asdict(one)) for one in told.chapters],
    )


def _session(trajectory: str, one: Session) -> WorkSession:
    return WorkSession(
        board=one.board,
        trajectory=trajectory,
        stage=one.stage,
        title=one.title,
        planned_at=one.planned_at or None,
        format=one.format,
        code="",
        created_at=one.created_at,
        opened_at=one.opened_at or None,
        ended_at=one.ended_at or None,
        slot=one.slot or None,
        confirmed_at=one.confirmed_at or None,
    )


def _first(one: Session, format: bytes) -> list[AnyEvent]:
    made = opened(unpacked(format), title=one.title, at=one.created_at, texts={})
    return beginning(one, made)


def _differs(told: Exported, made: Brought, see: See) -> list[str]:
    """Where the file says something else than its own log and snapshots do."""
    # What came in after the end stands in a later one.
    last = {one.board: one for one in sorted(made.snapshots, key=lambda one: one.seq)}
    ended = {one.board for one in made.sessions if one.ended_at}
    held = Held(
        made.trajectory,
        tuple(made.entries),
        tuple(made.organisations),
        tuple(made.sessions),
        tuple(
            Outcome(board, one.id, True, one.public)
            for board, one in sorted(last.items())
            if board in ended
        ),
    )
    kept = [
        Snapshot(
            **{
                name: getattr(one, name)
                for name in ("id", "board", "seq", "moment", "label", "at", "by", "sha256")
            },
            version=made.versions[one.id],
            public=one.public,
            closed=None,
            closed_sha256=None,
            trajectory=made.trajectory.id,
        )
        for one in made.snapshots
    ]
    try:
        beside = Beside(
            remarks=made.remarks,
            chapters=made.chapters,
            logs={
                one.board: log_bytes(BoardLog(one.board, list(made.first[one.board])))
                for one in told.sessions
                if one.log
            },
        )
        again = exported(see(held, told.exported_at), kept, beside)
    except Exception as fault:  # noqa: BLE001 - a file can make any sense or none
        return [f"{TOLD}: its log cannot be followed ({type(fault).__name__}: {fault})"]
    return list(_apart(told, replace(again, exported_at=told.exported_at)))


def _apart(told: Struct, again: Struct) -> Iterable[str]:
    for field in fields(told):
        one, other = getattr(told, field.name), getattr(again, field.name)
        if one == other:
            continue
        place = field.name
        if isinstance(one, list) and isinstance(other, list):
            n = next(
                (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)),
            )
            place = f"{field.name}[{n}]"
        yield f"{TOLD}: {place} is not what follows from the log and the snapshots"
