"""Copies of cards on later boards: what is erased where it was written goes there too.

In the same transaction, so that nothing is left when the server dies in between.
Who writes to two boards at once takes the earlier one first: copies only ever go
from an earlier board to a later one, so that no two wait for each other. Two that
find their words on the board of the other might: then the database lets one of them
fail, and nothing of that one is kept.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial

from sqlalchemy import Connection, bindparam, select, update

from board.erase import Gone, is_short, taken_from, without_line
from board.events import AnyEvent, CardBrought, CardErased
from board.source import Source
from board.types import CardId, Millis
from server.ids import new_mark
from server.store import events, repeated, snapshots, typed_over
from server.store import tables as t
from server.store.upsert import Upsert

_b, _c = t.board.c, t.card_copy.c
_put = Upsert(t.card_copy, ("source_board", "source_card", "board_id", "card_id"))
_copies = (
    select(_c.board_id, _c.card_id)
    .where(_c.source_board == bindparam("board"), _c.source_card == bindparam("card"))
    .order_by(_c.board_id, _c.card_id)
)
_of_votes = (
    select(_c.board_id, _c.card_id)
    .where(_c.source_board == bindparam("board"), _c.source_card.contains(":"))
    .order_by(_c.board_id, _c.card_id)
)
_stands = select(_b.head).where(_b.board_id == bindparam("board")).with_for_update(key_share=True)


def add(connection: Connection, board: str, happened: Sequence[AnyEvent]) -> None:
    """Keeps of the cards that were brought which they are copies of."""
    rows = [
        {
            "source_board": event.source.board,
            "source_card": event.source.card,
            "board_id": board,
            "card_id": event.card,
        }
        for event in happened
        if isinstance(event, CardBrought) and event.source.board
    ]
    if rows:
        connection.execute(_put.on(connection), rows)


def erase(connection: Connection, board: str, card: CardId) -> None:
    """Erases what a card said: on its board, in its snapshots, in all copies of it, and in all
    that came of its words there and elsewhere in its network.
    """
    removal = _Removal(connection)
    removal.of(board, card)
    # What is emptied can have been given to later boards as a card, which says it elsewhere.
    while removal.more():
        pass
    removal.from_snapshots()


class _Removal:
    """What one erased card has said, on which boards, and what was found to come from that."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._on: dict[str, list[tuple[CardId, events.Said]]] = defaultdict(list)
        self._lines: dict[str, repeated.Lines] = defaultdict(dict)
        """The lines that were taken out, by board and text."""
        self._shown: dict[str, list[tuple[CardId, int]]] = defaultdict(list)
        """The cards by board, each with the event before which no snapshot shows it."""
        self._titles: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self._emptied: dict[str, set[str]] = defaultdict(set)
        """By trajectory, what its own log had of it."""

    def of(self, board: str, card: CardId) -> bool:
        """A card with its copies, and theirs; whether there was anything left of it."""
        said = events.said_by(self._connection, board, card)
        since = events.erase_text(self._connection, board, card)
        if since is None:
            self._copies_of(board, card, frozenset(said.said))
            return False
        self._on[board].append((card, said))
        rows = repeated.rows_of(self._connection, board)
        gone, called = repeated.titles(self._connection, board, rows, card, said.said)
        if repeated.take_out(self._connection, board, rows, gone, card):
            repeated.renew(self._connection, board)
        self._shown[board].append((card, since))
        for cluster, named in gone.titles.items():
            self._titles[board].setdefault(cluster, set()).update(named)
        words = frozenset(said.said)
        self._copies_of(board, card, words)
        self._called(board, called, words)
        return True

    def more(self) -> bool:
        """Takes out the lines that came from it; whether that led to more cards."""
        words = {one for held in self._on.values() for _, said in held for one in said.said}
        self._take_lines(words.union(*self._emptied.values()))
        more = [self._copy(*one) for one in repeated.given_cards(self._connection, self._emptied)]
        more += [self._copy(*one) for one in self._asked()]
        return any(more)

    def from_snapshots(self) -> None:
        """Once, so that each gets one new version."""
        for board in {**self._shown, **self._lines}:
            cards = self._shown.get(board, [])
            gone = Gone(self._titles.get(board, {}), self._lines.get(board, {}))
            since = 0 if gone.lines else min(seq for _, seq in cards)
            snapshots.erase_text(self._connection, board, [card for card, _ in cards], since, gone)

    def _copies_of(self, board: str, card: str, said: frozenset[str]) -> None:
        """As who leads those boards would erase them; and what the trajectory's own log has
        of each.
        """
        self._typed_over(board, card, said)
        for later, copy in self._connection.execute(_copies, {"board": board, "card": card}).all():
            self._copy(later, CardId(copy))

    def _called(self, board: str, called: Mapping[str, bool], said: frozenset[str]) -> None:
        """The same for clusters that were called so. Of one that got a title of its own since,
        only the copies that were brought before are of these words.
        """
        for cluster, still in called.items():
            if still:
                self._typed_over(board, cluster, said)
            found = self._connection.execute(_copies, {"board": board, "card": cluster}).all()
            for later, copy in found:
                theirs = events.said_by(self._connection, later, CardId(copy))
                if any(taken_from(words, said) for words in theirs.said):
                    self._copy(later, CardId(copy))

    def _copy(self, board: str, card: CardId) -> bool:
        # Held before anything of it is touched, as by whoever writes to that board.
        head = self._connection.execute(_stands, {"board": board}).scalar_one()
        if not self.of(board, card):
            return False
        _append(self._connection, board, head, CardErased(card=card))
        return True

    def _typed_over(self, board: str, card: str, said: frozenset[str]) -> None:
        emptied = typed_over.erase_text(self._connection, board, card, said, self._since)
        for trajectory, words in emptied.items():
            self._emptied[trajectory] |= words

    @property
    def _since(self) -> Millis:
        return min((said.at for held in self._on.values() for _, said in held), default=Millis(0))

    # Lines of texts

    def _take_lines(self, words: Collection[str]) -> None:
        networks = repeated.networks(self._connection, self._on)
        boards = repeated.boards_saying(self._connection, networks, words)
        for board in boards:
            self._connection.execute(_stands, {"board": board})
        rows = {board: repeated.rows_of(self._connection, board) for board in boards}
        found: dict[str, repeated.Lines] = {}
        before = cache(partial(repeated.said_before, self._connection))

        def lines(board: str) -> repeated.Lines:
            return repeated.lines(
                rows[board],
                lambda one: one.line in words and self._is_theirs(board, one, networks, before),
                lambda source: self._came(found, boards[board], source),
            )

        # A text can have come from a board that was made later: until nothing more is found.
        while (now := {board: lines(board) for board in boards}) != found:
            found.update(now)
        for board, taken in found.items():
            if not taken:
                continue
            gone = Gone(lines=taken)
            for text, lost in taken.items():
                self._lines[board].setdefault(text, set()).update(lost)
            if repeated.take_out(self._connection, board, rows[board], gone):
                repeated.renew(self._connection, board)

    def _is_theirs(
        self,
        board: str,
        one: repeated.Written,
        networks: Collection[str],
        before: Callable[[str, str, int], bool],
    ) -> bool:
        """``before``: whether another said it on a board before an event."""
        short = is_short(one.line)
        for card, said in self._on.get(board, ()):
            first = said.said.get(one.line)
            if first is None or first > one.seq or (short and card not in one.rests_on):
                continue
            if not before(board, one.line, one.seq):
                return True
        # Typed over on another board: nothing says from where, but that nobody else says it.
        if short or board in self._on or one.at < self._since:
            return False
        return not any(
            typed_over.says_another(self._connection, network, one.line) for network in networks
        )

    def _came(
        self, found: Mapping[str, repeated.Lines], trajectory: str, source: Source
    ) -> Collection[str]:
        if not source.board:
            return self._emptied.get(trajectory, ())
        held = (found.get(source.board, {}), self._lines.get(source.board, {}))
        return {line for lines in held for line in lines.get(source.card, ())}

    def _asked(self) -> list[tuple[str, CardId]]:
        """Cards that came of a vote about such a line: their source is its question."""
        found = []
        for board, lines in self._lines.items():
            gone = {line for of in lines.values() for line in of}
            for later, copy in self._connection.execute(_of_votes, {"board": board}).all():
                said = events.said_by(self._connection, later, CardId(copy)).said
                if any(without_line(one, gone) != one for one in said):
                    found.append((later, CardId(copy)))
        return found


def _append(connection: Connection, board: str, head: int, event: AnyEvent) -> None:
    """One event at the end of a board's log: its rooms find it when they look there."""
    mark = new_mark()
    moved = {"head": head + 1, "mark": mark}
    connection.execute(update(t.board).where(_b.board_id == board).values(moved))
    events.add(connection, *events.rows_of(board, head, mark, [event]))
