"""Decisions about votes: a round opens, takes ballots, closes, is shown.

A ballot is never an event. It goes as a row beside the log, under marks made
with the round's key, and is gone when the round closes.
"""

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision, voice
from board.format import AGREEMENT, SCALE, Poll
from board.hands import fault
from board.methods import dots_for, remarks, tally, valid
from board.refusals import Refusal
from board.rows import Ballot, DropBox, OpenBox, PutBallotRow
from board.secrecy import organisation_mark, voter_mark
from board.state import Board, Hands, Round
from board.tallies import FrozenOption, FrozenQuestion
from board.types import CardId, RoundId, SnapshotId, Status, Via


def open_round(board: Board, command: c.OpenRound, context: Context) -> Decision | Refusal:
    poll = board.format.poll(command.poll)
    if poll is None:
        return Refusal("no_poll", value=command.poll[:40])
    if board.status is Status.LOBBY or board.phase is None:
        return Refusal("not_open")
    if not any(step.poll == poll.id for step in board.phase.steps):
        return Refusal("wrong_phase")
    if any(round.poll == poll.id for round in board.open_rounds().values()):
        return Refusal("round_open")
    all_questions = questions_of(board, poll)
    if isinstance(all_questions, Refusal):
        return all_questions
    questions = picked(poll, all_questions, command.questions)
    if isinstance(questions, Refusal):
        return questions
    dots = dots_for(len(questions[0].options)) if poll.method == "dots" else 0
    round = RoundId(context.new_id())
    opened = e.RoundOpened(
        round=round,
        poll=poll.id,
        visit=board.visit,
        method=poll.method,
        questions=questions,
        dots=dots,
        most=min(poll.most, dots),
        by=context.actor.lead,
        organisations=poll.voters == "organisation",
    )
    return Decision((opened,), (OpenBox(round),), made=round)


def put_ballot(board: Board, command: c.PutBallot, context: Context) -> Decision | Refusal:
    seat = voice(board, context, command.for_seat)
    if isinstance(seat, Refusal):
        return seat
    round = board.rounds.get(command.round)
    if round is None:
        return Refusal("no_round", value=command.round[:40])
    if round.status != "open":
        return Refusal("round_closed")
    key = context.keys.rounds.get(command.round)
    if key is None:
        return Refusal("unavailable")
    answers = _answers(round, command)
    if isinstance(answers, Refusal):
        return answers
    organisation = board.seats[seat].organisation
    if round.organisations and organisation is None:
        return Refusal("no_organisation")
    whose = organisation_mark(key, organisation)
    ballot = Ballot(
        # One ballot for each organisation, whoever of it put the last one.
        voter=whose if round.organisations else voter_mark(key, seat),
        organisation=whose,
        paper=board.seats[seat].via is Via.PAPER,
        answers=answers,
    )
    held = context.box.rounds.get(command.round, {}).get(ballot.voter)
    if held == ballot:
        return Decision()
    if command.once and held is not None:
        return Refusal("ballot_there")
    if held is None and (full := _counted_already(board, command.round, ballot, context)):
        return full
    put = e.BallotPut(round=command.round, first=held is None)
    return Decision((put,), (PutBallotRow(command.round, ballot),))


def count_hands(board: Board, command: c.CountHands, context: Context) -> Decision | Refusal:
    round = board.rounds.get(command.round)
    if round is None:
        return Refusal("no_round", value=command.round[:40])
    if round.status != "open":
        return Refusal("round_closed")
    hands = Hands(people=command.people, counts=command.counts, guests=command.guests)
    if hands == round.hands:
        return Decision()
    if wrong := fault(round, hands, _on_paper(board) - _paper_in(context, command.round)):
        return wrong
    counted = e.HandsCounted(
        round=command.round,
        people=command.people,
        counts=command.counts,
        guests=command.guests,
        by=context.actor.lead,
    )
    return Decision((counted,))


def _counted_already(board: Board, id: RoundId, ballot: Ballot, context: Context) -> Refusal | None:
    """A ballot more, of someone whose hand may have been counted: no more votes than people."""
    hands = board.rounds[id].hands
    if hands is None:
        return None
    in_box = context.box.rounds.get(id, {})
    over = len(in_box) + 1 + hands.people > len(board.seats) + hands.guests
    if ballot.paper:
        room = _on_paper(board) + hands.guests
        over = over or _paper_in(context, id) + 1 + hands.people > room
    return Refusal("counted_by_hand", value=str(hands.people)) if over else None


def _on_paper(board: Board) -> int:
    return sum(seat.via is Via.PAPER for seat in board.seats.values())


def _paper_in(context: Context, id: RoundId) -> int:
    return sum(ballot.paper for ballot in context.box.rounds.get(id, {}).values())


def close_round(board: Board, command: c.CloseRound, context: Context) -> Decision | Refusal:
    round = board.rounds.get(command.round)
    if round is None:
        return Refusal("no_round", value=command.round[:40])
    if round.status != "open":
        return Refusal("round_closed")
    return closing(board, command.round, context)


def closing(board: Board, id: RoundId, context: Context) -> Decision:
    """The tally of a round as it stands, and the end of its ballots."""
    round = board.rounds[id]
    ballots = list(context.box.rounds.get(id, {}).values())
    hands = round.hands
    seats = _voters(board, round) + (hands.guests if hands else 0)
    closed = e.RoundClosed(
        round=id,
        tallies=tally(round.method, round.questions, ballots, hands, seats),
        voters=len(ballots) + (hands.people if hands else 0),
        seats=seats,
        on_paper=sum(ballot.paper for ballot in ballots),
        remarks=remarks(round.questions, ballots),
        by=context.actor.lead,
        by_hand=hands.people if hands else 0,
    )
    return Decision((closed,), (DropBox(id),))


def _voters(board: Board, round: Round) -> int:
    return len(board.organisations if round.organisations else board.seats)


def reveal_round(board: Board, command: c.RevealRound, context: Context) -> Decision | Refusal:
    round = board.rounds.get(command.round)
    if round is None:
        return Refusal("no_round", value=command.round[:40])
    if round.status == "revealed":
        return Refusal("already_revealed")
    if round.status != "closed":
        return Refusal("round_not_closed")
    snapshot = e.SnapshotTaken(
        snapshot=SnapshotId(context.new_id()),
        moment="reveal",
        at=context.now,
        label=round.poll,
        by=context.actor.lead,
    )
    return Decision((e.RoundRevealed(round=command.round, by=context.actor.lead), snapshot))


def questions_of(board: Board, poll: Poll) -> list[FrozenQuestion] | Refusal:
    options = _options(board, poll)
    if isinstance(options, Refusal):
        return options
    if poll.questions:
        own = [[FrozenOption(id=option.id) for option in one.options] for one in poll.questions]
        return [
            FrozenQuestion(id=one.id, options=listed or options)
            for one, listed in zip(poll.questions, own, strict=True)
        ]
    if poll.each_card_of is not None:
        rows = board.options_of(poll.each_card_of, poll.kind)
        if not rows:
            return Refusal("too_few_questions", value="0", limit="1")
        return [
            FrozenQuestion(id=id, options=options, text=text, cards=cards, **board.written_in(id))
            for id, text, cards in rows
        ]
    if poll.each_line_of is not None:
        lines = board.texts[poll.each_line_of].lines if poll.each_line_of in board.texts else []
        if not lines:
            return Refusal("no_text", value=poll.each_line_of)
        return [
            FrozenQuestion(id=f"line_{number}", options=options, text=line)
            for number, line in enumerate(lines, 1)
        ]
    text: str | None = ""
    if poll.about is not None and poll.method == "agreement":
        # What one agrees with is frozen with the question.
        about = board.texts.get(poll.about)
        if about is None or not about.lines:
            return Refusal("no_text", value=poll.about)
        text = "\n".join(line or "" for line in about.lines)
    return [FrozenQuestion(id="question", options=options, text=text)]


def picked(
    poll: Poll, questions: list[FrozenQuestion], ids: list[str]
) -> list[FrozenQuestion] | Refusal:
    """The questions to ask, in their own order: all of them, or those picked."""
    there = {question.id for question in questions}
    for id in ids:
        if id not in there or not poll.pick:
            return Refusal("no_question", value=id[:40])
    asked = [question for question in questions if not ids or question.id in ids]
    most = poll.pick or poll.questions_most
    if len(asked) > most:
        return Refusal("too_many_questions", value=str(len(asked)), limit=str(most))
    return asked


def _options(board: Board, poll: Poll) -> list[FrozenOption] | Refusal:
    if poll.method == "scale":
        return [FrozenOption(id=id) for id in SCALE]
    if poll.method == "agreement":
        return [FrozenOption(id=id) for id in AGREEMENT]
    rows: list[tuple[str, str | None, list[CardId]]] = []
    if poll.zone is not None:
        zones = (poll.zone, *poll.also)
        rows = [row for zone in zones for row in board.options_of(zone, poll.kind)]
    elif poll.lines_of is not None:
        lines = board.texts[poll.lines_of].lines if poll.lines_of in board.texts else []
        if not lines:
            return Refusal("no_text", value=poll.lines_of)
        rows = [(f"line_{number}", line, []) for number, line in enumerate(lines, 1)]
    else:
        return [FrozenOption(id=option.id) for option in poll.options]
    if len(rows) < 2:
        return Refusal("too_few_options", value=str(len(rows)), limit="2")
    if len(rows) > poll.options_most:
        return Refusal("too_many_options", value=str(len(rows)), limit=str(poll.options_most))
    return [
        FrozenOption(id=id, text=text, cards=cards, **board.written_in(id))
        for id, text, cards in rows
    ]


def _answers(round: Round, command: c.PutBallot) -> dict[str, c.Answer] | Refusal:
    if not command.answers:
        return Refusal("empty")
    questions = {question.id: question for question in round.questions}
    kept: dict[str, c.Answer] = {}
    for id, answer in command.answers.items():
        if id not in questions:
            return Refusal("no_question", value=id[:40])
        answered = valid(round.method, questions[id], answer, round.dots, round.most)
        if isinstance(answered, Refusal):
            return answered
        kept[id] = answered
    return kept
