"""A seeded walk through all that people may do: mostly sensible, sometimes not."""

from collections.abc import Callable
from random import Random

from board import commands as c
from board.format import Phase
from board.source import BroughtCard, Source
from board.state import Board
from board.tallies import HandCount
from board.types import Actor, CardId, ClusterId, OrganisationId, PollId, RoundId, SeatId
from tests.board.play import DOOR, LEAD, OTHER_LEAD, partner
from tests.board.walk_afterwards import entering
from tests.board.walk_places import claiming, confirming, for_another, leading, placing

SEATS = ["ann", "bob", "cem", "dia", "eva", "fay", "gus", "hal"]
ORGANISATIONS = ["oak", "elm", "fir", "yew", "ash", None]

Act = tuple[Actor, c.AnyCommand, int]


def act(rng: Random, board: Board) -> Act:
    """Something that someone does now, and the visit it is meant for."""
    if len(board.seats) < 3:
        return join(rng, board)
    if not board.visits and rng.random() < 0.6:
        return _bring(rng, board)
    if not board.visits:
        # Anywhere: else most of a walk is spent in the first phases.
        return LEAD, c.OpenPhase(phase=rng.choice(board.format.phases).id), board.visit
    if board.status == "ended" and rng.random() < 0.45:
        return _lead(rng), entering(rng, board, board.ended_at), board.visit
    name = rng.choices(list(_ACTS), weights=[weight for weight, _ in _ACTS.values()])[0]
    return _ACTS[name][1](rng, board)


def join(rng: Random, board: Board) -> Act:
    organisation = rng.choice(ORGANISATIONS)
    own = None if organisation is None else OrganisationId(organisation)
    return DOOR, c.TakeSeat(seat=SeatId(rng.choice(SEATS)), organisation=own), board.visit


def _bring(rng: Random, board: Board) -> Act:
    """What earlier stages give: sometimes again, sometimes changed since."""
    kinds = [kind for kind in board.format.kinds if not kind.veiled]
    cards = []
    for card in rng.sample("abcdef", rng.randint(1, 4)):
        kind = rng.choice(kinds)
        cards.append(
            BroughtCard(
                kind=kind.id,
                text=rng.choice(["Van toen", "Van toen, beter"]),
                source=Source("earlier", card, 3, "earlier_stage", "Vroeger", 500, members=["z"]),
                standing=rng.choice(["read", "proposal"]),
                links={link.id: [rng.choice("abcdefz")] for link in kind.links},
                organisation=OrganisationId(rng.choice(["oak", "stranger"])),
            )
        )
    return DOOR, c.BringCards(cards=cards), board.visit


def _someone(rng: Random, board: Board) -> Actor:
    return partner(rng.choice(list(board.seats)))


def _lead(rng: Random) -> Actor:
    return LEAD if rng.random() < 0.8 else OTHER_LEAD


def _card(rng: Random, board: Board) -> CardId:
    return rng.choice(list(board.cards) or [CardId("nowhere")])


def _post(rng: Random, board: Board) -> Act:
    visit = board.visit if rng.random() < 0.85 else rng.randint(0, board.visit)
    phase = board.phase_of(visit) or board.phase
    asked = [step.kind for step in phase.steps if step.kind] if phase else []
    kind = rng.choice(asked or [kind.id for kind in board.format.kinds])
    found = board.format.kind(kind)
    things: list[str] = [*board.clusters, *board.cards] or ["nowhere"]
    links = {link.id: [rng.choice(things)] for link in found.links} if found else {}
    text = rng.choice(["Een kaartje", "نص", "👩‍👩‍👧 soep", "x" * rng.randint(1, 300), "", "a\x00"])
    anonymous = rng.random() < 0.4
    command = c.PostCard(kind=kind, text=text, links=links, anonymous=anonymous)
    return _someone(rng, board), command, visit


def _on_card(rng: Random, board: Board) -> Act:
    card = _card(rng, board)
    held = board.cards.get(card)
    author = held.author if held and held.author in board.seats else None
    own = partner(author) if author and rng.random() < 0.6 else _someone(rng, board)
    adopting: list[c.AnyCommand] = [c.AdoptCard(card=card), c.DropAdoption(card=card)]
    editing: list[c.AnyCommand] = [c.EditCard(card=card, text="Anders"), c.WithdrawCard(card=card)]
    choices = editing + 3 * adopting
    return own, rng.choice(choices), board.visit


def _arrange(rng: Random, board: Board) -> Act:
    zones: dict[str, list[CardId]] = {}
    for card in board.cards.values():
        if not card.gone:
            zones.setdefault(card.zone, []).append(card.id)
    if not zones:
        return _lead(rng), c.Spotlight(target="nowhere"), board.visit
    cards = zones[rng.choice(list(zones))]
    some = rng.sample(cards, min(len(cards), rng.randint(1, 4)))
    clusters = list(board.clusters)
    members: list[str] = [*some, *rng.sample(clusters, min(len(clusters), rng.randint(0, 2)))]
    cluster = rng.choice(clusters or [ClusterId("nowhere")])
    choices: list[c.AnyCommand] = [
        c.MakeCluster(members=members, title="Samen"),
        c.MakeCluster(members=members, title="Ook samen"),
        c.HideCards(cards=some, reason="dubbel"),
        c.ShowCards(cards=some),
        c.MoveCards(cards=some, zone=rng.choice(board.format.zones).id),
        c.EraseCard(card=some[0]),
        c.AddDutch(card=some[0], text=rng.choice(["", "In het Nederlands"])),
        c.EditCard(card=some[0], text="Door wie leidt"),
        c.DissolveCluster(cluster=cluster),
        c.RenameCluster(cluster=cluster, title="Anders"),
        c.Spotlight(target=rng.choice([some[0], cluster, None])),
        c.Undo(),
    ]
    return _lead(rng), rng.choice(choices), board.visit


def _suggest(rng: Random, board: Board) -> Act:
    zones = {step.zone for step in board.phase.steps} if board.phase else set()
    there = [card.id for card in board.cards.values() if card.zone in zones and not card.veiled]
    phases = [phase for phase in board.format.phases if _groups(phase)]
    if phases and not (board.phase and _groups(board.phase)) and rng.random() < 0.1:
        return LEAD, c.OpenPhase(phase=rng.choice(phases).id), board.visit
    cards = rng.sample(there, min(len(there), 2))
    return _someone(rng, board), c.SuggestCluster(cards=cards), board.visit


def _groups(phase: Phase) -> bool:
    return any(step.action == "group" for step in phase.steps)


def _round(rng: Random, board: Board) -> Act:
    asked = [step.poll for step in board.phase.steps if step.poll] if board.phase else []
    held = {round.poll for round in board.rounds.values() if round.status != "void"}
    fresh = [poll for poll in asked if poll not in held]
    if fresh and rng.random() < 0.8:
        asked = fresh
    if not asked and rng.random() < 0.8:
        return _course(rng, board)
    poll = PollId(rng.choice(asked or [board.format.polls[0].id]))
    choices: list[c.AnyCommand] = [c.OpenRound(poll=poll, questions=_picked(rng, board, poll))]
    for id, round in board.rounds.items():
        if round.status == "open":
            choices.append(c.CloseRound(round=id))
        if round.status == "closed":
            choices += [c.RevealRound(round=id)] * 2
    return LEAD, rng.choice(choices), board.visit


def _picked(rng: Random, board: Board, id: PollId) -> list[str]:
    """Mostly as many questions as the poll lets one pick, sometimes one too many."""
    poll = board.format.poll(id)
    if poll is None or not poll.pick:
        return []
    there = [question.id for question in poll.questions]
    if poll.each_card_of:
        there = [row[0] for row in board.options_of(poll.each_card_of, poll.kind)]
    return rng.sample(there, min(len(there), poll.pick + (rng.random() < 0.2)))


def _vote(rng: Random, board: Board) -> Act:
    if not board.open_rounds() and rng.random() < 0.6:
        return _round(rng, board)
    rounds = list(board.open_rounds()) or list(board.rounds) or [RoundId("nowhere")]
    id = rng.choice(rounds)
    answers: dict[str, c.Answer] = {}
    held = board.rounds.get(id)
    for question in held.questions if held else []:
        ids = [option.id for option in question.options]
        answers[question.id] = _answer(rng, held.method if held else "", ids)
    return _someone(rng, board), c.PutBallot(round=id, answers=answers), board.visit


def _answer(rng: Random, method: str, options: list[str]) -> c.Answer:
    if rng.random() < 0.15:
        return rng.choice([c.Answer(unsure=True), c.Answer(skipped=True)])
    if method == "dots":
        some = rng.sample(options, min(len(options), rng.randint(0, 3)))
        return c.Answer(options={id: rng.randint(1, 2) for id in some})
    if method == "ranking":
        some = rng.sample(options, min(len(options), rng.randint(0, 4)))
        return c.Answer(options=dict(zip(some, (3, 2, 1, rng.randint(1, 3)), strict=False)))
    remark = rng.choice(["", "Ja, maar klein"]) if method == "agreement" else ""
    return c.Answer(options={rng.choice(options): 1}, remark=remark)


def _hands(rng: Random, board: Board) -> Act:
    """A show of hands: mostly of as many as there are on paper, sometimes of more."""
    if not board.open_rounds():
        return _vote(rng, board)
    id, held = rng.choice(list(board.open_rounds().items()))
    on_paper = sum(seat.via == "paper" for seat in board.seats.values())
    people = rng.randint(0, on_paper + 1)
    counts = {
        question.id: HandCount(
            options={option.id: rng.randint(0, people) for option in question.options[:2]},
            unsure=rng.randint(0, 1),
        )
        for question in held.questions[:1]
    }
    command = c.CountHands(round=id, people=people, counts=counts, guests=rng.choice([0, 0, 2]))
    return _lead(rng), command, board.visit


def _paper(rng: Random, board: Board) -> Act:
    if rng.random() < 0.25:
        return _hands(rng, board)
    seats = [seat for seat, held in board.seats.items() if held.via == "paper"]
    if seats and rng.random() < 0.1:
        return DOOR, c.TakeOverSeat(seat=rng.choice(seats)), board.visit
    if not seats or rng.random() < 0.2:
        return _lead(rng), c.AddPaperSeat(organisation=OrganisationId("oak")), board.visit
    _, command, visit = _post(rng, board) if rng.random() < 0.6 else _vote(rng, board)
    if not isinstance(command, c.PostCard | c.PutBallot):
        return LEAD, command, visit
    return _lead(rng), _for(command, rng.choice(seats)), visit


def _for(command: c.PostCard | c.PutBallot, seat: SeatId) -> c.AnyCommand:
    if isinstance(command, c.PutBallot):
        return c.PutBallot(round=command.round, answers=command.answers, for_seat=seat)
    return c.PostCard(kind=command.kind, text=command.text, links=command.links, for_seat=seat)


def _claim(rng: Random, board: Board) -> Act:
    if rng.random() < 0.2:
        return _lead(rng), for_another(rng, board), board.visit
    return _someone(rng, board), claiming(rng, board), board.visit


def _place(rng: Random, board: Board) -> Act:
    if rng.random() < 0.3:
        return _lead(rng), placing(rng, board), board.visit
    someone = _someone(rng, board)
    return someone, placing(rng, board, someone.seat), board.visit


def _confirm(rng: Random, board: Board) -> Act:
    return _lead(rng), confirming(rng, board), board.visit


def _hand_over(rng: Random, board: Board) -> Act:
    return rng.choice([LEAD, OTHER_LEAD]), leading(rng, board), board.visit


def _course(rng: Random, board: Board) -> Act:
    phases = [phase.id for phase in board.format.phases]
    at = phases.index(board.visits[-1].phase)
    forward = phases[(at + 1) % len(phases)]
    choices: list[c.AnyCommand] = [
        *[c.OpenPhase(phase=forward) for _ in range(4)],
        c.OpenPhase(phase=rng.choice(phases)),
        c.OpenPhase(phase=phases[-1]),
        c.Undo(),
    ]
    return _lead(rng), rng.choice(choices), board.visit


def _lead_else(rng: Random, board: Board) -> Act:
    veiled = [card.zone for card in board.cards.values() if card.veiled]
    choices: list[c.AnyCommand] = [
        c.PauseBoard(),
        c.ResumeBoard(),
        c.ResumeBoard(),
        c.AddMinutes(minutes=rng.choice([1, 2, -1, 0])),
        c.TakeLead(),
        c.TakeSnapshot(label="nu"),
        c.SetJoining(open=rng.random() < 0.7),
        c.SetCardLimit(cards_each=rng.choice([4, 8, 8, 0, 99])),
        c.MakeGroups(size=3),
        c.UnveilCards(zone=rng.choice(veiled or [board.format.zones[0].id])),
        c.WriteText(text=rng.choice(board.format.texts).id, lines=["Nieuw", ""]),
        c.Undo(),
    ]
    return _lead(rng), rng.choice(choices), board.visit


def _choose(rng: Random, board: Board) -> Act:
    organisation = rng.choice(ORGANISATIONS)
    own = None if organisation is None else OrganisationId(organisation)
    return _someone(rng, board), c.ChooseOrganisation(organisation=own), board.visit


def _unclear(rng: Random, board: Board) -> Act:
    visit = board.visit if rng.random() < 0.9 else rng.randint(0, board.visit)
    return _someone(rng, board), c.SayUnclear(unclear=rng.random() < 0.7), visit


def _end(rng: Random, board: Board) -> Act:
    ending: c.AnyCommand = c.EndBoard() if rng.random() < 0.1 else c.TakeLead()
    command = c.ReopenBoard() if board.status == "ended" else ending
    return _lead(rng), command, board.visit


_ACTS: dict[str, tuple[int, Callable[[Random, Board], Act]]] = {
    "post": (22, _post),
    "on_card": (18, _on_card),
    "arrange": (16, _arrange),
    "suggest": (14, _suggest),
    "round": (12, _round),
    "vote": (16, _vote),
    "paper": (6, _paper),
    "claim": (10, _claim),
    "place": (10, _place),
    "confirm": (7, _confirm),
    "hand over": (4, _hand_over),
    "course": (5, _course),
    "lead": (7, _lead_else),
    "join": (4, join),
    "choose": (2, _choose),
    "unclear": (1, _unclear),
    "end": (3, _end),
}
