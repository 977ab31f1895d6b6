"""What lies behind the report: all cards and votes of each session, words, and what was kept."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from board.harvest import Harvest, Item
from board.harvest_votes import Measured
from board.pictures.strand import strand
from board.text import on_one_line
from board.thread import Place, Thread, Threads, knots
from board.types import Millis
from server.report.document import Block, Bullets, Drawn, Line, Picture, Row, Table
from server.report.telling import WEIGHED, Telling

TERMS = (
    "fresh_start", "session", "card", "bundle", "dot", "pulse", "rings", "supported", "not_yet",
    "claim", "provisional", "snapshot", "hash",
)  # fmt: skip
THREADS = 6
"""Goals of which the thread is drawn; of all others it stands in the record."""
GROUP = 8
"""Letters of a hash between two spaces, so that it can be read aloud and breaks on paper."""


class Taken(Struct, frozen=True):
    """A snapshot, as its line in the record says it."""

    board: str
    moment: str
    at: Millis
    seq: int
    version: int
    sha256: str


def appendix(telling: Telling, taken: Sequence[Taken]) -> Iterator[Block]:
    for board in telling.boards:
        name = f"{telling.stage(board.stage)}, {telling.day(board.at)}"
        yield from _cards(telling, board, name)
        yield from _votes(telling, board, name)
    yield from _threads(telling)
    yield Bullets(
        telling.say("appendix.words"),
        [Line(f"{telling.say(f'terms.{one}')}: {telling.say(f'terms.{one}_is')}") for one in TERMS],
    )
    yield from _snapshots(telling, taken)


def _cards(telling: Telling, board: Harvest, name: str) -> Iterator[Block]:
    bundles = {one.id: one for one in board.items if one.members}
    open = {one.board for one in telling.boards}
    # What an earlier session gave stands there already.
    written = [
        one
        for one in board.items
        if not one.members and not (one.source and not one.edited and one.source.board in open)
    ]
    if not written:
        return
    rows = [
        Row(
            [
                str(one.number),
                telling.words("common.erased") if one.text is None else _said(one),
                one.label,
                _bundle(bundles, one),
                telling.partner(one.organisation) or telling.say("appendix.unsigned"),
            ]
        )
        for one in written
    ]
    head = [telling.say(f"appendix.{key}") for key in ("number", "card", "list", "bundle", "from")]
    yield Table(telling.say("appendix.cards", session=name), head, rows)


def _said(item: Item) -> str:
    return on_one_line(item.text or "", item.dutch)


def _bundle(bundles: dict[str, Item], item: Item) -> str:
    held = bundles.get(item.within)
    return (held.text or "") if held else ""


def _votes(telling: Telling, board: Harvest, name: str) -> Iterator[Block]:
    gone = {one.id for one in board.items if one.text is None}
    rows = [row for one in board.asked for row in _vote(telling, one, gone)]
    if rows:
        keys = ("question", "answers", "of", "organisations")
        head = [telling.say(f"appendix.{key}") for key in keys]
        yield Table(telling.say("appendix.votes", session=name), head, rows)


def _vote(telling: Telling, vote: Measured, gone: set[str]) -> Iterator[Row]:
    """A question with all its answers; of dots and points each on a line of its own."""
    times = telling.say("appendix.times", n=vote.times) if vote.times > 1 else ""
    erased = telling.words("common.erased")
    question = " ".join(filter(None, (erased if vote.question in gone else vote.text, times)))
    named = {id: erased if id in gone else _answer(telling, vote, id) for id in vote.counts}
    if vote.method not in WEIGHED:
        told = " · ".join(f"{named[id]}: {count}" for id, count in vote.counts.items())
        yield Row([question, told, str(vote.answered), _many(vote.from_organisations)])
        return
    for id, count in sorted(vote.counts.items(), key=lambda one: -one[1]):
        points = telling.words.count("results.points", count)
        told = f"{named[id]}: {points}"
        yield Row([question, told, str(vote.voters), _many(vote.organisations.get(id))])


def _many(organisations: int | None) -> str:
    return "–" if organisations is None else str(organisations)


def _answer(telling: Telling, vote: Measured, id: str) -> str:
    key = f"common.{vote.method}_{id}"
    if id in vote.labels:
        return vote.labels[id]
    return telling.words(key if key in telling.words else "common.erased")


def _threads(telling: Telling) -> Iterator[Block]:
    """On what each goal of the newest framework rests, as far as the sessions say it."""
    threads = Threads(telling.boards)
    for item in telling.kept("goals")[:THREADS]:
        found = threads.of(str(item.ref.board), str(item.ref.card))
        if found is None or not (found.above or found.below):
            continue
        yield _drawn(telling, found, item.text)


def _drawn(telling: Telling, found: Thread, text: str) -> Picture:
    words = telling.words

    def says(place: Place) -> str:
        key = "thread.place" if place.number else "thread.place_all"
        return words(key, title=place.title, day=telling.day(place.at), n=place.number)

    told = knots(found, says, words("common.erased"))
    title = telling.say("appendix.thread", text=text)
    rows = [Row([_where(telling, found, n), one.text, one.place]) for n, one in enumerate(told)]
    head = [telling.say(f"appendix.{key}") for key in ("where", "card", "session")]
    said = "; ".join(f"{row.cells[0]}: {row.cells[1]}" for row in rows)
    svg = strand(told, title, words("thread.more"))
    return Picture(
        title, [Drawn(svg, f"{title} {said}")], Table(telling.say("as_list"), head, rows)
    )


def _where(telling: Telling, found: Thread, n: int) -> str:
    above = sum(map(len, found.above))
    key = "above" if n < above else "here" if n == above else "below"
    return telling.words(f"thread.{key}")


def _snapshots(telling: Telling, taken: Sequence[Taken]) -> Iterator[Block]:
    names = {
        one.board: f"{telling.stage(one.stage)}, {telling.day(one.at)}" for one in telling.boards
    }
    rows = [
        Row(
            [
                names[one.board],
                telling.words(f"record.moments.{one.moment}"),
                str(one.seq),
                str(one.version),
                " ".join(one.sha256[at : at + GROUP] for at in range(0, len(one.sha256), GROUP)),
            ]
        )
        for one in sorted(taken, key=lambda one: (one.at, one.seq))
        if one.board in names
    ]
    if rows:
        keys = ("session", "moment", "event", "version", "hash")
        head = [telling.say(f"appendix.{key}") for key in keys]
        yield Table(telling.say("appendix.snapshots"), head, rows)
