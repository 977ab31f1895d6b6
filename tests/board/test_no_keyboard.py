"""Every phase of every format can be done without typing a word.

Each step is carried out as thumbs can: a ready example posted as it is, a card taken
over, an option, a place, a form. What is written here comes from the format alone.
"""

import pytest

from board import commands as c
from board import events as e
from board import evolve
from board.decide.rounds import questions_of
from board.format import Format, Kind, Phase, Poll, Step
from board.personal_data import found
from board.places import rows_of
from board.refusals import Refusal
from board.state import Round
from board.types import CardId, ClaimId, OrganisationId
from server.formats import shelf
from tests.board.play import LEAD, Play, partner

FORMATS = shelf()
ANN, BOB = partner("ann"), partner("bob")
LEAST = 2
"""Ready examples to choose from; one would be no choice."""
PHASES = [
    pytest.param(format, phase, id=f"{format.id}-{phase.id}")
    for format in FORMATS.values()
    for phase in format.phases
    if any(step.action != "read" for step in phase.steps)
]


@pytest.mark.parametrize(("format", "phase"), PHASES)
def test_U3_a_phase_can_be_done_without_a_keyboard(format: Format, phase: Phase) -> None:
    play = Play(format, texts={text.id: ["Eén zin", "Nog een zin"] for text in format.texts})
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open(phase.id)
    _lie_there(play)
    for step in phase.steps:
        _DO[step.action](play, phase, step)


def _lie_there(play: Play) -> None:
    """Two cards of each kind, as earlier phases leave them."""
    for kind in play.format.kinds:
        for number in range(2):
            _brought(play, kind, number)


def _brought(play: Play, kind: Kind, number: int) -> None:
    board = play.board
    some = [str(id) for id in list(board.cards)[:1]]
    links = {link.id: some for link in kind.links if link.least}
    card = CardId(f"{kind.id}-{number}")
    posted = e.CardPosted(
        card=card,
        number=board.numbered + 1,
        zone=kind.zone,
        kind=kind.id,
        visit=board.visit,
        at=board.opened_at,
        author="earlier",
        text=f"Van toen {number}",
        links=links,
        organisation=OrganisationId("fir"),
    )
    play.events.append(posted)
    play.board = evolve(board, posted)


def _post(play: Play, phase: Phase, step: Step) -> None:
    kind = play.format.kind(step.kind)
    assert kind is not None
    examples = step.examples or phase.examples
    assert len(examples) >= LEAST, f"{play.format.id}.{phase.id}: {kind.id} has too few examples"
    for example in examples:
        assert all((example.nl, example.fr, example.en)), example
        for text in (example.nl, example.fr, example.en):
            assert len(text) <= kind.limit
            assert not found([text]), text
    there: list[str] = [id for id, it in play.board.cards.items() if play.board.in_sight(it)]
    links = {link.id: there[:1] for link in kind.links if link.least}
    play.done(ANN, c.PostCard(kind=kind.id, text=examples[0].nl, links=links))


def _adopt(play: Play, phase: Phase, step: Step) -> None:
    board = play.board
    cards = [id for id, it in board.cards.items() if it.zone == step.zone and it.author != "ann"]
    play.done(ANN, c.AdoptCard(card=cards[0]))


def _group(play: Play, phase: Phase, step: Step) -> None:
    board = play.board
    cards = [id for id, it in board.cards.items() if it.zone == step.zone and board.in_sight(it)]
    play.done(ANN, c.SuggestCluster(cards=cards[:2]))


def _vote(play: Play, phase: Phase, step: Step) -> None:
    poll = play.format.poll(step.poll)
    assert poll is not None
    play.done(LEAD, c.OpenRound(poll=poll.id, questions=_picked(play, poll)))
    id, round = next(iter(play.board.open_rounds().items()))
    play.done(ANN, c.PutBallot(round=id, answers=_chosen(round)))
    unsure = {question.id: c.Answer(unsure=True) for question in round.questions}
    play.done(BOB, c.PutBallot(round=id, answers=unsure))
    play.done(LEAD, c.CloseRound(round=id))


def _picked(play: Play, poll: Poll) -> list[str]:
    """Who leads chooses some where the format lets them."""
    questions = questions_of(play.board, poll)
    assert not isinstance(questions, Refusal), questions
    return [question.id for question in questions][: poll.pick]


def _chosen(round: Round) -> dict[str, c.Answer]:
    weight = 3 if round.method == "ranking" else 1
    return {
        question.id: c.Answer(options={question.options[0].id: weight})
        for question in round.questions
    }


def _claim(play: Play, phase: Phase, step: Step) -> None:
    if claim := play.format.claim(step.claim):
        play.done(ANN, c.ClaimPlace(claim=claim.id, form=claim.forms[0].id))
        return
    kind = play.format.kind(step.kind)
    assert kind is not None
    card = next(id for id, it in play.board.cards.items() if it.kind == kind.id)
    play.done(ANN, c.ClaimPlace(claim=ClaimId(card), form=kind.forms[0].id))


def _place(play: Play, phase: Phase, step: Step) -> None:
    placement = play.format.placement(step.placement)
    assert placement is not None
    rows = [row for row, _ in rows_of(play.board, placement)]
    row = "oak" if placement.own else rows[0]
    place = placement.places[0].id
    play.done(ANN, c.PlaceRow(placement=placement.id, row=row, place=place))


def _read(play: Play, phase: Phase, step: Step) -> None:
    """Nothing to do but go on."""


_DO = {
    "read": _read,
    "post": _post,
    "adopt": _adopt,
    "group": _group,
    "vote": _vote,
    "claim": _claim,
    "place": _place,
}
