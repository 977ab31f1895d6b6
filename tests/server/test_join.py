"""Joining: three taps, no account, and a seat that is found again."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.control import SessionMade
from server.web.budget import ONE_ADDRESS
from server.web.join import leads_back
from tests.running import Running, Visitor
from tests.small_client import Refused, SmallClient
from tests.talking import Talker

JSON = {"accept": "application/json"}


def organisation(lead: Talker, name: str) -> str:
    """Added by who leads; its id."""
    added = lead.visitor.post(f"{lead.path}/organisation", {"name": name}).json
    assert isinstance(added, dict)
    return str(added["id"])


def test_the_code_is_forgiven_its_case_spaces_and_dashes(
    session: SessionMade, visitor: Visitor
) -> None:
    code = session.code
    for typed in (code.lower(), f"{code[:3]}-{code[3:]}", f"%20{code[:3]}%20{code[3:]}%20"):
        page = visitor.get(f"/j/{typed}")
        assert (page.status, page.location) == (303, f"/j/{code}")
    assert visitor.get(f"/?code={code[:3].lower()}+{code[3:]}").location == f"/j/{code}"
    assert visitor.get(f"/j/{code.lower()}?taal=fr").location == f"/j/{code}?taal=fr"


def test_S9_forty_phones_behind_one_address_come_in_though_each_mistypes_the_code_once(
    app_server: Running, session: SessionMade
) -> None:
    """Each sees the page of the code, takes a seat, draws the phone, and has a line."""

    def come(number: int) -> SmallClient:
        phone = SmallClient(app_server.url)
        with pytest.raises(Refused) as refused:
            phone.join("222222")
        assert refused.value.answer == {"error": "wrong_code"}
        assert app_server.visitor().get(f"/j/{session.code}").status == 200
        phone.join(session.code, f"Mens {number}")
        phone.begin()
        phone.connect()
        return phone

    with ThreadPoolExecutor(8) as pool:
        phones = list(pool.map(come, range(40)))
    try:
        assert len({phone.welcome["seat"] for phone in phones}) == 40
        last = phones[0]
        last.until(lambda: last.presence["here"] == 40)
    finally:
        for phone in phones:
            phone.lose()


def test_the_page_shows_what_one_joins(lead: Talker, session: SessionMade) -> None:
    organisation(lead, "Bibliotheek De Leesboom")
    page = lead.visitor.get(f"/j/{session.code}")
    assert page.status == 200
    for text in (session.title, "Onze gemeente", "Bibliotheek De Leesboom"):
        assert text in page.text
    assert 'name="organisation"' in page.text
    assert 'name="name"' in page.text


def test_joining_takes_a_seat_and_keeps_the_name_outside_the_log(
    app_server: Running, lead: Talker, session: SessionMade, visitor: Visitor
) -> None:
    id = organisation(lead, "Bibliotheek De Leesboom")
    path = visitor.join(session.code, name="  Fatima\u202e   ", organisation=id)
    boot = visitor.get(path).boot
    assert boot["mine"]["organisation"] == id
    seat = boot["mine"]["seat"]
    assert boot["names"]["people"] == {seat: "Fatima"}
    assert boot["view"]["session"]["seats"] == 1


def test_a_name_and_an_organisation_may_be_left_out(session: SessionMade, visitor: Visitor) -> None:
    boot = visitor.get(visitor.join(session.code)).boot
    assert boot["mine"]["organisation"] is None
    assert boot["names"]["people"] == {}


def test_the_same_browser_finds_its_seat_again(session: SessionMade, visitor: Visitor) -> None:
    path = visitor.join(session.code)
    assert f'href="{path}/turn"' in visitor.get(f"/j/{session.code}").text
    # With one person on it, there is nobody to ask whose turn it is.
    assert visitor.get(f"{path}/turn").location == path
    again = visitor.get(path)
    assert again.status == 200
    assert again.boot["mine"]["seat"] == visitor.get(path).boot["mine"]["seat"]


def test_who_has_a_seat_here_is_led_back_to_it_and_to_nothing_else(
    session: SessionMade, visitor: Visitor
) -> None:
    path = visitor.join(session.code)
    page = visitor.get(f"/j/{session.code}")
    assert f'href="{path}/turn"' in page.text
    assert f'href="/j/{session.code}?nieuw=1"' in page.text
    assert "<form" not in page.text
    # Choosing another language is no way around it, nor out of being someone else.
    assert "<form" not in visitor.get(f"/j/{session.code}?taal=fr").text
    assert "<form" not in visitor.post(f"/j/{session.code}", {"taal": "fr"}).text
    other = visitor.get(f"/j/{session.code}?nieuw=1").text
    assert f'action="/j/{session.code}?nieuw=1"' in other
    assert 'name="taal" value="fr" form="join"' in other


def test_a_page_that_asks_for_no_page_is_told_where_its_seat_is(
    session: SessionMade, visitor: Visitor
) -> None:
    joined = visitor.post(f"/j/{session.code}", {"name": "An", "organisation": ""}, JSON)
    assert joined.status == 201
    assert isinstance(joined.json, dict)
    assert joined.headers["location"] == joined.json["to"]
    assert visitor.get(str(joined.json["to"])).boot["mine"]["seat"]


def test_another_person_on_the_same_phone_takes_a_seat_of_their_own(
    session: SessionMade, visitor: Visitor
) -> None:
    first = visitor.join(session.code, "An")
    page = visitor.get(f"/j/{session.code}?nieuw=1")
    assert f'href="{first}"' not in page.text
    assert 'name="organisation"' in page.text
    second = visitor.join(session.code, "Bert")
    assert first != second
    assert visitor.get(first).status == visitor.get(second).status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 41, "organisation": ""},
        {"name": "a" + "\u0301" * 50, "organisation": ""},
        {"name": "An", "organisation": "no-such-organisation"},
    ],
)
def test_what_cannot_be_kept_comes_back_with_the_form(
    session: SessionMade, visitor: Visitor, fields: dict[str, str]
) -> None:
    page = visitor.post(f"/j/{session.code}", fields)
    assert page.status == 422
    assert 'name="organisation"' in page.text
    assert 'role="alert"' in page.text
    assert "set-cookie" not in page.headers


def test_an_organisation_of_another_trajectory_is_none(
    app_server: Running, session: SessionMade, visitor: Visitor
) -> None:
    other = app_server.session()
    door = app_server.visitor()
    stranger = organisation(Talker(door, door.open(other.lead)), "Van elders")
    page = visitor.post(f"/j/{session.code}", {"name": "", "organisation": stranger})
    assert page.status == 422


@pytest.mark.parametrize("code", ["ZZZZZZ", "K7M3Q", "K7M3QDD", "O0I1L1", "%C3%A9", "a" * 300, "."])
def test_a_wrong_code_says_what_to_do(session: SessionMade, visitor: Visitor, code: str) -> None:
    page = visitor.get(f"/j/{code}")
    assert page.status == 404
    assert "grote scherm" in page.text
    assert 'href="/"' in page.text
    assert visitor.post(f"/j/{code}", {"name": ""}, JSON).json == {"error": "wrong_code"}


def test_when_the_session_has_ended_the_code_is_over(
    app_server: Running, session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    seat = visitor.join(session.code)
    lead.open_phase("post")
    lead.do("EndBoard")
    stranger = app_server.visitor()
    assert stranger.get(f"/j/{session.code}").location == f"/j/{session.code}/after"
    page = stranger.get(f"/j/{session.code}/after")
    assert page.status == 200
    assert "voorbij" in page.text
    assert "<form" not in page.text, "it lets nobody in any more"
    # Who was there can still look, and is led there by the same code for two hours.
    assert visitor.get(seat).status == 200
    assert visitor.get(f"/j/{session.code}").location == seat
    assert visitor.post(f"/j/{session.code}", {"organisation": ""}, JSON).status == 410
    hour = 3600 * 1000
    assert [leads_back(0, hours * hour) for hours in (1, 2, 3)] == [True, False, False]
    assert not leads_back(None, 0)


def test_when_joining_is_closed_the_page_says_whom_to_ask(
    session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    lead.do("SetJoining", open=False)
    page = visitor.post(f"/j/{session.code}", {"name": "An", "organisation": ""})
    assert page.status == 403
    assert "begeleider" in page.text
    assert "set-cookie" not in page.headers
    lead.do("SetJoining", open=True)
    assert visitor.join(session.code)


def test_a_refused_seat_leaves_nothing_behind(
    app_server: Running, session: SessionMade, visitor: Visitor, lead: Talker
) -> None:
    visitor.join(session.code)
    lead.do("SetJoining", open=False)
    visitor.post(f"/j/{session.code}", {"name": "Niet binnen", "organisation": ""})
    lead.do("SetJoining", open=True)
    data = b"".join(path.read_bytes() for path in app_server.settings.data.glob("*.sqlite3*"))
    assert b"Niet binnen" not in data


def test_a_proxy_that_is_trusted_says_who_guesses(tmp_path: Path) -> None:
    with Running.start(tmp_path, trusted_proxies=("127.0.0.1",)) as running:
        visitor = running.visitor()
        for _ in range(int(ONE_ADDRESS.burst)):
            visitor.get("/j/ZZZZZZ", JSON | {"x-forwarded-for": "203.0.113.7"})
        first = visitor.get("/j/ZZZZZZ", JSON | {"x-forwarded-for": "203.0.113.7"})
        other = visitor.get("/j/ZZZZZZ", JSON | {"x-forwarded-for": "203.0.113.8"})
        assert (first.status, other.status) == (429, 404)


def test_the_first_page_leads_on_with_a_code(session: SessionMade, visitor: Visitor) -> None:
    page = visitor.get("/")
    assert page.status == 200
    assert 'name="code"' in page.text
    wrong = visitor.get("/?code=onzin")
    assert wrong.status == 200
    assert 'role="alert"' in wrong.text
    assert re.search(r'value="onzin"', wrong.text)


def test_an_empty_server_says_how_to_begin(app_server: Running, visitor: Visitor) -> None:
    empty = visitor.get("/").text
    app_server.session()
    assert empty != visitor.get("/").text


def test_L3_a_form_that_is_sent_twice_takes_one_seat(
    app_server: Running, session: SessionMade
) -> None:
    fields = {"organisation": "", "name": "Mia", "ticket": "just-this-one-person"}
    places = []
    for visitor in (app_server.visitor(), app_server.visitor()):
        page = visitor.post(f"/j/{session.code}", fields)
        assert page.status == 303
        places.append(visitor.get(page.location).boot["mine"]["seat"])
    assert places[0] == places[1]
    other = app_server.visitor()
    seat = other.get(other.join(session.code)).boot
    assert seat["mine"]["seat"] != places[0]
    assert seat["view"]["session"]["seats"] == 2


def test_a_ticket_that_no_form_has_is_refused(visitor: Visitor, session: SessionMade) -> None:
    fields = {"organisation": "", "name": "", "ticket": "short"}
    assert visitor.post(f"/j/{session.code}", fields).status == 400
