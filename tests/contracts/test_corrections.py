"""A result that was put right and then erased: its words go from the log of the trajectory too."""

import msgspec
from sqlalchemy import Connection, insert, update

from board.events import CardErased
from board.rows import EraseText
from board.trajectory import events as e
from board.trajectory.types import SlotId
from board.types import CardId
from server.store import tables as t
from server.store.trajectory_tables import trajectory_event
from tests.contracts.kept import Kept, card
from tests.contracts.test_copies import copy

SECRET = "Het neefje van Jan rookt"


async def corrected(kept: Kept, trajectory: str, board: str, *lines: tuple[str, str]) -> None:
    def work(connection: Connection) -> None:
        held = t.work_session.c.board_id == board
        connection.execute(update(t.work_session).where(held).values(slot=f"slot-{board}"))
        for n, (id, text) in enumerate(lines, 1):
            event = e.ResultCorrected(SlotId(f"slot-{board}"), id, text, "schrijffout")
            row = {"trajectory": trajectory, "n": n, "at": n, "by": "coordinator", "command": ""}
            data = msgspec.json.encode(event).decode()
            connection.execute(insert(trajectory_event), {**row, "data": data})

    await kept.store.write(work)


async def test_what_was_put_right_is_erased_with_its_card(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    board = await kept.board(trajectory)
    await kept.append(board, card("one", "Eerst"), card("two", "Ook"))
    await corrected(kept, trajectory.id, board, ("one", SECRET), ("two", "Dit blijft staan"))
    await kept.append(board, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    left = kept.left()
    assert SECRET.encode() not in left
    assert b"Dit blijft staan" in left


async def test_what_was_put_right_on_a_copy_is_erased_with_where_it_came_from(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, later = await kept.board(trajectory), await kept.board(trajectory)
    await kept.append(first, card("one", "Eerst"))
    await kept.append(later, copy("two", first, "one"))
    await corrected(kept, trajectory.id, later, ("two", SECRET))
    await kept.append(first, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    assert SECRET.encode() not in kept.left()
