"""The cards, votes and remarks of a trajectory as tables that a spreadsheet opens and does not
carry out.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from board.entities import CardEntity
from server.export_shape import Exported, Session
from server.store.record import Snapshot
from server.web import dates
from server.web.reading import Reading, read
from server.words import Speaker

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet would carry out instead of showing it; some read the wide signs alike."""
CARDS = (
    "session", "stage", "day", "number", "list", "bundle", "text", "organisation", "anonymous",
    "also_thought", "confirmed", "late", "came_from",
)  # fmt: skip
VOTES = (
    "session", "stage", "day", "vote", "method", "voters", "could_vote", "question", "option",
    "count", "from_organisations", "answered", "do_not_know", "chose_nothing", "verdict",
)  # fmt: skip
REMARKS = ("session", "stage", "day", "vote", "question", "option", "remark")


Table = tuple[str, Sequence[str], list[list[object]]]


def tables(told: Exported, snapshots: Sequence[Snapshot], words: Speaker) -> list[Table]:
    """Cards, votes and remarks of all sessions: a name, the head, and the rows of each."""
    return tables_of(opened(told, snapshots, words)[0])


def tables_of(held: Sequence[tuple[Session, Reading]]) -> list[Table]:
    return [
        ("cards", CARDS, [row for one, page in held for row in _cards(one, page)]),
        ("votes", VOTES, [row for one, page in held for row in _votes(one, page)]),
        ("remarks", REMARKS, [row for one, page in held for row in _remarks(one, page)]),
    ]


def opened(
    told: Exported, snapshots: Sequence[Snapshot], words: Speaker
) -> tuple[list[tuple[Session, Reading]], list[str]]:
    """The last snapshot of each session, read; and the files of those that cannot be read here,
    because a newer Doorstart took them.
    """
    last = {one.board: one for one in snapshots}
    held: list[tuple[Session, Reading]] = []
    unread: list[str] = []
    for session in told.sessions:
        if session.board not in last:
            continue
        try:
            held.append((session, read(last[session.board].public, words)))
        except (ValueError, KeyError, msgspec.MsgspecError):
            unread.append(session.snapshots[-1].file)
    return held, unread


def _cards(session: Session, page: Reading) -> Iterator[list[object]]:
    def row(card: CardEntity, list_: str, bundle: str) -> list[object]:
        source = card.source
        return [
            *_of(session),
            card.number,
            list_,
            bundle,
            card.text or "",
            page.names.get(card.organisation or "", ""),
            _yes(card.anonymous),
            card.adopters,
            _yes(card.confirmed),
            _yes(card.late),
            f"{source.stage} {source.number}" if source else "",
        ]

    for zone in page.zones:
        for cluster in zone.clusters:
            yield from (row(card, zone.title, cluster.title) for card in cluster.cards)
        yield from (row(card, zone.title, "") for card in zone.cards)


def _votes(session: Session, page: Reading) -> Iterator[list[object]]:
    for vote in page.results:
        head = [*_of(session), vote.question, vote.method, vote.voters, vote.seats]
        for answers in vote.answers:
            tail = [answers.answered, answers.unsure, answers.skipped, answers.verdict]
            for one in answers.rows:
                told = "" if one.organisations is None else one.organisations
                yield [*head, answers.text, one.text, one.count, told, *tail]


def _remarks(session: Session, page: Reading) -> Iterator[list[object]]:
    for vote in page.results:
        for answers in vote.answers:
            for option, text in answers.remarks:
                yield [*_of(session), vote.question, answers.text, option, text or ""]


def _of(session: Session) -> list[object]:
    at = session.opened_at or session.planned_at
    return [session.title, session.stage, f"{dates.local(at):%Y-%m-%d}" if at else ""]


def _yes(value: bool) -> str:
    return "yes" if value else ""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """As RFC 4180 has it, with the mark by which a spreadsheet knows its letters."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int) else text
