"""What reading back costs: comparing two boards, playing a session back, and the report of a
whole trajectory, against ten times the size.

``uv run python -m tests.bench.reading_back`` prints it. Pure Python without a database, once the
trajectory is lived; the figure that carries over to another machine is the ratio, which the
design wants within 12.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from board import commands as c
from board.compare import changes
from board.harvest import harvest
from board.playback import as_it_was, beats
from board.sight import Sight, sight
from board.trajectory.gather import gather
from board.types import CardId, Millis
from server.pages import TEMPLATES
from server.report.document import Report
from server.report.docx import docx_of
from server.report.gathered import gathered
from server.report.pdf import values_of
from server.setting import pdf_set
from server.trajectory_view import TrajectoryView
from server.words import Speaker, load
from tests.board.play import LEAD, Play, partner
from tests.board.voyage import MARKET, snapshot_of
from tests.running import Running
from tests.server.desk import Desk

ROUNDS = 7
CARDS = 50, 500
EVENTS = 1_000, 10_000
TIMES = 1, 10
CATALOGUE = load(TEMPLATES / "words")
WORDS = Speaker(CATALOGUE, "nl")


def main() -> int:
    small, large = (_two_boards(cards) for cards in CARDS)
    _told(f"comparing {CARDS[0]} cards against {CARDS[1]}", _compare(small), _compare(large))
    few, many = (_long(events) for events in EVENTS)
    _told(f"playing back {EVENTS[0]} events against {EVENTS[1]}", _playing(few), _playing(many))
    view = _lived()
    brief, full = (_report(view, times) for times in TIMES)
    told = f"the report of {_cards(brief)} cards against {_cards(full)}"
    _told(f"{told}, gathered", _gathering(brief), _gathering(full))
    _told(f"{told}, as DOCX", _written(brief), _written(full), rounds=3)
    # Once: what was set already Typst knows.
    _told(f"{told}, as PDF", _set(brief), _set(full), rounds=1)
    return 0


def _lived() -> TrajectoryView:
    """Six sessions of a demo trajectory, as who made them reads them."""
    with tempfile.TemporaryDirectory() as folder, Running.start(Path(folder)) as running:
        return Desk(running).lived().view()


def _report(view: TrajectoryView, times: int) -> TrajectoryView:
    """Of each session with so many times its cards, no two alike."""
    boards = [
        replace(
            one,
            items=[
                item
                if n == 0
                else replace(
                    item,
                    id=f"{item.id}-{n}",
                    number=item.number + 1_000 * n,
                    text=item.text and f"{item.text} {n}",
                    source=None,
                    within="",
                    members=[],
                    links={},
                )
                for n in range(times)
                for item in one.items
                if n == 0 or not item.members
            ],
        )
        for one in view.harvests
    ]
    return replace(view, harvests=tuple(boards), kept=gather(boards, {}))


def _cards(view: TrajectoryView) -> int:
    return sum(not item.members for one in view.harvests for item in one.items)


def _gathering(view: TrajectoryView) -> Callable[[], Report]:
    return lambda: gathered(view, WORDS, [], {})


def _written(view: TrajectoryView) -> Callable[[], object]:
    report = _gathering(view)()
    return lambda: docx_of(report, WORDS, Millis(0))


def _set(view: TrajectoryView) -> Callable[[], object]:
    """Typst works in threads of its own: their time counts too."""
    told = values_of(_gathering(view)(), WORDS)
    given = {**told, "title": "Verslag", "language": "nl"}
    given |= {"words": CATALOGUE.areas("nl", "paper"), "organisation": "x"}
    values = msgspec.json.encode(given).decode()
    return lambda: pdf_set("report", values, 0)


def _play() -> Play:
    play = Play(MARKET, {"pearl_song": ["Wij zingen."]})
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.done(LEAD, c.SetCardLimit(cards_each=20))
    return play


def _posted(play: Play, cards: int) -> list[str]:
    """Ten each, of as many people as that takes."""
    play.open("shell_finding")
    found: list[str] = []
    for n in range(cards):
        seat = f"writer-{n // 10}"
        if n % 10 == 0:
            play.sit(seat, organisation="oak")
        found.append(play.post(partner(seat), "found_shell", f"Kaart {n}"))
    return found


def _two_boards(cards: int) -> tuple[bytes, bytes]:
    """A tenth of the second is reworded, a tenth is put together, a tenth is hidden."""
    play = _play()
    ids = [CardId(id) for id in _posted(play, cards)]
    before = snapshot_of(play)
    tenth = cards // 10
    for n, id in enumerate(ids[:tenth]):
        play.done(partner(f"writer-{n // 10}"), c.EditCard(card=id, text=f"Anders {id}"))
    play.done(LEAD, c.MakeCluster(members=[*ids[tenth : 2 * tenth]], title="Samen"))
    play.done(LEAD, c.HideCards(cards=ids[2 * tenth : 3 * tenth], reason="dubbel"))
    return before, snapshot_of(play)


def _compare(boards: tuple[bytes, bytes]) -> Callable[[], object]:
    def once() -> object:
        seen: list[Sight] = [sight(harvest(one)) for one in boards]
        found = changes(*seen)
        assert found
        return found

    return once


def _long(events: int) -> Play:
    play = _play()
    first = CardId(_posted(play, 100)[0])
    while len(play.events) < events:
        play.done(partner("bob"), c.AdoptCard(card=first))
        play.done(partner("bob"), c.DropAdoption(card=first))
        if len(play.events) % 500 < 2:
            play.open("shell_finding")
    return play


def _playing(play: Play) -> Callable[[], object]:
    """Each tenth of the session once, as who plays it back goes through it."""

    def once() -> object:
        line = beats(play.events)
        assert line
        return as_it_was(play.board.id, MARKET, play.events, len(play.events) // 2)

    return once


def _told(
    what: str, small: Callable[[], object], large: Callable[[], object], rounds: int = ROUNDS
) -> None:
    """In turns, and the best of each: what else the machine does falls on both."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for at, act in enumerate((small, large)):
            began = time.process_time()
            act()
            best[at] = min(best[at], time.process_time() - began)
    little, much = (spent * 1_000 for spent in best)
    print(f"{what}: {little:.1f} ms against {much:.1f} ms, × {much / little:.1f}")


if __name__ == "__main__":
    sys.exit(main())
