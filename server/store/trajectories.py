"""The log of every trajectory, what of it the rooms need in rows of their own, and the two
things about people that stand beside it: how to reach who asked, and the sounding board.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, delete, func, insert, select, update

from board.trajectory import events as e
from board.trajectory.events import AnyEvent, Entry
from board.trajectory.types import Function
from board.types import Millis
from server.ids import new_id
from server.store import outcomes, record, sessions, sign_ins
from server.store import tables as t
from server.store import trajectory_tables as own
from server.store.faults import Poisoned, Unreadable
from server.store.record import Network, Organisation, Trajectory
from server.store.sessions import WorkSession
from server.store.store import Store
from server.store.upsert import Upsert

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_v, _c, _n = own.trajectory_event.c, own.trajectory_contact.c, own.sounding_note.c
_t, _o, _w = t.trajectory.c, t.organisation.c, t.work_session.c
_events = select(_v.trajectory, _v.n, _v.at, _v.by, _v.command, _v.data).order_by(
    _v.trajectory, _v.n
)
_put = Upsert(t.trajectory, ("id",))
_lock = select(_t.id).with_for_update(key_share=True)


class Contact(Struct, frozen=True):
    """How to reach who asked; all of it gone once it was erased."""

    reference: str
    name: str | None
    email: str | None
    phone: str | None
    created_at: Millis
    erased_at: Millis | None = None


class Note(Struct, frozen=True):
    """Of the sounding board. ``kind`` is note, question, well, hard or coach."""

    id: str
    slot: str | None
    kind: str
    by: str
    account: str | None
    at: Millis
    text: str


class Held(Struct, frozen=True):
    """All that is kept of one trajectory, read at one moment."""

    trajectory: Trajectory
    entries: tuple[Entry, ...]
    organisations: tuple[Organisation, ...]
    sessions: tuple[WorkSession, ...]
    outcomes: tuple[outcomes.Outcome, ...]


class Begin(Struct, frozen=True):
    """A trajectory that this append makes, in a network that is there."""

    id: str
    network: Network
    title: str
    entries: Sequence[Entry]
    contact: Contact | None = None


class Append(Struct, frozen=True):
    """The next lines of a log that stands at ``expected``, and what goes with them.
    ``begins`` is a trajectory that grows out of this one.
    """

    trajectory: str
    expected: int
    entries: Sequence[Entry]
    notes: Sequence[Note] = ()
    begins: Begin | None = None
    gone: Collection[str] = ()
    """Accounts it was of, and is no more: what they have open of it is closed."""


class TrajectoryLog:
    """Every read sees one moment, in a number of queries that does not grow."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, begin: Begin, now: Millis) -> bool:
        """False: there is one with this id, and nothing was written."""
        return await self._store.write(lambda connection: _begin(connection, begin, now))

    async def append(self, append: Append) -> bool:
        """False: someone else was first, and nothing was written."""

        def work(connection: Connection) -> bool:
            # One after another, also on several servers.
            connection.execute(_lock.where(_t.id == append.trajectory))
            last = select(func.coalesce(func.max(_v.n), 0)).where(
                _v.trajectory == append.trajectory
            )
            if connection.execute(last).scalar_one() != append.expected:
                return False
            _add(connection, append.trajectory, append.entries)
            _put_notes(connection, append.trajectory, append.notes)
            if append.begins is not None:
                _begin(connection, append.begins, append.entries[0].at)
            for account in sorted(append.gone):
                sign_ins.end_grants(
                    connection,
                    append.entries[-1].at,
                    account=account,
                    trajectory=append.trajectory,
                )
            if append.gone:
                # They may have kept a link, or opened one in another browser.
                sign_ins.revoke_leads(connection, append.trajectory, append.entries[-1].at)
            return True

        return await self._store.write(work)

    async def load(self, id: str) -> Held | None:
        """Five queries, however long it is."""

        def work(connection: Connection) -> Held | None:
            found = record.trajectory_of(connection, id)
            if found is None:
                return None
            return Held(
                found,
                tuple(_read(connection, [id]).get(id, ())),
                record.organisations_of(connection, id),
                sessions.of_trajectory(connection, id),
                tuple(outcomes.of_trajectory(connection, id, ended=True)),
            )

        return await self._store.read(work)

    async def logs(self) -> tuple[tuple[Trajectory, tuple[Entry, ...]], ...]:
        """All trajectories with their logs, in two queries."""

        def work(connection: Connection) -> tuple[tuple[Trajectory, tuple[Entry, ...]], ...]:
            logs = _read(connection, None)
            all = record.trajectories_of(connection)
            return tuple((one, tuple(logs.get(one.id, ()))) for one in all)

        return await self._store.read(work)

    async def held(self, ids: Collection[str]) -> Mapping[str, Held]:
        """Those with these ids and all that is kept of them, in five queries."""

        def work(connection: Connection) -> dict[str, Held]:
            logs = _read(connection, ids)
            partners = record.organisations_of_each(connection, ids)
            there = sessions.of_each(connection, ids)
            ends = outcomes.of_each(connection, ids)
            return {
                one.id: Held(
                    one,
                    tuple(logs.get(one.id, ())),
                    tuple(partners.get(one.id, ())),
                    tuple(there.get(one.id, ())),
                    tuple(ends.get(one.id, ())),
                )
                for one in record.trajectories_of(connection)
                if one.id in ids
            }

        return await self._store.read(work) if ids else {}

    # How to reach who asked

    async def contact(self, trajectory: str) -> Contact | None:
        query = select(
            _c.reference, _c.name, _c.email, _c.phone, _c.created_at, _c.erased_at
        ).where(_c.trajectory == trajectory)

        def work(connection: Connection) -> Contact | None:
            row = connection.execute(query).first()
            return Contact(*row) if row else None

        return await self._store.read(work, one=True)

    async def contacts(self, ids: Collection[str]) -> Mapping[str, Contact]:
        """By trajectory, in one query."""
        query = select(
            _c.trajectory, _c.reference, _c.name, _c.email, _c.phone, _c.created_at, _c.erased_at
        ).where(_c.trajectory.in_(ids))

        def work(connection: Connection) -> dict[str, Contact]:
            return {row[0]: Contact(*row[1:]) for row in connection.execute(query)}

        return await self._store.read(work, one=True) if ids else {}

    async def by_reference(self, reference: str) -> str | None:
        """The trajectory that a reference is of."""
        query = select(_c.trajectory).where(_c.reference == reference)

        def work(connection: Connection) -> str | None:
            return connection.execute(query).scalar()

        return await self._store.read(work, one=True)

    async def erase_contact(self, trajectory: str, now: Millis) -> None:
        def work(connection: Connection) -> None:
            connection.execute(
                update(own.trajectory_contact)
                .where(_c.trajectory == trajectory, _c.erased_at.is_(None))
                .values(name=None, email=None, phone=None, erased_at=now)
            )

        await self._store.write(work, truncate=True)

    # The sounding board

    async def notes(self, trajectory: str) -> tuple[Note, ...]:
        """The oldest first."""
        query = (
            select(_n.id, _n.slot, _n.kind, _n.by, _n.account, _n.at, _n.text)
            .where(_n.trajectory == trajectory)
            .order_by(_n.at, _n.id)
        )

        def work(connection: Connection) -> tuple[Note, ...]:
            return tuple(Note(*row) for row in connection.execute(query))

        return await self._store.read(work, one=True)

    async def put_note(self, trajectory: str, note: Note) -> None:
        await self._store.write(lambda connection: _put_notes(connection, trajectory, [note]))

    async def erase_note(self, trajectory: str, id: str, account: str | None = None) -> bool:
        """Only of this ``account``, if one is given."""
        gone = delete(own.sounding_note).where(_n.trajectory == trajectory, _n.id == id)
        if account is not None:
            gone = gone.where(_n.account == account)

        def work(connection: Connection) -> bool:
            return connection.execute(gone).rowcount == 1

        return await self._store.write(work, truncate=True)


def _begin(connection: Connection, begin: Begin, now: Millis) -> bool:
    put = connection.execute(
        _put.on(connection).execution_options(preserve_rowcount=True),
        {
            "id": begin.id,
            "network": begin.network.id,
            "type": "restart",
            "title": begin.title,
            "created_at": now,
        },
    )
    if put.rowcount != 1:
        return False
    _add(connection, begin.id, begin.entries)
    if begin.contact is not None:
        connection.execute(
            insert(own.trajectory_contact), {"trajectory": begin.id, **asdict(begin.contact)}
        )
    return True


def _add(connection: Connection, trajectory: str, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        data = msgspec.json.encode(entry.event)
        if _decoder.decode(data) != entry.event:
            kind = type(entry.event).__name__
            raise Poisoned(f"{kind} does not read back as it was written")
        row = asdict(entry)
        del row["event"]
        row["by"] = str(entry.by)
        rows.append({"trajectory": trajectory, **row, "data": data.decode()})
    if rows:
        connection.execute(insert(own.trajectory_event), rows)
    for entry in entries:
        _project(connection, trajectory, entry)


def _project(connection: Connection, trajectory: str, entry: Entry) -> None:
    """Keeps in step what rooms and doors read: partners, and what stands of a session."""
    match entry.event:
        case e.PartnerAdded() as added:
            record.put_organisation(
                connection,
                Organisation(
                    added.organisation,
                    trajectory,
                    added.name,
                    added.partner_kind,
                    added.brings or None,
                    added.interest or None,
                    added.ambition or None,
                ),
                entry.at,
            )
        case e.PartnerDescribed() as said:
            values = {"name": said.name, "kind": said.partner_kind, "brings": said.brings}
            _partner(connection, said.organisation, values)
        case e.InterestChanged() as said:
            values = {"interest": said.interest, "ambition": said.ambition}
            _partner(connection, said.organisation, values)
        case e.PartnerLeft(organisation=id):
            _left(connection, id, entry.at)
        case e.PartnerReturned(organisation=id):
            _left(connection, id, None)
        case e.SlotPrepared(slot=slot, board=board):
            _session(connection, _w.board_id == board, slot=slot)
        case e.SlotMoved(slot=slot, day=day):
            _session(connection, _w.slot == slot, planned_at=day)
        case e.ResultsConfirmed(slot=slot):
            _session(connection, _w.slot == slot, confirmed_at=entry.at)
        case e.ResultsUnconfirmed(slot=slot):
            _session(connection, _w.slot == slot, confirmed_at=None)
        case _:
            pass


def _partner(connection: Connection, id: str, values: Mapping[str, str | None]) -> None:
    said = {name: value for name, value in values.items() if value is not None}
    if said:
        connection.execute(update(t.organisation).where(_o.id == id).values(**said))


def _left(connection: Connection, id: str, at: Millis | None) -> None:
    connection.execute(update(t.organisation).where(_o.id == id).values(left_at=at))


def _session(connection: Connection, where: Any, **values: Any) -> None:
    connection.execute(update(t.work_session).where(where).values(**values))


def _put_notes(connection: Connection, trajectory: str, notes: Iterable[Note]) -> None:
    rows = [{"trajectory": trajectory, **asdict(note)} for note in notes]
    if rows:
        connection.execute(insert(own.sounding_note), rows)


def _read(connection: Connection, ids: Collection[str] | None) -> dict[str, list[Entry]]:
    query = _events if ids is None else _events.where(_v.trajectory.in_(ids))
    found: dict[str, list[Entry]] = {}
    for trajectory, n, at, by, command, data in connection.execute(query):
        there = found.setdefault(trajectory, [])
        if n != len(there) + 1:
            raise Unreadable(f"trajectory {trajectory} has no event {len(there) + 1}")
        try:
            event = _decoder.decode(data)
        except msgspec.DecodeError as fault:
            # Only where it went wrong: the message of a decoder may quote what people wrote.
            raise Unreadable(f"trajectory {trajectory}, event {n} is not known here") from fault
        there.append(Entry(n, at, Function(by), event, command))
    return found


def note_of(
    text: str, kind: str, by: str, account: str, at: Millis, slot: str | None = None
) -> Note:
    return Note(new_id(), slot, kind, by, account or None, at, text)
