"""A session of any format, played from its first phase to its last by six people.

Whatever a phase asks is done: read, write, support, lay together, vote, take a
place, take something up. Nothing here knows a format by name.
"""

from collections.abc import Callable, Sequence
from itertools import count

from board import commands as c
from board.flow import Earlier, inflow, texts_of
from board.format import Field, Format, Kind, LinkKind, Phase, Placement, Poll, Step
from board.harvest import harvest
from board.places import rows_of
from board.state import Card
from board.types import Actor, CardId, OrganisationId, RoundId, Status
from tests.board.play import DOOR, LEAD, Play
from tests.board.voyage import snapshot_of

PEOPLE = {"ann": "oak", "bob": "elm", "cem": "fir", "dia": "yew", "eva": "ash", "fay": "oak"}


class Rehearsal:
    """``shown`` are the votes that came out, by poll; ``posted`` the cards, by kind."""

    def __init__(self, format: Format, earlier: Sequence[Earlier] = ()) -> None:
        self.format = format
        self.play = Play(format, brought=texts_of(format, earlier))
        # As in life, no two boards call a card the same.
        self.play.ids = (f"{format.id}-{number:03d}" for number in count())
        self.play.done(DOOR, c.BringCards(cards=inflow(format, earlier)))
        self.people: dict[str, Actor] = {}
        for seat, organisation in PEOPLE.items():
            [self.people[seat]] = self.play.sit(seat, organisation=organisation)
        self.play.done(LEAD, c.SetCardLimit(cards_each=20))
        self.shown: dict[str, list[RoundId]] = {}
        self.posted: dict[str, list[str]] = {}

    def whole(self) -> "Rehearsal":
        """The session from beginning to end."""
        for phase in self.format.phases:
            self.play.open(phase.id)
            for step in phase.steps:
                self.step(phase, step)
        self.play.done(LEAD, c.EndBoard())
        return self

    def gives(self, *, confirmed: bool = True) -> Earlier:
        """What it gives to later sessions, read from its snapshot."""
        return Earlier(harvest(snapshot_of(self.play)), confirmed)

    def cards(self, kind: str) -> list[Card]:
        board = self.play.board
        return [it for it in board.cards.values() if it.kind == kind and board.shows(it)]

    def targets(self, link: LinkKind) -> list[str]:
        """What a link may point at now."""
        board = self.play.board
        if link.zone is not None:
            return [id for id, *_ in board.options_of(link.zone)]
        rounds = self.shown.get(str(link.poll), [])
        options = board.rounds[rounds[-1]].questions[0].options if rounds else []
        return [option.id for option in options]

    # The steps

    def step(self, phase: Phase, step: Step) -> None:
        acts: dict[str, Callable[[Phase, Step], None]] = {
            "read": self._read,
            "post": self._post,
            "adopt": self._adopt,
            "group": self._group,
            "vote": self._vote,
            "claim": self._claim,
            "place": self._place,
        }
        acts[step.action](phase, step)

    def _read(self, _: Phase, step: Step) -> None:
        assert self.format.text(step.text) or self.format.zone(step.zone)

    def _post(self, phase: Phase, step: Step) -> None:
        kind = self.format.kind(step.kind)
        assert kind is not None
        examples = [one.nl for one in step.examples or phase.examples]
        said = [*examples, "Iets heel anders"][:3]
        for number, (seat, words) in enumerate(zip(PEOPLE, said, strict=False)):
            links = {
                link.id: self.targets(link)[:1]
                for link in kind.links
                if max(link.least, link.confirm_least) and self.targets(link)
            }
            start = kind.start.nl if kind.start else ""
            text = words if words.startswith(start) else start + words
            fields = {one.id: _told(one, number) for one in kind.fields}
            card = self.play.post(self.people[seat], kind.id, text, fields=fields, links=links)
            self.posted.setdefault(kind.id, []).append(card)
        self._confirm(kind)

    def _confirm(self, kind: Kind) -> None:
        """Who leads confirms the first one, where its links are there."""
        needed = [link.id for link in kind.links if link.confirm_least]
        card = self.play.board.cards[CardId(self.posted[kind.id][0])]
        if kind.confirmable and all(card.links.get(id) for id in needed):
            self.play.done(LEAD, c.ConfirmCard(card=card.id))
            assert self.play.board.cards[card.id].confirmed

    def _adopt(self, _: Phase, step: Step) -> None:
        board = self.play.board
        there = [it for it in board.cards.values() if it.zone == step.zone and board.shows(it)]
        if there:
            # Of the six, the last writes nothing.
            self.play.done(self.people["fay"], c.AdoptCard(card=there[0].id))

    def _group(self, _: Phase, step: Step) -> None:
        board = self.play.board
        loose = [
            it.id
            for it in board.cards.values()
            if it.zone == step.zone and board.shows(it) and it.cluster is None
        ]
        if len(loose) < 3:
            return
        self.play.done(self.people["ann"], c.SuggestCluster(cards=loose[:2]))
        self.play.done(LEAD, c.MakeCluster(members=list(loose[:2]), title="Samen gelegd"))

    def _vote(self, _: Phase, step: Step) -> None:
        poll = self.format.poll(step.poll)
        assert poll is not None
        for id in (poll.about, poll.each_line_of, poll.lines_of):
            text = self.format.text(id)
            if text and text.written and text.id not in self.play.board.texts:
                lines = [f"{text.title.nl}: zin {number}." for number in (1, 2, 3)]
                behind = [card.id for kind in text.rests_on for card in self.cards(kind)]
                written = c.WriteText(text=text.id, lines=lines, rests_on=behind[:2])
                self.play.done(LEAD, written)
        ids = [question.id for question in poll.questions]
        if poll.each_card_of:
            ids = [id for id, *_ in self.play.board.options_of(poll.each_card_of, poll.kind)]
            if not ids:
                # An empty list is passed over: there is nothing to decide on.
                return
        picked = ids[: poll.pick] if poll.pick and not poll.each_line_of else []
        opened = self.play.done(LEAD, c.OpenRound(poll=poll.id, questions=picked))
        round = RoundId(opened.made)
        questions = self.play.board.rounds[round].questions
        for number, actor in enumerate(self.people.values()):
            answers = {
                question.id: _answer(poll, [option.id for option in question.options], number)
                for question in questions
            }
            self.play.done(actor, c.PutBallot(round=round, answers=answers))
        self.play.done(LEAD, c.CloseRound(round=round))
        self.play.done(LEAD, c.RevealRound(round=round))
        self.shown.setdefault(poll.id, []).append(round)

    def _claim(self, _: Phase, step: Step) -> None:
        claim = self.format.claim(step.claim)
        kind = self.format.kind(step.kind)
        forms = claim.forms if claim else kind.forms if kind else []
        targets = [claim.id] if claim else [card.id for card in self.cards(step.kind or "")]
        # The last one is left, so that something stays without anyone.
        for target in targets[: max(1, len(targets) - 1)]:
            for form, seat in zip(forms, PEOPLE, strict=False):
                held = self.play.board.claims.get(CardId(target), ())
                own = [it for it in held if it.organisation == PEOPLE[seat]]
                if not own:
                    command = c.ClaimPlace(claim=CardId(target), form=form.id)
                    self.play.done(self.people[seat], command)

    def _place(self, _: Phase, step: Step) -> None:
        placement = self.format.placement(step.placement)
        assert placement is not None
        for number, (row, _text) in enumerate(rows_of(self.play.board, placement)):
            place = placement.places[number % len(placement.places)].id
            actor = self._placing(placement, OrganisationId(row))
            self.play.done(actor, c.PlaceRow(placement=placement.id, row=row, place=place))

    def _placing(self, placement: Placement, row: OrganisationId) -> Actor:
        if not placement.own:
            return self.people["bob"]
        return next(self.people[seat] for seat, own in PEOPLE.items() if own == row)

    # What came of it

    def open_questions(self) -> set[str]:
        """The votes that a phase asks for and that never came out."""
        asked = {step.poll for phase in self.format.phases for step in phase.steps if step.poll}
        return {str(poll) for poll in asked} - set(self.shown)

    def ended(self) -> bool:
        return self.play.board.status is Status.ENDED


def _told(field: Field, number: int) -> str:
    if field.type == "choice":
        # Some of what was achieved is said to be what no one could do alone.
        together = [one.id for one in field.options if one.means == "together"]
        return together[0] if together and number else field.options[0].id
    return "oak elm" if field.type == "organisations" else "Kinderen, jongeren"[: field.limit]


def _answer(poll: Poll, options: list[str], number: int) -> c.Answer:
    """Something valid; not all six say the same."""
    if poll.method == "ranking":
        return c.Answer(options=dict(zip(options, (3, 2, 1), strict=False)))
    if poll.method == "dots":
        return c.Answer(options={options[number % len(options)]: 1})
    remark = "Nog eens bekijken" if poll.method == "agreement" and number == 5 else ""
    return c.Answer(options={options[-1 if number == 5 else 0]: 1}, remark=remark)
