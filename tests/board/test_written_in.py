"""Cards in any language, and the Dutch that someone adds beside them; rules W."""

import msgspec
import pytest

from board import commands as c
from board import erased, holds_text_of, mine, show, snapshot_bytes
from board.state import Card
from board.text import clean_language
from board.types import Access, Actor, Audience, CardId, SeatId
from tests.board.play import LEAD, VISION, Play, partner

SCRIBE = Actor(access=Access.SCRIBE)
ARABIC = "نلتقي كل أسبوع"
DUTCH = "Wij zien elkaar elke week"
ANN = partner("ann")


KIND = next(
    kind
    for kind in VISION.kinds
    if not kind.per_organisation
    and any(field.type == "text" for field in kind.fields)
    and any(step.kind == kind.id for phase in VISION.phases for step in phase.steps)
    and not any(link.least for link in kind.links)
)
FIELD = next(field.id for field in KIND.fields if field.type == "text")


@pytest.fixture
def play() -> Play:
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open(next(p.id for p in VISION.phases if any(s.kind == KIND.id for s in p.steps)))
    return play


def posted(play: Play, text: str = ARABIC, language: str = "ar") -> Card:
    made = play.post(ANN, KIND.id, text, language=language)
    return play.board.cards[CardId(made)]


def now(play: Play, card: Card) -> Card:
    return play.board.cards[card.id]


def test_W6_a_card_keeps_the_tag_of_the_language_it_is_written_in(play: Play) -> None:
    card = posted(play)
    assert (card.language, card.dutch) == ("ar", None)
    for audience in (Audience.PARTNER, Audience.DISPLAY, Audience.LEAD, Audience.RECORD):
        assert show(play.board, audience)[f"card:{card.id}"].language == "ar"  # type: ignore[union-attr]
    assert posted(play, DUTCH, "nl-BE").language == ""
    assert play.refolded() == play.board


@pytest.mark.parametrize("tag", ["klingon", "AR", "a", "ar_SY", "ar-", "<b>", "zh-hant"])
def test_W6_what_is_no_language_tag_is_refused_by_name(play: Play, tag: str) -> None:
    refusal = play.do(ANN, c.PostCard(kind=KIND.id, text="x", language=tag))
    assert (refusal.code, refusal.value) == ("no_language", tag)  # type: ignore[union-attr]
    assert clean_language("zh-Hant") == "zh-Hant"


@pytest.mark.parametrize("who", [LEAD, SCRIBE], ids=["lead", "scribe"])
def test_W7_who_leads_or_helps_adds_the_dutch_and_all_see_both(play: Play, who: Actor) -> None:
    card = posted(play)
    play.done(who, c.AddDutch(card=card.id, text=f" {DUTCH} "), visit=0)
    for audience in (Audience.PARTNER, Audience.DISPLAY, Audience.LEAD, Audience.RECORD):
        seen = show(play.board, audience)[f"card:{card.id}"]
        assert (seen.text, seen.dutch) == (ARABIC, DUTCH)  # type: ignore[union-attr]
    own = mine(play.board, SeatId("ann"), play.keys, play.box).cards[card.id]
    assert (own.text, own.dutch) == (ARABIC, DUTCH)
    kept = snapshot_bytes(play.board, moment="end", label="", at=1, names={})
    entity = msgspec.json.decode(kept)["view"][f"card:{card.id}"]
    assert (entity["language"], entity["text"], entity["dutch"]) == ("ar", ARABIC, DUTCH)
    assert play.refused(ANN, c.AddDutch(card=card.id, text="Anders")) == "forbidden"
    play.done(who, c.AddDutch(card=card.id, text=""))
    assert now(play, card).dutch is None


def test_W7_a_vote_is_about_both_and_keeps_them_as_they_were(play: Play) -> None:
    phase = next(p for p in VISION.phases for s in p.steps if s.poll and _of_zone(s.poll))
    poll = next(str(s.poll) for s in phase.steps if s.poll and _of_zone(s.poll))
    zone = VISION.poll(poll).zone  # type: ignore[union-attr]
    kind = next(kind.id for kind in VISION.kinds if kind.zone == zone)
    play.open(next(p.id for p in VISION.phases if any(s.kind == kind for s in p.steps)))
    made = play.post(ANN, kind, ARABIC, language="ar")
    card = play.board.cards[CardId(made)]
    play.post(partner("bob"), kind, "Een ander")
    play.done(LEAD, c.AddDutch(card=card.id, text=DUTCH))
    play.open(phase.id)
    round = play.done(LEAD, c.OpenRound(poll=poll)).made  # type: ignore[arg-type]
    option = _option(play, round, card)
    assert (option.text, option.dutch, option.language) == (ARABIC, DUTCH, "ar")
    assert play.refused(LEAD, c.AddDutch(card=card.id, text="Anders")) == "card_locked"
    play.done(LEAD, c.CloseRound(round=round))  # type: ignore[arg-type]
    play.done(LEAD, c.AddDutch(card=card.id, text="Anders"))
    assert _option(play, round, card).dutch == DUTCH
    play.done(LEAD, c.EraseCard(card=card.id))
    option = _option(play, round, card)
    assert (option.text, option.dutch) == (None, None)
    assert play.refolded() == play.board


def _of_zone(poll: str) -> bool:
    found = VISION.poll(poll)
    return found is not None and found.zone is not None


def _option(play: Play, round: str, card: Card):  # type: ignore[no-untyped-def]
    entity = show(play.board, Audience.LEAD)[f"round:{round}"]
    return next(it for it in entity.questions[0].options if it.id == card.id)  # type: ignore[union-attr]


def test_W8_other_words_drop_the_dutch_and_other_fields_do_not(play: Play) -> None:
    card = posted(play)
    play.done(LEAD, c.AddDutch(card=card.id, text=DUTCH))
    play.done(ANN, c.EditCard(card=card.id, text=ARABIC, fields={FIELD: "3"}, language="ar"))
    assert now(play, card).dutch == DUTCH
    play.done(ANN, c.EditCard(card=card.id, text="كل شهر", language="ar"))
    assert (now(play, card).language, now(play, card).dutch) == ("ar", None)


def test_W8_what_is_erased_is_erased_in_both_languages(play: Play) -> None:
    card = posted(play)
    play.done(LEAD, c.AddDutch(card=card.id, text=DUTCH))
    play.done(ANN, c.WithdrawCard(card=card.id))
    assert now(play, card).dutch is None
    held = [event for event in play.events if card.id in holds_text_of(event)]
    assert len(held) == 2
    kept = b"".join(msgspec.json.encode(erased(event, card.id)) for event in held).decode()
    assert ARABIC not in kept
    assert DUTCH not in kept


def test_W8_the_dutch_can_be_taken_back_as_any_step(play: Play) -> None:
    card = posted(play)
    play.done(LEAD, c.AddDutch(card=card.id, text=DUTCH))
    play.done(LEAD, c.AddDutch(card=card.id, text="Fout"))
    play.done(LEAD, c.Undo())
    assert now(play, card).dutch == DUTCH


def test_W7_what_nobody_may_see_gets_no_dutch(play: Play) -> None:
    assert play.refused(LEAD, c.AddDutch(card=CardId("nowhere"), text=DUTCH)) == "no_card"
    card = posted(play)
    play.done(ANN, c.WithdrawCard(card=card.id))
    assert play.refused(LEAD, c.AddDutch(card=card.id, text=DUTCH)) == "card_gone"
