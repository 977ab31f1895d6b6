"""A board as the log has it, with what waits beside it; and how it reads on.

Only what is committed ever stands here: the room swaps one for the next after
its append, and what another process appended is read from the log.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from board import Board, evolve, fold, new_board
from board.events import (
    AnyEvent,
    BallotPut,
    BoardEnded,
    BoardReopened,
    RoundClosed,
    RoundOpened,
    RoundVoided,
)
from board.messages import Position
from board.rows import Box, DropBox
from board.types import BoardId, Keys, Status
from server.ids import new_mark
from server.live.batch import Change
from server.store.faults import Unavailable
from server.store.log import Append, Head, Log, Salts

MakeKeys = Callable[[Salts], Keys]

BESIDES_THE_LOG = (BallotPut, RoundOpened, RoundClosed, RoundVoided, BoardEnded, BoardReopened)
"""Events that come with rows: ballots and salts, which no event tells."""
TRIES = 5

_threads = ThreadPoolExecutor(2, thread_name_prefix="doorstart-fold")
"""So that a long log holds up no other room. Not asyncio's own threads: those also look
names up, such as that of Redis, and may all wait for a network that does not answer.
"""


class NoBoard(LookupError):
    """The log has no such board."""


class Committed(Struct, frozen=True):
    head: Head
    board: Board
    box: Box
    keys: Keys

    @property
    def position(self) -> Position:
        return Position(self.head.seq, self.head.mark)


class Followed(Struct, frozen=True):
    """What reading on has found. ``changes`` None: this is another log than
    before, as after a restore, and nothing anyone has seen leads up to it.
    """

    state: Committed
    changes: list[Change] | None


async def load(log: Log, id: BoardId, make_keys: MakeKeys) -> Committed:
    """Raises NoBoard, or the faults of the store."""
    for _ in range(TRIES):
        loaded = await log.load(id)
        if loaded is None:
            raise NoBoard(id)
        if loaded.void_rounds:
            # After a restore the ballots of open rounds are gone: they are voted again.
            voided = tuple(RoundVoided(round=round) for round in loaded.void_rounds)
            # And what was counted by hand goes too, as when it closes.
            drop = tuple(DropBox(round) for round in loaded.void_rounds)
            await log.append(Append(id, loaded.head, new_mark(), events=voided, rows=drop))
            continue
        board = await asyncio.get_running_loop().run_in_executor(
            _threads, fold, new_board(id, loaded.format), loaded.events
        )
        if loaded.salts.board is not None or board.status is Status.ENDED:
            return Committed(loaded.head, board, loaded.box, make_keys(loaded.salts))
        # Nor has a backup the salt of anonymous cards. With another one they are taken again;
        # those that are there are nobody's any more.
        await log.give_salt(id)
    raise Unavailable(f"board {id} keeps changing while it is loaded")


async def read_on(log: Log, state: Committed, make_keys: MakeKeys, *, whole: bool) -> Followed:
    """From what is known to what the log has now; ``whole``: also if nothing tells that what
    lies beside it changed. Raises as ``load`` does.
    """
    id, known = state.board.id, state.head
    if not whole:
        moved = await log.moved(id, known.seq)
        if moved is not None and _goes_on(known, moved.tail):
            events = [event for _, _, event in moved.tail[1:]]
            if alone(events):
                return _followed(state, moved.head, events, state.box, state.keys)
    since = await log.since(id, known.seq)
    if since is None:
        raise NoBoard(id)
    if not _goes_on(known, since.tail):
        return Followed(await load(log, id, make_keys), None)
    events = [event for _, _, event in since.tail[1:]]
    return _followed(state, since.head, events, since.box, make_keys(since.salts))


def _goes_on(known: Head, tail: list[tuple[int, str, AnyEvent]]) -> bool:
    """The event known last must still be the same."""
    return bool(tail) and tail[0][:2] == (known.seq, known.mark)


def _followed(
    state: Committed, head: Head, events: list[AnyEvent], box: Box, keys: Keys
) -> Followed:
    changes = steps(state.board, events)
    board = changes[-1].after if changes else state.board
    return Followed(Committed(head, board, box, keys), changes)


def alone(events: Iterable[AnyEvent]) -> bool:
    """Whether these come without rows."""
    return not any(isinstance(event, BESIDES_THE_LOG) for event in events)


def steps(board: Board, events: list[AnyEvent]) -> list[Change]:
    changes = []
    for event in events:
        after = evolve(board, event)
        changes.append(Change(board, event, after))
        board = after
    return changes
