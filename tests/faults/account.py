"""Lays what was asked beside what the log holds: each command its event, each event its command.

C1 what was acknowledged is there. C2 nothing is there that nobody asked, or that
was refused. C3 nothing is there twice. C4 there is no gap. C5 it stands where
the answer said. C10 what was answered before something else was asked comes
before it. C12 whoever did it had the right to.

Events carry no command ids, on purpose: nobody may join what a tab did. So the
words of each command are unique, and for what has no words (support, ballots)
the place in the answer says which event it was, and how many there may be.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from board import commands as c
from board import events as e
from board.permissions import TABLE
from board.types import Access
from tests.faults import effects
from tests.faults.evidence import BoardLog
from tests.faults.history import (
    AnyRecord,
    Came,
    Fail,
    Info,
    Invoke,
    Moment,
    Ok,
)

REVOKED = "revoked"
"""A moment: from now on this client has no right any more."""
LEFT = "left"
"""A moment: this client went before the end."""
KEPT, PUT_BACK = "kept", "put back"
"""Moments: the log was copied, and later it was made what it had been then."""


class Finding(Struct, frozen=True):
    check: str
    board: str
    text: str


class Asked(Struct):
    """One command, with how it ended. ``seq``: the event it came to; 0: none, or not known."""

    who: Came
    invoke: Invoke
    ok: Ok | None = None
    fail: Fail | None = None
    infos: int = 0
    seq: int = 0

    @property
    def name(self) -> str:
        return f"{type(self.invoke.command).__name__} {self.who.client}/{self.invoke.n}"


class Account(Struct):
    """What one board's log comes to."""

    log: BoardLog
    asked: list[Asked]
    by_seq: dict[int, Asked]
    findings: list[Finding]
    of_seat: dict[str, list[int]] = {}
    """The events of each seat, in order."""
    back: float = 0.0
    """When the log was put back; what was shown before that is of another log."""
    lost: int = 0
    doubled: int = 0

    def finding(self, check: str, text: str) -> None:
        self.findings.append(Finding(check, self.log.board, text))

    def row(self, seq: int) -> e.AnyEvent:
        return self.log.rows[seq - 1].event


def commands(records: Iterable[AnyRecord]) -> dict[str, list[Asked]]:
    """All that was asked, by board, in the order of asking."""
    came: dict[str, Came] = {}
    open: dict[tuple[str, str, int], Asked] = {}
    boards: dict[str, list[Asked]] = defaultdict(list)
    for record in records:
        match record:
            case Came():
                came[record.client] = record
            case Invoke():
                asked = Asked(came[record.client], record)
                open[record.client, record.outbox, record.n] = asked
                boards[asked.who.board].append(asked)
            case Ok():
                open[record.client, record.outbox, record.n].ok = record
            case Fail():
                open[record.client, record.outbox, record.n].fail = record
            case Info():
                open[record.client, record.outbox, record.n].infos += 1
    return boards


def moment(records: Iterable[AnyRecord], what: str) -> float:
    """When it was, the last time; 0: never."""
    times = [record.t for record in records if isinstance(record, Moment) and record.what == what]
    return times[-1] if times else 0.0


def account(log: BoardLog, asked: list[Asked], records: Iterable[AnyRecord]) -> Account:
    seats = {record.seat for record in records if isinstance(record, Came)}
    kept, back = moment(records, KEPT), moment(records, PUT_BACK)
    if back:
        # What was acknowledged in between went with the data: that is the age of a backup.
        # An answer may have been on its way when the copy was made, so both may be.
        for one in asked:
            if one.ok and kept < one.ok.t < back:
                one.ok = None
    done = Account(log, asked, {}, [], back=back)
    _gapless(done)
    for one in sorted(
        (one for one in asked if one.ok), key=lambda one: one.ok.seq if one.ok else 0
    ):
        _place(done, one)
    _unasked(done, seats)
    for seq in sorted(done.by_seq):
        done.of_seat.setdefault(done.by_seq[seq].who.seat, []).append(seq)
    _real_time(done)
    _authority(done)
    _revoked(done, records)
    return done


def _gapless(done: Account) -> None:
    log = done.log
    seqs = [row.seq for row in log.rows]
    if seqs != list(range(1, len(seqs) + 1)):
        done.finding("C4", f"the log counts {seqs[:3]}…{seqs[-3:]} in {len(seqs)} events")
    if log.rows and (log.head, log.mark) != (log.rows[-1].seq, log.rows[-1].mark):
        done.finding("C4", f"the head is {log.head}, the last event {log.rows[-1].seq}")
    for fault in log.broken:
        done.finding("C4", f"what is before does not lead up to {fault}")


def _place(done: Account, one: Asked) -> None:
    """Finds the event that an acknowledged command came to."""
    assert one.ok is not None
    command, said, made = one.invoke.command, one.ok.seq, one.ok.made
    last = done.log.at(said)
    if last is None:
        done.lost += 1
        done.finding(
            "C1", f"{one.name} was acknowledged at {said}; the log ends at {done.log.head}"
        )
        return
    same = effects.NOTHING_NEW.get(type(command))
    at = said
    while at > 0 and (row := done.log.at(at)) is not None and row.mark == last.mark:
        if effects.stands_for(command, row.event, one.who, made or None):
            other = done.by_seq.get(at)
            if other is not None and same is not None and same(command, done.log.states[said]):
                return
            if other is not None:
                done.lost += 1
                done.finding("C5", f"{one.name} and {other.name} have the same event {at}")
                return
            one.seq = at
            done.by_seq[at] = one
            return
        if not isinstance(row.event, effects.RIDERS):
            break
        at -= 1
    if same is not None and same(command, done.log.states[said]):
        return
    if done.back and isinstance(command, c.AdoptCard | c.DropAdoption):
        # What it was about went with the data.
        return
    for row in done.log.rows:
        worded = isinstance(command, c.PostCard | c.EditCard | c.MakeCluster)
        if worded and effects.stands_for(command, row.event, one.who, made or None):
            done.finding("C5", f"{one.name} was acknowledged at {said} and stands at {row.seq}")
            one.seq = row.seq
            done.by_seq[row.seq] = one
            return
    done.lost += 1
    done.finding("C1", f"{one.name} was acknowledged at {said}, where the log has another event")


def _unasked(done: Account, seats: set[str]) -> None:
    """Every event that no acknowledged command stands for."""
    unknown = [one for one in done.asked if one.ok is None and one.fail is None]
    asked_marks = {done.log.rows[seq - 1].mark for seq in done.by_seq}
    seated: Counter[str] = Counter()
    for row in done.log.rows:
        event = row.event
        if row.seq in done.by_seq or isinstance(event, effects.BY_ITSELF):
            continue
        if isinstance(event, e.SeatTaken):
            seated[event.seat] += 1
            if event.seat not in seats or seated[event.seat] > 1:
                done.finding("C2", f"seat {event.seat} was taken at {row.seq}, by nobody")
            continue
        found = next((o for o in unknown if _fits(o, event)), None)
        if found is not None:
            unknown.remove(found)
            found.seq = row.seq
            done.by_seq[row.seq] = found
            asked_marks.add(row.mark)
        elif not (isinstance(event, effects.RIDERS) and row.mark in asked_marks):
            _too_much(done, row.seq, event)


def _too_much(done: Account, seq: int, event: e.AnyEvent) -> None:
    kind = type(event).__name__
    twice = next((o for o in done.asked if o.ok and _fits(o, event)), None)
    refused = next((o for o in done.asked if o.fail and _fits(o, event)), None)
    if twice is not None:
        done.doubled += 1
        done.finding("C3", f"{kind} at {seq} is one more of {twice.name}, event {twice.seq}")
    elif refused is not None:
        done.finding("C2", f"{kind} at {seq} is of {refused.name}, which was refused")
    else:
        done.finding("C2", f"{kind} at {seq} was asked by nobody")


def _fits(one: Asked, event: e.AnyEvent) -> bool:
    return effects.stands_for(one.invoke.command, event, one.who, None)


def _real_time(done: Account) -> None:
    answered = sorted((one for one in done.asked if one.ok), key=_answered_at)
    highest, at = 0, 0
    for one in sorted(answered, key=lambda one: one.invoke.t):
        while at < len(answered) and _answered_at(answered[at]) < one.invoke.t:
            before = answered[at].ok
            assert before is not None
            highest = max(highest, before.seq)
            at += 1
        assert one.ok is not None
        if one.ok.seq < highest or (one.seq and one.seq <= highest):
            done.finding(
                "C10", f"{one.name} at {one.ok.seq} was asked after {highest} was answered"
            )


def _answered_at(one: Asked) -> float:
    return one.ok.t if one.ok else 0.0


def _authority(done: Account) -> None:
    writers: dict[str, str] = {}
    for one in done.asked:
        if one.ok and type(one.invoke.command) not in TABLE[Access(one.who.access)]:
            done.finding("C12", f"{one.name} was acknowledged to {one.who.access}")
    for seq, one in sorted(done.by_seq.items()):
        event = done.row(seq)
        named = effects.author_of(event)
        if named not in (None, one.who.seat, one.who.lead):
            done.finding("C12", f"event {seq} names {named}, but {one.name} did it")
        if isinstance(event, e.CardPosted):
            writers[event.card] = one.who.seat
        elif isinstance(event, e.CardEdited | e.CardErased):
            writer = writers.get(event.card)
            if writer != one.who.seat:
                done.finding("C12", f"{one.name} changed a card of {writer} at {seq}")


def _revoked(done: Account, records: Iterable[AnyRecord]) -> None:
    """Who was told that all is over, and asked on: nothing of that may have happened."""
    ended = {
        record.about: record.t
        for record in records
        if isinstance(record, Moment) and record.what == REVOKED
    }
    for one in done.asked:
        end = ended.get(one.who.client)
        if end is not None and one.invoke.t > end and (one.ok or one.seq):
            done.finding("C12", f"{one.name} was taken after the access was revoked")
