"""What the log of a trajectory has of a card goes with it: what was put right of it, and
what was typed over into goals, texts and loose ends.
"""

import msgspec
from sqlalchemy import Connection, insert, update

from board.events import CardErased
from board.rows import EraseText
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.types import BoardId, CardRef, SlotId
from board.types import CardId
from server.store import tables as t
from server.store.trajectories import TrajectoryLog
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
            row = {
                "trajectory": trajectory,
                "n": n,
                "at": 3_000 + n,
                "by": "coordinator",
                "command": "",
            }
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


async def test_what_was_typed_over_from_a_card_is_erased_with_it(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, later = await kept.board(trajectory), await kept.board(trajectory)
    await kept.append(first, card("one", SECRET), card("new", "new"), card("two", "Anders"))
    await kept.append(later, copy("copy", first, "one", SECRET))
    origin = CardRef(BoardId(later), CardId("copy"))
    goals = [
        c.GoalLine("Met andere woorden gezegd", origin=origin, sign="Zes mensen"),
        c.GoalLine("Een ander doel", change="new", images=[SECRET], groups=["Ouderen"]),
    ]
    events: list[e.AnyEvent] = [
        e.GoalsVersioned(1, ["1.1", "1.2"], goals),
        e.TextVersioned("creed", 1, "Ons woord", ["Eerst.", SECRET, "Dan."]),
        e.LooseEndAdded("end", "Nog te bespreken met Jan", origin),
        e.LooseEndAdded("other", "Dit blijft open"),
    ]

    def work(connection: Connection) -> None:
        for n, event in enumerate(events, 1):
            row = {
                "trajectory": trajectory.id,
                "n": n,
                "at": 3_000 + n,
                "by": "coach",
                "command": "",
            }
            data = msgspec.json.encode(event).decode()
            connection.execute(insert(trajectory_event), {**row, "data": data})

    await kept.store.write(work)
    rows = [EraseText(CardId("one"))]
    await kept.append(first, CardErased(card=CardId("one")), rows=rows)
    left = kept.left()
    for gone in (SECRET, "Met andere woorden gezegd", "Nog te bespreken met Jan"):
        assert gone.encode() not in left
    for stays in ("Een ander doel", "Ouderen", "Zes mensen", "Eerst.", "Dit blijft open"):
        assert stays.encode() in left
    # A card that says what is a word of ours takes nothing else with it.
    await kept.append(first, CardErased(card=CardId("new")), rows=[EraseText(CardId("new"))])
    held = await TrajectoryLog(kept.store).load(trajectory.id)
    assert held is not None
    versioned = held.entries[0].event
    assert isinstance(versioned, e.GoalsVersioned)
    assert [(one.text, one.change) for one in versioned.goals] == [
        ("", "new"),
        ("Een ander doel", "new"),
    ]


async def test_words_that_are_not_of_this_card_alone_stay(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    later = await kept.record.new_trajectory(trajectory.network, "Later", 2_000, [])
    board = await kept.board(trajectory)
    words = ("Jongeren", "Samen koken", "Elke week samen aan tafel", SECRET)
    await kept.append(board, *(card(f"one{n}", text) for n, text in enumerate(words)))
    await kept.append(board, card("two", "Elke week samen aan tafel"))
    goals = [
        c.GoalLine(text, groups=["Jongeren"], sign="Samen koken") for text in (*words, "Jongeren")
    ]

    def work(connection: Connection) -> None:
        for where in (trajectory.id, later.id):
            event = e.GoalsVersioned(1, [f"1.{n}" for n in range(5)], goals)
            row = {"trajectory": where, "n": 1, "at": 3_000, "by": "coach", "command": ""}
            data = msgspec.json.encode(event).decode()
            connection.execute(insert(trajectory_event), {**row, "data": data})

    await kept.store.write(work)
    for n in range(len(words)):
        id = CardId(f"one{n}")
        await kept.append(board, CardErased(card=id), rows=[EraseText(id)])

    async def told(id: str) -> list[tuple[str, list[str], str]]:
        held = await TrajectoryLog(kept.store).load(id)
        assert held is not None
        event = held.entries[0].event
        assert isinstance(event, e.GoalsVersioned)
        return [(one.text, one.groups, one.sign) for one in event.goals]

    # What another card says too stays, and so does a word or two, which anybody may have said.
    common = (["Jongeren"], "Samen koken")
    said = ["Jongeren", "Samen koken", "Elke week samen aan tafel", "", "Jongeren"]
    for where in (trajectory.id, later.id):
        assert await told(where) == [(text, *common) for text in said]
