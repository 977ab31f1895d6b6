"""What the database keeps beside the log, and whether it is whole itself.

C16 each snapshot that was kept says what the log comes to at its place, under
the hash it has; each that the log tells of is there, and no other. C17 the
database finds nothing wrong with itself: SQLite by its own check, PostgreSQL by
reading each table both ways, over its pages and over its keys, and by its own
check of indexes where that is installed.
"""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
from psycopg import sql
from sqlalchemy import text

from board import events as e
from board.types import Audience
from tests.faults.account import Account, Finding
from tests.faults.evidence import engine_for
from tests.faults.streams import Drawn


def snapshots(accounts: dict[str, Account], database: str | Path) -> None:
    """C16; findings go into the account of their board."""
    engine = engine_for(database)
    with engine.connect() as connection:
        for board, done in accounts.items():
            rows = connection.execute(
                text(
                    "SELECT id, seq, public, sha256 FROM snapshot WHERE board_id = :board "
                    "AND public IS NOT NULL"
                ),
                {"board": board},
            )
            judge(done, {id: (seq, bytes(data), told) for id, seq, data, told in rows})
    engine.dispose()


def judge(done: Account, kept: dict[str, tuple[int, bytes, str]]) -> None:
    told = {
        str(row.event.snapshot): row.seq
        for row in done.log.rows
        if isinstance(row.event, e.SnapshotTaken)
    }
    for id in sorted(told.keys() ^ kept.keys()):
        where = f"at {told[id]} is not kept" if id in told else "is of no event"
        done.finding("C16", f"snapshot {id} {where}")
    drawn = Drawn(done)
    for id in told.keys() & kept.keys():
        seq, data, hashed = kept[id]
        if hashlib.sha256(data).hexdigest() != hashed:
            done.finding("C16", f"snapshot {id} does not have the hash that is kept of it")
        view = drawn.without_erased(msgspec.json.decode(data)["view"])
        if seq != told[id] or view != drawn.view(told[id], Audience.RECORD):
            done.finding("C16", f"snapshot {id} at {seq} does not say what was so at {told[id]}")


def whole(database: str | Path) -> list[Finding]:
    """C17."""
    wrong = _sqlite(database) if isinstance(database, Path) else _postgres(database)
    return [Finding("C17", "", one) for one in wrong]


def _sqlite(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as line:
        try:
            told = [str(row[0]) for row in line.execute("PRAGMA integrity_check")]
            loose = line.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as fault:
            return [f"it cannot be read: {fault}"]
    wrong = [] if told == ["ok"] else told[:5]
    return wrong + [f"a row of {row[0]} names what is not in {row[2]}" for row in loose[:5]]


def _postgres(database: str) -> list[str]:
    wrong = []
    with psycopg.connect(database, autocommit=True) as line:
        tables = [
            str(name)
            for (name,) in line.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        ]
        for name in tables:
            try:
                pages, keys = (_rows(line, name, by) for by in ("seqscan", "indexscan"))
            except psycopg.Error as fault:
                wrong.append(f"{name} cannot be read: {fault}")
                continue
            if pages != keys:
                wrong.append(f"{name} has {pages[0]} rows in its pages, {keys[0]} by its keys")
        wrong += _amcheck(line)
    return wrong


def _rows(line: "psycopg.Connection", name: str, by: str) -> tuple[int, int]:
    """Counts by the whole of each row, so that all of it is read."""
    ways = ("seqscan", "indexscan", "bitmapscan", "indexonlyscan")
    with line.transaction():
        for way in ways:
            line.execute(f"SET LOCAL enable_{way} = {'on' if way == by else 'off'}")
        row = line.execute(
            sql.SQL("SELECT count(*), sum(length(t::text)) FROM (SELECT * FROM {} {}) t").format(
                sql.Identifier(name), sql.SQL(_order(line, name) if by == "indexscan" else "")
            )
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1] or 0)


def _order(line: "psycopg.Connection", name: str) -> str:
    """By the first column of its key, so that the key is what it goes by."""
    found = line.execute(
        "SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.at) FROM pg_index i, "
        "unnest(i.indkey::int[]) WITH ORDINALITY k(number, at), pg_attribute a "
        "WHERE i.indrelid = %s::regclass AND i.indisprimary "
        "AND a.attrelid = i.indrelid AND a.attnum = k.number",
        (f'"{name}"',),
    ).fetchone()
    return f"ORDER BY {found[0]}" if found and found[0] else ""


def _amcheck(line: "psycopg.Connection") -> list[str]:
    known = line.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'").fetchone()
    if known is None:
        return []
    line.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
    wrong = []
    indexes = line.execute(
        "SELECT i.indexrelid::regclass::text FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE m.amname = 'btree' AND n.nspname = 'public'"
    ).fetchall()
    for (index,) in indexes:
        try:
            line.execute("SELECT bt_index_check(%s::regclass, true)", (index,))
        except psycopg.Error as fault:
            wrong.append(f"{index}: {fault}".splitlines()[0])
    return wrong
