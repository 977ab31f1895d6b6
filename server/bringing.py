"""What an export of a trajectory becomes when it is taken in: all faults of it, or all of it.

The file may come from anyone. It is read in memory and within bounds, nothing in it names a
place on the disk, and what it tells has to follow from its log and its snapshots.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from board import opened
from board.events import AnyEvent, BoardEnded
from board.format import Format, unpacked
from board.trajectory.types import Function
from board.types import Millis
from server.export import SCHEMA, Exported, Session, SnapshotFile, exported
from server.ids import AN_ID
from server.logged import entries
from server.store.archived import Brought
from server.store.outcomes import Outcome
from server.store.record import Municipality, Network, Organisation, Snapshot, Trajectory
from server.store.sessions import WorkSession
from server.store.snapshots import SnapshotRow
from server.store.trajectories import Held
from server.trajectory_view import TrajectoryView

FILES_MOST = 4000
FILE_MOST = 64 * 1024 * 1024
ALL_MOST = 512 * 1024 * 1024
RATIO_MOST = 200
"""JSON shrinks to a tenth or so; what shrinks far more is made to fill a memory."""
FAULTS_MOST = 100
TOLD = "trajectory.json"


class Taken(Struct, frozen=True):
    """What has to be known of a snapshot to put it on its board."""

    board: str
    seq: int
    view: dict[str, dict[str, Any]]
    words: dict[str, Any]


See = Callable[[Held, Millis], TrajectoryView]


class NotTaken(Exception):
    """``faults`` has a sentence for each: where, what stands there, what was expected."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def brought(data: bytes, see: See) -> Brought:
    """Raises NotTaken. ``see`` says what follows from what is kept, at a moment."""
    files = _unpacked(data)
    told = _told(files)
    faults: list[str] = []
    snapshots = list(_snapshots(told, files, faults))
    formats = _formats(told, files, faults)
    faults += _loose(told)
    if faults:
        raise NotTaken(faults[:FAULTS_MOST])
    made = _made(told, snapshots, formats)
    if wrong := _differs(told, made, see):
        raise NotTaken(wrong)
    return made


def _unpacked(data: bytes) -> dict[str, bytes]:
    """What is wanted of it, by name; the rest is left where it is."""
    files: dict[str, bytes] = {}
    left = ALL_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > FILES_MOST:
                raise NotTaken([f"the zip has {len(infos)} files; expected at most {FILES_MOST}"])
            for info in infos:
                name = info.filename
                if name != TOLD and not name.startswith(("snapshots/", "formats/")):
                    continue
                if info.flag_bits & 1:
                    raise NotTaken([f"{name} has a password; expected a file without one"])
                if name in files:
                    raise NotTaken([f"{name} stands in the zip twice; expected it once"])
                most = min(FILE_MOST, left, max(1 << 20, RATIO_MOST * info.compress_size))
                # What its head says of its size may be a lie.
                with packed.open(info) as opened_file:
                    files[name] = opened_file.read(most + 1)
                if len(files[name]) > most:
                    raise NotTaken([f"{name} is larger than {most} bytes, which is the limit here"])
                left -= len(files[name])
    # A way to pack that is not known here is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as fault:
        raise NotTaken([f"this is no whole zip: {fault}; expected an export.zip"]) from None
    return files


def _told(files: Mapping[str, bytes]) -> Exported:
    """Each part is read by itself, so that all that is wrong is found at once."""
    if TOLD not in files:
        raise NotTaken([f"{TOLD} is not in the zip; expected an export.zip of a trajectory"])
    try:
        raw = msgspec.json.decode(files[TOLD], type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise NotTaken([f"{TOLD}: {fault}; expected one JSON object"]) from None
    version = bytes(raw.get("schema", b"none"))[:40].decode(errors="replace")
    if version != str(SCHEMA):
        raise NotTaken(
            [
                f"{TOLD}: schema is {version}; expected {SCHEMA}. Export it again with a "
                "Doorstart of this version"
            ]
        )
    faults: list[str] = []
    parts: dict[str, Any] = {}
    for field in fields(Exported):
        if field.name not in raw:
            faults.append(f"{TOLD}: {field.name} is not there; expected it as in schema.json")
            continue
        parts[field.name] = _part(field.name, field.type, raw[field.name], faults)
    unknown = sorted(raw.keys() - {field.name for field in fields(Exported)})
    faults += [f"{TOLD}: {name[:40]!r} is not known; expected no such name" for name in unknown]
    if faults:
        raise NotTaken(faults[:FAULTS_MOST])
    return Exported(**parts)


def _part(name: str, type: Any, raw: msgspec.Raw, faults: list[str]) -> Any:
    if get_origin(type) is not list:
        return _decoded(name, type, raw, faults)
    many = _decoded(name, list[msgspec.Raw], raw, faults) or []
    [of] = get_args(type)
    return [_decoded(f"{name}[{n}]", of, one, faults) for n, one in enumerate(many)]


def _decoded(place: str, type: Any, raw: msgspec.Raw, faults: list[str]) -> Any:
    try:
        return msgspec.json.decode(raw, type=type)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        faults.append(f"{TOLD}: {place}: {fault}")
        return None


def _snapshots(
    told: Exported, files: Mapping[str, bytes], faults: list[str]
) -> Iterable[tuple[Session, SnapshotFile, bytes, Taken]]:
    for session in told.sessions:
        for one in session.snapshots:
            data = files.get(one.file)
            if data is None:
                faults.append(f"{one.file} is not in the zip; {TOLD} names it")
                continue
            found = hashlib.sha256(data).hexdigest()
            if found != one.sha256:
                faults.append(
                    f"{one.file}: its SHA-256 is {found}; expected {one.sha256}. "
                    "It is not as it was taken"
                )
                continue
            try:
                taken = msgspec.json.decode(data, type=Taken)
            except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
                faults.append(f"{one.file}: {fault}; expected a snapshot of this version")
                continue
            if taken.board != session.board:
                faults.append(f"{one.file}: board is {taken.board!r}; expected {session.board!r}")
                continue
            yield session, one, data, taken


def _formats(told: Exported, files: Mapping[str, bytes], faults: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for sha256 in sorted({one.format for one in told.sessions}):
        name = f"formats/{sha256}.json"
        data = files.get(name)
        if data is None:
            faults.append(f"{name} is not in the zip; a session is of that format")
            continue
        if (is_ := hashlib.sha256(data).hexdigest()) != sha256:
            faults.append(f"{name}: its SHA-256 is {is_}; expected {sha256}")
            continue
        try:
            unpacked(data)
        except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
            faults.append(f"{name}: {fault}; expected a format of this version")
            continue
        found[sha256] = data
    return found


def _loose(told: Exported) -> Iterable[str]:
    """What names something that is not there, or names two things alike. An item may be of a
    session of an earlier trajectory; that it follows from a snapshot is seen later.
    """
    boards = {one.board for one in told.sessions}
    organisations = {one.id for one in told.organisations}
    of_sessions = [one.id for session in told.sessions for one in session.snapshots]
    ids = [told.id, *(one.board for one in told.sessions), *(one.id for one in told.organisations)]
    ids += of_sessions
    seen: set[str] = set()
    for id in ids:
        if not AN_ID.fullmatch(id):
            yield f"{TOLD}: {id[:70]!r} is no id; expected 1 to 64 letters, digits, - or _"
        elif id in seen:
            yield f"{TOLD}: the id {id} is there twice; expected each once"
        seen.add(id)
    known = {"board": boards, "organisation": organisations}
    for n, one in enumerate(told.log):
        if one.by not in tuple(Function):
            yield f"{TOLD}: log[{n}].by is {one.by!r}; expected one of {', '.join(Function)}"
        for name, there in known.items():
            named = getattr(one.event, name, None)
            # A partner joins by its own event, and the board of a slot may be none.
            if named and named not in there:
                yield f"{TOLD}: log[{n}].event.{name} is {named!r}; expected one that is there"


def _made(
    told: Exported,
    snapshots: Iterable[tuple[Session, SnapshotFile, bytes, Taken]],
    formats: Mapping[str, bytes],
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
        first={one.board: _first(one, unpacked(formats[one.format])) for one in told.sessions},
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


def _first(one: Session, format: Format) -> list[AnyEvent]:
    """A board that can be opened: it shows nothing, for what came of it is in its snapshots."""
    first: list[AnyEvent] = [opened(format, title=one.title, at=one.created_at, texts={})]
    return [*first, BoardEnded(at=one.ended_at)] if one.ended_at else first


def _differs(told: Exported, made: Brought, see: See) -> list[str]:
    """Where the file says something else than its own log and snapshots do."""
    last = {one.board: one for one in made.snapshots if one.moment == "end"}
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
        again = exported(see(held, told.exported_at), kept)
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
