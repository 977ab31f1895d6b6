"""A power cut, played out: what the disk had is not what the system had in memory.

The journal of ``preload`` has each write and each sync of the database, in order and with their
times. On the disk is what was synced, and of what was not, some writes are and others are not,
and the last of them may be torn. So a file is made of what was surely written and some of the
rest, by lot, and opened as after a cut; what was acknowledged before it must be there.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from struct import Struct as Packed
from typing import Any

from msgspec import Struct, field

from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK
from tests.faults.history import AnyRecord, Came, Ok
from tests.faults.kept import whole
from tests.faults.run import Stand

# As ``entry`` in preload.c.
ENTRY = Packed("qqqqq")
BASE, WRITTEN, SYNCED, CUT = b"BWST"
ENDINGS = (".sqlite3", ".sqlite3-wal")
CUTS = 20
"""Other moments of each run at which the power might have gone as well."""


class Note(Struct, frozen=True):
    t: float
    kind: int
    path: str
    offset: int
    data: bytes


def read(journal: Path) -> list[Note]:
    """The last one may be cut off."""
    data, at, notes = journal.read_bytes(), 0, []
    while at + ENTRY.size <= len(data):
        t, kind, path, offset, length = ENTRY.unpack_from(data, at)
        size = length if kind in (BASE, WRITTEN) else 0
        begin = at + ENTRY.size
        at = begin + path + size
        if at > len(data):
            break
        name = data[begin : begin + path].decode()
        if name.endswith(ENDINGS):
            notes.append(Note(t / 1e9, kind, name, offset, data[begin + path : at]))
    return notes


class File(Struct):
    """``now`` is what whoever reads it sees; ``sure`` is what the disk has."""

    now: bytearray = field(default_factory=bytearray)
    sure: bytearray = field(default_factory=bytearray)
    since: list[Note] = field(default_factory=list)
    """What was done to it and is not sure yet."""

    def take(self, note: Note) -> None:
        if note.kind == BASE:
            # Another process goes on with it, or it is a new one of that name.
            if note.data != self.now:
                self.now, self.sure, self.since = bytearray(note.data), bytearray(note.data), []
        elif note.kind == SYNCED:
            for one in self.since:
                _do(self.sure, one, len(one.data))
            self.since = []
        else:
            _do(self.now, note, len(note.data))
            self.since.append(note)

    def after_a_cut(self, random: Random) -> bytearray:
        left = bytearray(self.sure)
        for note in self.since:
            if random.random() < 0.5:
                torn = note is self.since[-1] and random.random() < 0.5
                _do(left, note, random.randrange(len(note.data) + 1) if torn else len(note.data))
        return left


def _do(data: bytearray, note: Note, most: int) -> None:
    if note.kind == CUT:
        del data[note.offset :]
        data.extend(bytes(note.offset - len(data)))
        return
    data.extend(bytes(max(0, note.offset - len(data))))
    data[note.offset : note.offset + most] = note.data[:most]


def cuts(
    notes: list[Note], at: list[int], random: Random
) -> Iterator[tuple[float, dict[str, bytearray]]]:
    """The files as they are left when the power goes after so many notes, with the time."""
    files: dict[str, File] = {}
    for note in notes:
        # What a file was when it was first touched it had been from the beginning.
        if note.kind == BASE and note.path not in files:
            files[note.path] = File(bytearray(note.data), bytearray(note.data))
    wanted = sorted(at)
    for number, note in enumerate(notes, 1):
        files[note.path].take(note)
        while wanted and wanted[0] == number:
            wanted.pop(0)
            yield (
                note.t,
                {Path(path).name: file.after_a_cut(random) for path, file in files.items()},
            )


async def power_cut(stand: Stand) -> None:
    """F11: the power goes while the crowd is at work, and comes back with what the disk has."""
    (server,) = stand.servers
    assert isinstance(stand.database, Path)
    assert server.disk is not None
    assert server.disk.journal is not None
    random = stand.crowd.random
    await asyncio.sleep(stand.seconds)
    stand.history.moment(STRUCK, "the power is cut")
    await server.kill()
    notes = read(server.disk.journal)
    real = await asyncio.to_thread(put, stand.folder / "real", _files(stand.database))
    for t, files in cuts(notes, random.sample(range(1, len(notes)), CUTS), random):
        left = await asyncio.to_thread(put, stand.folder / "left", files)
        stand.findings += await asyncio.to_thread(_judge, left, real, stand.history.records, t)
        stand.injected += 1
    # And this one really happens: it is what the server and the crowd go on from.
    ((_, files),) = cuts(notes, [len(notes)], random)
    for file in stand.database.parent.glob(f"{stand.database.name}-*"):
        file.unlink()
    for name, data in files.items():
        (stand.database.parent / name).write_bytes(data)
    stand.injected += 1
    await server.again()
    stand.history.moment(HEALED)
    await asyncio.sleep(stand.seconds / 2)
    stand.tell("cuts played out", stand.injected)


def _files(database: Path) -> dict[str, bytearray]:
    return {
        file.name: bytearray(file.read_bytes())
        for file in (database, database.with_name(f"{database.name}-wal"))
        if file.exists()
    }


def put(folder: Path, files: dict[str, bytearray]) -> Path:
    """Where its database is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder / min(files, key=len)


def _judge(left: Path, real: Path, records: list[AnyRecord], t: float) -> list[Finding]:
    if found := whole(left):
        return found
    rows, all_rows = (
        {
            (board, seq): mark
            for board, seq, mark in _rows(one, "SELECT board_id, seq, mark FROM event")
        }
        for one in (left, real)
    )
    wrong = [
        Finding("C4", board, f"after a cut {seq} is another event")
        for (board, seq), mark in rows.items()
        if all_rows.get((board, seq)) != mark
    ]
    board = {record.client: record.board for record in records if isinstance(record, Came)}
    lost = [
        Finding("C1", board[one.client], f"{one.n} of {one.client} was acknowledged at {one.seq}, "
                "and went with the power")
        for one in records
        if isinstance(one, Ok) and one.t < t and (board[one.client], one.seq) not in rows
    ]  # fmt: skip
    return wrong + lost


def keys(database: Path, asked: str) -> set[int]:
    return {number for (number,) in _rows(database, asked)}


def _rows(database: Path, asked: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as line:
        try:
            return line.execute(asked).fetchall()
        except sqlite3.OperationalError as fault:
            if "no such table" in str(fault):
                return []  # The cut was before it had its tables.
            raise
