"""A session played back: each moment as it was, and nothing that was hidden since."""

from board import commands as c
from board.events import AnyEvent
from board.playback import as_it_was, beats
from board.types import CardId
from tests.board.play import LEAD, Play
from tests.board.voyage import MARKET, Voyage, sail


def events_of(play: Play) -> list[AnyEvent]:
    return play.events


def test_E4_a_session_is_played_back_from_moment_to_moment() -> None:
    voyage = sail()
    events = events_of(voyage.play)
    told = [(beat.what, beat.id) for beat in beats(events)]
    assert told[0] == ("phase", "shell_finding")
    assert ("result", "shell_dots") in told
    assert told[-1] == ("end", "")
    for beat in beats(events):
        then = as_it_was(voyage.play.board.id, MARKET, events, beat.seq)
        assert then.seq == beat.seq
    assert as_it_was(voyage.play.board.id, MARKET, events, len(events)) == voyage.play.board


def test_E5_what_was_hidden_later_is_not_played_back() -> None:
    voyage = Voyage()
    play = voyage.play
    play.open("shell_finding")
    horn = voyage.post("horn", "ann", "found_shell", "Een trompet")
    voyage.post("fan", "bob", "found_shell", "Een waaier")
    seq = play.board.seq
    play.done(LEAD, c.HideCards(cards=[CardId(horn)], reason="dubbel"))
    then = as_it_was(play.board.id, MARKET, events_of(play), seq)
    seen = {card.text for card in then.cards.values() if card.hidden is None}
    assert seen == {"Een waaier"}


def test_E8_a_card_without_a_sender_is_played_back_when_its_phase_is_over() -> None:
    voyage = Voyage()
    play = voyage.play
    play.open("shell_finding")
    voyage.post("horn", "ann", "found_shell", "Een trompet", anonymous=True)
    voyage.post("fan", "bob", "found_shell", "Een waaier")
    within = play.board.seq
    voyage.post("comb", "cem", "found_shell", "Een kam")
    over = play.board.seq
    play.open("song_closing")

    def seen(seq: int) -> set[str | None]:
        then = as_it_was(play.board.id, MARKET, events_of(play), seq)
        return {card.text for card in then.cards.values() if card.hidden is None}

    assert seen(within) == {"Een waaier"}
    assert seen(over) == {"Een trompet", "Een waaier", "Een kam"}
