"""Coming back to one's seat on another device with a code; rules O10 and O11."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.control import SessionMade
from server.store.codes import ALPHABET
from server.store.return_codes import LENGTH, read, shown
from server.web.budget import ONE_ADDRESS
from tests.running import Page, Running, Visitor
from tests.talking import Talker


@pytest.fixture
def lead(lead: Talker) -> Talker:
    """In a phase that asks for cards."""
    lead.open_phase("post")
    return lead


def code_of(page: Page) -> str:
    found = re.search(r'class="own-code code">([^<]+)<', page.text)
    assert found is not None
    return found[1]


def kept(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "doorstart.sqlite3")) as store:
        return int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def came_back(visitor: Visitor, session: SessionMade, typed: str) -> Page:
    return visitor.post(f"/j/{session.code}/back", {"return_code": typed})


def kind_of(lead: Talker) -> str:
    phases = lead.visitor.get(lead.path).boot["format"]["phases"]
    [phase] = [one for one in phases if one["id"] == lead.view["phase"]["id"]]
    return str(next(step["kind"] for step in phase["steps"] if step["action"] == "post"))


def test_O10_a_code_gives_the_same_seat_on_another_phone_and_only_there(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    old = visitor.join(session.code, "Fatima")
    line = Talker(visitor, old)
    card = line.do("PostCard", kind=kind_of(lead), text="Wij kenden elkaar al")
    before = visitor.get(old).boot["mine"]
    code = code_of(visitor.post(f"{old}/code", {}))
    other = app_server.visitor()
    assert f'href="/j/{session.code}/back"' in other.get(f"/j/{session.code}").text
    came = came_back(other, session, f" {code.lower()} ")
    assert came.status == 303
    boot = other.get(came.location).boot
    assert boot["mine"]["seat"] == before["seat"]
    assert list(boot["mine"]["cards"]) == [card]
    assert boot["names"]["people"][before["seat"]] == "Fatima"
    assert boot["view"]["session"]["seats"] == 1
    # The old phone is told, on its page and on its line, and does nothing more.
    with pytest.raises(Exception, match="4501"):
        line.ask("WithdrawCard", card=card)
    told = visitor.get(old)
    assert told.status == 403
    assert "ander toestel" in told.text
    assert 'class="own' not in told.text
    assert card in other.get(came.location).boot["mine"]["cards"]


def test_O10_the_form_of_the_old_phone_sent_again_brings_nobody_back(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    door = f"/j/{session.code}"
    form = {"name": "Fatima", "organisation": "", "ticket": visitor.get(door).hidden("ticket")}
    old = visitor.post(door, form).location
    other = app_server.visitor()
    seat = other.get(came_back(other, session, code_of(visitor.post(f"{old}/code", {}))).location)
    again = visitor.post(door, form)
    assert (again.status, again.location) == (303, door)
    assert visitor.get(old).status == 403
    assert seat.boot["view"]["session"]["seats"] == 1
    assert re.findall(r'href="/p/[\w-]+"', visitor.get(door).text) == []


def test_O10_a_code_works_once_and_the_newest_only(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    seat = visitor.join(session.code)
    first = code_of(visitor.post(f"{seat}/code", {}))
    second = code_of(visitor.post(f"{seat}/code", {}))
    other = app_server.visitor()
    wrong = came_back(other, session, first)
    assert wrong.status == 422
    assert 'role="alert"' in wrong.text
    assert visitor.get(seat).status == 200
    assert came_back(other, session, second).status == 303
    assert came_back(app_server.visitor(), session, second).status == 422
    # A code of another session opens nothing here.
    elsewhere = app_server.session()
    away = app_server.visitor()
    theirs = code_of(away.post(f"{away.join(elsewhere.code)}/code", {}))
    assert came_back(other, session, theirs).status == 422
    look_alike = came_back(other, session, "0OIL 2345")
    assert "0, O, 1, I of L" in look_alike.text


def test_O10_whose_code_was_typed_by_another_takes_the_seat_back_once(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    seat = visitor.join(session.code, "An")
    code = code_of(visitor.post(f"{seat}/code", {}))
    thief = app_server.visitor()
    taken = came_back(thief, session, code).location
    own_code = code_of(thief.post(f"{taken}/code", {}))
    back = visitor.post(f"{seat}/back", {})
    assert back.status == 303
    assert visitor.get(back.location).boot["names"]["people"] == {
        visitor.get(back.location).boot["mine"]["seat"]: "An"
    }
    # Who had it meanwhile has it no more, no way back, and no code that works.
    assert thief.get(taken).status == 404
    assert thief.post(f"{taken}/back", {}).status == 404
    assert came_back(thief, session, own_code).status == 422
    assert visitor.post(f"{seat}/back", {}).status == 404
    # Nor can anyone take back what was never theirs.
    assert app_server.visitor().post(f"{seat}/back", {}).status == 404


def test_O10_guessing_is_bounded_and_codes_end_with_the_session(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    seat = visitor.join(session.code)
    code = code_of(visitor.post(f"{seat}/code", {}))
    data = app_server.settings.data
    guesser = app_server.visitor()
    guesses = [f"ZZZZZZ{a}{b}" for a in ALPHABET for b in "2345"]
    tries = [came_back(guesser, session, guess).status for guess in guesses[:80]]
    # A little is given back while one guesses.
    assert int(ONE_ADDRESS.burst) <= tries.count(422) < 80
    assert tries[-1] == 429
    held = b"".join(path.read_bytes() for path in data.glob("*.sqlite3*"))
    assert code.replace(" ", "").encode() not in held
    assert kept(data, "return_code") == 1
    lead.do("EndBoard")
    assert kept(data, "return_code") == kept(data, "moved_seat") == 0
    assert visitor.post(f"{seat}/code", {}).status == 410
    assert came_back(app_server.visitor(), session, code).status in (410, 429)
    assert visitor.get(seat).status == 200


def test_O11_who_is_on_paper_goes_on_with_a_phone_and_nobody_writes_for_them_then(
    app_server: Running, session: SessionMade, lead: Talker
) -> None:
    seat = lead.do("AddPaperSeat", organisation=None)
    card = lead.do("PostCard", kind=kind_of(lead), text="Van papier", for_seat=seat)
    made = lead.visitor.post(f"{lead.path}/code", {"seat": seat})
    assert made.status == 200
    phone = app_server.visitor()
    came = came_back(phone, session, made.json["code"])
    boot = phone.get(came.location).boot
    assert (boot["mine"]["seat"], boot["mine"]["via"]) == (seat, "phone")
    assert list(boot["mine"]["cards"]) == [card]
    assert boot["view"]["session"]["seats"] == 1
    refused = lead.ask("PostCard", kind=kind_of(lead), text="Nog een", for_seat=seat)
    assert refused["code"] == "no_seat"
    # And there is no code of someone else's phone to be had.
    assert lead.visitor.post(f"{lead.path}/code", {"seat": seat}).status == 400


def test_a_code_is_read_as_people_type_it() -> None:
    assert read("k7m3 qd2p") == "K7M3QD2P"
    assert read(shown("K7M3QD2P")) == "K7M3QD2P"
    assert read("K7M3-QD2P.") == "K7M3QD2P"
    assert read("K7M3QD") is None
    assert read("K7M3QD20") is None
    assert len("K7M3QD2P") == LENGTH
