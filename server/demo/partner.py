"""A simulated partner: writes what the script says, votes when a vote is open."""

import asyncio
from random import Random
from typing import Any

from board import commands as c
from board.format import RANKS
from board.types import CardId, ClaimId, KindId, RoundId
from server.demo.client import Client, Json, Refused
from server.demo.script import AnswerLine, CardLine, ClaimLine, Script


class Partner:
    """``pace`` stretches all waiting; the partner waits a little before each act."""

    def __init__(
        self, client: Client, script: Script, number: int, refs: dict[str, str], pace: float
    ) -> None:
        self.client = client
        self.script = script
        self.number = number
        self.refs = refs
        self.pace = pace
        self.rng = Random(number)  # noqa: S311 - who waits how long is no secret
        self.done: set[str] = set()

    async def live(self) -> None:
        """Takes part for as long as there is something to do."""
        await self.client.until(lambda view: "session" in view)
        while True:
            await self.client.until(lambda view: self._next(view) is not None)
            doing = self._next(self.client.view)
            if doing is None:
                continue
            name, work = doing
            self.done.add(name)
            await asyncio.sleep(self.pace * self.rng.uniform(0.5, 12))
            try:
                await self._do(work)
            except Refused as refused:
                if refused.code == "too_fast":
                    self.done.discard(name)

    def _next(self, view: Json) -> tuple[str, Any] | None:
        phase = view.get("phase", {}).get("id")
        if view.get("session", {}).get("status") in (None, "lobby", "ended"):
            return None
        for id, round in self.client.all("round").items():
            if round["status"] == "open" and id not in self.done:
                return id, (id, round)
        lines: list[CardLine | ClaimLine] = [*self.script.cards, *self.script.claims]
        for line in lines:
            name = line.ref if isinstance(line, CardLine) else line.claim
            if line.person == self.number and line.phase == phase and name not in self.done:
                return name, line
        return None

    async def _do(self, work: Any) -> None:
        if isinstance(work, tuple):
            id, round = work
            command: c.AnyCommand = c.PutBallot(round=RoundId(id), answers=self._answers(round))
        elif isinstance(work, CardLine):
            command = self._card(work)
        else:
            command = c.ClaimPlace(
                claim=ClaimId(work.claim), form=work.form, provisional=work.provisional
            )
        await self.client.do(command)

    def _card(self, line: CardLine) -> c.PostCard:
        named = {
            field: " ".join(self.refs[ref] for ref in refs)
            for field, refs in line.organisations.items()
        }
        links = {link: [self._target(ref)] for link, ref in line.links.items()}
        return c.PostCard(
            kind=KindId(line.kind),
            text=line.text,
            fields=line.fields | named,
            links=links,
            anonymous=line.anonymous,
        )

    def _target(self, ref: str) -> str:
        words = self.script.words_of(ref)
        for kind, said in (("cluster", "title"), ("card", "text")):
            for id, entity in self.client.all(kind).items():
                if entity[said] == words:
                    return id
        return CardId(ref)

    def _answers(self, round: Json) -> dict[str, c.Answer]:
        ballot = self.script.people[self.number].ballots.get(round["poll"], {})
        return {
            question["id"]: self._answer(round, question, ballot.get(question["id"]))
            for question in round["questions"]
        }

    def _answer(self, round: Json, question: Json, line: AnswerLine | None) -> c.Answer:
        by_words = {option["text"]: option["id"] for option in question["options"]}
        if line is not None and line.one:
            return c.Answer(options={line.one: 1}, remark=line.remark)
        if line is not None:
            words = {self.script.words_of(ref): dots for ref, dots in line.dots.items()}
            if words.keys() <= by_words.keys():
                return c.Answer(options={by_words[it]: dots for it, dots in words.items()})
        # The room went another way than the script: choose something.
        ids = [option["id"] for option in question["options"]]
        if round["dots"]:
            return c.Answer(options=dict.fromkeys(self.rng.sample(ids, min(2, len(ids))), 1))
        if round["method"] == "ranking":
            best = self.rng.sample(ids, min(len(RANKS), len(ids)))
            return c.Answer(options=dict(zip(best, RANKS, strict=False)))
        return c.Answer(options={self.rng.choice(ids): 1})
