"""Whose support is whose: told from what was known before as from the board alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from board import Adopted, adopted
from board import commands as c
from board.types import CardId, SeatId
from tests.board.play import LEAD, VISION, Play, partner

SEATS = ["ann", "bob", "cas"]


def writing() -> tuple[Play, str]:
    """A board whose phase asks for cards, and their kind."""
    play = Play(VISION)
    for phase in play.format.phases:
        for step in phase.steps:
            kind = play.format.kind(step.kind)
            if kind and not any(link.least for link in kind.links):
                play.open(phase.id)
                play.done(LEAD, c.SetCardLimit(cards_each=20))
                play.sit(*SEATS)
                return play, kind.id
    raise LookupError("the format has no phase to write in")


@given(st.integers(0, 2**32))
def test_V2_support_follows_from_what_was_known_and_what_changed(seed: int) -> None:
    random = Random(seed)
    play, kind = writing()
    known: dict[str, Adopted] = {}
    cards: list[CardId] = []
    for number in range(30):
        actor = partner(random.choice(SEATS))
        card = random.choice(cards) if cards else None
        match random.randrange(7):
            case 0 | 1:
                cards.append(CardId(play.post(actor, kind, f"Kaart {number}")))
            case 2 | 3 if card:
                play.do(actor, c.AdoptCard(card=card))
            case 4 if card:
                play.do(actor, c.DropAdoption(card=card))
            case 5 if card:
                play.do(actor, c.WithdrawCard(card=card))
            case 6 if random.random() < 0.1:
                # Other keys: support of before belongs to nobody any more.
                play.done(LEAD, c.EndBoard())
                play.done(LEAD, c.ReopenBoard())
        for seat in random.sample(SEATS, random.randint(0, 3)):
            fresh = adopted(play.board, SeatId(seat), play.keys)
            known[seat] = adopted(play.board, SeatId(seat), play.keys, known.get(seat))
            assert known[seat] == fresh
