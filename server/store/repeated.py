"""What repeats the words of an erased card on a board: titles of clusters, lines of texts, and
votes about them. Taken out of its log in place, where it came from that card.

A title comes from a card that its cluster holds. A line comes from a card where it was written
in its very words, after the card had said them, and nobody else had; or where it came along
from a text in which it did. Who has the board in memory reads it anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, or_, select, update

from board.erase import SAYING, Gone, erased, taken_from, titles_from, unsaid
from board.events import (
    AnyEvent,
    BoardOpened,
    CardBrought,
    CardEdited,
    CardPosted,
    PhaseOpened,
    TextBrought,
    TextWritten,
)
from board.source import Source
from board.types import CardId, Millis
from server.ids import new_mark
from server.store import events
from server.store import tables as t

_b, _e = t.board.c, t.event.c
_TEXTS = [kind.__name__ for kind in (BoardOpened, TextBrought, TextWritten)]
_CARDS = [kind.__name__ for kind in (CardPosted, CardBrought, CardEdited)]
_READ = [kind.__name__ for kind in (*SAYING, PhaseOpened)]
Rows = list[tuple[int, AnyEvent]]
Lines = dict[str, set[str]]
"""By text."""


class Written(Struct, frozen=True):
    """A line of a version of a text: where in the log it came, about when, and what this
    version rests on.
    """

    line: str
    seq: int
    at: Millis
    rests_on: Sequence[str]


def rows_of(connection: Connection, board: str) -> Rows:
    found = connection.execute(
        select(_e.seq, _e.data).where(_e.board_id == board, _e.type.in_(_READ)).order_by(_e.seq)
    )
    return [(seq, events.read_one(data)) for seq, data in found]


def titles(
    connection: Connection, board: str, rows: Rows, card: CardId, said: Collection[str]
) -> tuple[Gone, dict[str, bool]]:
    """What clusters were called after this card, and whether each still was at the end."""

    @cache
    def said_by(id: CardId) -> Collection[str]:
        return events.said_by(connection, board, id).said

    def also(cards: Collection[CardId], title: str) -> bool:
        return any(taken_from(title, said_by(id)) for id in cards)

    found, called = titles_from([event for _, event in rows], card, said, also)
    return Gone(found), called


def lines(
    rows: Rows,
    theirs: Callable[[Written], bool],
    came: Callable[[Source], Collection[str]],
) -> Lines:
    """The lines of each text that are an erased card's. ``came``: those that were already
    where a text came along from.
    """
    found: Lines = defaultdict(set)
    stands: dict[str, dict[str, tuple[int, Millis] | None]] = defaultdict(dict)
    """The lines of the version before, and when each was written; None where it came along."""
    at = Millis(0)

    def brought(id: str, lines: Iterable[str | None], source: Source) -> None:
        stands[id] = dict.fromkeys(filter(None, lines))
        found[id] |= stands[id].keys() & came(source)

    def written(id: str, lines: Iterable[str | None], seq: int, rests_on: Sequence[str]) -> None:
        stands[id] = {line: stands[id].get(line, (seq, at)) for line in lines if line}
        found[id] |= {
            line
            for line, since in stands[id].items()
            if since and theirs(Written(line, *since, rests_on))
        }

    for seq, event in rows:
        at = max(at, getattr(event, "at", at))
        match event:
            case BoardOpened():
                for id, given in event.texts.items():
                    if source := event.sources.get(id):
                        brought(id, given, source)
                    else:
                        written(id, given, seq, event.rests_on.get(id, []))
            case TextBrought():
                brought(event.text, event.lines, event.source)
            case TextWritten():
                written(event.text, event.lines, seq, event.rests_on)
    return {id: lines for id, lines in found.items() if lines}


def take_out(
    connection: Connection, board: str, rows: Rows, gone: Gone, card: CardId | None = None
) -> bool:
    """Whether anything was there besides the card's own words."""
    repeated = False
    for seq, event in rows:
        # The card as well: a log of before does not say of every event that it holds its text.
        own = erased(event, card) if card is not None else event
        left = unsaid(own, gone)
        repeated = repeated or left != own
        if left != event:
            here = update(t.event).where(_e.board_id == board, _e.seq == seq)
            connection.execute(here.values(data=events.encoded(left)))
    return repeated


def renew(connection: Connection, board: str) -> None:
    """Other marks: whatever a room knows of this log, it finds another one, and reads it anew."""
    mark = new_mark()
    connection.execute(update(t.event).where(_e.board_id == board).values(mark=mark))
    connection.execute(update(t.board).where(_b.board_id == board).values(mark=mark))


def networks(connection: Connection, boards: Collection[str]) -> set[str]:
    held = (
        select(t.trajectory.c.network)
        .join(t.work_session, t.work_session.c.trajectory == t.trajectory.c.id)
        .where(t.work_session.c.board_id.in_(boards))
    )
    return set(connection.execute(held).scalars())


def boards_saying(
    connection: Connection, networks: Collection[str], words: Collection[str]
) -> dict[str, str]:
    """The boards of these networks that have any of it as a line of a text, and of which
    trajectory each is: the earliest first.
    """
    if not words:
        return {}
    w = t.work_session.c
    found = (
        select(_e.board_id, w.trajectory)
        .join(t.work_session, w.board_id == _e.board_id)
        .join(t.trajectory, t.trajectory.c.id == w.trajectory)
        .where(t.trajectory.c.network.in_(networks), _e.type.in_(_TEXTS))
        .where(or_(*(_e.data.contains(_json(one), autoescape=True) for one in words)))
        .group_by(_e.board_id, w.trajectory, w.created_at)
        .order_by(w.created_at, _e.board_id)
    )
    return {board: trajectory for board, trajectory in connection.execute(found)}  # noqa: C416


def said_before(connection: Connection, board: str, words: str, seq: int) -> bool:
    """Whether a card that is still there had said it too, before this was written."""
    among = select(_e.data).where(_e.board_id == board, _e.type.in_(_CARDS), _e.seq < seq)
    return events.any_says(connection, among, words)


def given_cards(
    connection: Connection, emptied: Mapping[str, Collection[str]]
) -> list[tuple[str, CardId]]:
    """Cards that trajectories gave of themselves, in words that were emptied there."""
    found = []
    for trajectory, words in emptied.items():
        rows = connection.execute(
            select(_e.board_id, _e.data)
            .join(t.work_session, t.work_session.c.board_id == _e.board_id)
            .where(t.work_session.c.trajectory == trajectory, _e.type == CardBrought.__name__)
            .where(or_(*(_e.data.contains(_json(one), autoescape=True) for one in words)))
            .order_by(_e.board_id, _e.seq)
        ).all()
        for board, data in rows:
            event = events.read_one(data)
            if isinstance(event, CardBrought) and not event.source.board and event.text in words:
                found.append((board, event.card))
    return list(dict.fromkeys(found))


def _json(words: str) -> str:
    return msgspec.json.encode(words).decode()
