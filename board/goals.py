"""What became of the goals: the ones there were beside what a session made of them.

A goal stays, is changed, is new or has been stopped; none is just gone. What a choice
means for a goal stands with it in the format (``Choice.means``), and says more than
whether the words are still the same.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

from msgspec import Struct

from board.harvest import Harvest, Item
from board.harvest_votes import Vote
from board.stages import Becomes
from board.thread import Ref


class OldGoal(Struct, frozen=True):
    """A goal of the version before, by the id under which the trajectory gave it."""

    id: str
    text: str


class GoalNow(Struct, frozen=True):
    """A line of the next version.

    ``was`` is the old goal it comes from, and ``card`` where it was written; ("", "")
    is nowhere, for one that stays as it was. ``open``: it was to be changed, and
    nobody wrote how; or nobody said anything of it.
    """

    text: str
    change: Becomes
    was: str = ""
    card: Ref = ("", "")
    number: int = 0
    linked: dict[str, list[str]] = {}
    """What it is tied to, in words, by the list that those are kept in."""
    told: dict[str, str] = {}
    tells: dict[str, str] = {}
    agreement: Vote | None = None
    not_yet: list[str] = []
    confirmed: bool = False
    open: bool = False


def goals_now(old: Sequence[OldGoal], harvest: Harvest) -> list[GoalNow]:
    """The old goals in their order, each with what became of it, and then the new ones."""
    items = {item.id: item for item in harvest.items}
    made = [item for item in harvest.kept_in(GOALS) if item.standing != "read" and item.text]
    comes = {item.id: _comes_from(item, old, items) for item in made}
    now: list[GoalNow] = []
    for goal in old:
        mine = [item for item in made if comes[item.id] == goal.id]
        now += [_written(item, goal, harvest, items) for item in mine]
        if not mine:
            now.append(_left(goal, harvest))
    return now + [_written(item, None, harvest, items) for item in made if not comes[item.id]]


GOALS = "goals"
_KNOWN: dict[str, Becomes] = {means: means for means in get_args(Becomes)}


def _comes_from(item: Item, old: Sequence[OldGoal], items: dict[str, Item]) -> str:
    """The old goal that it links to, is a copy of, or says the same as."""
    known = {goal.id for goal in old}
    targets = [items[id] for ids in item.links.values() for id in ids if id in items]
    for one in (item, *targets):
        if one.source and one.source.card in known:
            return one.source.card
    same = [goal.id for goal in old if _same(goal.text, item.text)]
    return same[0] if same else ""


def _same(text: str, other: str | None) -> bool:
    return " ".join(text.split()).casefold() == " ".join((other or "").split()).casefold()


def _written(item: Item, old: OldGoal | None, harvest: Harvest, items: dict[str, Item]) -> GoalNow:
    said: Becomes = next(_said(item, harvest), "")
    change: Becomes = said or "new"
    if old is not None and said in ("", "new"):
        change = "keeps" if _same(old.text, item.text) else "changed"
    if old is None and said in ("keeps", "changed"):
        change = "new"
    return GoalNow(
        text=item.text or "",
        change=change,
        was=old.id if old else "",
        card=(harvest.board, item.id),
        number=item.number,
        linked=_linked(item, items),
        told=item.told,
        tells=item.tells,
        agreement=next((vote for vote in item.votes if vote.method == "agreement"), None),
        not_yet=item.not_yet,
        confirmed=item.confirmed,
    )


def _said(item: Item, harvest: Harvest) -> Iterator[Becomes]:
    """What its own fields say became of it."""
    for field, value in item.fields.items():
        if means := _means(harvest, field, value):
            yield means


def _left(goal: OldGoal, harvest: Harvest) -> GoalNow:
    """One that nobody wrote anew: what was voted of it, or else it stays."""
    copy = next(
        (item for item in harvest.items if item.source and item.source.card == goal.id), None
    )
    voted = [
        means
        for vote in (copy.votes if copy else [])
        for option in vote.verdicts
        if (means := _means(harvest, vote.poll, option))
    ]
    # Where two answers have as many, nobody has decided that it stops.
    said: Becomes = voted[0] if len(voted) == 1 else "keeps"
    change: Becomes = said if said in ("keeps", "stopped") else "changed"
    place = (harvest.board, copy.id) if copy else ("", "")
    number = copy.number if copy else 0
    undecided = len(voted) != 1 or change == "changed"
    return GoalNow(goal.text, change, goal.id, place, number, open=undecided)


def _means(harvest: Harvest, of: str, option: str) -> Becomes:
    return _KNOWN.get(harvest.means.get(f"{of}={option}", ""), "")


def _linked(item: Item, items: dict[str, Item]) -> dict[str, list[str]]:
    linked: dict[str, list[str]] = {}
    for ids in item.links.values():
        for target in (items[id] for id in ids if id in items):
            for register in target.registers:
                if target.text and register != GOALS:
                    linked.setdefault(register, []).append(target.text)
    return linked
