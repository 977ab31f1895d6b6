"""The board's row, its events and the answers of one append in one statement.

One way to the database and back instead of four; measured, a third less time
for one event and half for ten. It takes the board's row as the plain way does.
BEGIN and COMMIT stay apart from it, so that the row is known to be held when
the commit is sent, whatever becomes of that.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection

from server.store.postgres import engine

_APPEND = """
WITH moved AS (
    UPDATE board SET head = %s, mark = %s
    WHERE board_id = %s AND head = %s AND mark = %s AND access = %s
    RETURNING board_id, mark
), happened AS (
    INSERT INTO event (board_id, seq, mark, type, data)
    SELECT moved.board_id, new.seq, moved.mark, new.type, new.data
    FROM moved, json_to_recordset(%s::json) AS new (seq int, type text, data text)
), held AS (
    INSERT INTO event_card (board_id, card_id, seq)
    SELECT moved.board_id, new.card_id, new.seq
    FROM moved, json_to_recordset(%s::json) AS new (card_id text, seq int)
), answered AS (
    INSERT INTO outbox AS old (board_id, outbox, n, digest, answer)
    SELECT moved.board_id, new.outbox, new.n,
        decode(new.digest, 'base64'), decode(new.answer, 'base64')
    FROM moved, json_to_recordset(%s::json)
        AS new (outbox text, n bigint, digest text, answer text)
    ON CONFLICT (board_id, outbox)
    DO UPDATE SET n = excluded.n, digest = excluded.digest, answer = excluded.answer
    WHERE old.n < excluded.n
    RETURNING 1
)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM answered)
"""

Rows = list[dict[str, Any]]


def append(
    connection: Connection, move: dict[str, Any], events: Rows, cards: Rows, answers: Rows
) -> tuple[bool, int]:
    """Whether the board moved, and how many answers were put."""
    # As JSON: what makes arrays for PostgreSQL takes longer than all the rest of this.
    moved, answered = engine.at_once(
        connection,
        _APPEND,
        (
            move["to"],
            move["to_mark"],
            move["board"],
            move["seen"],
            move["seen_mark"],
            move["seen_access"],
            _json(events),
            _json(cards),
            _json(answers),
        ),
    )
    return moved == 1, answered


_encode = msgspec.json.Encoder().encode


def _json(rows: Rows) -> str:
    """Bytes become base64."""
    return _encode(rows).decode()
