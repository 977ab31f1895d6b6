"""Who opened and changed what, and what was refused: lines that a program reads."""

import json
import logging
from typing import Any

import pytest

from board.trajectory.types import Function, Person
from server import audit
from server.control import SessionMade
from server.metrics import REFUSED
from tests.people import invited, sign_in
from tests.running import Running, Visitor
from tests.server.desk import Desk

JSON = {"accept": "application/json"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "doorstart.audit")
    audit._told.clear()
    return caplog


def told(lines: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    found = [one for one in lines.records if one.name == "doorstart.audit"]
    return [json.loads(one.getMessage()) for one in found]


def test_Q12_who_opened_and_changed_what_is_told_by_the_id_of_their_account(
    app_server: Running, lines: pytest.LogCaptureFixture
) -> None:
    desk = Desk(app_server).begun()
    lines.clear()
    coach, id = desk.accounts[desk.person().function], desk.id
    desk.get("partners")
    assert desk.send("sounding", "note", kind="note", text="De burgemeester komt").status == 303
    assert desk.coach.get(f"/t/{id}/export.zip").status == 200
    assert desk.coach.get("/t/of-another", JSON).status == 404
    mine = [one for one in told(lines) if one.get("by") == coach]
    assert {one["function"] for one in mine} == {"coach"}
    did = [(one["did"], one["what"], one.get("trajectory")) for one in mine]
    assert did[0][0] == "opened"
    assert did[0][2] == id
    assert ("opened", "GET /t/{trajectory}/export.zip", id) in did
    assert [one for one in did if one[0] == "changed" and one[2] == id]
    assert did[-1][0] == "refused"
    whole = lines.text
    for secret in ("burgemeester", "Nele", "nele@", "Lindervoorde", "127.0.0.1"):
        assert secret not in whole, secret


def test_Q12_a_part_of_a_path_takes_no_place_of_what_is_told(
    app_server: Running, lines: pytest.LogCaptureFixture
) -> None:
    parts = {"by": "someone-else", "what": "nothing", "slot": "a-slot", "grant": "a-secret"}
    scope = {"method": "GET", "path": "/nowhere", "path_params": parts, "endpoint": print}
    assert app_server.uvicorn is not None
    scope["app"] = app_server.uvicorn.config.app
    audit.asked(scope, Person(Function.COACH, "an-account"), 200)
    (one,) = told(lines)
    assert (one["by"], one["slot"], one.get("what")) == ("an-account", "a-slot", None)
    assert "a-secret" not in lines.text


def test_Q12_who_comes_by_a_link_is_told_as_what_and_where_and_no_secret_is(
    session: SessionMade, visitor: Visitor, lines: pytest.LogCaptureFixture
) -> None:
    path = visitor.open(session.lead)
    visitor.join(session.code, "Mia Peeters")
    (one,) = [one for one in told(lines) if one["did"] == "entered"]
    assert (one["what"], one["board"]) == ("lead", session.board)
    secrets = (session.lead.partition("#")[2], path.rpartition("/")[2], session.code, "Mia")
    for secret in (*secrets, *visitor.cookies.values()):
        assert secret not in lines.text


def test_Q12_what_is_refused_is_counted_and_told_once_a_minute(
    visitor: Visitor, lines: pytest.LogCaptureFixture
) -> None:
    counted = REFUSED.labels("bad_link")._value.get()
    for n in range(20):
        assert visitor.post_json("/open", {"token": f"guess-{n}"}, JSON).status == 403
    assert visitor.post("/open", {}, {"origin": "https://evil.example.com"}).status == 403
    assert REFUSED.labels("bad_link")._value.get() == counted + 20
    assert [one["why"] for one in told(lines)] == ["bad_link", "cross_site"]
    assert "guess" not in lines.text
    assert "evil" not in lines.text


def test_Q12_signing_out_empties_what_the_browser_keeps_of_pages(app_server: Running) -> None:
    visitor = app_server.visitor()
    sign_in(visitor, invited(app_server, "nele@demos.example").link)
    page = visitor.post("/sign-out", {})
    assert (page.status, page.headers["clear-site-data"]) == (303, '"cache"')
