"""What one reads of one's data at joining: short, plain, and nothing to tick."""

import html
import re

import pytest

from server.control import SessionMade
from tests.running import Running, Visitor

MOST_WORDS = 120
PART = re.compile(r'<details class="door-sheet">(.*?)</details>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def told(visitor: Visitor, session: SessionMade, language: str) -> list[str]:
    """The lines of the text, as they are read."""
    page = visitor.get(f"/j/{session.code}?nieuw=1&taal={language}").text
    (part,) = PART.findall(page)
    lines = re.findall(r"<summary>(.*?)</summary>|<li>(.*?)</li>", part, re.DOTALL)
    return [" ".join(html.unescape(TAG.sub("", a or b)).split()) for a, b in lines]


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_U4_the_privacy_text_is_short_in_each_language(
    session: SessionMade, visitor: Visitor, language: str
) -> None:
    lines = told(visitor, session, language)
    words = [word for line in lines for word in line.split() if re.search(r"\w", word)]
    assert 60 < len(words) <= MOST_WORDS
    sentences = [one for line in lines for one in re.split(r"(?<=[.?!])\s", line)]
    assert max(len(one.split()) for one in sentences) <= 15


def test_U4_it_says_who_why_what_how_long_who_sees_it_and_whom_to_ask(
    app_server: Running, session: SessionMade, visitor: Visitor
) -> None:
    text = " ".join(told(visitor, session, "nl"))
    settings = app_server.settings
    for part in (
        "Onze gemeente organiseert dit gesprek",
        "een taak van de gemeente",
        "We bewaren je kaartjes, je keuzes en je organisatie",
        f"na {settings.keep_days} dagen weg",
        "Iedereen in de zaal leest je kaartjes",
        "iets laten weghalen? Vraag het aan de begeleider",
        f"Vragen over je gegevens? {settings.contact}",
    ):
        assert part in text


def test_U4_nothing_is_agreed_to_and_there_is_a_way_to_hear_it(
    session: SessionMade, visitor: Visitor
) -> None:
    page = visitor.get(f"/j/{session.code}?nieuw=1").text
    # That someone else sits at this device is said, not agreed to.
    assert set(re.findall(r'type="checkbox" name="(\w+)"', page)) <= {"more"}
    assert 'data-do="listen"' in page
