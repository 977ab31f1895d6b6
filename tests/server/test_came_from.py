"""Where a card came from, on a page that the server draws: in the reader's language."""

from pathlib import Path

import pytest

from server.pages import TEMPLATES, Pages
from server.settings import Settings
from server.web.static import Assets
from server.words import Speaker, load

HERE = '{% import "_pieces.html" as pieces with context %}{{ pieces.came_from(source) }}'


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "Uit Onze eerste keer · 21 april · kaart 3"),
        ("fr", "De Chantier 1 · 21 avril · carte 3"),
        ("en", "From Workstream 1 · 21 April · card 3"),
    ],
)
def test_a_stage_is_named_in_the_readers_language(tmp_path: Path, language: str, told: str) -> None:
    pages = Pages(Settings(data=tmp_path), load(TEMPLATES / "words"), Assets())
    source = {
        "number": 3,
        "stage": "workstream_vision",
        "title": "Onze eerste keer",
        "at": 1_776_765_600_000,
    }
    page = pages.environment.from_string(HERE)
    said = page.render(words=Speaker(pages.catalogue, language), source=source)
    assert said.strip() == told
