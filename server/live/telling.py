"""What the people in a room are told: the view, what changed, their own part, who is here.

All of it is drawn from committed state. What is shared is encoded once for each
audience; what is someone's own is sent only when it became different.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from board import reveal, show
from board.entities import Patch
from board.events import CardErased
from board.messages import PROTOCOL, Close, Health, Here, Names, Now, Position, Presence, Welcome
from board.types import Access, Audience, Millis, SeatId
from server.live.batch import Change
from server.live.committed import Committed
from server.live.fanout import Fanout
from server.live.listener import Listener
from server.live.own import Own
from server.live.paced import Later, Paced
from server.live.presence import Crowd
from server.live.wire import pack

WITHOUT_NAMES = frozenset({Audience.DISPLAY, Audience.RECORD})
"""Who is never told a seat needs no names by seat."""
ONLY_HOW_MANY = frozenset({Audience.PARTNER, Audience.WHOLE, Audience.DISPLAY})
"""Phones and the screen show how many are here; how they are doing is for who leads."""

LEADING = frozenset({Access.LEAD.value, Access.SCRIBE.value})
"""Who is told how the server is: others can do nothing about it."""

NAMES_EACH = 1.0
"""Seconds between frames of names while a whole hall is coming in."""


class Member(Protocol):
    """One connection to the room."""

    listener: Listener
    access: str
    """As the welcome names it."""
    place: str
    """Whose connections it is counted with."""

    def close(self, code: Close) -> None: ...

    async def stands(self) -> bool:
        """Whether it may still be here: its grant is asked for again."""


class Telling:
    def __init__(
        self,
        state: Callable[[], Committed],
        now: Callable[[], Millis],
        clock: Callable[[], float],
        later: Later,
        crowd_key: bytes = b"",
    ) -> None:
        self.state = state
        self.now = now
        self.members: set[Member] = set()
        self.places: Counter[str] = Counter()
        """How many connections each of ``Member.place`` has."""
        self.lines: dict[str, Member] = {}
        """Those that are streams of events, by their marks; see ``events``."""
        self.own = Own(state)
        self.fanout = Fanout(self._view, clock=clock, later=later)
        self.crowd = Crowd(self._tell_presence, clock, later, crowd_key)
        self.names = Names({}, {})
        self.health = Health(saving=True, others=True)
        self._names = Paced(self._tell_names, NAMES_EACH, clock, later)
        self._views: dict[Audience, bytes] = {}
        self._names_frames: dict[Audience, bytes] = {}
        self._here = -1
        self._beat = 0

    # Who comes, looks elsewhere and goes

    def enter(self, member: Member, known: Position | None) -> None:
        """Welcome, then the view or what was missed since ``known``, then the rest."""
        self.members.add(member)
        self.places[member.place] += 1
        listener = member.listener
        self.own.come(listener)
        if listener.seat is not None:
            self.crowd.come(listener, listener.seat)
        self._greet(member, known)

    def here(self, member: Member, here: Here) -> None:
        """How this person is doing, and whether the page is looked at."""
        if member in self.members:
            self.crowd.say(member.listener, here)
            self.fanout.hide(member.listener, here.hidden)

    def said(self, line: str, here: Here) -> bool:
        """As ``here``, of a member who has a stream of events. False: it is not in this room."""
        member = self.lines.get(line)
        if member is not None:
            self.here(member, here)
        return member is not None

    def look(self, member: Member, audience: Audience, known: Position | None) -> None:
        """As ``enter``, for one who is there already."""
        if member not in self.members:
            return
        listener = member.listener
        self.fanout.leave(listener)
        listener.audience = audience
        self._greet(member, known)

    def leave(self, member: Member) -> None:
        if member in self.members:
            self.members.discard(member)
            self.places[member.place] -= 1
            if not self.places[member.place]:
                del self.places[member.place]
            self.fanout.leave(member.listener)
            self.own.leave(member.listener)
            self.crowd.leave(member.listener)

    def close(self, code: Close) -> None:
        """Everyone out."""
        for member in list(self.members):
            member.close(code)

    def end(self) -> None:
        """No timer is left."""
        self.crowd.close()
        self._names.stop()
        self.members.clear()
        self.places.clear()
        self.lines.clear()
        self.fanout.close()

    # What they are told

    def view_bytes(self, audience: Audience) -> bytes:
        """The whole view as JSON, at the room's position."""
        if audience not in self._views:
            self._views[audience] = _json.encode(show(self.state().board, audience))
        return self._views[audience]

    def changed(
        self, before: Committed, changes: list[Change] | None, seats: Iterable[SeatId] | None
    ) -> None:
        """The room went on from ``before`` by these changes.

        ``seats`` are those whose own commands these were; None: not known.
        ``changes`` None: what they have leads nowhere, so they get all anew.
        """
        after = self.state()
        self._views.clear()
        if changes is None:
            self._begin_anew(after)
            return
        if any(isinstance(change.event, CardErased) for change in changes):
            self.fanout.forget()
        for listener, part in self.own.changed(changes, seats):
            self.fanout.send_mine(listener, after.board.seq, part)
        patches = {one: patch_for(one, changes) for one in self.fanout.audiences}
        # What this room itself has decided has waited before that; see ``Room``.
        waited = seats is not None
        self.fanout.changed(before.position, after.position, patches, waited=waited)
        if after.board.visit != before.board.visit:
            self.crowd.next_visit()

    def _begin_anew(self, after: Committed) -> None:
        """The log was put back: what they have leads nowhere, and may be of later than now.

        So all are greeted as if they came in, which makes a page forget what it had.
        """
        self.own.forget()
        for member in self.members:
            self.fanout.leave(member.listener)
        self.fanout.forget()
        # From nowhere: where the listeners stood is in no log any more.
        self.fanout.changed(after.position, after.position, {})
        for member in self.members:
            self._greet(member, None)
        self.crowd.next_visit()

    def set_names(self, names: Names) -> None:
        if names != self.names:
            self.names = names
            self._names_frames.clear()
            if self.members:
                self._names.ask()

    def set_health(self, health: Health) -> None:
        self.health = health
        for member in self.members:
            self._tell_health(member)

    def tell_time(self) -> None:
        """Also what shows a phone that its line still lives. A page that nobody looks at hears
        no more than it must: the ping of its socket, or half of these.
        """
        self._beat += 1
        frame = pack(Now(self.now()))
        for member in self.members:
            listener = member.listener
            rests = listener.hidden and (listener.wire.pings or self._beat % 2)
            if not rests:
                # Not with what waits until somebody looks again.
                self.fanout.send_to(listener, frame, "" if listener.hidden else "now")

    def _greet(self, member: Member, known: Position | None) -> None:
        listener = member.listener

        def welcome(position: Position, whole: bool) -> bytes:
            return pack(
                Welcome(
                    v=PROTOCOL,
                    now=self.now(),
                    access=member.access,
                    audience=listener.audience,
                    seat=listener.seat,
                    position=position,
                    whole=whole,
                )
            )

        def more() -> None:
            part = self.own.part(listener.seat) if listener.seat is not None else None
            if part is not None:
                self.fanout.send_mine(listener, self.state().board.seq, part)
            self.fanout.send_to(listener, self._names_for(listener.audience), "names")
            self.fanout.send_to(
                listener, pack(_for(listener.audience, self.crowd.counts())), "presence"
            )
            self._tell_health(member)

        self.fanout.join(listener, known, welcome, more)

    def _tell_health(self, member: Member) -> None:
        if member.access in LEADING:
            self.fanout.send_to(member.listener, pack(self.health), "health")

    def _tell_presence(self, counts: Presence) -> None:
        for audience in self.fanout.audiences:
            if audience not in ONLY_HOW_MANY or counts.here != self._here:
                self.fanout.broadcast(pack(_for(audience, counts)), "presence", audience)
        self._here = counts.here

    def _tell_names(self) -> None:
        for audience in self.fanout.audiences:
            self.fanout.broadcast(self._names_for(audience), "names", audience)

    def _names_for(self, audience: Audience) -> bytes:
        frame = self._names_frames.get(audience)
        if frame is None:
            without = Names({}, self.names.organisations)
            frame = pack(without if audience in WITHOUT_NAMES else self.names)
            self._names_frames[audience] = frame
        return frame

    def _view(self, audience: Audience) -> tuple[Position, bytes]:
        return self.state().position, self.view_bytes(audience)


def patch_for(audience: Audience, changes: list[Change]) -> Patch:
    """All the changes in one patch, the last value of each key."""
    merged: Patch = {}
    for change in changes:
        merged.update(reveal(change.before, change.event, change.after, audience))
    return merged


def _for(audience: Audience, counts: Presence) -> Presence:
    return Presence(counts.here, 0, 0) if audience in ONLY_HOW_MANY else counts


_json = msgspec.json.Encoder()
