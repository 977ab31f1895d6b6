"""What people and who leads choose to do, from what they see; and what a format offers for it."""

from collections.abc import Iterator
from itertools import chain, count, repeat
from random import Random
from zlib import crc32

from msgspec import Struct

from board import commands as c
from board.format import Format
from board.types import CardId, ClaimId, ClusterId, KindId, PhaseId, PollId, RoundId, ZoneId
from tests.faults.tab import Tab

HALF = 25
"""Cards that go into one cluster; the log must take more than one such command."""
LEAST_CARDS, MOST_WAITS = 4, 20
"""Without some cards there is nothing to vote over."""
SHOWN = 40
"""With more loose cards than this, who leads hides the oldest."""


class Stage(Struct, frozen=True):
    """Where the format lets people post, vote with dots over that, and claim something."""

    posting: PhaseId
    kind: KindId
    zone: ZoneId
    voting: PhaseId
    poll: PollId
    claiming: PhaseId
    claim: ClaimId
    form: str
    places: int


def stage_of(format: Format) -> Stage:
    kinds = [
        (phase.id, kind)
        for phase in format.phases
        for step in phase.steps
        if step.action == "post"
        and (kind := format.kind(step.kind))
        and not kind.veiled
        and kind.sender == "choice"
        and not any(link.least for link in kind.links)
    ]
    polls = [
        (phase.id, poll)
        for phase in format.phases
        for step in phase.steps
        if (poll := format.poll(step.poll)) and poll.method == "dots"
    ]
    claims = [
        (phase.id, claim)
        for phase in format.phases
        for step in phase.steps
        if (claim := format.claim(step.claim)) and claim.places
    ]
    claiming, claim = claims[0]
    for posting, kind in kinds:
        for voting, poll in polls:
            if poll.zone == kind.zone:
                return Stage(
                    posting, kind.id, kind.zone, voting, poll.id, claiming, claim.id,
                    claim.forms[0].id, claim.places,
                )  # fmt: skip
    raise LookupError("the format has no vote over what people post")


class Plan:
    """Words are never the same twice, so that each stands for one command."""

    def __init__(self, stage: Stage, random: Random) -> None:
        self.stage = stage
        self.random = random
        self._words = count(1)
        self.adopted: dict[str, set[str]] = {}

    def word(self, tab: Tab) -> str:
        return f"{tab.name} zegt {next(self._words)}"

    # A person

    def next(self, tab: Tab) -> tuple[c.AnyCommand, int] | None:
        """A command, and for which visit; None: nothing to do just now."""
        dice, visit = self.random.random(), tab.visit
        if dice < 0.02:
            # Not theirs to ask.
            return c.Spotlight(target=None), visit
        phase = tab.view.get("phase")
        if phase is None:
            return None
        if dice < 0.06 and visit > 2:
            # For what was open before.
            text = self.word(tab)
            return c.PostCard(kind=self.stage.kind, text=text), visit - 1
        if phase["id"] == self.stage.voting:
            found = self._ballot(tab)
        elif phase["id"] == self.stage.claiming:
            found = self._claim()
        else:
            found = self._card(tab)
        return None if found is None else (found, visit)

    def _card(self, tab: Tab) -> c.AnyCommand | None:
        dice = self.random.random()
        own = sorted(tab.mine.get("cards", {}))
        if not own or dice < 0.45:
            return c.PostCard(
                kind=self.stage.kind, text=self.word(tab), anonymous=self.random.random() < 0.2
            )
        if dice < 0.7:
            return c.EditCard(card=CardId(self.random.choice(own)), text=self.word(tab))
        if dice < 0.85:
            return c.WithdrawCard(card=CardId(self.random.choice(own)))
        return self._support(tab, own)

    def _support(self, tab: Tab, own: list[str]) -> c.AnyCommand | None:
        """Each tab supports cards of its own choice, so that it knows which it does."""
        others = [id for id in sorted(tab.all("card")) if id not in own and self._for(tab, id)]
        if not others:
            return None
        card = self.random.choice(others)
        held = self.adopted.setdefault(tab.name, set())
        if card in held:
            held.discard(card)
            return c.DropAdoption(card=CardId(card))
        held.add(card)
        return c.AdoptCard(card=CardId(card))

    def _for(self, tab: Tab, card: str) -> bool:
        """Two tabs of one seat leave each other's choices alone."""
        return crc32(card.encode()) % 2 == tab.name.endswith("+")

    def _ballot(self, tab: Tab) -> c.AnyCommand | None:
        for id, round in sorted(tab.all("round").items()):
            if round["status"] == "open":
                options = [option["id"] for option in round["questions"][0]["options"]]
                dots = int(round.get("dots") or 2)
                # Now and then more than one has.
                wanted = dots + 1 if self.random.random() < 0.15 else self.random.randint(1, dots)
                answer: dict[str, int] = {}
                for _ in range(wanted):
                    option = self.random.choice(options)
                    answer[option] = answer.get(option, 0) + 1
                question = round["questions"][0]["id"]
                return c.PutBallot(round=RoundId(id), answers={question: c.Answer(options=answer)})
        return None

    def card(self, tab: Tab) -> c.PostCard:
        return c.PostCard(kind=self.stage.kind, text=self.word(tab))

    def claim(self) -> c.ClaimPlace:
        return c.ClaimPlace(claim=self.stage.claim, form=self.stage.form)

    def _claim(self) -> c.AnyCommand:
        if self.random.random() < 0.6:
            return self.claim()
        return c.ReleaseClaim(claim=self.stage.claim)

    # Who leads

    def leading(self, tab: Tab) -> Iterator[c.AnyCommand | None]:
        """One round of the session after another, for ever; None: let people go on a while.

        The first one is quick, so that a short run has come to a vote.
        """
        for pause in chain((1,), repeat(3)):
            yield c.OpenPhase(phase=self.stage.posting)
            yield c.SetCardLimit(cards_each=self.random.choice((2, 3, 5, 8)))
            yield from repeat(None, pause)
            loose = self._loose(tab)
            if loose:
                yield c.Spotlight(target=self.random.choice(loose))
            yield c.AddMinutes(minutes=self.random.randint(1, 3))
            yield None
            loose = self._loose(tab)
            if len(loose) > SHOWN:
                yield c.HideCards(cards=[CardId(id) for id in loose[:-SHOWN]][:60], reason="vol")
            for _ in range(MOST_WAITS):
                if len(self._loose(tab)) >= LEAST_CARDS:
                    break
                yield None
            loose = self._loose(tab)
            for half in (loose[::2], loose[1::2]):
                if len(half) > 1:
                    yield c.MakeCluster(members=half[:HALF], title=self.word(tab))
            clusters = sorted(tab.all("cluster"))
            if len(clusters) > 8:
                for id in clusters[:-2]:
                    yield c.DissolveCluster(cluster=ClusterId(id))
                yield c.HideCards(
                    cards=[CardId(id) for id in self._loose(tab)][:60], reason="opgeruimd"
                )
            yield c.OpenPhase(phase=self.stage.voting)
            yield c.OpenRound(poll=self.stage.poll)
            # Long enough to think again, and vote anew.
            yield from repeat(None, 8)
            for close in self.closing(tab):
                yield close
                yield c.RevealRound(round=close.round)
            yield c.OpenPhase(phase=self.stage.claiming)
            yield c.TakeSnapshot(label=self.word(tab))
            yield from (None, None)

    def closing(self, tab: Tab) -> list[c.CloseRound]:
        """What is open is closed, and so counted."""
        rounds = sorted(tab.all("round").items())
        return [c.CloseRound(round=RoundId(id)) for id, it in rounds if it["status"] == "open"]

    def insisting(self, tab: Tab) -> Iterator[c.AnyCommand]:
        """What a console asks that does not hear that it is over."""
        while True:
            yield c.TakeSnapshot(label=self.word(tab))
            yield c.AddMinutes(minutes=1)

    def _loose(self, tab: Tab) -> list[str]:
        """Cards that lie by themselves, oldest first."""
        cards = [
            (card["number"], id)
            for id, card in tab.all("card").items()
            if card["zone"] == self.stage.zone and not card["cluster"] and card["hidden"] is None
        ]
        return [id for _, id in sorted(cards)]
