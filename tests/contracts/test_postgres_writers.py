"""Several servers on one PostgreSQL: one order, whoever writes, and nobody loses for long."""

import asyncio
import itertools
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Connection, event

from board.events import CardPosted
from board.messages import Ack, No
from board.types import BoardId
from server.live.bus import LocalBus
from server.live.hub import Hub
from server.live.room import Room
from server.metrics import REGISTRY
from server.pepper import Pepper
from server.store import (
    Append,
    Conflict,
    Doors,
    Log,
    OutboxRow,
    Record,
    Unavailable,
)
from server.store.postgres import engine
from server.store.postgres.store import PostgresStore, prepare
from tests.bench.writers import judge, write
from tests.contracts.kept import TRIGGER, PostgresKept, at_commit, card, until_waiting
from tests.server.hall import Hall, Hand, begun, thought
from tests.services import Postgres

EACH = 25


@pytest.mark.parametrize("writers", [2, 4])
@pytest.mark.parametrize("slow_ms", [0.0, 3.0])
async def test_L21_nobody_tries_more_than_twice_and_the_order_has_no_gap(
    in_postgres: PostgresKept, writers: int, slow_ms: float
) -> None:
    board = await in_postgres.board()
    stores = [PostgresStore(in_postgres.place) for _ in range(writers)]
    told = await asyncio.gather(
        *(
            write(Log(store), board, f"w{n}", EACH, 0.0 if n else slow_ms)
            for n, store in enumerate(stores)
        )
    )
    for store in stores:
        store.close()
    result = await judge(in_postgres, board, told, slow_ms)
    assert result.conflicts > 0
    assert result.worst_tries == 2
    assert result.in_order
    assert result.appends == writers * EACH


# Rooms, each with a store of its own as a server has


class Town(Hall):
    """A hall whose hubs do not hear each other: each finds what it missed in the log."""

    def __init__(self, kept: PostgresKept) -> None:
        self.kept = kept  # type: ignore[assignment]
        self.pepper = Pepper(b"a pepper for tests")
        self.now = 1_000_000
        self.bus = LocalBus()
        self.hubs: list[Hub] = []
        self.stores: list[PostgresStore] = []
        self.board = BoardId("")

    def another(self) -> Hub:
        store = PostgresStore(self.kept.place)
        self.stores.append(store)
        bus = LocalBus()
        hub = Hub(Log(store), Doors(store), Record(store), self.pepper, bus, self.clock)
        self.hubs.append(hub)
        return hub

    async def close(self) -> None:
        for hub in self.hubs:
            await hub.stop()
        for store in self.stores:
            store.close()


def figure(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


@asynccontextmanager
async def town(kept: PostgresKept) -> AsyncIterator[Town]:
    made = Town(kept)
    try:
        await made.open()
        yield made
    finally:
        await made.close()


async def test_L10_rooms_on_several_servers_take_everything_in_one_order(
    in_postgres: PostgresKept,
) -> None:
    async with town(in_postgres) as here:
        rooms = [await here.room(here.another()) for _ in range(3)]
        _, ann, bob = await begun(here, rooms[0])
        hands = [ann, bob, await here.partner(rooms[1])]
        for room in rooms:
            await room.level()
        lost = figure("doorstart_conflicts_total")
        answers = await asyncio.gather(
            *(
                hand.do(room, thought(f"van {n}"), 1)
                for n in range(15)
                for hand, room in zip(hands, rooms, strict=True)
            )
        )
        assert all(isinstance(answer, Ack) for answer in answers)
        seqs = [answer.seq for answer in answers if isinstance(answer, Ack)]
        assert len(set(seqs)) == 45
        assert figure("doorstart_conflicts_total") > lost
        for room in rooms:
            await room.level()
        assert len({room.position for room in rooms}) == 1
        assert all(room.board == rooms[0].board for room in rooms)


async def test_L8_a_commit_whose_answer_got_lost_is_answered_from_the_log(
    in_postgres: PostgresKept,
) -> None:
    """The line breaks while the database commits, which it then does all the same."""
    async with town(in_postgres) as here:
        room = await here.room(here.another())
        _, ann, _ = await begun(here, room)
        lines: list[int] = []
        event.listen(
            here.stores[0]._writing, "checkout", lambda line, *_: lines.append(line.fileno())
        )
        await in_postgres.sql(at_commit("PERFORM pg_sleep(0.7)"))
        await in_postgres.sql(TRIGGER)
        before, unknown = room.position.seq, figure("doorstart_unknown_commits_total")
        asked = asyncio.ensure_future(ann.do(room, thought()))
        await asyncio.to_thread(until_waiting, in_postgres, 1, "PgSleep")
        with socket.socket(fileno=os.dup(lines[0])) as line:
            line.shutdown(socket.SHUT_RDWR)
        answer = await asked
        assert answer == Ack(n=answer.n, seq=before + 1, made=answer.made)  # type: ignore[union-attr]
        assert figure("doorstart_unknown_commits_total") == unknown + 1
        await in_postgres.sql("DROP TRIGGER at_commit ON event")
        assert (await here.events())[before:] == ["CardPosted"]
        # And it goes on from there.
        await ann.done(room, thought())


async def test_L8_lines_cut_in_the_commit_lose_nothing_and_do_nothing_twice(
    in_postgres: PostgresKept,
) -> None:
    """Every third commit loses its line: by turns before it is sent, and before its answer."""
    async with town(in_postgres) as here:
        rooms = [await here.room(here.another()) for _ in range(2)]
        _, ann, bob = await begun(here, rooms[0])
        for room in rooms:
            await room.level()
        commits, unknown = itertools.count(1), figure("doorstart_unknown_commits_total")

        def cut(connection: Connection) -> None:
            if not (n := next(commits)) % 3:
                how = socket.SHUT_RD if n % 2 else socket.SHUT_RDWR
                with socket.socket(fileno=os.dup(engine.raw(connection).fileno())) as line:
                    line.shutdown(how)

        for store in here.stores:
            event.listen(store._writing, "commit", cut)
        said: dict[str | None, Ack] = {}

        async def talk(hand: Hand, turns: Iterator[Room]) -> None:
            # Some lines are cut where nothing was appended: then it takes a few more.
            for n in range(48):
                if n >= 12 and figure("doorstart_unknown_commits_total") >= unknown + 4:
                    break
                text = f"{hand.seat} {n}"
                do = hand.say(thought(text), 1)
                while not isinstance(answer := await next(turns).submit(hand.actor, do), Ack):
                    assert answer.again, answer
                said[text] = answer

        await asyncio.gather(talk(ann, itertools.cycle(rooms)), talk(bob, itertools.cycle(rooms)))
        assert figure("doorstart_unknown_commits_total") >= unknown + 4
        tail = await here.log.tail(here.board, 0)
        posted = {e.text: seq for seq, _, e in tail if isinstance(e, CardPosted)}
        assert len(posted) == sum(isinstance(e, CardPosted) for _, _, e in tail) >= 24
        assert posted == {text: answer.seq for text, answer in said.items()}


async def test_L20_what_was_given_back_while_the_database_was_away_goes_in_once() -> None:
    with Postgres() as service:
        url = service.database()
        prepare(url)
        kept = PostgresKept(url)
        async with town(kept) as here:
            room = await here.room(here.another())
            _, ann, _ = await begun(here, room)
            before = room.position.seq
            do = ann.say(thought(), 1)
            service.kill()
            assert await room.submit(ann.actor, do) == No(n=1, code="unavailable", again=True)
            service.start()
            first = await room.submit(ann.actor, do)
            assert isinstance(first, Ack)
            assert await room.submit(ann.actor, do) == first
            assert (await here.events())[before:] == ["CardPosted"]
        kept.close()


# One append beside another


async def test_L7_who_holds_the_board_cannot_lose(in_postgres: PostgresKept) -> None:
    board = await in_postgres.board()
    other = PostgresStore(in_postgres.place)
    before = in_postgres.heads[board]
    async with in_postgres.log.held(board) as held:
        losing = asyncio.ensure_future(
            Log(other).append(Append(board, before, "0" * 16, (card("c", "te laat"),)))
        )
        # Nor can a refusal be noted, which moves no board.
        row = OutboxRow("tab", 1, b"d", b"a")
        noting = asyncio.ensure_future(
            Log(other).append(Append(board, before, "1" * 16, (), (), (row,)))
        )
        assert (await held.heads([board]))[board] == before
        await asyncio.to_thread(until_waiting, in_postgres, 2)
        assert not losing.done()
        head = await held.append(Append(board, before, "2" * 16, (card("c", "eerst"),)))
        assert (await held.heads([board]))[board] == head
    assert await losing == await noting == Conflict(head)
    other.close()


async def test_L7_a_board_that_is_held_too_long_is_let_go_of(
    in_postgres: PostgresKept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "IDLE_MS", 200)
    slow = PostgresStore(in_postgres.place)
    board = await in_postgres.board()
    before = in_postgres.heads[board]
    async with Log(slow).held(board) as held:
        # As long as it is held this waits; that is what ends it.
        await in_postgres.append(board, card("c", "eerst"))
        with pytest.raises(Unavailable):
            await held.append(Append(board, before, "0" * 16, (card("c", "te laat"),)))
    outcome = await Log(slow).append(Append(board, before, "0" * 16, (card("c", "te laat"),)))
    assert outcome == Conflict(in_postgres.heads[board])
    slow.close()


async def test_who_gives_up_waiting_for_a_board_leaves_it_free(in_postgres: PostgresKept) -> None:
    board, other = await in_postgres.board(), PostgresStore(in_postgres.place)

    async def hold() -> None:
        async with Log(other).held(board):
            raise AssertionError

    async with in_postgres.log.held(board):
        waiting = [asyncio.ensure_future(hold()) for _ in range(8)]
        await asyncio.to_thread(until_waiting, in_postgres, 4)
        for one in waiting:
            one.cancel()
    for one in waiting:
        with pytest.raises(asyncio.CancelledError):
            await one
    async with Log(other).held(board) as held:
        assert await held.heads([board]) == {board: in_postgres.heads[board]}
    assert other._writing.pool.checkedout() == 0  # type: ignore[attr-defined]
    other.close()


async def test_a_seat_does_not_wait_for_who_holds_the_board(in_postgres: PostgresKept) -> None:
    board = await in_postgres.board()
    browser = await in_postgres.doors.browser(await in_postgres.doors.new_browser(1_000))
    assert browser is not None
    async with in_postgres.log.held(board):
        grant = await in_postgres.doors.join(board, browser, "seat", "Mia", 1_000)
    assert grant.seat == "seat"
