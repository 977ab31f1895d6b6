"""What the log of a trajectory has of a card: what was put right of it, and what was typed
over into goals, texts and loose ends. Erased with the card itself, in place.

Words are known by where they say they come from, and where nothing says so by being the very
words of the card, if no other card says the same: a word or two only in its own trajectory.
Whoever said it in other words wrote something of their own.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from board.events import CardEdited, CardPosted
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
    select(_v.trajectory, _v.n, _v.data)
    .join(t.trajectory, _t.id == _v.trajectory)
    .where(_t.network == bindparam("network"))
)
_written = (
    select(_e.seq)
    .join(t.work_session, _w.board_id == _e.board_id)
    .join(t.trajectory, _t.id == _w.trajectory)
    .where(_t.network == bindparam("network"))
    .where(_e.type.in_([CardPosted.__name__, CardEdited.__name__]))
    .limit(1)
)
POINTERS = ("origin", "ref")
POINTED = ("text", "label", "lines")
WORDS = (*POINTED, "title", "note", "sign", "images", "groups")
"""Where people's own words stand in an event; ids and choices are left alone."""
OF_A_LIST = ("sign", "groups")
"""Where a word or two may well be somebody else's."""
FEW = 3
"""Fewer words than this many people say: they are looked for nearby alone."""


def erase_text(connection: Connection, board: str, card: str, said: frozenset[str]) -> None:
    """Empties the words; that something was put right, agreed or left open stays."""
    held = connection.execute(_board, {"board": board}).first()
    if held is None:
        return
    slot, mine, network = held
    ref = {"board": board, "card": card}
    own = frozenset(text for text in said if not _says_another(connection, network, text))
    long = frozenset(text for text in own if len(text.split()) >= FEW)
    for trajectory, n, data in connection.execute(_lines, {"network": network}).all():
        event = msgspec.json.decode(data)
        put_right = event.get("type") == "ResultCorrected" and slot is not None
        if put_right and (event.get("slot"), event.get("card")) == (slot, card):
            left = event | {"text": ""}
        else:
            left = _without(event, ref, long, own - long if trajectory == mine else frozenset())
        if left == event:
            continue
        kept = msgspec.json.encode(left).decode()
        connection.execute(
            update(trajectory_event).where(_v.trajectory == trajectory, _v.n == n).values(data=kept)
        )


def _says_another(connection: Connection, network: str, text: str) -> bool:
    """Whether a card that is still there says the very same: then it was not said of this one
    alone. A copy is no card of its own.
    """
    words = f'"text":{msgspec.json.encode(text).decode()}'
    same = _written.where(_e.data.contains(words, autoescape=True))
    return connection.execute(same, {"network": network}).first() is not None


def _without(thing: Any, ref: dict[str, str], long: frozenset[str], few: frozenset[str]) -> Any:
    if isinstance(thing, list):
        return [_without(one, ref, long, few) for one in thing]
    if not isinstance(thing, dict):
        return thing
    left = {}
    for name, one in thing.items():
        if name in WORDS:
            said = long if name in OF_A_LIST else long | few
            left[name] = _unsaid(one, ref, said, few)
        else:
            left[name] = _without(one, ref, long, few)
    if ref in [thing.get(name) for name in POINTERS]:
        left |= {name: _emptied(left[name]) for name in POINTED if name in left}
    return left


def _unsaid(words: Any, ref: dict[str, str], said: frozenset[str], few: frozenset[str]) -> Any:
    if isinstance(words, str):
        return "" if words in said else words
    if isinstance(words, list):
        return [_unsaid(one, ref, said, few) for one in words]
    return _without(words, ref, said - few, few)


def _emptied(words: Any) -> Any:
    return [""] * len(words) if isinstance(words, list) else ""
