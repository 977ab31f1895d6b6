"""One past session, lived through again in a room: every card, ballot and claim goes by
the same decisions as those of real people, and the results are counted, not copied.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import count

from board import commands as c
from board.messages import Ack, Do
from board.state import Board
from board.types import (
    Access,
    Actor,
    CardId,
    ClaimId,
    KindId,
    Millis,
    OrganisationId,
    PhaseId,
    PlacementId,
    PollId,
    RoundId,
    SeatId,
    TextId,
)
from server.demo.ballots import dots, rankings, scale, spread
from server.demo.story import Story, StoryAct, StoryCard, StoryClaim, StoryCluster, StoryVote
from server.ids import new_id
from server.live.room import Room

MINUTE: Millis = 60_000
ONE_QUESTION = "question"
DOOR = Actor(access=Access.DOOR)
CONSOLE = "demo"
ASIDE = "Zit al in een ander kaartje."


class Clock:
    """The time of the story, which passes when the story says so."""

    def __init__(self, now: Millis) -> None:
        self.now = now

    def __call__(self) -> Millis:
        return self.now


class NotAsTold(Exception):
    """The board refused something of the story; it names what and with which code."""


class Played:
    """``organisations`` gives the ids by ref; ``refs`` the cards of all boards by
    (board, id), and grows with those of this one.
    """

    def __init__(
        self,
        room: Room,
        story: Story,
        clock: Clock,
        organisations: Mapping[str, OrganisationId],
        refs: dict[tuple[str, str], str],
    ) -> None:
        self.room = room
        self.story = story
        self.clock = clock
        self.organisations = organisations
        self.refs = refs
        self.here: dict[str, str] = {}
        self.lead = Actor(access=Access.LEAD, lead=CONSOLE, function=story.led)
        self.seats: list[tuple[SeatId, str]] = []
        self.numbers = count(1)
        self.seed = 0

    @property
    def board(self) -> Board:
        return self.room.board

    async def live(self) -> None:
        self._brought()
        await self._come()
        await self._led(c.SetCardLimit(cards_each=self.story.cards_each))
        for act in self.story.acts:
            await self._act(act)
        await self._led(c.EndBoard())

    def _brought(self) -> None:
        """Cards that earlier sessions gave are known by the refs they had there."""
        for id, card in self.board.cards.items():
            if card.source is None:
                continue
            for known in (card.source.card, *card.source.members):
                ref = self.refs.get((card.source.board, known))
                if ref is not None:
                    # What is a card of its own here goes before what was made of a field.
                    self.here.setdefault(f"{ref}@{card.kind}", id)
                    self.here.setdefault(ref, id)
                    break

    async def _come(self) -> None:
        for ref, number in self.story.people.items():
            for _ in range(number):
                seat = SeatId(new_id())
                self.seats.append((seat, ref))
                taken = c.TakeSeat(seat=seat, organisation=self.organisations.get(ref))
                answer = await self.room.carry_out(DOOR, taken)
                self._fine(answer, taken)

    async def _act(self, act: StoryAct) -> None:
        phase = self.board.format.phase(act.phase)
        await self._led(c.OpenPhase(phase=PhaseId(act.phase)))
        for text, lines in act.write.items():
            rests_on = [CardId(self._id(ref)) for ref in act.rests.get(text, [])]
            await self._led(c.WriteText(text=TextId(text), lines=lines, rests_on=rests_on))
        if act.aside:
            await self._aside(act.aside)
        for card in act.cards:
            await self._post(card)
        for cluster in act.clusters:
            await self._cluster(cluster)
        for placement, rows in act.places.items():
            await asyncio.gather(*(self._place(placement, *row) for row in rows.items()))
        for claim in act.claims:
            await self._claim(claim)
        for ref in act.confirm:
            await self._led(c.ConfirmCard(card=CardId(self._id(ref))))
        for vote in act.votes:
            await self._vote(vote)
        self.clock.now += (phase.minutes if phase else 1) * MINUTE

    async def _aside(self, wanted: Sequence[str]) -> None:
        cards: list[CardId] = []
        for ref in wanted:
            kind = ref.removeprefix("*")
            of_kind = [
                id for id, card in self.board.cards.items()
                if card.kind == kind and card.source is not None
            ]  # fmt: skip
            cards += of_kind if kind != ref else [CardId(self._id(ref))]
        if cards:
            await self._led(c.HideCards(cards=cards, reason=ASIDE))

    async def _post(self, card: StoryCard) -> None:
        fields = card.fields | {
            field: " ".join(self.organisations[ref] for ref in refs)
            for field, refs in card.who.items()
        }
        post = c.PostCard(
            kind=KindId(card.kind),
            text=card.text,
            fields=fields,
            links={link: [self._id(ref) for ref in refs] for link, refs in card.links.items()},
            anonymous=not card.by,
        )
        made = await self._by(card.by, post)
        self._know(card.ref, made)

    async def _cluster(self, cluster: StoryCluster) -> None:
        members = [self._id(ref) for ref in cluster.cards]
        if len(members) == 1:
            self._know(cluster.ref, members[0])
            return
        made = await self._led(c.MakeCluster(members=members, title=cluster.title))
        self._know(cluster.ref, made)

    async def _place(self, placement: str, row: str, place: str) -> None:
        rule = self.board.format.placement(placement)
        id = self.organisations.get(row) or self._id(row)
        command = c.PlaceRow(placement=PlacementId(placement), row=id, place=place)
        # Who is not there is placed by the others, where that is theirs to say.
        own = row if rule is not None and rule.own else self.seats[0][1]
        await self._by(own, command)

    async def _claim(self, claim: StoryClaim) -> None:
        item = ClaimId(claim.item)
        if self.board.format.claim(claim.item) is None:
            item = ClaimId(self._id(claim.item))
        command = c.ClaimPlace(claim=item, form=claim.form, provisional=claim.provisional)
        await self._by(claim.by, command)

    async def _vote(self, vote: StoryVote) -> None:
        picked = [self.here.get(ref, ref) for ref in vote.pick]
        made = await self._led(c.OpenRound(poll=PollId(vote.poll), questions=picked))
        round = RoundId(made)
        voters = self._voters(vote.poll)
        answers = self._answers(vote, round, voters)
        puts = [
            self._do(Actor(access=Access.PARTNER, seat=seat), c.PutBallot(round=round, answers=one))
            for (seat, _), one in zip(voters, answers, strict=True)
            if one
        ]
        await asyncio.gather(*puts)
        await self._led(c.CloseRound(round=round))
        await self._led(c.RevealRound(round=round))

    def _voters(self, poll: str) -> list[tuple[SeatId, str]]:
        """Each person, or one for each organisation where organisations vote."""
        rule = self.board.format.poll(poll)
        if rule is None or rule.voters == "person":
            return self.seats
        return list({ref: (seat, ref) for seat, ref in self.seats}.values())

    def _answers(
        self, vote: StoryVote, round: RoundId, voters: Sequence[tuple[SeatId, str]]
    ) -> list[dict[str, c.Answer]]:
        self.seed += 1
        people = [ref for _, ref in voters]
        if vote.dots:
            each = self.board.rounds[round].dots
            most = self.board.rounds[round].most
            given = dots(vote.dots, people, each, most, self.seed)
            return [{ONE_QUESTION: c.Answer(options=self._options(one))} for one in given]
        if vote.ranking:
            ranked = rankings(vote.ranking, len(people), self.seed)
            return [{ONE_QUESTION: c.Answer(options=self._options(one))} for one in ranked]
        ballots: list[dict[str, c.Answer]] = [{} for _ in people]
        wanted = vote.counts | {
            question: scale(mean, len(people)) for question, mean in vote.mean.items()
        }
        for number, (question, counts) in enumerate(wanted.items()):
            id = self.here.get(question, question)
            said = [one for one in vote.remarks if one.question == question]
            unsure = vote.unsure.get(question, 0)
            for ballot, option in zip(
                ballots,
                spread(counts | ({"?": unsure} if unsure else {}), len(people), self.seed + number),
                strict=True,
            ):
                if option == "?":
                    ballot[id] = c.Answer(unsure=True)
                elif option is not None:
                    remark = next((one for one in said if one.option == option), None)
                    if remark is not None:
                        said.remove(remark)
                    text = remark.text if remark is not None else ""
                    ballot[id] = c.Answer(options={option: 1}, remark=text)
        return ballots

    def _options(self, ballot: Mapping[str, int]) -> dict[str, int]:
        return {self.here.get(ref, ref): weight for ref, weight in ballot.items()}

    async def _by(self, ref: str, command: c.AnyCommand) -> str:
        """Someone of an organisation does it; without one, whoever sits first."""
        seat = next((seat for seat, own in self.seats if own == ref), None)
        if seat is None and ref:
            raise NotAsTold(f"nobody of {ref} was there for {command}")
        actor = Actor(access=Access.PARTNER, seat=seat or self._anyone())
        return await self._do(actor, command)

    def _anyone(self) -> SeatId:
        """Another one each time, so that nobody writes all that is unsigned."""
        return self.seats[next(self.numbers) % len(self.seats)][0]

    async def _led(self, command: c.AnyCommand) -> str:
        return await self._do(self.lead, command)

    async def _do(self, actor: Actor, command: c.AnyCommand) -> str:
        do = Do(outbox=new_id(), n=1, visit=self.board.visit, command=command)
        return self._fine(await self.room.submit(actor, do), command)

    def _fine(self, answer: object, command: c.AnyCommand) -> str:
        if not isinstance(answer, Ack):
            raise NotAsTold(f"{self.story.stage}: {command} was answered {answer}")
        return answer.made or ""

    def _know(self, ref: str, id: str) -> None:
        self.here[ref] = id
        self.refs[(self.board.id, id)] = ref

    def _id(self, ref: str) -> str:
        if ref not in self.here:
            raise NotAsTold(f"{self.story.stage}: there is no {ref!r}; known: {sorted(self.here)}")
        return self.here[ref]
