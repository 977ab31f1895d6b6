"""Paper that is typed in after the session, on a page of plain forms."""

import re

from board import commands as c
from board.types import KindId, PhaseId
from server.clock import now
from server.control import SessionMade
from server.store.doors import Kind
from server.web import dates
from server.web.afterwards import _entries
from tests.board.play import LEAD, Play
from tests.running import Page, Running, Visitor
from tests.talking import Talker


def entered(lead: Talker, what: str, **fields: str) -> Page:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return lead.visitor.post(f"{lead.path}/afterwards", {"what": what, **named})


def test_a_session_on_paper_is_typed_in_afterwards_and_stands_in_the_record(
    app_server: Running, session: SessionMade, lead: Talker
) -> None:
    page = lead.visitor.get(f"{lead.path}/afterwards")
    assert "Doe dat eerst in de regie" in page.text
    lead.do("EndBoard")
    before = lead.visitor.get(lead.path).boot["view"]["session"]
    format = lead.visitor.get(lead.path).boot["format"]
    [telling] = [one for one in format["phases"] if one["id"] == "achievement_telling"]
    [voting] = [one for one in format["phases"] if one["id"] == "pride_voting"]
    future = entered(
        lead, "phase", phase=telling["id"], day="2099-01-01", hour="10:00", minutes="9"
    )
    assert future.status == 422
    assert 'role="alert"' in future.text
    for at, phase in enumerate((telling, voting)):
        day = re.findall(r'name="day" value="([^"]*)"', future.text)
        assert day
        told = entered(
            lead, "phase", phase=phase["id"], day=_today(), hour=f"00:0{at}", minutes="9"
        )
        assert told.status == 303, told.text
    texts = ["Kaart 0", "Kaart 1", "Kaart 2"]
    cards = [entered(lead, "card", visit="1", kind="achievement", text=text) for text in texts]
    card = cards[-1]
    assert {one.status for one in cards} == {303}
    assert "kind=achievement" in card.location
    page = lead.visitor.get(card.location)
    assert page.text.count("autofocus") == 1
    assert "3 dingen staan nog niet in het verslag" in page.text
    options = re.findall(r'name="(n\.question\.[\w-]+)"', page.text)
    over = entered(lead, "counts", visit="2", poll="pride_dots", people="2", **{options[0]: "9"})
    assert over.status == 422
    good = entered(lead, "counts", visit="2", poll="pride_dots", people="5", **{options[0]: "4"})
    assert good.status == 303
    assert entered(lead, "keep").status == 303
    record = lead.visitor.get(f"/r/{lead.path.rpartition('/')[2]}").text
    assert "Aangevuld na de sessie" in record
    snapshots = re.findall(r'href="(/r/[^"]+/snapshot/[^"]+)"', record)
    last = lead.visitor.get(snapshots[-1]).text
    assert "Kaart 2" in last
    assert "achteraf ingevoerd" in last
    assert "5 met handopsteking" in last
    assert before["seats"] == 0
    taken = re.findall(r'name="card" value="([\w-]+)"', lead.visitor.get(card.location).text)
    assert entered(lead, "back", card=taken[0]).status == 303
    assert "Kaart 0" not in lead.visitor.get(f"{lead.path}/afterwards").text


def _today() -> str:
    return dates.local(now()).strftime("%Y-%m-%d")


def test_V5_what_was_said_in_confidence_is_listed_for_who_leads_alone() -> None:
    play = Play()
    play.done(LEAD, c.EndBoard())
    play.done(LEAD, c.EnterPhase(phase=PhaseId("burrow_digging"), at=5_000, minutes=10))
    for kind, text in (("owl_secret", "In vertrouwen"), ("mole_errand", "Graven")):
        play.done(LEAD, c.EnterCard(visit=1, kind=KindId(kind), text=text))
    listed = {reader: _entries(play.board, [1], reader) for reader in (Kind.LEAD, Kind.SCRIBE)}
    assert [one.text for one in listed[Kind.LEAD]] == ["In vertrouwen", "Graven"]
    assert [one.text for one in listed[Kind.SCRIBE]] == ["Graven"]


def test_what_no_form_of_ours_sends_is_refused(lead: Talker, visitor: Visitor) -> None:
    lead.do("EndBoard")
    assert entered(lead, "odd").status == 400
    assert entered(lead, "card", visit="1").status == 400
    assert entered(lead, "keep", more="1").status == 400
    assert visitor.get(f"{lead.path}/afterwards").status == 404


def test_a_card_is_taken_away_by_its_number_when_the_session_is_over(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    seat = visitor.join(session.code)
    phone = Talker(visitor, seat)
    step = lead.open_phase("post", kind="achievement")
    mine, theirs = (
        phone.do("PostCard", kind=step["kind"], text=text)
        for text in ("Dit moet weg blijven", "Dit mag blijven")
    )
    other = phone.do("PostCard", kind=step["kind"], text="Dit haal ik zelf weg")
    phone.do("WithdrawCard", card=other)
    lead.do("EndBoard")
    # Who wrote it is told whom to ask, with what; who leads finds the number on the console.
    assert "met het nummer van het kaartje" in visitor.get(seat).text
    console = lead.visitor.get(lead.path)
    assert 'data-do="erase"' in console.text
    assert console.boot["view"][f"card:{mine}"]["number"] == 1
    lead.do("EraseCard", card=mine)
    record = lead.visitor.get(f"/r/{lead.path.rpartition('/')[2]}").text
    last = re.findall(r'href="(/r/[^"]+/snapshot/[^"]+)"', record)[-1]
    kept = lead.visitor.get(last).text
    assert "Dit moet weg blijven" not in kept
    assert "Dit haal ik zelf weg" not in kept
    assert "Dit mag blijven" in kept
    exact = lead.visitor.get(f"{last}.json").json
    # A line stays of each: of what its writer took away a count, of this one its place.
    assert exact["removed"] == 1
    assert exact["view"][f"card:{mine}"]["text"] is None
    data = app_server.settings.data.glob("*.sqlite3*")
    assert b"Dit moet weg" not in b"".join(path.read_bytes() for path in data)
    assert f"card:{theirs}" in lead.visitor.get(lead.path).boot["view"]
