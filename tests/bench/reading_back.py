"""What reading back costs: comparing two boards, and playing a session back, against ten times
the size.

``uv run python -m tests.bench.reading_back`` prints it. Pure Python without a database; the
figure that carries over to another machine is the ratio, which the design wants within 12.
"""

import sys
import time
from collections.abc import Callable

from board import commands as c
from board.compare import changes
from board.harvest import harvest
from board.playback import as_it_was, beats
from board.sight import Sight, sight
from board.types import CardId
from tests.board.play import LEAD, Play, partner
from tests.board.voyage import MARKET, snapshot_of

ROUNDS = 7
CARDS = 50, 500
EVENTS = 1_000, 10_000


def main() -> int:
    small, large = (_two_boards(cards) for cards in CARDS)
    _told(f"comparing {CARDS[0]} cards against {CARDS[1]}", _compare(small), _compare(large))
    few, many = (_long(events) for events in EVENTS)
    _told(f"playing back {EVENTS[0]} events against {EVENTS[1]}", _playing(few), _playing(many))
    return 0


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


def _told(what: str, small: Callable[[], object], large: Callable[[], object]) -> None:
    """In turns, and the best of each: what else the machine does falls on both."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for at, act in enumerate((small, large)):
            began = time.process_time()
            act()
            best[at] = min(best[at], time.process_time() - began)
    little, much = (spent * 1_000 for spent in best)
    print(f"{what}: {little:.1f} ms against {much:.1f} ms, × {much / little:.1f}")


if __name__ == "__main__":
    sys.exit(main())
