"""Codes with which a person comes back to their seat on another device.

A code is short, so that it can be copied from one phone to another; what is kept of
it is a mark made with a key outside the database, because a plain hash of so few
letters could be guessed. It works once, and while its session is open: what stands
here goes when the session closes, see ``traces``.

Who comes in with it sits alone in that seat. The devices that sat there before are
told so, and can take it back, once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from sqlalchemy import Connection, delete, insert, select, update

from board.types import Millis
from server.ids import new_id
from server.store import tables as t
from server.store.append import raise_access
from server.store.codes import ALPHABET, letters_of
from server.store.grants import Grant, Kind, add
from server.store.store import Store
from server.store.upsert import Upsert

LENGTH = 8
"""Eight of thirty-one letters are 850 billion: with all the guesses that the budgets
allow, nobody finds one of a room in the hours that it is open."""

_g, _r, _m = t.door_grant.c, t.return_code.c, t.moved_seat.c
_put = Upsert(t.return_code, ("board_id", "seat"), ("mark",))


def draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """In two halves, as people read it aloud."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def read(typed: str) -> str | None:
    """The code someone meant, or None if it cannot be one."""
    letters = letters_of(typed)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return letters


class ReturnCodes:
    """``now`` always comes from the caller."""

    def __init__(self, store: Store, key: bytes, draw: Callable[[], str] = draw) -> None:
        self._store = store
        self._key = key
        self._draw = draw

    async def make(self, board: str, seat: str) -> str:
        """A new code for this seat; the one before it works no more."""
        code = self._draw()
        row = {"board_id": board, "seat": seat, "mark": self._mark(board, code)}

        def work(connection: Connection) -> None:
            connection.execute(_put.on(connection), row)

        await self._store.write(work)
        return code

    async def use(self, board: str, typed: str, browser: bytes, now: Millis) -> Grant | None:
        """A grant with the seat of this code, and with it alone; None: no such code."""
        code = read(typed)
        if code is None:
            return None
        mark = self._mark(board, code)

        def work(connection: Connection) -> Grant | None:
            mine = (_r.board_id == board) & (_r.mark == mark)
            seat = connection.execute(select(_r.seat).where(mine)).scalar()
            # Of two who type it at once only one still finds it.
            gone = connection.execute(delete(t.return_code).where(mine))
            if seat is None or gone.rowcount != 1:
                return None
            left = _emptied(connection, board, seat, now)
            connection.execute(delete(t.moved_seat).where(_m.board_id == board, _m.seat == seat))
            if left:
                rows = [{"board_id": board, "grant_id": id, "seat": seat} for id in left]
                connection.execute(insert(t.moved_seat), rows)
            return _seated(connection, board, seat, browser, now)

        return await self._store.write(work)

    async def moved(self, grant: str, browser: bytes) -> Grant | None:
        """The grant of this browser whose seat is on another device now."""

        def work(connection: Connection) -> Grant | None:
            row = connection.execute(
                select(_g.board_id, _g.seat, _g.created_at)
                .join(t.moved_seat, _m.grant_id == _g.id)
                .where(_g.id == grant, _g.browser == browser)
            ).first()
            if row is None:
                return None
            board, seat, at = row
            return Grant(grant, browser, Kind.PARTNER, board, None, seat, None, at)

        return await self._store.read(work)

    async def left(self, board: str, seat: str) -> bool:
        """Whether a device that this seat was on has it no more: its form from then is no key."""
        ended = select(_g.id).where(_g.board_id == board, _g.seat == seat, _g.ended_at.is_not(None))

        def work(connection: Connection) -> bool:
            return connection.execute(ended.limit(1)).first() is not None

        return await self._store.read(work)

    async def take_back(self, moved: Grant, now: Millis) -> Grant | None:
        """Back on the device it was on; who has it now cannot do the same."""

        def work(connection: Connection) -> Grant | None:
            board, seat = moved.board or "", moved.seat or ""
            gone = connection.execute(
                delete(t.moved_seat).where(_m.board_id == board, _m.seat == seat)
            )
            if gone.rowcount < 1:
                return None
            _emptied(connection, board, seat, now)
            # Whoever has the newest code may be the one it is taken back from.
            connection.execute(delete(t.return_code).where(_r.board_id == board, _r.seat == seat))
            return _seated(connection, board, seat, moved.browser, now)

        return await self._store.write(work)

    def _mark(self, board: str, code: str) -> bytes:
        return hmac.digest(self._key, f"{board}\n{code}".encode(), hashlib.sha256)


def _emptied(connection: Connection, board: str, seat: str, now: Millis) -> list[str]:
    """Nobody sits in it any more; the grants that did."""
    sat = (_g.board_id == board) & (_g.seat == seat) & _g.ended_at.is_(None)
    left = list(connection.execute(select(_g.id).where(sat)).scalars())
    if left:
        connection.execute(update(t.door_grant).where(_g.id.in_(left)).values(ended_at=now))
    return left


def _seated(connection: Connection, board: str, seat: str, browser: bytes, now: Millis) -> Grant:
    raise_access(connection, board)
    made = Grant(new_id(), browser, Kind.PARTNER, board, None, seat, None, now)
    return add(connection, made)
