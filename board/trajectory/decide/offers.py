"""Decisions about the tailored offer: drafted, sent, answered."""

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide.context import (
    Context,
    Outcome,
    cannot,
    done,
    future,
    note,
    wrong_stand,
)
from board.trajectory.decide.planning import planned, warned
from board.trajectory.machine import Move, Stand
from board.trajectory.state import Offer, Trajectory
from board.trajectory.types import Limits


def draft(state: Trajectory, command: c.DraftOffer, context: Context) -> Outcome:
    """Also while it runs: what was accepted stays what it was, and this is a new version."""
    if state.stand not in (Stand.RESTART_HELD, Stand.OFFER, Stand.RUNNING):
        return wrong_stand(state)
    if not command.lines:
        return Refusal("empty")
    if len(command.lines) > Limits.STAGES:
        many = str(len(command.lines))
        return Refusal("too_many", value=many, limit=str(Limits.STAGES))
    for line in command.lines:
        if line.stage not in context.stages:
            return Refusal("no_stage", value=line.stage[:40])
        if not 5 <= line.minutes <= Limits.MINUTES:
            limit = f"5-{Limits.MINUTES}"
            return Refusal("out_of_range", value=str(line.minutes), limit=limit)
        if line.at is not None and (refusal := future(line.at, context.now)):
            return refusal
        said = note(line.note)
        if isinstance(said, Refusal):
            return said
    said = note(command.note)
    if isinstance(said, Refusal):
        return said
    version = len(state.offers) + 1
    drafted = e.OfferDrafted(
        version=version,
        lines=list(command.lines),
        size=command.size,
        support=command.support,
        note=said,
    )
    longest = max(line.minutes for line in command.lines)
    begun = () if state.stand is not Stand.RESTART_HELD else (e.OfferBegun(),)
    return done(*begun, drafted, made=str(version), warnings=warned(longest))


def _newest(state: Trajectory, version: int) -> Offer | Refusal:
    if state.stand not in (Stand.OFFER, Stand.RUNNING):
        return wrong_stand(state)
    newest = state.offer
    if newest is None or not 1 <= version <= newest.version:
        return Refusal("no_version", value=str(version))
    if version != newest.version:
        return Refusal("stale_version", value=str(newest.version))
    return newest


def send(state: Trajectory, command: c.SendOffer, context: Context) -> Outcome:
    offer = _newest(state, command.version)
    if isinstance(offer, Refusal):
        return offer
    return done() if offer.sent_at else done(e.OfferSent(version=offer.version))


def answer(state: Trajectory, command: c.AnswerOffer, context: Context) -> Outcome:
    offer = _newest(state, command.version)
    if isinstance(offer, Refusal):
        return offer
    if not offer.sent_at:
        return Refusal("not_sent", value=str(offer.version))
    if offer.answer == "agreed":
        return Refusal("already_answered", value=str(offer.version))
    said = note(command.note)
    if isinstance(said, Refusal):
        return said
    answered = e.OfferAnswered(version=offer.version, answer=command.answer, note=said)
    if command.answer != "agreed":
        same = offer.answer == command.answer and offer.answer_note == said
        return done() if same else done(answered)
    return done(answered, *_planned(state, offer, context))


def _planned(state: Trajectory, offer: Offer, context: Context) -> list[e.SlotPlanned]:
    """A session for each line with a day still to come, unless there is one already."""
    there = {(slot.stage, slot.at) for slot in state.plan}
    return [
        planned(
            c.PlanSlot(
                line.stage,
                line.at,
                line.minutes,
                lead="coordinator" if line.support == "coach" else "coach",
                variant=line.variant,
                support=line.support,
                note=line.note,
            ),
            context,
        )
        for line in offer.lines
        if line.at is not None
        and line.at >= context.now
        and line.stage in context.stages
        and (line.stage, line.at) not in there
    ]


def decline(state: Trajectory, command: c.DeclineOffer, context: Context) -> Outcome:
    if refusal := cannot(state, Move.DECLINE):
        return refusal
    said = note(command.reason, Limits.REASON)
    return said if isinstance(said, Refusal) else done(e.OfferDeclined(reason=said))
