"""The whole record of a trajectory in open files, for who moves out or keeps their own.

A zip with the exact snapshots, one JSON that describes the trajectory, and its cards,
votes and remarks as CSV. It holds what partners may see and what was made of it. What was
said behind closed doors, sounding board, reflections and how to reach people are in none.

    uv run python -m server.export > docs/export.schema.json
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from board.entities import CardEntity
from board.trajectory.claims import of_item
from board.types import Millis
from server.logged import Logged
from server.logged import told as told_of
from server.store.record import Snapshot
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.web.reading import Reading, read
from server.words import Speaker

SCHEMA = 2
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would carry out instead of showing it."""
CARDS = (
    "session", "stage", "day", "number", "list", "bundle", "text", "organisation", "anonymous",
    "also_thought", "confirmed", "late", "came_from",
)  # fmt: skip
VOTES = (
    "session", "stage", "day", "vote", "method", "voters", "could_vote", "question", "option",
    "count", "from_organisations", "answered", "do_not_know", "chose_nothing", "verdict",
)  # fmt: skip
REMARKS = ("session", "stage", "day", "vote", "question", "option", "remark")


class Organisation(Struct, frozen=True):
    id: str
    name: str
    kind: str
    brings: str
    interest: str
    ambition: str
    left_at: Millis


class SnapshotFile(Struct, frozen=True):
    """``sha256`` is of the file, byte for byte; ``by`` is a function, never a person."""

    file: str
    id: str
    version: int
    moment: str
    label: str
    taken_at: Millis
    by: str
    sha256: str


class Session(Struct, frozen=True):
    """``opened_at``, ``ended_at`` and ``confirmed_at`` are 0 where that did not happen.
    ``format`` is the SHA-256 of the file in ``formats``.
    """

    board: str
    stage: str
    title: str
    planned_at: Millis
    opened_at: Millis
    ended_at: Millis
    snapshots: list[SnapshotFile]
    created_at: Millis
    confirmed_at: Millis
    slot: str
    format: str


class TextVersion(Struct, frozen=True):
    version: int
    lines: list[str]
    at: Millis
    standing: str


class Text(Struct, frozen=True):
    title: str
    part: str
    versions: list[TextVersion]


class Goal(Struct, frozen=True):
    """``change``: it stayed, was changed, is new or was stopped."""

    text: str
    change: str
    sign: str
    due: str
    standing: str


class Goals(Struct, frozen=True):
    version: int
    at: Millis
    goals: list[Goal]


class TakenUp(Struct, frozen=True):
    organisation: str
    form: str
    stands: str


class Item(Struct, frozen=True):
    """What a session gave to a list of the trajectory."""

    register: str
    text: str
    stage: str
    board: str
    card: str
    number: int
    confirmed: bool
    taken_up: list[TakenUp]


class LooseEnd(Struct, frozen=True):
    """``answer`` is "" while it is open."""

    why: str
    text: str
    stage: str
    answer: str


class Exported(Struct, frozen=True):
    """``trajectory.json``. Times are milliseconds since 1970, UTC; 0 is never."""

    what: Literal["doorstart trajectory"]
    schema: int
    exported_at: Millis
    id: str
    title: str
    network: str
    municipality: str
    municipality_title: str
    began_at: Millis
    stands: str
    organisations: list[Organisation]
    sessions: list[Session]
    texts: list[Text]
    goals: list[Goals]
    items: list[Item]
    loose_ends: list[LooseEnd]
    renewal_at: Millis
    type: str
    created_at: Millis
    log: list[Logged]
    """What was done, in order: from it and the snapshots all the rest is made again."""


def archive(
    view: TrajectoryView,
    snapshots: Sequence[Snapshot],
    words: Speaker,
    formats: Mapping[str, bytes],
) -> bytes:
    """The zip: the same record twice is the same bytes, whenever it is made but for its day."""
    told = exported(view, snapshots)
    files = {
        "README.txt": words("record.export.readme").replace(" | ", "\n").encode(),
        "trajectory.json": msgspec.json.format(msgspec.json.encode(told, order="sorted"), indent=2),
        "schema.json": schema(),
    }
    for name, head, rows in tables(told, snapshots, words):
        files[f"{name}.csv"] = _table(head, rows)
    files |= {f"formats/{sha256}.json": data for sha256, data in sorted(formats.items())}
    by_id = {one.id: one.public for one in snapshots}
    for session in told.sessions:
        files |= {one.file: by_id[one.id] for one in session.snapshots}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, data in files.items():
            zip.writestr(zipfile.ZipInfo(name, dates.local(view.now).timetuple()[:6]), data)
    return packed.getvalue()


def tables(
    told: Exported, snapshots: Sequence[Snapshot], words: Speaker
) -> list[tuple[str, Sequence[str], list[list[object]]]]:
    """Cards, votes and remarks of all sessions: a name, the head, and the rows of each."""
    last = {one.board: one for one in snapshots}
    held = [
        (session, read(last[session.board].public, words))
        for session in told.sessions
        if session.board in last
    ]
    return [
        ("cards", CARDS, [row for one, page in held for row in _cards(one, page)]),
        ("votes", VOTES, [row for one, page in held for row in _votes(one, page)]),
        ("remarks", REMARKS, [row for one, page in held for row in _remarks(one, page)]),
    ]


def file_name(view: TrajectoryView) -> str:
    """Of the network and the day, in letters that every system takes."""
    name = re.sub(r"[^a-z0-9]+", "-", view.trajectory.network.name.casefold()).strip("-")
    return f"doorstart-{name[:60] or 'network'}-{dates.local(view.now):%Y-%m-%d}.zip"


def exported(view: TrajectoryView, snapshots: Sequence[Snapshot]) -> Exported:
    state, trajectory = view.state, view.trajectory
    names = {one.id: one.name for one in view.organisations}
    return Exported(
        what="doorstart trajectory",
        schema=SCHEMA,
        exported_at=view.now,
        id=trajectory.id,
        title=trajectory.title,
        network=trajectory.network.name,
        municipality=trajectory.network.lead.name,
        municipality_title=trajectory.network.lead.title,
        began_at=state.began_at,
        stands=str(state.stand),
        organisations=[
            Organisation(
                id=one.id,
                name=one.name,
                kind=one.kind,
                brings=one.brings or "",
                interest=one.interest or "",
                ambition=one.ambition or "",
                left_at=one.left_at or 0,
            )
            for one in view.organisations
        ],
        sessions=list(_sessions(view, snapshots)),
        texts=[
            Text(
                text.title,
                text.part,
                [TextVersion(v.version, list(v.lines), v.at, v.standing) for v in text.versions],
            )
            for text in state.texts.values()
        ],
        goals=[
            Goals(
                version.version,
                version.at,
                [
                    Goal(one.line.text, one.line.change, one.line.sign, one.line.due, one.standing)
                    for one in version.goals
                ],
            )
            for version in state.goals
        ],
        items=[
            Item(
                register=item.register,
                text=item.text,
                stage=item.stage,
                board=item.ref.board,
                card=item.ref.card,
                number=item.number,
                confirmed=item.confirmed,
                taken_up=[
                    TakenUp(names.get(claim.organisation, ""), claim.form, claim.stands)
                    for claim in of_item(state, item)
                ],
            )
            for item in view.kept.items
        ],
        loose_ends=list(_ends(view)),
        renewal_at=state.renewal_at,
        type=trajectory.type,
        created_at=trajectory.created_at,
        log=list(told_of(view.entries)),
    )


def schema() -> bytes:
    """What ``trajectory.json`` may hold, in JSON Schema."""
    made = json.dumps(msgspec.json.schema(Exported), indent=2, ensure_ascii=False)
    return f"{made}\n".encode()


def _sessions(view: TrajectoryView, snapshots: Sequence[Snapshot]) -> Iterator[Session]:
    for n, session in enumerate(view.sessions, 1):
        mine = [one for one in snapshots if one.board == session.board]
        yield Session(
            board=session.board,
            stage=session.stage,
            title=session.title,
            planned_at=session.planned_at or 0,
            opened_at=session.opened_at or 0,
            ended_at=session.ended_at or 0,
            snapshots=[
                SnapshotFile(
                    file=f"snapshots/{n:02}-{session.stage}/{m:02}-{one.moment}.json",
                    id=one.id,
                    version=one.version,
                    moment=one.moment,
                    label=one.label,
                    taken_at=one.at,
                    by=one.by,
                    sha256=one.sha256,
                )
                for m, one in enumerate(mine, 1)
            ],
            created_at=session.created_at,
            confirmed_at=session.confirmed_at or 0,
            slot=session.slot or "",
            format=session.format,
        )


def _ends(view: TrajectoryView) -> Iterator[LooseEnd]:
    answers = view.state.end_answers
    for end in view.kept.ends:
        answered = answers.get(end.ref)
        yield LooseEnd(end.why, end.text, end.stage, answered.answer if answered else "")
    for mine in view.state.ends.values():
        answered = answers.get(mine.id)
        yield LooseEnd("noted", mine.text, "", answered.answer if answered else "")


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


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """As RFC 4180 has it, with the mark by which a spreadsheet knows its letters."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int) else text


if __name__ == "__main__":
    print(schema().decode(), end="")
