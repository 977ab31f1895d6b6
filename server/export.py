"""The whole record of a trajectory in open files, for who moves out or keeps their own.

A zip with the exact snapshots, the logs of the boards as they may leave, one JSON that describes
the trajectory, and its cards, votes and remarks as CSV. It holds what partners may see and what
was made of it. What was said behind closed doors, sounding board, reflections, remarks that
nobody shared and how to reach people are in none.

    uv run python -m server.export > docs/export.schema.json
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from board.trajectory.claims import of_item
from server import export_shape as shape
from server.export_shape import SCHEMA, Exported, schema
from server.export_tables import opened, table, tables, tables_of
from server.logged import told as told_of
from server.store.record import Snapshot
from server.store.remarks import Remark
from server.store.reports import Chapter
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.words import Speaker

__all__ = ["Beside", "archive", "exported", "file_name", "tables"]


class Beside(Struct, frozen=True):
    """What goes into it besides the view and the snapshots. ``logs`` are files, by board."""

    remarks: Sequence[Remark] = ()
    chapters: Sequence[Chapter] = ()
    logs: Mapping[str, bytes] = {}


NONE = Beside()


def archive(
    view: TrajectoryView,
    snapshots: Sequence[Snapshot],
    words: Speaker,
    formats: Mapping[str, bytes],
    beside: Beside = NONE,
) -> bytes:
    """The zip: the same record twice is the same bytes, whenever it is made but for its day."""
    told = exported(view, snapshots, beside)
    held, unread = opened(told, snapshots, words)
    readme = words("record.export.readme").split(" | ")
    readme += [words("record.export.unread", file=name) for name in unread]
    files = {
        "README.txt": "\n".join(readme).encode(),
        "trajectory.json": msgspec.json.format(msgspec.json.encode(told, order="sorted"), indent=2),
        "schema.json": schema(),
    }
    files |= {f"{name}.csv": table(head, rows) for name, head, rows in tables_of(held)}
    files |= {f"formats/{sha256}.json": data for sha256, data in sorted(formats.items())}
    by_id = {one.id: one.public for one in snapshots}
    for session in told.sessions:
        files |= {one.file: by_id[one.id] for one in session.snapshots}
        if session.log:
            files[session.log] = beside.logs[session.board]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, data in files.items():
            zip.writestr(zipfile.ZipInfo(name, dates.local(view.now).timetuple()[:6]), data)
    return packed.getvalue()


def file_name(view: TrajectoryView) -> str:
    """Of the network and the day, in letters that every system takes."""
    name = re.sub(r"[^a-z0-9]+", "-", view.trajectory.network.name.casefold()).strip("-")
    return f"doorstart-{name[:60] or 'network'}-{dates.local(view.now):%Y-%m-%d}.zip"


def exported(
    view: TrajectoryView, snapshots: Sequence[Snapshot], beside: Beside = NONE
) -> Exported:
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
            shape.Organisation(
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
        sessions=list(_sessions(view, snapshots, beside.logs)),
        texts=[
            shape.Text(
                text.title,
                text.part,
                [
                    shape.TextVersion(v.version, list(v.lines), v.at, v.standing)
                    for v in text.versions
                ],
            )
            for text in state.texts.values()
        ],
        goals=[
            shape.Goals(
                version.version,
                version.at,
                [
                    shape.Goal(
                        one.line.text, one.line.change, one.line.sign, one.line.due, one.standing
                    )
                    for one in version.goals
                ],
            )
            for version in state.goals
        ],
        items=[
            shape.Item(
                register=item.register,
                text=item.text,
                stage=item.stage,
                board=item.ref.board,
                card=item.ref.card,
                number=item.number,
                confirmed=item.confirmed,
                taken_up=[
                    shape.TakenUp(names.get(claim.organisation, ""), claim.form, claim.stands)
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
        remarks=[_remark(one) for one in _in_order(beside.remarks)],
        chapters=[
            shape.Chapter(**asdict(one))
            for one in sorted(beside.chapters, key=lambda one: one.section)
        ],
    )


def _sessions(
    view: TrajectoryView, snapshots: Sequence[Snapshot], logs: Mapping[str, bytes]
) -> Iterator[shape.Session]:
    for n, session in enumerate(view.sessions, 1):
        log = logs.get(session.board)
        mine = [one for one in snapshots if one.board == session.board]
        yield shape.Session(
            board=session.board,
            stage=session.stage,
            title=session.title,
            planned_at=session.planned_at or 0,
            opened_at=session.opened_at or 0,
            ended_at=session.ended_at or 0,
            snapshots=[
                shape.SnapshotFile(
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
            log=f"logs/{n:02}-{session.stage}.json" if log else "",
            log_sha256=hashlib.sha256(log).hexdigest() if log else "",
        )


def _ends(view: TrajectoryView) -> Iterator[shape.LooseEnd]:
    answers = view.state.end_answers
    for end in view.kept.ends:
        answered = answers.get(end.ref)
        yield shape.LooseEnd(end.why, end.text, end.stage, answered.answer if answered else "")
    for mine in view.state.ends.values():
        answered = answers.get(mine.id)
        yield shape.LooseEnd("noted", mine.text, "", answered.answer if answered else "")


def _in_order(remarks: Sequence[Remark]) -> list[Remark]:
    """Only those that were shared: another is its writer's alone."""
    return sorted((one for one in remarks if one.shared), key=lambda one: (one.at, one.id))


def _remark(one: Remark) -> shape.SharedRemark:
    told = {name: getattr(one, name) for name in shape.SharedRemark.__struct_fields__}
    return shape.SharedRemark(**told)


if __name__ == "__main__":
    print(schema().decode(), end="")
