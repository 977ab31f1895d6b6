"""The pages that anyone may read: free, without a hidden price, picture or address of others."""

import re

import pytest

from tests.running import Running, Visitor
from tests.server.test_request import asked

PAGES = ("/", "/how", "/request")


def test_how_it_works_says_each_step_who_comes_and_how_long_it_takes(visitor: Visitor) -> None:
    page = visitor.get("/how")
    assert page.status == 200
    steps = re.findall(r"<h3>([^<]+)</h3>", page.text)
    assert len(steps) == 8
    for part in ("Oriëntatiegesprek", "Doorstartgesprek", "Werf 1", "Werf 2", "Werf 3", "Werf 4"):
        assert any(part in step for step in steps), part
    assert page.text.count("<dt>Tijd</dt>") == 8
    assert 'href="/request"' in page.text


@pytest.mark.parametrize("path", ["/how", "/request"])
def test_it_is_free_and_nobody_is_bound_to_anything(visitor: Visitor, path: str) -> None:
    said = visitor.get(path).text
    assert re.search("gratis", said, re.IGNORECASE)
    assert "nergens aan vast" in said
    assert "€" not in said
    assert not re.search(r"\beuro\b|prijs|betaling", said, re.IGNORECASE)


def test_the_flemish_government_bears_the_cost(visitor: Visitor) -> None:
    assert "De Vlaamse overheid betaalt." in visitor.get("/how").text


@pytest.mark.parametrize("path", ["/how", "/request"])
def test_one_address_to_write_to_is_on_the_public_pages(app_server: Running, path: str) -> None:
    contact = app_server.uvicorn.config.app.state.site.settings.contact  # type: ignore[union-attr]
    assert "@" in contact
    assert contact in app_server.visitor().get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_no_picture_of_others_is_shown(visitor: Visitor, path: str) -> None:
    page = visitor.get(path).text
    assert "<img" not in page
    assert "<svg" in page
    assert [it for it in re.findall(r'(?:src|href)="(https?:[^"]+)"', page) if it] == []


def test_who_has_no_problem_can_ask_too(visitor: Visitor) -> None:
    form = visitor.get("/request").text
    for wanted in ("new_start", "extra_air", "fresh_restart"):
        assert f'value="{wanted}"' in form
    assert asked(visitor, wanted="fresh_restart", reason="").status == 303
