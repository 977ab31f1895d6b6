"""A simulated facilitator, who leads until a real person takes over."""

from collections.abc import Callable

from board import commands as c
from board.types import CardId, PhaseId, PollId, RoundId, TextId
from server.demo.client import Client, Json, Refused
from server.demo.script import Act, Script

Seen = Callable[[Json], bool]

PATIENCE_SECONDS = 30
"""How long a vote waits for the last one, before the pace is applied."""


class TakenOver(Exception):
    """Someone else leads now."""


class Leader:
    def __init__(self, client: Client, script: Script, pace: float) -> None:
        self.client = client
        self.script = script
        self.pace = pace

    async def lead(self) -> bool:
        """The whole session; False if a real person took over on the way."""
        try:
            await self._do(c.TakeLead())
            await self.client.until(lambda view: self._leader() == self.client.grant)
            await self._do(c.SetCardLimit(cards_each=self.script.cards_each))
            for act in self.script.acts:
                await self._play(act)
            await self._do(c.EndBoard())
        except TakenOver:
            return False
        return True

    async def _play(self, act: Act) -> None:
        await self._do(c.OpenPhase(phase=PhaseId(act.phase)))
        await self.client.until(lambda view: view.get("phase", {}).get("id") == act.phase)
        for text, lines in act.write.items():
            await self._do(c.WriteText(text=TextId(text), lines=lines))
        cards = [line.text for line in self.script.cards if line.phase == act.phase]
        await self._wait(act.seconds)
        await self._until(lambda view: self._written(cards), PATIENCE_SECONDS)
        for cluster in self.script.clusters:
            if cluster.phase == act.phase and len(cluster.cards) > 1:
                await self._cluster(cluster.cards, cluster.title)
        for poll in act.polls:
            await self._hold(PollId(poll))

    async def _hold(self, poll: PollId) -> None:
        made = await self._do(c.OpenRound(poll=poll))
        key = f"round:{made['made']}"
        everyone = self.client.view["session"]["seats"]
        await self._until(
            lambda view: key in view and view[key]["voters"] >= everyone, PATIENCE_SECONDS
        )
        round = RoundId(made["made"])
        await self._do(c.CloseRound(round=round))
        await self._wait(2)
        await self._do(c.RevealRound(round=round))
        await self._wait(8)

    async def _cluster(self, refs: list[str], title: str) -> None:
        words = {self.script.words_of(ref) for ref in refs}
        found = [id for id, card in self.client.all("card").items() if card["text"] in words]
        if len(found) > 1:
            await self._do(c.MakeCluster(members=[CardId(id) for id in found], title=title))
            await self._wait(1)

    def _written(self, texts: list[str]) -> bool:
        there = {card["text"] for card in self.client.all("card").values()}
        return there.issuperset(texts)

    async def _do(self, command: c.AnyCommand) -> Json:
        self._still_mine()
        try:
            return await self.client.do(command)
        except Refused as refused:
            if refused.code in ("stale_phase", "ended"):
                # Someone else is leading already, even without saying so.
                raise TakenOver from None
            raise

    async def _wait(self, seconds: float) -> None:
        await self._until(lambda _: False, seconds)

    async def _until(self, seen: Seen, seconds: float) -> None:
        """Waits for what is wanted, at most so long; breaks off when taken over."""
        await self.client.until(
            lambda view: seen(view) or self._leader() != self.client.grant, seconds * self.pace
        )
        self._still_mine()

    def _leader(self) -> str:
        leader = self.client.view.get("session", {}).get("leader", "")
        return str(leader)

    def _still_mine(self) -> None:
        if self._leader() not in ("", self.client.grant):
            raise TakenOver
