"""The record of a trajectory: network, organisations, work sessions and snapshots.

Read from the database alone: a snapshot opens with no room loaded. Nothing here
knows what a board holds.
"""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, RowMapping, Select, exists, func, insert, select

from board.types import Millis
from server.ids import new_id
from server.store import outcomes, sessions
from server.store import tables as t
from server.store.erasing import Erased
from server.store.outcomes import Outcome
from server.store.sessions import WorkSession
from server.store.store import Store


class Municipality(Struct, frozen=True):
    """``title`` is how it is addressed: gemeente or stad."""

    id: str
    name: str
    title: str


class Network(Struct, frozen=True):
    id: str
    name: str
    lead: Municipality


class Trajectory(Struct, frozen=True):
    id: str
    type: str
    title: str
    created_at: Millis
    network: Network


class NewOrganisation(Struct, frozen=True):
    name: str
    kind: str
    brings: str | None = None
    interest: str | None = None
    ambition: str | None = None


class Organisation(Struct, frozen=True):
    id: str
    trajectory: str
    name: str
    kind: str
    brings: str | None
    interest: str | None
    ambition: str | None
    left_at: Millis | None = None


class SnapshotLine(Struct, frozen=True):
    """A snapshot as a list shows it. ``version`` rises when a card's text was erased."""

    id: str
    version: int
    board: str
    seq: int
    moment: str
    label: str
    at: Millis
    by: str
    sha256: str


class Snapshot(SnapshotLine, frozen=True):
    """With the exact bytes that ``sha256`` is of, and the trajectory it belongs to."""

    public: bytes
    closed: bytes | None
    closed_sha256: str | None
    trajectory: str


class Overview(Struct, frozen=True):
    """All that the page of a trajectory shows."""

    trajectory: Trajectory
    organisations: tuple[Organisation, ...]
    sessions: tuple[WorkSession, ...]
    snapshots: dict[str, tuple[SnapshotLine, ...]]
    """By board, in the order they were taken."""


_m, _n, _t, _o, _s = (
    t.municipality.c,
    t.local_network.c,
    t.trajectory.c,
    t.organisation.c,
    t.snapshot.c,
)
_trajectories = (
    select(
        _t.id,
        _t.type,
        _t.title,
        _t.created_at,
        _n.id.label("network_id"),
        _n.name.label("network_name"),
        _m.id.label("lead_id"),
        _m.name.label("lead_name"),
        _m.title.label("lead_title"),
    )
    .join(t.local_network, _n.id == _t.network)
    .join(t.municipality, _m.id == _n.lead_municipality)
    .order_by(_t.created_at, _t.id)
)
_lock = select(_t.id).with_for_update(key_share=True)
_organisations = select(
    _o.id,
    _o.trajectory,
    _o.name,
    _o.kind,
    _o.brings,
    _o.interest,
    _o.ambition,
    _o.left_at,
)
_line = (
    _s.id,
    _s.version,
    _s.board_id.label("board"),
    _s.seq,
    _s.moment,
    _s.label,
    _s.at,
    _s.by,
    _s.sha256,
)


class Record:
    """Every read sees one moment, in a number of queries that does not grow."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Making

    async def new_municipality(self, name: str, title: str) -> Municipality:
        made = Municipality(new_id(), name, title)

        def work(connection: Connection) -> Municipality:
            connection.execute(insert(t.municipality), asdict(made))
            return made

        return await self._store.write(work)

    async def new_network(self, name: str, lead: Municipality) -> Network:
        made = Network(new_id(), name, lead)

        def work(connection: Connection) -> Network:
            connection.execute(
                insert(t.local_network),
                {"id": made.id, "name": name, "lead_municipality": lead.id},
            )
            return made

        return await self._store.write(work)

    async def new_trajectory(
        self,
        network: Network,
        title: str,
        now: Millis,
        organisations: Sequence[NewOrganisation] = (),
        type: str = "restart",
    ) -> Trajectory:
        """A trajectory with its organisations, all or nothing."""
        made = Trajectory(new_id(), type, title, now, network)

        def work(connection: Connection) -> Trajectory:
            connection.execute(
                insert(t.trajectory),
                {
                    "id": made.id,
                    "network": network.id,
                    "type": type,
                    "title": title,
                    "created_at": now,
                },
            )
            for place, organisation in enumerate(organisations, 1):
                _add_organisation(connection, made.id, organisation, now, place)
            return made

        return await self._store.write(work)

    async def add_organisation(
        self, trajectory: str, organisation: NewOrganisation, now: Millis
    ) -> Organisation:
        """One with the same name, capitals aside, is that one: two consoles may add it at once."""

        def work(connection: Connection) -> Organisation:
            # One after another, also on several servers.
            connection.execute(_lock.where(_t.id == trajectory))
            wanted = organisation.name.casefold()
            for there in organisations_of(connection, trajectory):
                if there.name.casefold() == wanted:
                    return there
            last = select(func.coalesce(func.max(_o.place), 0)).where(_o.trajectory == trajectory)
            place = connection.execute(last).scalar_one() + 1
            return _add_organisation(connection, trajectory, organisation, now, place)

        return await self._store.write(work)

    # Reading

    async def is_empty(self) -> bool:
        """Nobody has begun anything here yet."""

        def work(connection: Connection) -> bool:
            return not connection.execute(select(exists(select(t.work_session)))).scalar()

        return await self._store.read(work)

    async def trajectories(self) -> tuple[Trajectory, ...]:
        def work(connection: Connection) -> tuple[Trajectory, ...]:
            return trajectories_of(connection)

        return await self._store.read(work)

    async def trajectory(self, id: str) -> Trajectory | None:
        def work(connection: Connection) -> Trajectory | None:
            return trajectory_of(connection, id)

        return await self._store.read(work)

    async def overview(self, trajectory: str) -> Overview | None:
        """The whole page in four queries, however many sessions there are."""

        def work(connection: Connection) -> Overview | None:
            found = trajectory_of(connection, trajectory)
            if found is None:
                return None
            held: dict[str, list[SnapshotLine]] = {}
            lines = (
                select(*_line)
                .join(t.work_session, t.work_session.c.board_id == _s.board_id)
                .where(t.work_session.c.trajectory == trajectory, _s.public.is_not(None))
                .order_by(_s.board_id, _s.seq, _s.at, _s.id)
            )
            for row in connection.execute(lines).mappings():
                held.setdefault(row["board"], []).append(SnapshotLine(**row))
            return Overview(
                found,
                organisations_of(connection, trajectory),
                sessions.of_trajectory(connection, trajectory),
                {board: tuple(snapshots) for board, snapshots in held.items()},
            )

        return await self._store.read(work)

    async def organisations(self, trajectory: str) -> tuple[Organisation, ...]:
        """In the order they were added."""

        def work(connection: Connection) -> tuple[Organisation, ...]:
            return organisations_of(connection, trajectory)

        return await self._store.read(work)

    async def session(self, board: str) -> WorkSession | None:
        def work(connection: Connection) -> WorkSession | None:
            return sessions.by_board(connection, board)

        return await self._store.read(work)

    async def outcomes(self, trajectory: str) -> Sequence[Outcome]:
        """The last snapshot of each session."""

        def work(connection: Connection) -> Sequence[Outcome]:
            return outcomes.of_trajectory(connection, trajectory, ended=False)

        return await self._store.read(work, one=True)

    async def erasures(self, trajectory: str) -> list[Erased]:
        """How much that was personal was erased of its sessions, and when."""
        e, w = t.erasure.c, t.work_session.c
        query = (
            select(e.board_id, e.at, e.names, e.grants, e.links)
            .join(t.work_session, w.board_id == e.board_id)
            .where(w.trajectory == trajectory)
            .order_by(e.at, e.board_id)
        )

        def work(connection: Connection) -> list[Erased]:
            return [Erased(*row) for row in connection.execute(query)]

        return await self._store.read(work, one=True)

    async def snapshots(
        self, trajectory: str, only: Collection[str] | None = None
    ) -> list[Snapshot]:
        """All of a trajectory, or ``only`` these, in their newest version, each session's in
        order.
        """
        query = (
            select(*_line, _s.public, _s.closed, _s.closed_sha256, t.work_session.c.trajectory)
            .join(t.work_session, t.work_session.c.board_id == _s.board_id)
            .where(t.work_session.c.trajectory == trajectory, _s.public.is_not(None))
            .order_by(_s.board_id, _s.seq, _s.id, _s.version)
        )
        if only is not None:
            query = query.where(_s.id.in_(only))

        def work(connection: Connection) -> list[Snapshot]:
            rows = connection.execute(query).mappings()
            newest = {row["id"]: Snapshot(**row) for row in rows}
            return list(newest.values())

        return await self._store.read(work, one=True)

    async def snapshot(self, id: str) -> Snapshot | None:
        """The snapshot in its newest version."""
        query = (
            select(*_line, _s.public, _s.closed, _s.closed_sha256, t.work_session.c.trajectory)
            .join(t.work_session, t.work_session.c.board_id == _s.board_id)
            .where(_s.id == id, _s.public.is_not(None))
            .order_by(_s.version.desc())
        )

        def work(connection: Connection) -> Snapshot | None:
            row = _first(connection, query)
            return Snapshot(**row) if row else None

        return await self._store.read(work)


def _add_organisation(
    connection: Connection,
    trajectory: str,
    organisation: NewOrganisation,
    now: Millis,
    place: int,
) -> Organisation:
    made = Organisation(id=new_id(), trajectory=trajectory, **asdict(organisation))
    connection.execute(insert(t.organisation), {**asdict(made), "created_at": now, "place": place})
    return made


def organisations_of(connection: Connection, trajectory: str) -> tuple[Organisation, ...]:
    query = _organisations.where(_o.trajectory == trajectory).order_by(_o.place)
    return tuple(Organisation(**row) for row in connection.execute(query).mappings())


def organisations_of_each(
    connection: Connection, trajectories: Collection[str]
) -> dict[str, list[Organisation]]:
    query = _organisations.where(_o.trajectory.in_(trajectories)).order_by(_o.place)
    found: dict[str, list[Organisation]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["trajectory"], []).append(Organisation(**row))
    return found


def put_organisation(connection: Connection, made: Organisation, now: Millis) -> None:
    """Behind those that are there; the caller holds the trajectory."""
    last = select(func.coalesce(func.max(_o.place), 0)).where(_o.trajectory == made.trajectory)
    place = connection.execute(last).scalar_one() + 1
    connection.execute(insert(t.organisation), {**asdict(made), "created_at": now, "place": place})


def trajectories_of(connection: Connection) -> tuple[Trajectory, ...]:
    return tuple(_as_trajectory(row) for row in connection.execute(_trajectories).mappings())


def trajectory_of(connection: Connection, id: str) -> Trajectory | None:
    row = _first(connection, _trajectories.where(_t.id == id))
    return _as_trajectory(row) if row else None


def _as_trajectory(row: RowMapping) -> Trajectory:
    lead = Municipality(row["lead_id"], row["lead_name"], row["lead_title"])
    network = Network(row["network_id"], row["network_name"], lead)
    return Trajectory(row["id"], row["type"], row["title"], row["created_at"], network)


def _first(connection: Connection, query: Select[Any]) -> RowMapping | None:
    return connection.execute(query).mappings().first()
