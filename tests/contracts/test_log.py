"""What the log promises: one order, one winner, nothing lost, nothing half."""

import asyncio
import subprocess
import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from board import Decision
from board.commands import Answer
from board.events import BallotPut, RoundOpened, RoundVoided
from board.rows import Ballot, OpenBox, PutBallotRow
from board.types import PollId, RoundId
from server.ids import new_mark
from server.store import (
    Append,
    Conflict,
    Head,
    OutboxRow,
    Poisoned,
    Unreadable,
)
from server.store import tables as t
from tests.board.play import MOON, Play
from tests.board.walk import act
from tests.contracts.conftest import Fresh
from tests.contracts.kept import Kept, card
from tests.examples import few

ROUND = RoundId("round-1")
OPENED = RoundOpened(round=ROUND, poll=PollId("petal_dots"), visit=1, method="dots", questions=[])


def ballot(voter: str, option: str = "a") -> PutBallotRow:
    answers = {"question": Answer(options={option: 1})}
    return PutBallotRow(ROUND, Ballot(voter, "", False, answers))


async def test_L6_what_was_appended_is_loaded_in_order_without_a_gap(kept: Kept) -> None:
    board = await kept.board()
    cards = [card(f"c{n}", f"kaartje {n}", n) for n in range(1, 8)]
    await kept.append(board, *cards[:3])
    await kept.append(board, *cards[3:])
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.head == kept.heads[board] == Head(8, kept.heads[board].mark, 0)
    assert loaded.events[1:] == tuple(cards)
    assert loaded.format == MOON
    tail = await kept.log.tail(board, 3)
    assert [seq for seq, _, _ in tail] == [4, 5, 6, 7, 8]
    assert [event for _, _, event in tail] == cards[2:]
    # One mark an append, another for each.
    assert tail[0][1] != tail[1][1] == tail[4][1] == loaded.head.mark
    assert await kept.log.mark_at(board, 8) == loaded.head.mark
    assert await kept.log.mark_at(board, 9) is None


async def test_what_does_not_exist_is_none(kept: Kept) -> None:
    assert await kept.log.load("nowhere") is None
    assert await kept.log.heads(["nowhere"]) == {}
    assert await kept.log.tail("nowhere", 0) == []
    assert await kept.log.outboxes("nowhere", ["o"]) == {}
    assert await kept.log.outboxes("nowhere", []) == {}
    with pytest.raises(Poisoned):
        await kept.log.append(
            Append("nowhere", Head(1, "0" * 16, 0), new_mark(), (card("c", "x"),))
        )


async def test_L7_only_who_saw_the_head_may_move_it(kept: Kept) -> None:
    board = await kept.board()
    old = kept.heads[board]
    now = await kept.append(board, card("c1", "eerst"))
    for wrong in (old, Head(now.seq, "0" * 16, 0), Head(now.seq, now.mark, 1)):
        for events in ((card("c2", "te laat"),), ()):
            row = OutboxRow("tab", 1, b"d", b"a")
            outcome = await kept.log.append(Append(board, wrong, new_mark(), events, (), (row,)))
            assert outcome == Conflict(now)
    assert await kept.log.outboxes(board, ["tab"]) == {}
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert len(loaded.events) == 2


async def test_L7_of_many_at_one_head_exactly_one_wins(kept: Kept) -> None:
    board = await kept.board()
    head = kept.heads[board]
    outcomes = await asyncio.gather(
        *(
            kept.log.append(Append(board, head, new_mark(), (card(f"c{n}", "ik"),)))
            for n in range(20)
        )
    )
    winners = [outcome for outcome in outcomes if isinstance(outcome, Head)]
    assert len(winners) == 1
    assert all(o == Conflict(winners[0]) for o in outcomes if isinstance(o, Conflict))


async def test_S8_revoked_access_lets_nothing_decided_before_it_commit(kept: Kept) -> None:
    board = await kept.board()
    before = kept.heads[board]
    await kept.log.revoke_access(board)
    outcome = await kept.log.append(Append(board, before, new_mark(), (card("c", "x"),)))
    assert outcome == Conflict(Head(before.seq, before.mark, before.access + 1))


async def test_L3_the_outbox_keeps_the_last_answer_of_each_tab(kept: Kept) -> None:
    board = await kept.board()
    head = kept.heads[board]
    first, last = OutboxRow("tab", 1, b"d1", b"a1"), OutboxRow("tab", 2, b"d2", b"a2")
    other = OutboxRow("other", 7, b"d7", b"a7")
    await kept.append(board, card("c", "x"), outbox=[first, other])
    # A refusal changes no board: it is kept, and the head stays.
    moved = kept.heads[board]
    assert await kept.append(board, outbox=[last]) == moved != head
    held = await kept.log.outboxes(board, ["tab", "other", "third"])
    assert held == {"tab": last, "other": other}
    assert await kept.log.outboxes(board, ["third"]) == {}


async def test_L9_one_poisonous_append_harms_no_other_in_its_commit(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    boards = [await kept.board(trajectory) for _ in range(6)]
    poison = card("c", "kapot \ud800")
    twice = card("c", "dubbel")
    outcomes = await asyncio.gather(
        *(
            kept.append(
                board,
                poison if n == 2 else twice,
                rows=[OpenBox(ROUND)],
                outbox=[OutboxRow("tab", 1, None, b"a")] if n == 4 else [],  # type: ignore[arg-type]
            )
            for n, board in enumerate(boards)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Head, Head, Poisoned, Head, Poisoned, Head]
    for n, board in enumerate(boards):
        loaded = await kept.log.load(board)
        assert loaded is not None
        # Of the poisonous ones nothing stays: no head, no event, no salt.
        assert loaded.head.seq == len(loaded.events) == (1 if n in (2, 4) else 2)
        assert list(loaded.round_salts) == ([] if n in (2, 4) else [ROUND])


async def test_S10_a_fault_does_not_say_what_was_to_be_written(kept: Kept) -> None:
    board = await kept.board()
    await kept.append(board, card("c", "Stil verdriet"))

    def again(connection: Connection) -> None:
        row = {"board_id": board, "seq": 2, "mark": "m", "type": "CardPosted"}
        connection.execute(insert(t.event), {**row, "data": "Stil verdriet"})

    with pytest.raises(Poisoned) as fault:
        await kept.store.write(again)
    assert "INSERT INTO event" in str(fault.value)
    assert "Stil" not in str(fault.value)
    assert "Stil" not in str(fault.value.__cause__)


async def test_L8_who_gives_up_waiting_does_not_undo_it(kept: Kept) -> None:
    board = await kept.board()
    waiting = asyncio.ensure_future(kept.append(board, card("c", "toch")))
    await asyncio.wait([waiting], timeout=0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    # All that was asked has been carried out when it is closed.
    kept.close()
    kept.open()
    assert (await kept.log.heads([board]))[board].seq == 2


async def test_open_rounds_come_back_with_their_ballots_and_salts(kept: Kept) -> None:
    board = await kept.board()
    await kept.append(board, OPENED, rows=[OpenBox(ROUND)])
    salts = await kept.log.salts(board)
    assert set(salts.rounds) == {ROUND}
    assert salts.board is not None
    put = [ballot("v1"), ballot("v2", "b"), ballot("v1", "c")]
    await kept.append(board, BallotPut(round=ROUND), rows=put)
    kept.close()
    kept.open()
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.salts == salts
    assert loaded.void_rounds == ()
    assert loaded.box.rounds == {
        ROUND: {"v1": ballot("v1", "c").ballot, "v2": ballot("v2", "b").ballot}
    }


async def test_L14_an_open_round_without_its_salt_is_void(kept: Kept) -> None:
    board = await kept.board()
    await kept.append(board, OPENED, rows=[OpenBox(ROUND)])
    # As after a restore: a backup takes neither ballots nor salts.
    await kept.sql("DELETE FROM salt")
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.void_rounds == (ROUND,)
    await kept.append(board, RoundVoided(round=ROUND))
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.void_rounds == ()


async def test_L13_an_event_of_a_newer_server_is_told_and_not_skipped(kept: Kept) -> None:
    board = await kept.board()
    await kept.append(board, card("c", "x"))
    await kept.sql("""UPDATE event SET type='Flew', data='{"type"\\:"Flew"}' WHERE seq=2""")
    with pytest.raises(Unreadable, match=r"event 2: Flew"):
        await kept.log.load(board)


async def test_L13_a_format_of_a_newer_server_is_told(kept: Kept) -> None:
    board = await kept.board()
    await kept.sql("UPDATE format SET bytes='{}'")
    with pytest.raises(Unreadable, match="its format"):
        await kept.log.load(board)


@few(5)
@given(seed=st.integers(0, 2**32))
def test_L6_a_whole_history_reads_back_as_it_happened(fresh: Fresh, seed: int) -> None:
    """Whatever people do: the log, the box and the work session follow the board."""

    async def live(kept: Kept) -> None:
        rng, play = Random(seed), Play()
        board = await kept.board()
        for _ in range(150):
            actor, command, visit = act(rng, play.board)
            outcome = play.do(actor, command, visit=visit)
            if isinstance(outcome, Decision):
                await kept.append(board, *outcome.events, rows=outcome.rows)
        loaded = await kept.log.load(board)
        assert loaded is not None
        assert loaded.head.seq == play.board.seq == len(loaded.events)
        assert loaded.box == play.box
        assert set(loaded.round_salts) == set(play.keys.rounds)
        assert (loaded.board_salt is None) == (play.keys.board is None)
        assert loaded.void_rounds == ()
        session = await kept.record.session(board)
        assert session is not None
        assert (session.ended_at is not None) == (play.board.status == "ended")
        assert (session.opened_at is not None) == bool(play.board.visits)

    with fresh() as kept:
        asyncio.run(live(kept))


def test_L1_what_was_acknowledged_survives_kill_9(kept: Kept) -> None:
    """The process dies between any two instructions; each line it printed was committed."""
    writes = """
import asyncio, sys
from tests.contracts.kept import card, kept_at

async def main():
    kept = kept_at(sys.argv[1])
    board = await kept.board()
    print(board, flush=True)
    n = 0
    while True:
        n += 1
        head = await kept.append(board, card(f"c{n}", f"kaartje {n}", n))
        print(head.seq, flush=True)

asyncio.run(main())
"""
    kept.close()
    process = subprocess.Popen(
        [sys.executable, "-c", writes, kept.place], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    board = process.stdout.readline().strip()
    for _ in range(40):
        last = int(process.stdout.readline())
    process.kill()
    heard = process.stdout.read().split()
    process.stdout.close()
    process.wait()
    last = int(heard[-1]) if heard else last
    kept.open()
    loaded = asyncio.run(kept.log.load(board))
    assert loaded is not None
    assert loaded.head.seq in (last, last + 1)
    assert loaded.events[1:] == tuple(
        card(f"c{n}", f"kaartje {n}", n) for n in range(1, loaded.head.seq)
    )
