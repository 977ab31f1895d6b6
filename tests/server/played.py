"""A session whose whole log is kept, as a room keeps it, and what can be read of it."""

import io
import json
import re
import zipfile
from hashlib import sha256
from html import unescape

import msgspec

from board import commands as b
from board.events import AnyEvent, SnapshotTaken
from board.evolve import fold
from board.format_file import parse, resolved
from board.snapshot import snapshot_bytes
from board.state import new_board
from board.trajectory import commands as c
from board.trajectory.types import DAY, BoardId, SlotId
from board.types import BoardId as OfABoard
from server.ids import new_id, new_mark
from server.store import Append, Conflict, Log, NewSession, SnapshotRow
from server.store.reports import Chapter, Reports
from tests.board.play import EVENTS, LEAD, ROOT
from tests.board.rehearsal import Rehearsal
from tests.running import Page, Visitor
from tests.server.desk import PARTNERS, Desk, run

STAGE = "workstream_target_groups"
REMARKED = "Volgende keer hier beginnen"
ASIDE = "Dit is van mij alleen"
WRITTEN = "Zo zeggen wij het zelf."


def played(desk: Desk) -> str:
    """Its board: a session more, of the next stage, held yesterday, with remarks and a chapter."""
    day = desk.site.clock() - DAY
    desk.now = day - 7 * DAY
    slot = SlotId(desk.done(c.PlanSlot(stage=STAGE, at=day, minutes=120)).made)
    board = run(_keep(desk, day))
    desk.now = day + 3_600_000
    desk.done(c.PrepareSlot(slot, BoardId(board)))
    desk.now = desk.site.clock()
    snapshot = run(desk.site.record.snapshots(desk.id))[-1].id
    for text, shared in ((REMARKED, "1"), (ASIDE, "")):
        remark = {"snapshot": snapshot, "tag": "question", "text": text, "shared": shared}
        assert desk.send("remarks", "remark", **remark).status == 303
    kept = Chapter("why", shown=True, version=1, at=day, text=WRITTEN)
    assert run(Reports(desk.store).keep(desk.id, kept))
    return board


async def _keep(desk: Desk, day: int) -> str:
    file = parse((ROOT / f"board/formats/{STAGE}.toml").read_bytes(), STAGE)
    room = Rehearsal(resolved(file)).whole()
    _on_paper(room)
    board = new_id()
    events = _theirs(desk, room.play.events, day)
    session = NewSession(desk.id, STAGE, room.format.title.nl, day)
    log = Log(desk.store)
    head = await log.create(board, room.format, events[:1], session)
    snapshots = []
    for n, event in enumerate(events):
        if not isinstance(event, SnapshotTaken):
            continue
        then = fold(new_board(OfABoard(board), room.format), events[: n + 1])
        names = {id: PARTNERS[key][0] for key, id in desk.partners.items()}
        public = snapshot_bytes(
            then, moment=event.moment, label=event.label, at=event.at, names=names
        )
        row = SnapshotRow(
            id=event.snapshot,
            board=board,
            seq=n + 1,
            moment=event.moment,
            label=event.label,
            at=event.at,
            by="coach",
            public=public,
            sha256=sha256(public).hexdigest(),
        )
        snapshots.append(row)
    append = Append(board, head, new_mark(), tuple(events[1:]), snapshots=tuple(snapshots))
    assert not isinstance(await log.append(append), Conflict)
    return board


def _on_paper(room: Rehearsal) -> None:
    """A card that came in when the session was over."""
    visit, kind = next(
        (n, kind)
        for n, phase in enumerate(room.format.phases, 1)
        for kind in (room.format.kind(step.kind) for step in phase.steps)
        if kind is not None and not kind.links
    )
    text = f"{kind.start.nl if kind.start else ''}Van papier"
    entered = b.EnterCard(visit=visit, kind=kind.id, text=text)
    room.play.done(LEAD, entered)
    room.play.done(LEAD, b.KeepEntries())


def _theirs(desk: Desk, events: list[AnyEvent], day: int) -> list[AnyEvent]:
    """Of that day, and with the partners of that network."""
    said = msgspec.json.encode(events).decode()
    for key, id in desk.partners.items():
        said = said.replace(f'"{key}"', f'"{id}"')
    tree = json.loads(said)
    for event in tree:
        if "at" in event:
            event["at"] += day
    return [EVENTS.decode(json.dumps(event)) for event in tree]


def read_of(visitor: Visitor, id: str, board: str, snapshots: list[str]) -> dict[str, str]:
    """What pages say of it: played back at some moments, compared, and reported."""
    grant = visitor.get(f"/t/{id}/snapshot/{snapshots[0]}").location.partition("/snapshot/")[0]
    paths = {f"play {at}": f"{grant}/play/{board}?at={at}" for at in ("1", "4", "9", "")}
    paths["compare"] = f"{grant}/compare?from={snapshots[0]}&to={snapshots[-1]}"
    report = visitor.get(f"/t/{id}/report/report.docx")
    return {name: _said(visitor.get(path)) for name, path in paths.items()} | {
        "report": _written(report)
    }


def _written(page: Page) -> str:
    """The words of a document; the day on its first page is the day on which one asks."""
    with zipfile.ZipFile(io.BytesIO(page.body)) as packed:
        text = re.sub(r"<[^>]+>", " ", packed.read("word/document.xml").decode())
    return re.sub(r"\d+ [a-z]+ 2\d{3}", "", unescape(text))


def _said(page: Page) -> str:
    """The words of it, but for the bar above."""
    assert page.status == 200, page.text[-2000:]
    main = re.sub(r"(?s)<(script|style).*?</\1>", " ", page.text.partition("<main")[2])
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
