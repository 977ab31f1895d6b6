"""A pictogram never stands alone: what can be pressed has a word that everyone sees.

What is left is a drawing beside a text, which says the same to who does not see it.
"""

import re
from pathlib import Path

import pytest

from server.pages import TEMPLATES

PRESSED = re.compile(r"<(button|a|summary|label)\b(.*?)</\1>", re.DOTALL)
DRAWN = re.compile(r"<svg\b.*?</svg>|\{\{ face\([^)]*\) \}\}", re.DOTALL)
UNSEEN = re.compile(r'<(\w+)[^>]*class="[^"]*visually-hidden[^"]*"[^>]*>.*?</\1>', re.DOTALL)
SAID = re.compile(r"\{\{|data-slot=|data-word=")
OPENED = re.compile(r"<svg\b([^>]*)>")
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if DRAWN.search(path.read_text(encoding="utf-8"))
)


def inside(tag: str) -> str:
    """What stands between the ends of an element, whose own attributes are no words."""
    return tag.partition(">")[2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_U7_what_can_be_pressed_has_a_word_beside_its_picture(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    bare = [
        whole[:90]
        for whole, within in ((it[0], inside(it[2])) for it in PRESSED.finditer(text))
        if DRAWN.search(within) and not SAID.search(UNSEEN.sub("", DRAWN.sub("", within)))
    ]
    assert bare == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_U7_every_drawing_is_named_or_stands_beside_what_it_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    # What only carries parts to be laid into another drawing.
    text = re.sub(r'<template id="[^"]+"><svg\b.*?</template>', "", text, flags=re.DOTALL)
    text = re.sub(r'<span[^>]*aria-hidden="true">\s*<svg\b.*?</span>', "", text, flags=re.DOTALL)
    alone = [
        found[1]
        for found in OPENED.finditer(text)
        if 'aria-hidden="true"' not in found[1] and "aria-label=" not in found[1]
    ]
    assert alone == []
