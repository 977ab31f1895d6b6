"""What a socket was sent, frame by frame, and what in it should not have been.

Each rule looks at the frames alone, with what the test knows of the session.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

Json = dict[str, Any]


class Known(Struct, frozen=True):
    """What happened in the session, from who led it."""

    anonymous: frozenset[str]
    """Cards without a sender, by id."""
    hidden: dict[str, int]
    """The text of each card that was hidden, and the seq it was hidden at."""
    unshown: frozenset[str]
    """Texts of cards in zones that are not shown."""
    own_seat: str | None
    unsaid: dict[str, int] = {}
    """Remarks given with a vote, and the seq its result was shown at."""
    people: bool = True
    """May know how people want to be called; a screen may not."""


def faults(frames: Iterable[str], known: Known) -> list[str]:
    """All that this socket should not have been sent, a line each."""
    found: list[str] = []
    for raw in frames:
        frame = json.loads(raw)
        found += _told(frame, raw, known)
        for key, entity in _entities(frame):
            found += _tally(key, entity)
            found += _sender(key, entity, known)
    return found


def _entities(frame: Json) -> Iterator[tuple[str, Json]]:
    shared = frame.get("view") or frame.get("set") or {}
    yield from ((key, entity) for key, entity in shared.items() if entity is not None)


def _told(frame: Json, raw: str, known: Known) -> Iterator[str]:
    seq = frame.get("position", {}).get("seq", frame.get("seq", 0))
    if frame["t"] == "mine":
        if frame["mine"]["seat"] != known.own_seat:
            yield f"the personal part of seat {frame['mine']['seat']}"
        return
    if '"ballots"' in raw or '"answers"' in raw:
        yield f"a ballot in a frame {frame['t']}"
    if frame["t"] == "names" and frame["people"] and not known.people:
        yield "how people want to be called"
    for text, since in known.unsaid.items():
        if seq < since and text in raw:
            yield f"a remark before its result was shown: {text}"
    for text, since in known.hidden.items():
        if seq >= since and text in raw:
            yield f"the text of a hidden card: {text}"
    for text in known.unshown:
        if text in raw:
            yield f"the text of a card in a zone that is not shown: {text}"


def _tally(key: str, entity: Json) -> Iterator[str]:
    if not key.startswith("round:") or entity["status"] == "revealed":
        return
    if entity["result"] or entity["remarks"] or entity["on_paper"]:
        yield f"a tally before it was shown: {key} is {entity['status']}"


def _sender(key: str, entity: Json, known: Known) -> Iterator[str]:
    anonymous = key.startswith("card:") and key.removeprefix("card:") in known.anonymous
    if anonymous and (entity["seat"] is not None or entity["organisation"] is not None):
        yield f"the sender of an anonymous card: {key}"
    if key == "lead" or key.startswith("hint:"):
        yield f"what is for who leads only: {key}"
