"""What a report asks of a trajectory while it is told: days, names, lists, and how each
thing stands. The same for who is signed in and for who reads by a link.
"""

from collections.abc import Iterable
from functools import cached_property

from msgspec.structs import replace

from board.harvest import Harvest, Item
from board.harvest_votes import NOT_YET, Measured, Vote
from board.stages import Register
from board.trajectory.claims import of_item
from board.trajectory.current import Written, versions
from board.trajectory.kept import KeptItem
from board.trajectory.state import Goal
from board.trajectory.types import CardRef
from board.types import Millis
from server.report.document import Bullets, Line, Standing
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.words import Speaker

Ref = tuple[str, str]
WEIGHED = ("dots", "ranking")
FIRST = 3
"""What came among the first so many of a vote with dots is carried by the room."""


class Telling:
    def __init__(self, view: TrajectoryView, words: Speaker) -> None:
        self.view = view
        self.words = words

    def say(self, key: str, **slots: object) -> str:
        return self.words(f"report.{key}", **slots)

    def day(self, at: Millis) -> str:
        return dates.day(self.words, at) if at else ""

    def stage(self, stage: str) -> str:
        key = f"stages.{stage}"
        if key in self.words:
            return self.words(key)
        known = self.view.stages.get(stage)
        return known.title if known else stage

    def partner(self, organisation: str | None) -> str:
        """Its name, also when it has left; "" for none."""
        partners = {str(id): one.name for id, one in self.view.state.partners.items()}
        named = {one.id: one.name for one in self.view.organisations}
        return partners.get(organisation or "", "") or named.get(organisation or "", "")

    @cached_property
    def boards(self) -> list[Harvest]:
        """Those of which all is for everyone: the first talk is held behind a closed door,
        and gives the report only what later boards took over from it.
        """
        open = (one for one in self.view.harvests if one.course != "orientation")
        return sorted(open, key=lambda one: (one.at, one.board))

    @cached_property
    def _told(self) -> dict[Ref, list[tuple[Harvest, Item]]]:
        """Where each thing was seen, by where it was first written, the latest last."""
        found: dict[Ref, list[tuple[Harvest, Item]]] = {}
        roots: dict[Ref, Ref] = {}
        for board in self.boards:
            for item in board.items:
                here = (board.board, item.id)
                source = item.source
                before = (source.board, source.card) if source and source.board else here
                roots[here] = roots.get(before, before)
                found.setdefault(roots[here], []).append((board, item))
        return found

    @cached_property
    def _by_ref(self) -> dict[CardRef, list[KeptItem]]:
        found: dict[CardRef, list[KeptItem]] = {}
        for item in self.view.kept.items:
            found.setdefault(item.ref, []).append(item)
        return found

    @cached_property
    def goal_cards(self) -> dict[CardRef, KeptItem]:
        """What each goal is told as, also one that was written from another card that says
        the same.
        """
        told = {_words_of(one): one for one in self.kept("goals")}
        every = self.view.kept.of("goals")
        return {one.ref: told[_words_of(one)] for one in every if _words_of(one) in told}

    def kept(self, *registers: Register) -> list[KeptItem]:
        """What stands in these lists, each thing once, as it is now. Of several that say
        the same in one list, the one that was voted on most.
        """
        found: dict[tuple[str, str], KeptItem] = {}
        for item in self.view.kept.of(*registers):
            if (str(item.ref.board), str(item.ref.card)) not in self._told:
                continue
            key = item.register, _words_of(item)
            there = found.get(key)
            if there is None or len(self.votes(there)) < len(self.votes(item)):
                found[key] = item
        return list(found.values())

    def seen(self, item: KeptItem) -> list[Item]:
        return [one for _, one in self._told.get((str(item.ref.board), str(item.ref.card)), [])]

    def votes(self, item: KeptItem) -> list[Vote]:
        """The latest last."""
        return [vote for one in self.seen(item) for vote in one.votes]

    def weight(self, item: KeptItem) -> Vote | None:
        """The last vote in which the room laid dots or points on it."""
        return next((v for v in reversed(self.votes(item)) if v.method in WEIGHED), None)

    def note(self, item: KeptItem) -> str:
        """What it got, in two numbers where enough took part to tell the second."""
        vote = self.weight(item)
        if vote is None:
            return ""
        said = self.words.count("results.points", vote.points)
        if vote.organisations is None:
            return said
        return f"{said} · {self.words.count('common.from_organisations', vote.organisations)}"

    def standing(self, item: KeptItem) -> Standing:
        """Supported where the room agreed, where somebody carries it, or where the room put it
        among the first; else a proposal.
        """
        votes = self.votes(item)
        agreed = [vote for vote in votes if vote.method == "agreement"]
        if agreed:
            return "supported" if agreed[-1].verdicts == ["supported"] else "proposed"
        if item.confirmed or self.leaders(item):
            return "supported"
        vote = self.weight(item)
        if vote is None or not vote.points or vote.rank > FIRST:
            return "proposed"
        # What one organisation alone laid its dots on is not carried by the room.
        return "proposed" if vote.organisations == 1 else "supported"

    def due(self, item: KeptItem) -> str:
        """Until when, as it was said last; "" where nobody said so."""
        told = (one.tells.get("due", "") for one in reversed(self.seen(item)))
        return next(filter(None, told), "")

    def agreed(self, item: KeptItem) -> str:
        """How many were for it, of how many, and how many were not yet."""
        for one in reversed(self.votes(item)):
            if one.method == "agreement":
                return self.for_it(one)
        return ""

    def for_it(self, vote: Vote | Measured) -> str:
        against = vote.counts.get(NOT_YET, 0)
        said = self.say("agreed", n=vote.answered - against, of=vote.answered, against=against)
        return said + self.unsure(vote)

    def unsure(self, vote: Vote | Measured) -> str:
        """Who did not know is not among those of whom so many chose: they are told beside it."""
        return f" · {self.words.count('common.said_unsure', vote.unsure)}" if vote.unsure else ""

    def leaders(self, item: KeptItem) -> list[str]:
        """Who carries it for certain, in whichever list it was taken up."""
        carried = (
            one.organisation
            for listed in self._by_ref[item.ref]
            for one in of_item(self.view.state, listed)
            if one.leads and one.holds and one.stands != "provisional"
        )
        return [name for one in dict.fromkeys(carried) if (name := self.partner(one))]

    def standing_of_goal(self, goal: Goal) -> Standing:
        """Decided, or else as the card that it was written from."""
        if goal.standing == "adopted":
            return "decided"
        card = self.goal_cards.get(goal.line.origin) if goal.line.origin else None
        return self.standing(card) if card else "proposed"

    def lines_of_text(self, id: str) -> list[str]:
        """As it stands now, of what may be told."""
        told = self._versions(id)
        return list(told[-1].lines) if told else []

    def _versions(self, id: str) -> list[Written]:
        open = {board.board for board in self.boards}
        texts = [one for one in self.view.kept.texts if one.board in open]
        return versions(self.view.state, replace(self.view.kept, texts=texts), id)

    def standing_of_text(self, id: str) -> Standing:
        told = self._versions(id)
        if told and told[-1].own and told[-1].own.standing == "adopted":
            return "decided"
        # Line by line, or of the whole: only what the room agreed on all of is carried by it.
        rounds = [
            [one.verdict for one in board.asked if one.method == "agreement" and one.about == id]
            for board in self.boards
        ]
        said = next((verdicts for verdicts in reversed(rounds) if verdicts), [])
        return "supported" if said and set(said) == {"supported"} else "proposed"

    def line(self, item: KeptItem) -> Line:
        note = " · ".join(filter(None, (self.note(item), self.due(item))))
        return Line(item.text, note, self.standing(item))

    def listed(self, title: str, *registers: Register, weighed: bool = True) -> list[Bullets]:
        """A list as a block, what the room carries first; none where it is empty. Without
        ``weighed`` it leaves out what a picture shows already.
        """
        items = (one for one in self.kept(*registers) if weighed or self.weight(one) is None)
        lines = in_order(self.line(item) for item in items)
        lines += self.removed(*registers)
        return [Bullets(title, lines)] if lines else []

    def plain(self, title: str, *registers: Register) -> list[Bullets]:
        """A list of what is told, on which nobody decides."""
        lines = [Line(item.text, self.note(item)) for item in self.kept(*registers)]
        lines += self.removed(*registers)
        return [Bullets(title, lines)] if lines else []

    def removed(self, *registers: Register) -> list[Line]:
        """Of cards that were taken away on request: that they were there, and nothing else."""
        gone = sum(
            item.text is None and not item.source and bool({*registers} & {*item.registers})
            for board in self.boards
            for item in board.items
        )
        return [Line(self.words.count("report.removed", gone))] if gone else []


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Decided first, then what is carried, then proposals; else as they came."""
    order = {"decided": 0, "supported": 1, "proposed": 2, "": 3}
    return sorted(lines, key=lambda line: order[line.standing])


def _words_of(item: KeptItem) -> str:
    return " ".join(item.text.split()).casefold()
