"""The board's row, its events and the answers of one append in one statement.

One way to the database and back instead of four; measured, a third less time
for one event and half for ten. It takes the board's row as the plain way does.
BEGIN and COMMIT stay apart from it, so that the row is known to be held when
the commit is sent, whatever becomes of that.
"""

from typing import Any

from sqlalchemy import Connection

_APPEND = """
WITH moved AS (
    UPDATE board SET head = %(head)s, mark = %(mark)s
    WHERE board_id = %(board)s AND head = %(seen)s AND mark = %(seen_mark)s AND access = %(access)s
    RETURNING board_id
), happened AS (
    INSERT INTO event (board_id, seq, mark, type, data)
    SELECT moved.board_id, new.seq, %(mark)s, new.type, new.data
    FROM moved, unnest(%(seqs)s::int[], %(types)s::text[], %(datas)s::text[])
        AS new (seq, type, data)
), held AS (
    INSERT INTO event_card (board_id, card_id, seq)
    SELECT moved.board_id, new.card, new.seq
    FROM moved, unnest(%(cards)s::text[], %(card_seqs)s::int[]) AS new (card, seq)
), answered AS (
    INSERT INTO outbox AS old (board_id, outbox, n, digest, answer)
    SELECT moved.board_id, new.outbox, new.n, new.digest, new.answer
    FROM moved, unnest(%(outboxes)s::text[], %(ns)s::bigint[], %(digests)s::bytea[],
        %(answers)s::bytea[]) AS new (outbox, n, digest, answer)
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

    def column(rows: Rows, name: str) -> list[Any]:
        return [row[name] for row in rows]

    moved, answered = connection.exec_driver_sql(
        _APPEND,
        {
            "board": move["board"],
            "seen": move["seen"],
            "seen_mark": move["seen_mark"],
            "access": move["seen_access"],
            "head": move["to"],
            "mark": move["to_mark"],
            "seqs": column(events, "seq"),
            "types": column(events, "type"),
            "datas": column(events, "data"),
            "cards": column(cards, "card_id"),
            "card_seqs": column(cards, "seq"),
            "outboxes": column(answers, "outbox"),
            "ns": column(answers, "n"),
            "digests": column(answers, "digest"),
            "answers": column(answers, "answer"),
        },
    ).one()
    return moved == 1, answered
