"""The pages as they come from the server: what they carry, in which language, and how safely."""

import re
from typing import Any

import jinja2
import pytest

from server.addresses import lan_address
from server.control import SessionMade
from server.pages import TEMPLATES
from server.web.static import Assets
from tests.running import Page, Running, Visitor
from tests.talking import Talker

BOOT = {
    "grant", "kind", "position", "view", "mine", "names", "format", "words", "language", "now",
    "presence", "links", "code", "dutch", "tongues",
}  # fmt: skip


@pytest.fixture(scope="module")
def app_server(shared_server: Running) -> Running:
    return shared_server


@pytest.fixture
def pages(session: SessionMade, visitor: Visitor) -> dict[str, str]:
    """The live pages of one browser, by kind."""
    return {
        "partner": visitor.join(session.code, "An"),
        "lead": visitor.open(session.lead),
        "display": visitor.open(session.display),
    }


def test_each_live_page_boots_with_the_same_names(pages: dict[str, str], visitor: Visitor) -> None:
    for kind, path in pages.items():
        boot = visitor.get(path).boot
        assert set(boot) - {"pictures"} == BOOT, kind
        assert ("pictures" in boot) is (kind == "display")
        assert boot["kind"] == kind
        assert boot["grant"] == path.rpartition("/")[2]
        assert boot["view"]["session"]["seats"] == 1
        assert set(boot["position"]) == {"seq", "mark"}
        assert boot["position"]["seq"] >= 1
        assert "variants" not in boot["format"]


def test_the_page_and_its_socket_agree(lead: Talker) -> None:
    lead.open_phase("post")
    boot = lead.visitor.get(lead.path).boot
    assert boot["view"] == lead.view
    assert boot["position"]["seq"] == lead.seq


def test_only_a_seat_has_a_part_of_its_own(pages: dict[str, str], visitor: Visitor) -> None:
    mine = {kind: visitor.get(path).boot["mine"] for kind, path in pages.items()}
    assert mine["partner"]["cards"] == {}
    assert mine["lead"] is None
    assert mine["display"] is None


def test_the_screen_is_told_nobodys_name(pages: dict[str, str], visitor: Visitor) -> None:
    assert visitor.get(pages["display"]).boot["names"]["people"] == {}
    assert list(visitor.get(pages["lead"]).boot["names"]["people"].values()) == ["An"]


def test_a_phone_is_not_told_how_others_are_doing(pages: dict[str, str], visitor: Visitor) -> None:
    assert set(visitor.get(pages["partner"]).boot["presence"]) == {
        "here",
        "typing",
        "busy",
    }
    assert visitor.get(pages["partner"]).boot["presence"]["busy"] == 0


def test_only_who_leads_gets_a_link_to_the_record(pages: dict[str, str], visitor: Visitor) -> None:
    links = {kind: visitor.get(path).boot["links"] for kind, path in pages.items()}
    assert set(links["lead"]) == {"join", "record"}
    assert set(links["partner"]) == set(links["display"]) == {"join"}
    assert visitor.get(links["lead"]["record"]).status == 200


def test_the_link_to_join_works_on_a_phone(
    app_server: Running, session: SessionMade, visitor: Visitor, pages: dict[str, str]
) -> None:
    """Who opened the screen on the machine itself typed an address no phone can use."""
    link = visitor.get(pages["display"]).boot["links"]["join"]
    assert link == f"http://{lan_address()}:{app_server.settings.port}/j/{session.code}"
    elsewhere = visitor.get(pages["display"], {"host": "192.168.1.7:8000"})
    assert elsewhere.boot["links"]["join"] == f"http://192.168.1.7:8000/j/{session.code}"


def test_the_screen_and_the_console_show_a_qr_code(pages: dict[str, str], visitor: Visitor) -> None:
    for kind in ("display", "lead"):
        assert 'class="qr"' in visitor.get(pages[kind]).text, kind


@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_language_is_asked_for_and_remembered(
    visitor: Visitor, pages: dict[str, str], language: str
) -> None:
    dutch = visitor.get(pages["partner"])
    assert '<html lang="nl"' in dutch.text
    page = visitor.get(f"{pages['partner']}?taal={language}")
    assert f'<html lang="{language}"' in page.text
    assert page.boot["language"] == language
    assert page.boot["words"] != dutch.boot["words"]
    assert f'<html lang="{language}"' in visitor.get("/").text
    assert '<html lang="nl"' in visitor.get("/?taal=nl").text


def test_an_unknown_language_is_dutch(visitor: Visitor) -> None:
    page = visitor.get("/?taal=xx")
    assert '<html lang="nl"' in page.text
    assert "set-cookie" not in page.headers


def test_every_file_that_a_page_names_is_there(
    session: SessionMade, pages: dict[str, str], visitor: Visitor
) -> None:
    record = visitor.open(session.record)
    named: set[str] = set()
    for path in ("/", "/open", f"/j/{session.code}?nieuw=1", "/nothing", record, *pages.values()):
        named |= set(re.findall(r'"(/static/[^"]+)"', visitor.get(path).text))
    assert named
    assert {path: visitor.get(path).status for path in named} == dict.fromkeys(named, 200)


def test_every_module_that_a_module_imports_is_there() -> None:
    """A missing one is a page that does nothing, and only in the browser."""
    files = Assets().files
    missing = set()
    for name, asset in files.items():
        if not name.endswith(".js"):
            continue
        folder = name.rpartition("/")[0]
        for named in re.findall(
            r"""^\s*(?:import|export)\b[^;"'()]*?["'](\.[^"']+)["']""", asset.body.decode(), re.M
        ):
            parts = folder.split("/")
            for part in named.split("/"):
                if part == "..":
                    parts.pop()
                elif part != ".":
                    parts.append(part)
            if "/".join(filter(None, parts)) not in files:
                missing.add(f"{name} → {named}")
    assert missing == set()


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_each_template_compiles(name: str) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.get_template(name)


def test_an_organisation_that_is_added_is_known_at_once(
    session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    page = add(lead, "Buurthuis De Kroonkurk")
    assert page.status == 200
    assert set(page.json) == {"id", "name"}
    lead._until("names")
    assert "Buurthuis De Kroonkurk" in visitor.get(f"/j/{session.code}").text
    # Said twice, with other capitals, it is the same one.
    assert add(lead, "buurthuis de kroonkurk").json["id"] == page.json["id"]


@pytest.mark.parametrize(
    "fields", [{}, {"name": ""}, {"name": " \u200b "}, {"name": "x" * 81}, {"name": "x", "y": "z"}]
)
def test_an_organisation_needs_a_name(lead: Talker, fields: dict[str, str]) -> None:
    page = lead.visitor.post(f"{lead.path}/organisation", fields, {"accept": "application/json"})
    assert (page.status, page.json) == (400, {"error": "bad_request"})


def test_the_short_address_of_the_big_screen_asks_for_the_code(visitor: Visitor) -> None:
    page = visitor.get("/j")
    assert (page.status, page.location) == (303, "/")


def listed(lead: Talker, names: str) -> Page:
    accept = {"accept": "application/json"}
    return lead.visitor.post(f"{lead.path}/organisation", {"names": names}, accept)


def test_a_list_of_organisations_is_put_in_at_once(
    lead: Talker, session: SessionMade, visitor: Visitor
) -> None:
    page = listed(lead, "  Jeugdhuis\r\n\r\nSportdienst\njeugdhuis\n")
    assert page.status == 200
    assert [one["name"] for one in page.json["organisations"]] == ["Jeugdhuis", "Sportdienst"]
    assert "Sportdienst" in visitor.get(f"/j/{session.code}").text
    again = listed(lead, "SPORTDIENST").json["organisations"]
    assert again == [page.json["organisations"][1]]


@pytest.mark.parametrize(
    ("names", "error", "limit", "line"),
    [
        ("Goed\n\n" + "x" * 81, "too_long", "80", 3),
        (" \n\n", "empty", "", 1),
        ("\n".join(f"Club {n}" for n in range(61)), "too_many", "60", 61),
    ],
)
def test_a_list_with_a_fault_names_its_line_and_adds_nothing(
    lead: Talker,
    session: SessionMade,
    visitor: Visitor,
    names: str,
    error: str,
    limit: str,
    line: int,
) -> None:
    page = listed(lead, names)
    assert (page.status, page.json) == (400, {"error": error, "limit": limit, "line": line})
    assert "Goed" not in visitor.get(f"/j/{session.code}").text


def test_a_page_of_a_session_that_ended_still_opens(
    lead: Talker, pages: dict[str, str], visitor: Visitor
) -> None:
    lead.open_phase("post")
    lead.do("EndBoard")
    for path in pages.values():
        assert visitor.get(path).boot["view"]["session"]["status"] == "ended"


def test_no_page_is_kept_by_the_browser(pages: dict[str, str], visitor: Visitor) -> None:
    for path in pages.values():
        assert visitor.get(path).headers["cache-control"] == "no-store"


def add(lead: Talker, name: str) -> Page:
    return lead.visitor.post(f"{lead.path}/organisation", {"name": name})


def test_each_phase_is_drawn_on_every_page(
    lead: Talker, pages: dict[str, str], visitor: Visitor
) -> None:
    format: dict[str, Any] = lead.visitor.get(lead.path).boot["format"]
    for phase in format["phases"]:
        lead.do("OpenPhase", phase=phase["id"])
        for kind, path in pages.items():
            page = visitor.get(path)
            assert page.status == 200, (phase["id"], kind)
        assert phase["question"] in visitor.get(pages["partner"]).text.replace("&#39;", "'")
