"""What stands beside a snapshot on its page: the other moments of its session, and for who
guides the trajectory their remarks and the links they lent. None of it is in the snapshot.
"""

from collections.abc import Sequence

from msgspec import Struct
from starlette.requests import Request

from server.store.doors import Grant, Kind
from server.store.record import Snapshot, SnapshotLine
from server.store.remarks import DONE, Remark, Remarks
from server.web import dates
from server.web.lending import days, lent
from server.web.reading import Reading, label
from server.web.site import Site, language_for, site_of
from server.words import Speaker

TAGS = ("look", "question", "strong", "task")
CLOSED_DOOR = "orientation"
"""The course of a talk that is not for everyone: its snapshots are not lent."""
MOST = 60
"""Letters of a card that name it in a list."""


class Moment(Struct, frozen=True):
    """A snapshot of the same session."""

    id: str
    what: str
    hour: str
    here: bool


class Note(Struct, frozen=True):
    """A remark. ``about`` says of what, "" for the whole; ``target`` names it."""

    id: str
    target: str
    about: str
    text: str
    tag: str
    by: str
    day: str
    done: bool
    shared: bool


async def beside(
    request: Request, grant: Grant, kept: Snapshot, reading: Reading
) -> dict[str, object]:
    site = site_of(request)
    words = Speaker(site.pages.catalogue, language_for(request))
    found = await site.record.overview(kept.trajectory)
    assert found is not None
    lines = found.snapshots.get(kept.board, ())
    moments = [_moment(line, kept, reading, words) for line in lines]
    here = next((n for n, one in enumerate(moments) if one.here), 0)
    return {
        "moments": moments,
        "over": any(one.board == kept.board and one.ended_at for one in found.sessions),
        "before": moments[here - 1] if here else None,
        "after": moments[here + 1] if here + 1 < len(moments) else None,
        **await _of_account(site, words, grant, kept, reading, request.query_params.get("on", "")),
    }


async def _of_account(
    site: Site, words: Speaker, grant: Grant, kept: Snapshot, reading: Reading, on: str
) -> dict[str, object]:
    """Nothing for who came by a link: they have no name to remark under."""
    if grant.account is None:
        return {"remarks": None, "lent": None}
    shelf = Remarks(site.sessions.store)
    remarks = await shelf.seen_by(kept.trajectory, grant.account, kept.id)
    notes = [_note(one, reading, words) for one in remarks]
    return {
        "remarks": notes,
        "noted": {one.target: [it for it in notes if it.target == one.target] for one in notes},
        "targets": targets(reading, words),
        "tags": [(tag, words(f"remarks.tags.{tag}")) for tag in TAGS],
        "lent": await lent(site, words, kept.trajectory, Kind.SNAPSHOT, kept.id),
        "lend_days": days(words),
        "may_lend": may_lend(reading),
        "on": on,
    }


def may_lend(reading: Reading) -> bool:
    return reading.format.course != CLOSED_DOOR


def targets(reading: Reading, words: Speaker) -> list[tuple[str, list[tuple[str, str]]]]:
    """What of a snapshot can be remarked on, in groups: its phases, and its cards."""
    phases = {f"phase:{one.id}": one.title for one in reading.phases}
    cards = [
        (f"card:{number}", f"{number}. {_short(reading, id)}")
        for number, id in sorted(reading.ids.items())
    ]
    groups = [
        (words("remarks.on_phase"), list(phases.items())),
        (words("remarks.on_card"), cards),
    ]
    return [group for group in groups if group[1]]


def about(target: str, reading: Reading, words: Speaker) -> str:
    """What a remark is of, in words; "" for the whole."""
    kind, _, key = target.partition(":")
    if kind == "card":
        return words("common.number", n=key)
    return next((one.title for one in reading.phases if one.id == key), key)


def _moment(line: SnapshotLine, kept: Snapshot, reading: Reading, words: Speaker) -> Moment:
    what = words(f"record.moments.{line.moment}")
    said = label(line.moment, line.label, reading.format)
    return Moment(
        line.id, f"{what}: {said}" if said else what, dates.hour(line.at), line.id == kept.id
    )


def _note(one: Remark, reading: Reading, words: Speaker) -> Note:
    return Note(
        id=one.id,
        target=one.target,
        about=about(one.target, reading, words),
        text=one.text,
        tag=one.tag,
        by=words(f"overview.functions.{one.by}"),
        day=dates.day(words, one.at),
        done=one.state == DONE,
        shared=one.shared,
    )


def _short(reading: Reading, id: str) -> str:
    found = reading.view.get(f"card:{id}")
    text = getattr(found, "text", None) or "–"
    return text if len(text) <= MOST else f"{text[:MOST].rstrip()} …"


def known(targets: Sequence[tuple[str, Sequence[tuple[str, str]]]], target: str) -> bool:
    return not target or any(target == id for _, group in targets for id, _ in group)
