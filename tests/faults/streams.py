"""What every client was sent, against what the log says was so.

C5 each thing that was shown is as the log has it at that place. C6 each stream
goes on step by step, or by a whole view, and never back; and each place it
names is in the log. C7 in the end every client shows what the log comes to: the
client that is replayed here, the server that drew for who came in last, and the
JavaScript of the pages. C11 who was acknowledged something finds it in their
own part from then on.
"""

import json
import math
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from board import events as e
from board import show
from board.types import Audience
from tests.faults.account import LEFT, REVOKED, Account
from tests.faults.history import AnyRecord, Body, Came, Got, Moment, Up

Json = dict[str, Any]
NEWER = 40
"""A view may hold what came so many events after its position; see ``Fanout._view``."""
SOON = 0.25
ROOT = Path(__file__).parent.parent.parent


class Page(Struct):
    """One client, replayed: what it holds after the frames so far."""

    who: Came
    view: Json = {}
    seq: int = 0
    mark: str = ""
    mine: Json = {}
    mine_seq: int = 0
    new_line: bool = True
    floor: int = 0
    """A view may be an older one with the frames since: then it must soon stand here again."""
    by: float = 0.0


class Drawn:
    """What an audience may see at each place, drawn from the log and kept.

    Words that were erased are gone from the log, also from what it said before;
    so they are left out of what clients were shown as well.
    """

    def __init__(self, done: Account) -> None:
        self.done = done
        self._views: dict[tuple[int, str], Json] = {}
        self.gone = {str(id) for id, card in done.log.last.cards.items() if card.gone}

    def without_erased(self, view: Json) -> Json:
        return {key: self._blank(key, entity) for key, entity in view.items()}

    def _blank(self, key: str, entity: Json | None) -> Json | None:
        kind, _, id = key.partition(":")
        if entity is None:
            return None
        if kind == "card" and id in self.gone:
            return {**entity, "text": None, "fields": {}}
        if kind == "round":
            questions = [
                {
                    **question,
                    "options": [
                        {**it, "text": None} if self.gone.intersection(it["cards"]) else it
                        for it in question["options"]
                    ],
                }
                for question in entity["questions"]
            ]
            return {**entity, "questions": questions}
        return entity

    def view(self, seq: int, audience: str) -> Json:
        known = self._views.get((seq, audience))
        if known is None:
            shown = show(self.done.log.states[seq], Audience(audience))
            known = self.without_erased(msgspec.to_builtins(shown))
            self._views[seq, audience] = known
        return known


def check(accounts: dict[str, Account], records: list[AnyRecord]) -> dict[str, Page]:
    """Replays all clients; findings go into the account of their board."""
    bodies = {r.id: msgspec.json.decode(r.frame) for r in records if isinstance(r, Body)}
    pages: dict[str, Page] = {}
    drawn = {board: Drawn(done) for board, done in accounts.items()}
    judged: set[tuple[str, str, int]] = set()
    ended = {r.about for r in records if isinstance(r, Moment) and r.what in (REVOKED, LEFT)}
    for record in records:
        match record:
            case Came():
                pages[record.client] = Page(record)
            case Up():
                pages[record.client].new_line = True
            case Got():
                page, frame = pages[record.client], bodies[record.body]
                done = accounts[page.who.board]
                _follow(done, page, frame, record.t < done.back)
                _not_back(done, page, record.t)
                if record.t < done.back:
                    continue
                key = (page.who.board, page.who.audience, record.body)
                if key not in judged and frame["t"] in ("view", "patch"):
                    judged.add(key)
                    _judge(done, drawn[page.who.board], page.who.audience, frame)
                elif frame["t"] == "mine":
                    _own(done, page, frame)
    for page in pages.values():
        done = accounts[page.who.board]
        _not_back(done, page, math.inf)
        if page.who.client not in ended:
            _converged(done, drawn[page.who.board], page.who, page.view, "its page")
    return pages


def _follow(done: Account, page: Page, frame: Json, past: bool) -> None:
    """``past``: this was of a log that is no more, and cannot be judged."""
    name = page.who.client
    match frame["t"]:
        case "welcome":
            at = frame["position"]["seq"]
            if at < page.seq and _holds(done, page):
                done.finding("C6", f"{name} at {page.seq} is welcome at {at}")
            if frame["whole"]:
                page.mine_seq = 0
        case "view":
            at = frame["position"]
            if at["seq"] < page.seq and _holds(done, page):
                page.floor, page.by = page.seq, math.inf
            page.view = dict(frame["view"])
            _stand(done, page, at, past)
        case "patch":
            at = frame["position"]
            if at["seq"] <= page.seq:
                if not page.new_line:
                    done.finding("C6", f"{name} at {page.seq} was sent {at['seq']} again")
                return
            if frame["after"] != page.seq:
                done.finding("C6", f"{name} at {page.seq} was sent what follows {frame['after']}")
                return
            for key, entity in frame["set"].items():
                held = page.view.get(key)
                if entity is None:
                    page.view.pop(key, None)
                elif held is None or held["seq"] <= entity["seq"]:
                    page.view[key] = entity
            _stand(done, page, at, past)


def _not_back(done: Account, page: Page, now: float) -> None:
    """Views and the frames that go with them leave together."""
    if page.by == math.inf:
        page.by = now + SOON
    if page.by and page.seq >= page.floor:
        page.by = 0.0
    elif page.by and now > page.by:
        page.by = 0.0
        done.finding("C6", f"{page.who.client} was sent back from {page.floor} to {page.seq}")


def _holds(done: Account, page: Page) -> bool:
    """Whether it stands somewhere in the log."""
    row = done.log.at(page.seq)
    return row is not None and row.mark == page.mark


def _stand(done: Account, page: Page, at: Json, past: bool) -> None:
    page.seq, page.mark = at["seq"], at["mark"]
    page.new_line = False
    if not past and not _holds(done, page):
        done.finding("C6", f"{page.who.client} stood at {page.seq}, which the log does not have")


def _judge(done: Account, drawn: Drawn, audience: str, frame: Json) -> None:
    """Whether a frame says what was so."""
    seq = frame["position"]["seq"]
    if done.log.at(seq) is None:
        return
    if frame["t"] == "view":
        last = min(len(done.log.rows), seq + NEWER)
        view = drawn.without_erased(frame["view"])
        if not any(drawn.view(at, audience) == view for at in range(seq, last + 1)):
            done.finding("C5", f"a view for {audience} at {seq} is of no moment from then on")
        return
    if done.log.at(frame["after"]) is None:
        return
    before, after = drawn.view(frame["after"], audience), drawn.view(seq, audience)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    given = drawn.without_erased(frame["set"])
    missing = sorted(changed - given.keys())
    wrong = sorted(key for key, entity in given.items() if after.get(key) != entity)
    if missing or wrong:
        where = f"a patch for {audience} from {frame['after']} to {seq}"
        done.finding("C5", f"{where} leaves out {missing[:3]}, and is wrong in {wrong[:3]}")


def _converged(done: Account, drawn: Drawn, who: Came, view: Json, where: str) -> None:
    wanted = drawn.view(len(done.log.rows), who.audience)
    view = drawn.without_erased(view)
    if view != wanted:
        keys = view.keys() | wanted.keys()
        other = sorted(key for key in keys if view.get(key) != wanted.get(key))
        done.finding("C7", f"{who.client} ({where}) differs in {len(other)}: {other[:3]}")


# One's own part


def _own(done: Account, page: Page, frame: Json) -> None:
    seq, mine = frame["seq"], frame["mine"]
    if seq < page.mine_seq or done.log.at(seq) is None:
        return
    page.mine_seq, page.mine = seq, mine
    cards, adopted = _owned(done, page.who.seat, seq)
    for what, held, wanted in (
        ("cards", set(mine["cards"]), cards),
        ("support", set(mine["adopted"]), adopted),
    ):
        if held != wanted:
            name = page.who.client
            done.finding(
                "C11",
                f"the {what} of {name} at {seq} lack {sorted(wanted - held)[:3]}, "
                f"and have {sorted(held - wanted)[:3]} too many",
            )


def _owned(done: Account, seat: str, seq: int) -> tuple[set[str], set[str]]:
    """What this seat had written and supported at a place, by what it asked for."""
    cards: set[str] = set()
    adopted: set[str] = set()
    for at in done.of_seat.get(seat, ()):
        if at > seq:
            break
        match done.row(at):
            case e.CardPosted(card=card):
                cards.add(card)
            case e.CardErased(card=card):
                cards.discard(card)
            case e.CardAdopted(card=card):
                adopted.add(card)
            case e.AdoptionDropped(card=card):
                adopted.discard(card)
    return cards, adopted


# The second implementation


def replay_in_javascript(
    accounts: dict[str, Account], records: Iterable[AnyRecord], folder: Path
) -> int:
    """Gives every client's frames to the model of the pages, in Node. How many were replayed."""
    node = shutil.which("node")
    if node is None:
        return 0
    frames: dict[str, list[int]] = defaultdict(list)
    bodies: dict[int, Any] = {}
    came: dict[str, Came] = {}
    ended: set[str] = set()
    for record in records:
        match record:
            case Moment(what=what, about=about) if what in (REVOKED, LEFT):
                ended.add(about)
            case Came():
                came[record.client] = record
            case Body():
                bodies[record.id] = msgspec.json.decode(record.frame)
            case Got():
                frames[record.client].append(record.body)
    path = folder / "frames.json"
    path.write_text(json.dumps({"bodies": bodies, "frames": frames}))
    told = subprocess.run(
        [node, str(ROOT / "tests/faults/replay.mjs"), str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    for line in told.stdout.splitlines():
        one = json.loads(line)
        done = accounts[came[one["client"]].board]
        if one["gaps"] and not done.back:
            done.finding("C6", f"{one['client']} has {one['gaps']} gaps in JavaScript")
        if one["client"] in ended:
            continue
        _converged(done, Drawn(done), came[one["client"]], one["view"], "in JavaScript")
    return len(frames)
