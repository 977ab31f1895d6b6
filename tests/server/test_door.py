"""Links: their secret travels in the fragment and one POST, and is kept nowhere."""

import logging

import pytest

from server.control import SessionMade
from tests.running import Running, Visitor

JSON = {"accept": "application/json"}


def token(link: str) -> str:
    return link.partition("#")[2]


def test_a_link_leads_to_its_own_page(session: SessionMade, visitor: Visitor) -> None:
    for link, first in ((session.lead, "/c/"), (session.display, "/s/"), (session.record, "/r/")):
        assert visitor.open(link).startswith(first)
        assert visitor.get(visitor.open(link)).status == 200


def test_the_door_itself_is_a_page_that_anyone_may_get(visitor: Visitor) -> None:
    page = visitor.get("/open")
    assert page.status == 200
    assert "set-cookie" not in page.headers
    assert "door.refused" in str(page.boot["words"]) or page.boot["words"]


def test_looking_at_a_link_does_not_use_it_up(session: SessionMade, visitor: Visitor) -> None:
    for _ in range(3):
        visitor.get("/open")
        visitor.ask("HEAD", "/open")
    first = visitor.open(session.lead)
    assert visitor.open(session.lead) == first, "the same browser, the same grant"


def test_each_browser_gets_a_grant_of_its_own(app_server: Running, session: SessionMade) -> None:
    one, two = app_server.visitor(), app_server.visitor()
    first, second = one.open(session.lead), two.open(session.lead)
    assert first != second
    assert two.get(first, JSON).json == {"error": "no_access"}


def test_the_console_opens_a_screen_beside_it(session: SessionMade, visitor: Visitor) -> None:
    lead = visitor.open(session.lead)
    page = visitor.post(f"{lead}/screen", {})
    assert page.status == 303
    assert page.location.startswith("/s/")
    screen = visitor.get(page.location)
    assert screen.boot["kind"] == "display"
    assert visitor.post(f"{lead}/screen", {}).location == page.location


def test_S6_secrets_are_in_no_log_and_in_no_file(
    app_server: Running, session: SessionMade, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = app_server.visitor()
    for link in (session.lead, session.display, session.record):
        visitor.get(visitor.open(link))
    seat = visitor.join(session.code, "Fatima")
    visitor.get(seat)
    visitor.get("/j/ZZZZZZ")
    data = b"".join(
        path.read_bytes() for path in app_server.settings.data.iterdir() if path.is_file()
    )
    said = caplog.text.encode()
    secrets = [token(link) for link in (session.lead, session.display, session.record)]
    for secret in (*secrets, *visitor.cookies.values()):
        assert secret.encode() not in data
        assert secret.encode() not in said
    assert b"Fatima" not in said
    assert seat.rpartition("/")[2].encode() not in said


def test_the_cookie_says_who_and_the_path_as_what(session: SessionMade, visitor: Visitor) -> None:
    lead = visitor.open(session.lead)
    cookie = visitor.cookies["doorstart"]
    visitor.join(session.code)
    visitor.open(session.record)
    assert visitor.cookies["doorstart"] == cookie, "one browser, several grants"
    visitor.cookies.clear()
    assert visitor.get(lead, JSON).status == 404


@pytest.mark.parametrize(("typed", "fault"), [("ABC12", "zes letters"), ("ABC123", "nooit een 0")])
def test_a_code_that_cannot_be_one_says_why(visitor: Visitor, typed: str, fault: str) -> None:
    page = visitor.get(f"/?code={typed}")
    assert fault in page.text


def test_a_wrong_code_can_be_typed_again_right_there(visitor: Visitor) -> None:
    page = visitor.get("/j/ABCDEF")
    assert page.status == 404
    assert 'name="code"' in page.text
