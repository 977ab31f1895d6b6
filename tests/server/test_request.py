"""The public request: one form without an account, and what becomes of it."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.people import signed_in, site_of
from tests.running import Page, Running, Visitor

ASKED = {
    "wanted": "extra_air",
    "municipality": "Maanstad",
    "reason": "Sinds de lente komt niemand nog.",
    "date_1": str(datetime.now(UTC).date() + timedelta(days=60)),
    "date_2": "",
    "date_3": "",
    "contact_function": "dienst vrije tijd",
    "name": "An Vos",
    "email": "an@maanstad.example",
    "phone": "",
}


def ticket_of(page: Page) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def asked(visitor: Visitor, **other: str) -> Page:
    ticket = ticket_of(visitor.get("/request"))
    return visitor.post("/request", {"ticket": ticket} | ASKED | other)


def requests(running: Running) -> int:
    coach = signed_in(running, "coach@demos.example")
    return coach.get("/requests").text.count('class="panel request-line"')


def test_a_request_gets_a_reference_and_says_what_happens_next(visitor: Visitor) -> None:
    sent = asked(visitor)
    assert sent.status == 303
    page = visitor.get(sent.location)
    assert sent.location.removeprefix("/request/") in page.text
    assert "tien werkdagen" in page.text
    assert "gratis" in visitor.get("/request").text


def test_another_language_keeps_what_was_typed(visitor: Visitor) -> None:
    ticket = ticket_of(visitor.get("/request"))
    typed = {"ticket": ticket} | ASKED | {"title": "stad", "email": ""}
    other = visitor.post("/request", typed | {"taal": "fr"})
    assert other.status == 200
    assert '<html lang="fr"' in other.text
    assert 'role="alert"' not in other.text
    for said in (ASKED["municipality"], ASKED["reason"], ASKED["date_1"], ASKED["name"]):
        assert said in other.text
    assert ticket_of(other) == ticket
    assert re.search(r'value="extra_air" checked', other.text)
    assert re.search(r'value="stad" checked', other.text)
    # It is remembered, and an unknown one changes nothing.
    assert '<html lang="fr"' in visitor.get("/how").text
    assert '<html lang="fr"' in visitor.post("/request", typed | {"taal": "xx"}).text


def test_who_asks_says_whether_it_is_a_municipality_or_a_city(
    app_server: Running, visitor: Visitor
) -> None:
    odd = asked(visitor, title="dorp")
    assert odd.status == 422
    assert "Kies gemeente of stad." in odd.text
    assert asked(visitor, title="stad").status == 303
    # One that is known already is called as it was: a stranger does not change that.
    assert asked(visitor, title="gemeente").status == 303
    there = asyncio.run(site_of(app_server).trajectories.municipalities.all())
    assert [(one.name, one.title) for one in there if one.name == "Maanstad"] == [
        ("Maanstad", "stad")
    ]


def test_D1_a_form_that_is_sent_twice_makes_one_request(
    app_server: Running, visitor: Visitor
) -> None:
    fields = {"ticket": ticket_of(visitor.get("/request"))} | ASKED
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: visitor.post("/request", fields), range(8)))
    assert {one.status for one in sent} == {303}
    assert len({one.location for one in sent}) == 1
    assert requests(app_server) == 1


def test_only_where_and_what_are_asked_for_and_one_way_to_answer(visitor: Visitor) -> None:
    least = {"reason": "", "date_1": "", "name": "", "contact_function": "", "email": ""}
    assert asked(visitor, **least, phone="0470 00 00 00").status == 303


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"wanted": ""}, "Kies eerst wat je zoekt"),
        ({"wanted": "a spaceship"}, "Kies eerst wat je zoekt"),
        ({"municipality": "  "}, "Schrijf de naam van je gemeente"),
        ({"municipality": "x" * 81}, "Hoogstens 80 letters"),
        ({"reason": "x" * 1001}, "Hoogstens 1000 letters"),
        ({"email": "an at maanstad"}, "geen e-mailadres"),
        ({"email": ""}, "Geef een e-mail of een telefoonnummer"),
        ({"date_2": "31/31/2031"}, "31/31/2031"),
        ({"date_2": "2020-02-03"}, "3 februari 2020 is al voorbij"),
        ({"date_2": "9999-12-31"}, "31 december 9999"),
    ],
)
def test_D2_what_cannot_be_keeps_all_that_was_typed(
    visitor: Visitor, wrong: dict[str, str], says: str
) -> None:
    page = asked(visitor, **wrong)
    assert page.status == 422
    assert says in page.text
    assert 'role="alert"' in page.text
    for name, value in (ASKED | wrong).items():
        if name != "wanted" and value:
            assert value in page.text, name
    if "wanted" not in wrong:
        assert re.search(r'value="extra_air" checked', page.text)


def test_what_no_form_of_ours_sends_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/request", ASKED).status == 400
    assert asked(visitor, budget="1000").status == 400
    assert visitor.get("/request/a-lower-one").status == 404


def test_who_asked_stands_in_no_page_of_the_trajectory_and_can_be_erased(
    app_server: Running, visitor: Visitor
) -> None:
    asked(visitor)
    coach = signed_in(app_server, "coach@demos.example")
    inbox = coach.get("/requests")
    assert "an@maanstad.example" in inbox.text
    trajectory = re.findall(r"/requests/([\w-]+)/erase", inbox.text)[0]
    assert coach.post(f"/requests/{trajectory}/erase", {}).status == 303
    after = coach.get("/requests").text
    assert "Maanstad" in after
    assert "an@maanstad.example" not in after
