"""What a format says of a municipality, it says of a city where that is what it is."""

import re

import pytest

from board.addressing import CITY, MUNICIPALITY, addressed, in_town
from board.format import Format
from tests.board.test_formats import shipped, texts


@pytest.mark.parametrize(
    ("language", "said", "of_a_city"),
    [
        ("nl", "Je loopt door onze gemeente.", "Je loopt door onze stad."),
        ("nl", "Gemeente en gemeentehuis", "Stad en stadhuis"),
        ("nl", "Met de buurgemeente", "Met de buurgemeente"),
        ("fr", "La commune a une vision commune.", "La ville a une vision commune."),
        ("en", "Inside the municipality", "Inside the city"),
        ("ar", "gemeente", "gemeente"),
    ],
)
def test_a_city_is_called_a_city(language: str, said: str, of_a_city: str) -> None:
    assert addressed(said, language, CITY) == of_a_city
    assert addressed(said, language, MUNICIPALITY) == said


@pytest.mark.parametrize("format", shipped())
def test_a_format_in_a_city_says_nothing_of_a_municipality(format: Format) -> None:
    there = in_town(format, CITY)
    assert in_town(format, MUNICIPALITY) is format
    assert [kind.id for kind in there.kinds] == [kind.id for kind in format.kinds]
    left = [
        where
        for where, said in texts(there, there.id)
        if re.search(r"\bgemeente\b", said.nl, re.IGNORECASE)
        or re.search(r"\b(la|notre) commune\b", said.fr, re.IGNORECASE)
        or re.search(r"\bmunicipality\b", said.en, re.IGNORECASE)
    ]
    assert left == []
