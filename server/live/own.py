"""The personal parts of who is in a room, drawn again only for whom they may have changed.

To know what is someone's own among cards and support without a name takes a
keyed mark for each person and card. So what is known of the people who are
here is kept level with the board by what happens, and not looked for again.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from board import EVERYONE, Adopted, adopted, mine, touches
from board.entities import Mine
from board.events import AdoptionDropped, BallotPut, CardAdopted, UnclearSaid
from board.personal import authors
from board.secrecy import adopter_mark, unclear_mark
from board.types import SeatId
from server.live.batch import Change
from server.live.committed import Committed
from server.live.listener import Listener


class Own:
    def __init__(self, state: Callable[[], Committed]) -> None:
        self._state = state
        self._listeners: dict[SeatId, list[Listener]] = {}
        self._adopted: dict[SeatId, Adopted] = {}
        self._seq = state().board.seq
        self._here: dict[SeatId, Adopted] = {}
        """Of people who are here, as it was at ``_seq``, whatever seq it bears itself."""
        self._drawn: dict[SeatId, Mine] = {}
        """What they were told last."""
        self._marks: dict[str, SeatId] = {}
        self._marked: tuple[object, ...] = ()
        """Of which key, phases and people ``_marks`` are."""

    def come(self, listener: Listener) -> None:
        if listener.seat is not None:
            self._listeners.setdefault(listener.seat, []).append(listener)

    def leave(self, listener: Listener) -> None:
        seat = listener.seat
        if seat is None or listener not in self._listeners.get(seat, []):
            return
        self._listeners[seat].remove(listener)
        if not self._listeners[seat]:
            del self._listeners[seat]
            self._drawn.pop(seat, None)
            if known := self._here.pop(seat, None):
                self._adopted[seat] = replace(known, seq=self._seq)

    def part(self, seat: SeatId) -> bytes | None:
        """The personal part as JSON; None for a seat that is not on the board."""
        state = self._state()
        if seat not in state.board.seats:
            return None
        known = self._here.get(seat)
        known = replace(known, seq=self._seq) if known else self._adopted.get(seat)
        known = adopted(state.board, seat, state.keys, known)
        (self._here if seat in self._listeners else self._adopted)[seat] = known
        part = mine(state.board, seat, state.keys, state.box, known, self._drawn.get(seat))
        if seat in self._listeners:
            self._drawn[seat] = part
        return _json.encode(part)

    def forget(self) -> None:
        """Another log than before: what was known of that one may not be so."""
        self._adopted.clear()
        self._here.clear()
        self._drawn.clear()
        self._seq = self._state().board.seq

    def changed(
        self, changes: list[Change], seats: Iterable[SeatId] | None
    ) -> Iterator[tuple[Listener, bytes]]:
        """Who may have another part now, and which; see ``Telling.changed``."""
        concerned = self._concerned(changes, seats)
        self._seq = self._state().board.seq
        for seat in concerned:
            part = self.part(seat)
            if part is not None:
                for listener in self._listeners[seat]:
                    yield listener, part

    def _concerned(self, changes: list[Change], seats: Iterable[SeatId] | None) -> list[SeatId]:
        if changes and changes[0].before.seq != self._seq:
            # A mistake over those in between kept them from here.
            self._here.clear()
        supporters = self._support(changes)
        touched: set[str] = set(supporters if seats is None else seats)
        for change in changes:
            those = touches(change.before, change.event, change.after)
            # Whose ballot it was, only the one knows who took it.
            if those is EVERYONE or (seats is None and isinstance(change.event, BallotPut)):
                return list(self._listeners)
            touched |= those
        concerned = self._listeners.keys() & touched
        # Authors who are no seat wrote without a name.
        if marks := touched - self._state().board.seats.keys():
            concerned = concerned | self._behind(marks)
        return list(concerned)

    def _support(self, changes: list[Change]) -> set[SeatId]:
        """Keeps level who supports what; only a key tells who did, or who understood."""
        found: set[SeatId] = set()
        key = self._state().keys.board
        if key is None:
            return found
        for change in changes:
            event = change.event
            here = self._listeners.keys()
            those = here if change.by is None else here & change.by
            if isinstance(event, UnclearSaid):
                found |= {it for it in those if event.mark == unclear_mark(key, it, event.visit)}
            if isinstance(event, CardAdopted | AdoptionDropped):
                for seat in those:
                    if event.mark == adopter_mark(key, seat, event.card):
                        found.add(seat)
                        self._take(seat, event)
        return found

    def _take(self, seat: SeatId, event: CardAdopted | AdoptionDropped) -> None:
        if known := self._here.get(seat):
            one = frozenset({event.card})
            new = known.cards | one if isinstance(event, CardAdopted) else known.cards - one
            self._here[seat] = replace(known, cards=new)

    def _behind(self, marks: set[str]) -> set[SeatId]:
        """Those of the people here who wrote under one of these marks."""
        state = self._state()
        here = frozenset(self._listeners)
        asked = (state.keys.board, len(state.board.visits), here)
        if self._marked != asked:
            self._marked = asked
            self._marks = {
                mark: seat for seat in here for mark in authors(state.board, seat, state.keys)
            }
        return {self._marks[mark] for mark in marks if mark in self._marks}


_json = msgspec.json.Encoder()
