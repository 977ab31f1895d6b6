"""The checker on short histories made by hand: silent on a good one, loud on one with a fault."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from board import commands as c
from board import events as e
from board import evolve, new_board
from board.types import BoardId, CardId, SeatId
from tests.board.play import DOOR, LEAD, VISION, Play, partner
from tests.faults import account, budgets
from tests.faults.account import commands
from tests.faults.evidence import BoardLog, Row
from tests.faults.figures import HEALED, STRUCK, measure
from tests.faults.history import AnyRecord, Came, Fail, Info, Invoke, Moment, Ok
from tests.faults.plan import stage_of

BOARD = "board-1"
STAGE = stage_of(VISION)


class Story:
    """A board, who was there, and what they were answered, second by second."""

    def __init__(self) -> None:
        self.play = Play(VISION)
        self.records: list[AnyRecord] = []
        self.marks = ["m1"]
        self.now = 0.0
        self.n = 0
        for seat in ("ann", "bob"):
            self.records.append(Came(0.0, seat, BOARD, "partner", "partner", seat))
            self.play.done(DOOR, c.TakeSeat(seat=SeatId(seat)))
        self.records.append(Came(0.0, "lead", BOARD, "lead", "lead", lead=LEAD.lead))
        self.marks += ["m2", "m3"]
        self.ask("lead", c.OpenPhase(phase=STAGE.posting))
        self.card = self.ask("ann", c.PostCard(kind=STAGE.kind, text="een"))
        self.ask("bob", c.PostCard(kind=STAGE.kind, text="twee"))
        self.ask("bob", c.AdoptCard(card=CardId(self.card)))

    def ask(self, who: str, command: c.AnyCommand) -> str:
        self.n += 1
        self.now += 1.0
        self.records.append(Invoke(self.now, who, f"outbox of {who}", self.n, 1, command))
        made = self.play.done(LEAD if who == "lead" else partner(who), command).made
        seq = self.play.board.seq
        self.marks += [f"m{seq}"] * (seq - len(self.marks))
        self.now += 0.5
        self.records.append(Ok(self.now, who, f"outbox of {who}", self.n, seq, made))
        return made

    def log(self, events: list[e.AnyEvent] | None = None) -> BoardLog:
        events = self.play.events if events is None else events
        marks = self.marks + [self.marks[-1]] * len(events)
        rows = [Row(seq, marks[seq - 1], event) for seq, event in enumerate(events, 1)]
        states = [new_board(BoardId(BOARD), VISION)]
        for row in rows:
            states.append(evolve(states[-1], row.event))
        return BoardLog(BOARD, len(rows), rows[-1].mark, rows, states, [])

    def found(self, log: BoardLog | None = None) -> list[str]:
        done = account.account(log or self.log(), commands(self.records)[BOARD], self.records)
        budgets.check(done)
        return sorted({finding.check for finding in done.findings})


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_good_history_has_no_findings(story: Story) -> None:
    assert story.found() == []


def test_what_was_acknowledged_and_is_not_there_is_lost(story: Story) -> None:
    assert story.found(story.log(story.play.events[:-1])) == ["C1"]


def test_what_is_there_twice_is_doubled(story: Story) -> None:
    again = next(it for it in story.play.events if isinstance(it, e.CardPosted))
    twice = [*story.play.events, replace(again, card=CardId("another"), number=3)]
    assert story.found(story.log(twice)) == ["C3"]


def test_what_nobody_asked_is_found(story: Story) -> None:
    more = [*story.play.events, e.SpotlightSet(target=None, by=LEAD.lead)]
    assert story.found(story.log(more)) == ["C2"]


def test_what_was_refused_may_not_be_there(story: Story) -> None:
    at = next(i for i, it in enumerate(story.records) if isinstance(it, Ok) and it.n == 4)
    said = story.records[at]
    assert isinstance(said, Ok)
    story.records[at] = Fail(said.t, said.client, said.outbox, said.n, "own_card")
    assert story.found() == ["C2"]


def test_of_what_nobody_knows_both_may_be(story: Story) -> None:
    at = next(i for i, it in enumerate(story.records) if isinstance(it, Ok) and it.n == 4)
    said = story.records[at]
    assert isinstance(said, Ok)
    story.records[at] = Info(said.t, said.client, said.outbox, said.n, "the line was cut")
    assert story.found() == []
    assert story.found(story.log(story.play.events[:-1])) == []


def test_a_gap_in_the_log_is_found(story: Story) -> None:
    log = story.log()
    rows = [*log.rows[:-1], replace(log.rows[-1], seq=len(log.rows) + 1)]
    assert "C4" in story.found(replace(log, rows=rows))


def test_what_came_earlier_than_what_was_answered_before_is_found(story: Story) -> None:
    last = max(it.t for it in story.records)
    at = next(i for i, it in enumerate(story.records) if isinstance(it, Invoke) and it.n == 2)
    asked = story.records[at]
    assert isinstance(asked, Invoke)
    story.records[at] = replace(asked, t=last + 1)
    assert story.found() == ["C10"]


def test_what_another_wrote_may_not_be_changed(story: Story) -> None:
    story.ask("ann", c.EditCard(card=CardId(story.card), text="drie"))
    of = {"ann": "bob", "bob": "ann"}
    last = story.records[-2]
    assert isinstance(last, Invoke)
    story.records[-2:] = [
        replace(it, client=of[it.client])
        for it in story.records[-2:]
        if isinstance(it, Invoke | Ok)
    ]
    assert story.found() == ["C12"]


def test_who_has_no_right_any_more_is_found(story: Story) -> None:
    story.records.append(Moment(story.now, account.REVOKED, "lead"))
    story.ask("lead", c.AddMinutes(minutes=1))
    assert story.found() == ["C12"]


def test_a_card_over_the_limit_is_found(story: Story) -> None:
    assert story.play.board.cards_allowed == 3
    for word in ("drie", "vier"):
        story.ask("ann", c.PostCard(kind=STAGE.kind, text=word))
    assert story.found() == []
    story.ask("lead", c.SetCardLimit(cards_each=4))
    story.ask("ann", c.PostCard(kind=STAGE.kind, text="vijf"))
    assert story.found() == []
    # The same, had there never been more room.
    events: list[e.AnyEvent] = [
        replace(it, cards_each=3) if isinstance(it, e.CardLimitSet) else it
        for it in story.play.events
    ]
    assert "C9" in story.found(story.log(events))


def votes(story: Story, tally: Callable[[int], int]) -> list[str]:
    story.ask("lead", c.OpenPhase(phase=STAGE.voting))
    round = story.ask("lead", c.OpenRound(poll=STAGE.poll))
    options = story.play.board.rounds[round].questions[0].options  # type: ignore[index]
    question = story.play.board.rounds[round].questions[0].id  # type: ignore[index]
    for seat in ("ann", "bob"):
        answers = {question: c.Answer(options={options[0].id: 1})}
        story.ask(seat, c.PutBallot(round=round, answers=answers))  # type: ignore[arg-type]
    story.ask("lead", c.CloseRound(round=round))  # type: ignore[arg-type]
    closed = story.play.events[-1]
    assert isinstance(closed, e.RoundClosed)
    counts = [replace(it, count=tally(it.count)) for it in closed.tallies[0].options]
    tallies = [replace(closed.tallies[0], options=counts)]
    return story.found(story.log([*story.play.events[:-1], replace(closed, tallies=tallies)]))


def test_a_tally_that_the_voters_did_not_choose_is_found(story: Story) -> None:
    assert votes(story, lambda count: count + 1) == ["C8"]


def test_a_tally_that_they_chose_is_not(story: Story) -> None:
    assert votes(story, lambda count: count) == []


def test_times_are_told_apart_by_when_it_was_struck(story: Story) -> None:
    struck = [Moment(story.now, STRUCK), Moment(story.now + 9.0, HEALED)]
    story.records.append(struck[0])
    story.ask("ann", c.EditCard(card=CardId(story.card), text="later"))
    story.records.append(struck[1])
    story.now += 10.0
    story.ask("ann", c.EditCard(card=CardId(story.card), text="daarna"))
    figures = measure(story.records)
    assert figures.ack_p50 == pytest.approx(500)
    assert figures.ack_p99_struck == pytest.approx(500)
    assert figures.recovered > 0
