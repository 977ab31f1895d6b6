"""Decisions about what lay on paper and comes in when the session is over.

It goes under the hour at which it was written in the room, and says that it came
in afterwards. What was shown in the room stays as it was shown: only a phase or a
vote that was never held here can be told, and what is told can be taken back.
"""

from board import commands as c
from board import events as e
from board.decide.cards import words_of
from board.decide.context import Context, Decision
from board.decide.quota import no_room
from board.decide.rounds import picked, questions_of
from board.format import Phase
from board.hands import fault
from board.methods import dots_for, tally
from board.refusals import Refusal
from board.rows import EraseText
from board.state import Board, Hands, Round
from board.types import CardId, Limits, Origin, RoundId, SnapshotId, Status

DAY = 24 * 3600 * 1000
EARLIEST = 60 * DAY
"""So long before it is told a phase can have been held."""


def enter_phase(board: Board, command: c.EnterPhase, context: Context) -> Decision | Refusal:
    if over := _over(board, context):
        return over
    phase = board.format.phase(command.phase)
    if phase is None:
        return Refusal("no_phase", value=command.phase[:40])
    if not 1 <= command.minutes <= Limits.MINUTES:
        return Refusal("out_of_range", value=str(command.minutes), limit=f"1-{Limits.MINUTES}")
    if not context.now - EARLIEST <= command.at <= context.now:
        return Refusal("out_of_range", value=str(command.at), limit=str(context.now))
    visits = [n for n, visit in enumerate(board.visits, 1) if visit.phase == phase.id]
    told = [n for n in visits if board.visits[n - 1].entered]
    if visits and not told:
        return Refusal("was_held", value=phase.id)
    entered = e.PhaseEntered(
        phase=phase.id,
        visit=told[0] if told else board.visit + 1,
        at=command.at,
        minutes=command.minutes,
        entered_at=context.now,
        by=context.actor.lead,
    )
    return Decision((entered,))


def enter_card(board: Board, command: c.EnterCard, context: Context) -> Decision | Refusal:
    if over := _over(board, context):
        return over
    kind = board.format.kind(command.kind)
    if kind is None:
        return Refusal("no_kind", value=command.kind[:40])
    phase = board.phase_of(command.visit)
    zone = board.format.zone(kind.zone)
    asked = phase is not None and any(
        step.action == "post" and step.kind == kind.id for step in phase.steps
    )
    if phase is None or not (asked or (zone and zone.parking)):
        return Refusal("wrong_phase")
    if len(board.cards) >= Limits.BOARD_CARDS:
        return Refusal("too_many_cards", limit=str(Limits.BOARD_CARDS))
    anonymous = command.anonymous or kind.sender == "anonymous"
    organisation = None if anonymous else command.organisation
    if organisation is not None and organisation not in context.organisations:
        return Refusal("bad_id", value=organisation[:40])
    if organisation is not None and (full := no_room(board, kind, organisation)):
        return full
    words = words_of(board, kind, command.text, command.fields, command.links)
    if isinstance(words, Refusal):
        return words
    text, fields, links = words
    card = CardId(context.new_id())
    posted = e.CardPosted(
        card=card,
        number=0 if board.format.is_closed(kind.zone) else board.numbered + 1,
        zone=kind.zone,
        kind=kind.id,
        visit=command.visit,
        at=board.visits[command.visit - 1].opened_at,
        author="",
        text=text,
        fields=fields,
        links=links,
        organisation=organisation,
        anonymous=anonymous,
        origin=Origin.PAPER,
        entered_at=context.now,
    )
    return Decision((posted,), made=card)


def enter_counts(board: Board, command: c.EnterCounts, context: Context) -> Decision | Refusal:
    if over := _over(board, context):
        return over
    poll = board.format.poll(command.poll)
    if poll is None:
        return Refusal("no_poll", value=command.poll[:40])
    if not _votes_on(board.phase_of(command.visit), command.poll):
        return Refusal("wrong_phase")
    if any(it.poll == poll.id and it.status != "void" for it in board.rounds.values()):
        return Refusal("was_held", value=poll.id)
    if command.people < 1:
        return Refusal("out_of_range", value=str(command.people), limit=f"1-{Limits.SEATS}")
    found = questions_of(board, poll)
    if isinstance(found, Refusal):
        return found
    asked = list(command.counts) if poll.pick else []
    questions = picked(poll, found, asked)
    if isinstance(questions, Refusal):
        return questions
    dots = dots_for(len(questions[0].options)) if poll.method == "dots" else 0
    held = Round(
        poll=poll.id,
        visit=command.visit,
        method=poll.method,
        questions=questions,
        dots=dots,
        most=min(poll.most, dots),
        times=1,
        seats=0,
        organisations=poll.voters == "organisation",
    )
    hands = Hands(people=command.people, counts=command.counts)
    if wrong := fault(held, hands, Limits.SEATS):
        return wrong
    round = RoundId(context.new_id())
    entered = e.RoundEntered(
        round=round,
        poll=poll.id,
        visit=command.visit,
        method=poll.method,
        questions=questions,
        tallies=tally(poll.method, questions, [], hands, command.people),
        people=command.people,
        seats=max(command.people, len(board.seats)),
        entered_at=context.now,
        dots=held.dots,
        most=held.most,
        by=context.actor.lead,
    )
    return Decision((entered,), made=round)


def take_back(board: Board, command: c.TakeBackEntry, context: Context) -> Decision | Refusal:
    if over := _over(board, context):
        return over
    by = context.actor.lead
    if command.card is not None:
        card = board.cards.get(command.card)
        if card is None or not card.entered:
            return Refusal("not_entered", value=command.card[:40])
        if card.gone:
            return Decision()
        return Decision((e.CardErased(card=card.id, by=by),), (EraseText(card.id),))
    round = board.rounds.get(command.round or RoundId(""))
    if round is None or not round.entered:
        return Refusal("not_entered", value=(command.round or "")[:40])
    if round.status == "void":
        return Decision()
    return Decision((e.RoundVoided(round=command.round or RoundId("")),))


def keep(board: Board, command: c.KeepEntries, context: Context) -> Decision | Refusal:
    if over := _over(board, context):
        return over
    taken = e.SnapshotTaken(
        snapshot=SnapshotId(context.new_id()),
        moment="added",
        at=context.now,
        by=context.actor.lead,
    )
    return Decision((taken,), made=taken.snapshot)


def _over(board: Board, context: Context) -> Refusal | None:
    if board.status is not Status.ENDED:
        return Refusal("not_ended")
    if context.now > board.ended_at + context.entering:
        return Refusal("entering_over", limit=str(context.entering // DAY))
    return None


def _votes_on(phase: Phase | None, poll: str) -> bool:
    return phase is not None and any(step.poll == poll for step in phase.steps)
