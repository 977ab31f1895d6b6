"""The rules of ``docs/rules.md`` and the tests that bear their numbers, in both directions."""

import re
from collections import Counter
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/rules.md").read_text()
RULE = re.compile(r"^- \*\*([A-Z])([0-9]+)\*\* (.*)$", re.MULTILINE)
TEST = re.compile(r"^ *(?:async )?def test_([A-Z][0-9]+)_", re.MULTILINE)


def rules() -> list[str]:
    return [f"{letter}{number}" for letter, number, _ in RULE.findall(PAGE)]


def borne() -> Counter[str]:
    """The numbers in the names of tests."""
    return Counter(
        number
        for path in (ROOT / "tests").rglob("test_*.py")
        if "node_modules" not in path.parts
        for number in TEST.findall(path.read_text())
    )


def test_every_rule_has_a_test_that_bears_its_number() -> None:
    assert sorted(set(rules()) - set(borne())) == []


def test_every_number_in_the_name_of_a_test_is_a_rule() -> None:
    assert sorted(set(borne()) - set(rules())) == []


def test_the_numbers_of_each_letter_count_up_from_one() -> None:
    for letter, those in groupby(RULE.findall(PAGE), key=lambda rule: rule[0]):
        numbers = [int(number) for _, number, _ in those]
        assert numbers == list(range(1, len(numbers) + 1)), letter
    letters = [letter for letter, _ in groupby(rule[0] for rule in rules())]
    assert len(letters) == len(set(letters))


def test_each_rule_is_one_sentence() -> None:
    texts = [text for *_, text in RULE.findall(PAGE)]
    assert [text for text in texts if not re.fullmatch(r"[A-Z«][^.]*\.", text)] == []


def test_each_word_of_the_list_is_one_of_the_code() -> None:
    listed = re.findall(r"^\| [^|]+ \| `(\w+)` \|", PAGE, re.MULTILINE)
    code = {
        word
        for folder in ("board", "server")
        for path in (ROOT / folder).rglob("*.py")
        for word in re.findall(r"\w+", path.read_text())
    }
    assert listed
    assert [word for word in listed if word not in code] == []
