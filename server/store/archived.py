"""A trajectory that was taken along from elsewhere: written whole, or not at all."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Table, insert, select

from board.events import AnyEvent
from board.trajectory.events import Entry
from server.ids import new_id, new_mark
from server.store import copies, events, sessions, snapshots
from server.store import tables as t
from server.store import trajectory_tables as own
from server.store.record import Municipality, Organisation, Trajectory
from server.store.remarks import Remark
from server.store.reports import Chapter
from server.store.sessions import WorkSession
from server.store.snapshots import SnapshotRow
from server.store.store import Store
from server.store.upsert import Upsert

_put_format = Upsert(t.format_table, ("sha256",))


class Brought(Struct, frozen=True):
    """``first`` has the events that each board begins with: its log, if that came along."""

    trajectory: Trajectory
    organisations: Sequence[Organisation]
    sessions: Sequence[WorkSession]
    first: Mapping[str, Sequence[AnyEvent]]
    snapshots: Sequence[SnapshotRow]
    versions: Mapping[str, int]
    entries: Sequence[Entry]
    formats: Mapping[str, bytes]
    remarks: Sequence[Remark] = ()
    chapters: Sequence[Chapter] = ()


class Archived:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def formats(self, wanted: Collection[str]) -> dict[str, bytes]:
        """By their hash."""
        f = t.format_table.c
        query = select(f.sha256, f.bytes).where(f.sha256.in_(wanted))

        def work(connection: Connection) -> dict[str, bytes]:
            return {sha256: bytes(data) for sha256, data in connection.execute(query)}

        return await self._store.read(work, one=True) if wanted else {}

    async def put(self, brought: Brought) -> list[str]:
        """The ids that are here already: with one of them nothing was written."""

        def work(connection: Connection) -> list[str]:
            there = _there(connection, brought)
            if not there:
                _put(connection, brought)
            return there

        return await self._store.write(work)


def _there(connection: Connection, brought: Brought) -> list[str]:
    asked: tuple[tuple[Table, str, list[str]], ...] = (
        (t.trajectory, "id", [brought.trajectory.id]),
        (t.board, "board_id", [one.board for one in brought.sessions]),
        (t.organisation, "id", [one.id for one in brought.organisations]),
        (t.snapshot, "id", [one.id for one in brought.snapshots]),
        (own.remark, "id", [one.id for one in brought.remarks]),
    )
    return [
        f"{table.name} {id}"
        for table, column, ids in asked
        for id in connection.execute(
            select(table.c[column]).where(table.c[column].in_(ids)).distinct()
        ).scalars()
    ]


def _put(connection: Connection, brought: Brought) -> None:
    made = brought.trajectory
    for sha256, data in brought.formats.items():
        connection.execute(_put_format.on(connection), {"sha256": sha256, "bytes": data})
    row = {"id": made.id, "type": made.type, "title": made.title, "created_at": made.created_at}
    connection.execute(insert(t.trajectory), row | {"network": _network(connection, made)})
    for place, one in enumerate(brought.organisations, 1):
        values = {**asdict(one), "created_at": made.created_at, "place": place}
        connection.execute(insert(t.organisation), values)
    for session in brought.sessions:
        first = brought.first[session.board]
        head = {"board_id": session.board, "head": len(first), "mark": new_mark(), "access": 0}
        connection.execute(insert(t.board), head)
        events.add(connection, *events.rows_of(session.board, 0, str(head["mark"]), first))
        copies.add(connection, session.board, first)
        values = asdict(session)
        values["board_id"] = values.pop("board")
        # The old code may be another session's here.
        values["code"] = sessions.free_code(connection)
        connection.execute(insert(t.work_session), values)
    for kept in brought.snapshots:
        snapshots.add(connection, [kept], brought.versions[kept.id])
    rows = [
        {
            "trajectory": made.id,
            "n": entry.n,
            "at": entry.at,
            "by": str(entry.by),
            "command": entry.command,
            "data": msgspec.json.encode(entry.event).decode(),
        }
        for entry in brought.entries
    ]
    if rows:
        connection.execute(insert(own.trajectory_event), rows)
    for table, beside in ((own.remark, brought.remarks), (own.report_section, brought.chapters)):
        if beside:
            connection.execute(
                insert(table), [{"trajectory": made.id, **asdict(one)} for one in beside]
            )


def _network(connection: Connection, made: Trajectory) -> str:
    """The one of this name and municipality; what is not there is made."""
    lead = _municipality(connection, made.network.lead)
    n = t.local_network.c
    found = select(n.id).where(n.lead_municipality == lead, n.name == made.network.name)
    if id := connection.execute(found.order_by(n.id)).scalar():
        return str(id)
    id = new_id()
    values = {"id": id, "name": made.network.name, "lead_municipality": lead}
    connection.execute(insert(t.local_network), values)
    return id


def _municipality(connection: Connection, wanted: Municipality) -> str:
    m = t.municipality.c
    for id, name in connection.execute(select(m.id, m.name)):
        if name.casefold() == wanted.name.casefold():
            return str(id)
    made = {"id": new_id(), "name": wanted.name, "title": wanted.title}
    connection.execute(insert(t.municipality), made)
    return made["id"]
