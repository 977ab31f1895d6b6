"""What the log of a trajectory has of a card: what was put right of it, and what was typed
over into goals, texts and loose ends. Erased with the card itself, in place.

Words are known by where they say they come from. Where nothing says so they are the very words
of the card, if no other card says the same and they were not there before it came; a word or
two are anybody's. Whoever said it in other words wrote something of their own.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from board.erase import is_short
from board.events import CardEdited, CardPosted
from board.types import Millis
from server.store import events
from server.store import tables as t
from server.store.trajectory_tables import trajectory_event

_v, _w, _t, _e = trajectory_event.c, t.work_session.c, t.trajectory.c, t.event.c
_board = (
    select(_w.slot, _w.trajectory, _t.network)
    .join(t.trajectory, _t.id == _w.trajectory)
    .where(_w.board_id == bindparam("board"))
)
# A later trajectory of the same network may have been given the texts and goals of this one.
_lines = (
    select(_v.trajectory, _v.n, _v.at, _v.data)
    .join(t.trajectory, _t.id == _v.trajectory)
    .where(_t.network == bindparam("network"))
    .order_by(_v.trajectory, _v.n)
)
_written = (
    select(_e.data)
    .join(t.work_session, _w.board_id == _e.board_id)
    .join(t.trajectory, _t.id == _w.trajectory)
    .where(_e.type.in_([CardPosted.__name__, CardEdited.__name__]))
)
POINTERS = ("origin", "ref")
POINTED = ("text", "label", "lines")
WORDS = (*POINTED, "title", "note", "sign", "images", "groups")
"""Where people's own words stand in an event; ids and choices are left alone."""


def erase_text(
    connection: Connection, board: str, card: str, said: frozenset[str], since: Millis
) -> dict[str, set[str]]:
    """Empties the words; that something was put right, agreed or left open stays. Returns what
    was emptied, by trajectory. ``since`` is when the card came.
    """
    held = connection.execute(_board, {"board": board}).first()
    if held is None:
        return {}
    slot, _, network = held
    ref = {"board": board, "card": card}
    own = frozenset(
        one for one in said if not (is_short(one) or says_another(connection, network, one))
    )
    emptied: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    for trajectory, n, at, data in connection.execute(_lines, {"network": network}).all():
        event = msgspec.json.decode(data)
        if at < since:
            before[trajectory].update(_words_in(event))
        put_right = event.get("type") == "ResultCorrected" and slot is not None
        gone: set[str] = set()
        if put_right and (event.get("slot"), event.get("card")) == (slot, card):
            left = event | {"text": _emptied(event.get("text", ""), gone)}
        else:
            left = _without(event, ref, own - before[trajectory], gone)
        if left == event:
            continue
        emptied[trajectory] |= gone
        kept = msgspec.json.encode(left).decode()
        connection.execute(
            update(trajectory_event).where(_v.trajectory == trajectory, _v.n == n).values(data=kept)
        )
    return emptied


def says_another(connection: Connection, network: str, text: str) -> bool:
    """Whether a card that is still there says the very same: then it was not said of this one
    alone. A copy is no card of its own.
    """
    return events.any_says(connection, _written.where(_t.network == network), text)


def _words_in(thing: Any) -> Iterator[str]:
    if isinstance(thing, list | dict):
        for one in thing.values() if isinstance(thing, dict) else thing:
            yield from _words_in(one)
    elif isinstance(thing, str):
        yield thing


def _without(thing: Any, ref: dict[str, str], said: frozenset[str], gone: set[str]) -> Any:
    if isinstance(thing, list):
        return [_without(one, ref, said, gone) for one in thing]
    if not isinstance(thing, dict):
        return thing
    left = {
        name: (_unsaid if name in WORDS else _without)(one, ref, said, gone)
        for name, one in thing.items()
    }
    if ref in [thing.get(name) for name in POINTERS]:
        left |= {name: _emptied(left[name], gone) for name in POINTED if name in left}
    return left


def _unsaid(words: Any, ref: dict[str, str], said: frozenset[str], gone: set[str]) -> Any:
    if isinstance(words, str):
        return _emptied(words, gone) if words in said else words
    if isinstance(words, list):
        return [_unsaid(one, ref, said, gone) for one in words]
    return _without(words, ref, said, gone)


def _emptied(words: Any, gone: set[str]) -> Any:
    if isinstance(words, list):
        return [_emptied(one, gone) for one in words]
    gone.update([words] if words else [])
    return ""
