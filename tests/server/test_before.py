"""The page before the people come: what it sees by itself, its paper, a helper's link."""

import io
import re
from urllib.parse import urlsplit

import pypdf
import pytest

from server.control import SessionMade
from tests.running import Running, Visitor
from tests.talking import Talker

VISION = ["Wij nemen drempels weg.", "Wij doen dat samen."]


@pytest.fixture
def lead(app_server: Running, session: SessionMade) -> tuple[Visitor, str]:
    """A browser with the console, and its grant."""
    visitor = app_server.visitor()
    return visitor, visitor.open(session.lead).rpartition("/")[2]


def states(page: str) -> list[str]:
    return re.findall(r'data-ready="(\w+)"', page)


def words_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_the_server_sees_is_green_or_says_the_way_out(
    app_server: Running, lead: tuple[Visitor, str]
) -> None:
    visitor, grant = lead
    empty = visitor.get(f"/c/{grant}/before")
    assert empty.status == 200
    # It answers and there is a break; nobody is listed and no text is there yet. Of a session
    # before there is nothing to look at: there was none.
    assert states(empty.text)[:5] == ["yes", "no", "no", "yes", "eye"]
    assert "Voeg ze toe in de regie" in empty.text
    visitor.post(f"/c/{grant}/organisation", {"name": "De Open Stoel"})
    talker = Talker(visitor, f"/c/{grant}")
    assert talker.ask("WriteText", text="vision_statement", lines=VISION)["t"] == "ack"
    talker.close()
    assert states(visitor.get(f"/c/{grant}/before").text)[:4] == ["yes", "yes", "yes", "yes"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("poster", "Richt je camera op deze code"),
        ("cards", "Wat heb je dit netwerk zien doen"),
        ("ballots", "Waar ben je het meest trots op"),
    ],
)
def test_O3_the_paper_of_a_session_can_be_printed(
    lead: tuple[Visitor, str], session: SessionMade, what: str, said: str
) -> None:
    visitor, grant = lead
    paper = visitor.get(f"/c/{grant}/paper/{what}.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert said in words_of(paper.body)
    assert session.code in words_of(paper.body).replace(" ", "")


def test_a_text_that_stays_in_sight_becomes_a_poster_once_it_is_written(
    lead: tuple[Visitor, str],
) -> None:
    visitor, grant = lead
    assert visitor.get(f"/c/{grant}/paper/positive_core.pdf").status == 404
    talker = Talker(visitor, f"/c/{grant}")
    assert talker.ask("WriteText", text="positive_core", lines=VISION)["t"] == "ack"
    talker.close()
    poster = visitor.get(f"/c/{grant}/paper/positive_core.pdf")
    assert all(line in words_of(poster.body) for line in VISION)
    assert visitor.get(f"/c/{grant}/paper/vision_statement.pdf").status == 404


def test_a_helper_gets_a_link_that_opens_a_helpers_console(
    app_server: Running, lead: tuple[Visitor, str]
) -> None:
    visitor, grant = lead
    page = visitor.post(f"/c/{grant}/helper", {})
    found = re.search(r"<code>(http\S+)</code>", page.text)
    assert found
    helper = app_server.visitor()
    own = helper.open(found[1]).rpartition("/")[2]
    assert helper.get(f"/c/{own}").status == 200
    # A helper is not who leads: no list, no paper, no helper of their own.
    assert helper.get(f"/c/{own}/before").status == 404
    assert helper.get(f"/c/{own}/paper/cards.pdf").status == 404
    assert helper.post(f"/c/{own}/helper", {}).status == 404
    assert urlsplit(found[1]).fragment not in visitor.get(f"/c/{grant}/before").text


def test_links_for_helpers_are_taken_back_with_what_they_opened(
    app_server: Running, lead: tuple[Visitor, str]
) -> None:
    visitor, grant = lead
    page = visitor.post(f"/c/{grant}/helper", {})
    found = re.search(r"<code>(http\S+)</code>", page.text)
    assert found
    helper, late = app_server.visitor(), app_server.visitor()
    own = helper.open(found[1]).rpartition("/")[2]
    assert "1 link voor een helper werkt nu" in visitor.get(f"/c/{grant}/before").text
    assert visitor.post(f"/c/{grant}/helper/end", {}).status == 303
    assert helper.get(f"/c/{own}").status == 404
    token = urlsplit(found[1]).fragment
    assert late.post_json("/open", {"token": token}, {"accept": "application/json"}).status == 403
    assert "helper werkt nu" not in visitor.get(f"/c/{grant}/before").text
    assert visitor.get(f"/c/{grant}").status == 200
