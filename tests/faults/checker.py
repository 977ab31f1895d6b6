"""Judges one run: its history beside the log that is left of it.

The checks are those of Jepsen (set, queue, unique ids, order of a log) and of
what this board promises: C1 lost, C2 phantom, C3 twice, C4 gap, C5 place, C6
stream, C7 convergence, C8 votes, C9 places, C10 real time, C11 one's own part,
C12 rights, C13 nothing left behind, C14 the logs of the servers, C15 that
everyone gets an answer in the end, C16 snapshots, C17 that the database is
whole. Each is in the module that makes it; this one puts most of them together.
"""

from collections import Counter
from pathlib import Path

from msgspec import Struct

from tests.faults import budgets, evidence, kept, streams
from tests.faults.account import Account, Finding, account, commands
from tests.faults.figures import Figures, measure
from tests.faults.history import Again, AnyRecord, Came, Down, Up


class Verdict(Struct):
    acknowledged: int
    refused: int
    unknown: int
    """Commands that never got an answer that decides."""
    unsure: int
    """Commands of which it was not known for a while what became of them."""
    again: int
    lines: int
    resumed: int
    kinds: dict[str, int]
    """Acknowledged commands by kind."""
    lost: int
    doubled: int
    in_javascript: int
    figures: Figures
    findings: list[Finding]

    @property
    def caught(self) -> list[str]:
        return sorted({finding.check for finding in self.findings})

    @property
    def bound(self) -> str:
        """What zero losses of so many say at 95 %: the rule of three."""
        return f"{self.lost} of {self.acknowledged}" + (
            f", so at most {3 / self.acknowledged:.2g}"
            if not self.lost and self.acknowledged
            else ""
        )

    def told(self) -> str:
        lines = [f"{it.check} {it.board[:6]} {it.text}" for it in self.findings[:20]]
        return f"{len(self.findings)} findings {Counter(it.check for it in self.findings)}\n" + (
            "\n".join(lines)
        )


def check(records: list[AnyRecord], database: str | Path, folder: Path | None = None) -> Verdict:
    """``folder``: where the frames are written for the second replay, in JavaScript."""
    boards = {record.board: None for record in records if isinstance(record, Came)}
    logs = evidence.read(database, list(boards))
    asked = commands(records)
    accounts = {id: account(logs[id], asked.get(id, []), records) for id in boards}
    for done in accounts.values():
        budgets.check(done)
    kept.snapshots(accounts, database)
    streams.check(accounts, records)
    replayed = streams.replay_in_javascript(accounts, records, folder) if folder else 0
    verdict = _verdict(accounts, records, replayed)
    verdict.findings += kept.whole(database)
    return verdict


def _verdict(accounts: dict[str, Account], records: list[AnyRecord], replayed: int) -> Verdict:
    asked = [one for done in accounts.values() for one in done.asked]
    acknowledged = [one for one in asked if one.ok]
    ups = [record for record in records if isinstance(record, Up)]
    return Verdict(
        acknowledged=len(acknowledged),
        refused=sum(one.fail is not None for one in asked),
        unknown=sum(not (one.ok or one.fail) for one in asked),
        unsure=sum(one.infos > 0 for one in asked),
        again=sum(isinstance(record, Again) for record in records),
        lines=sum(isinstance(record, Down) for record in records),
        resumed=sum(record.seq > 0 for record in ups),
        kinds=dict(Counter(type(one.invoke.command).__name__ for one in acknowledged)),
        lost=sum(done.lost for done in accounts.values()),
        doubled=sum(done.doubled for done in accounts.values()),
        in_javascript=replayed,
        figures=measure(records),
        findings=[finding for done in accounts.values() for finding in done.findings],
    )
