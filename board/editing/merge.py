"""Two people changed the same format: what each changed is kept, and where both
changed one text, both texts are there to choose from.
"""

from collections.abc import Mapping

from msgspec import Struct


class Both(Struct, frozen=True):
    """One place with two new texts."""

    at: str
    mine: str
    theirs: str


class Merged(Struct, frozen=True):
    """``mine``: what I changed and can be put over theirs."""

    mine: dict[str, str]
    both: list[Both]


def merged(before: Mapping[str, str], theirs: Mapping[str, str], sent: Mapping[str, str]) -> Merged:
    """``before`` is what I began with, ``theirs`` what was saved meanwhile."""
    mine: dict[str, str] = {}
    both: list[Both] = []
    for at, value in sent.items():
        text, had, now = _even(value), _even(before.get(at, "")), _even(theirs.get(at, ""))
        if text in (had, now):
            continue
        if now == had:
            mine[at] = value
        else:
            both.append(Both(at, value, theirs.get(at, "")))
    return Merged(mine, both)


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Both]:
    """Every place that differs: ``mine`` is how it was, ``theirs`` how it is."""
    places = dict.fromkeys([*after, *before])
    return [
        Both(at, before.get(at, ""), after.get(at, ""))
        for at in places
        if before.get(at, "") != after.get(at, "")
    ]


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
