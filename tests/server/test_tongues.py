"""Another language on the pages of a partner: it is asked for in place, and takes all along."""

import re

import pytest

from board import commands as c
from board import snapshot_bytes
from board.text import on_one_line
from board.types import CardId
from server.control import SessionMade
from server.pages import TEMPLATES
from server.store.snapshots import without_card
from server.web.reading import read
from server.words import Speaker, load
from tests.board.play import LEAD, VISION, Play, partner
from tests.running import Running, Visitor
from tests.talking import Talker

ARABIC = "نلتقي كل أسبوع"
ASKED = "مترجم من الهولندية"
RAW_KEY = re.compile(r">\s*(?:phone|door|common|refusals|refused|looks|seats)\.[a-z_]+\s*<")


@pytest.fixture(scope="module")
def app_server(shared_server: Running) -> Running:
    return shared_server


def posting(kind: str, text: str) -> dict[str, str]:
    """The form of the page, as it goes out."""
    envelope = {"command": "PostCard", "visit": "1", "outbox": "0123456789abcdef", "n": "1"}
    return envelope | {"kind": kind, "text": text}


def test_W5_the_join_page_keeps_what_was_filled_in(session: SessionMade, visitor: Visitor) -> None:
    join = f"/j/{session.code}"
    page = visitor.get(join)
    names = re.findall(r'name="taal" value="(\w+)" form="join" formnovalidate', page.text)
    assert names == ["nl", "fr", "en", "ar", "uk"]
    filled = {"organisation": "", "name": "Амина", "taal": "uk"}
    ukrainian = visitor.post(join, filled)
    assert ukrainian.status == 200
    assert '<html lang="uk">' in ukrainian.text
    assert 'value="Амина"' in ukrainian.text
    assert 'name="organisation" value="" required checked>' in ukrainian.text
    without = visitor.post(join, {"name": "Амина", "taal": "uk"})
    assert "required checked" not in without.text
    # It is kept, and nobody has taken a place by it.
    assert '<html lang="uk">' in visitor.get(join).text
    assert visitor.get(visitor.join(session.code)).boot["view"]["session"]["seats"] == 1


def test_W5_a_form_goes_to_another_language_with_its_text(
    session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    path = visitor.join(session.code)
    kind = lead.open_phase("post")["kind"]
    page = visitor.get(path)
    assert f'form="said-{kind}" formnovalidate lang="ar" dir="rtl"' in page.text
    typed = posting(kind, ARABIC) | {"taal": "ar"}
    arabic = visitor.post(f"{path}/do", typed)
    assert arabic.status == 200
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert f">{ARABIC}</textarea>" in arabic.text
    assert not visitor.get(path).boot["mine"]["cards"]
    assert visitor.post(f"{path}/do", {**typed, "taal": "xx"}).status == 200


def test_W4_the_dutch_of_what_is_asked_stays_beside_it(
    session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    path = visitor.join(session.code)
    step = lead.open_phase("post")
    dutch = visitor.get(path).boot
    question = next(
        phase["question"]
        for phase in dutch["format"]["phases"]
        if any(one.get("kind") == step["kind"] for one in phase["steps"])
    )
    assert dutch["dutch"] == {}
    page = visitor.get(f"{path}?taal=ar")
    assert ASKED in page.text
    assert f'<span lang="nl" dir="ltr">{question}</span>' in page.text
    beside = page.boot["dutch"]
    shown = next(said for said, nl in beside.items() if nl == question)
    assert f"{shown}</h1>" in page.text
    labels = [one["label"] for poll in page.boot["format"]["polls"] for one in poll["options"]]
    assert labels
    assert all(label in beside for label in labels)
    assert RAW_KEY.findall(page.text) == []
    # A page carries its own language and the Dutch of it, and no other.
    assert "Долучайся" not in page.text
    assert "Українська" in page.text


def test_W1_who_leads_reads_dutch_where_a_pack_has_nothing_for_them(
    session: SessionMade, visitor: Visitor
) -> None:
    console = visitor.open(session.lead)
    visitor.get("/?taal=ar")
    assert '<html lang="nl">' in visitor.get(console).text
    assert '<html lang="ar" dir="rtl">' in visitor.get("/j/AAA222").text


def test_W10_a_card_stands_alone_in_its_language_whatever_it_does_to_direction(
    session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    path = visitor.join(session.code)
    kind = lead.open_phase("post")["kind"]
    turning = f"\u202e{ARABIC}\u2067"
    posted = visitor.post(f"{path}/do", posting(kind, turning) | {"language": "ar"})
    assert posted.status == 303
    page = visitor.get(path)
    # An element with a direction of its own is an isolate: what is in it ends with it.
    assert f'dir="auto"><span lang="ar" dir="auto">{turning}</span>' in page.text
    assert on_one_line(ARABIC, "Dag") == f"\u2068{ARABIC}\u2069 · Dag"


def test_W8_the_record_has_both_until_both_are_erased() -> None:
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    kind = next(kind.id for kind in VISION.kinds if not kind.per_organisation and kind.fields)
    play.open(next(p.id for p in VISION.phases if any(s.kind == kind for s in p.steps)))
    card = CardId(play.post(partner("ann"), kind, ARABIC, language="ar"))
    play.done(LEAD, c.AddDutch(card=card, text="Elke week"))
    kept = snapshot_bytes(play.board, moment="end", label="", at=1, names={})
    words = Speaker(load(TEMPLATES / "words"), "nl")
    [shown] = [one for zone in read(kept, words).zones for one in zone.cards]
    assert (shown.text, shown.language, shown.dutch) == (ARABIC, "ar", "Elke week")
    erased = without_card(kept, card)
    assert ARABIC not in erased.decode()
    assert "Elke week" not in erased.decode()
