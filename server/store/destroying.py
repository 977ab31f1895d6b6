"""A trajectory taken away with all that is of it; a line stays that says so."""

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from board.types import Millis
from server.store import record
from server.store import tables as t
from server.store import trajectory_tables as own
from server.store.record import Trajectory
from server.store.store import Store

OF_A_BOARD, OF_A_TRAJECTORY = "board_id", "trajectory"


class Destroyed(Struct, frozen=True):
    """The certificate. ``destroyed`` is the id, which tells nothing by itself."""

    destroyed: str
    at: Millis
    by: str
    sessions: int
    snapshots: int
    organisations: int
    rows: int


class Destroying:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def trajectory(self, id: str) -> Trajectory | None:
        return await self._store.read(lambda connection: record.trajectory_of(connection, id))

    async def destroy(self, id: str, by: str, now: Millis) -> Destroyed | None:
        """None: there is none, and nothing was changed."""

        def work(connection: Connection) -> Destroyed | None:
            found = record.trajectory_of(connection, id)
            return _destroy(connection, found, by, now) if found else None

        return await self._store.write(work, truncate=True)

    async def certificates(self) -> list[Destroyed]:
        """The oldest first."""
        query = select(own.destruction).order_by(own.destruction.c.at)

        def work(connection: Connection) -> list[Destroyed]:
            return [Destroyed(**row) for row in connection.execute(query).mappings()]

        return await self._store.read(work, one=True)


def _destroy(connection: Connection, found: Trajectory, by: str, now: Millis) -> Destroyed:
    w = t.work_session.c
    of_it = select(w.board_id, w.format).where(w.trajectory == found.id)
    sessions = connection.execute(of_it).all()
    boards = [board for board, _ in sessions]
    gone: dict[str, int] = {}
    # Whatever table names a board or a trajectory, also one that is made later; what leans
    # on another goes before it.
    for table in reversed(t.metadata.sorted_tables):
        gone[table.name] = _of(connection, table, boards, found.id)
    gone[t.trajectory.name] = connection.execute(
        delete(t.trajectory).where(t.trajectory.c.id == found.id)
    ).rowcount
    _forget(connection, found, {format for _, format in sessions})
    made = Destroyed(
        destroyed=found.id,
        at=now,
        by=by,
        sessions=len(boards),
        snapshots=gone[t.snapshot.name],
        organisations=gone[t.organisation.name],
        rows=sum(gone.values()),
    )
    connection.execute(insert(own.destruction), asdict(made))
    return made


def _of(connection: Connection, table: Table, boards: list[str], trajectory: str) -> int:
    gone: list[ColumnElement[bool]] = []
    if OF_A_BOARD in table.columns:
        gone.append(table.c[OF_A_BOARD].in_(boards))
    if table is t.card_copy:
        gone.append(table.c.source_board.in_(boards))
    if OF_A_TRAJECTORY in table.columns:
        gone.append(table.c[OF_A_TRAJECTORY] == trajectory)
    return sum(connection.execute(delete(table).where(one)).rowcount for one in gone)


def _forget(connection: Connection, found: Trajectory, formats: set[str]) -> None:
    """Its network and formats, unless they are of another one too."""
    used = set(connection.execute(select(t.work_session.c.format).distinct()).scalars())
    f, n = t.format_table.c, t.local_network.c
    connection.execute(delete(t.format_table).where(f.sha256.in_(formats - used)))
    others = select(func.count()).where(t.trajectory.c.network == found.network.id)
    if not connection.execute(others).scalar_one():
        connection.execute(delete(t.local_network).where(n.id == found.network.id))
