"""What events about the offer and the sessions change."""

from typing import Any

from msgspec.structs import asdict, replace

from board.trajectory import events as e
from board.trajectory.evolve.change import Change, moved
from board.trajectory.machine import Move, StageStand
from board.trajectory.state import Correction, Offer, Slot, Trajectory
from board.trajectory.types import SlotId


def offer_drafted(state: Trajectory, event: e.OfferDrafted, entry: e.Entry) -> Change:
    offer = Offer(
        event.version,
        list(event.lines),
        event.size,
        event.support,
        event.note,
        entry.at,
        workstreams=state.workstreams,
        order=state.order,
    )
    return {"offers": [*state.offers, offer]}


def offer_sent(state: Trajectory, event: e.OfferSent, entry: e.Entry) -> Change:
    chosen = {"workstreams": state.workstreams, "order": state.order}
    return _offer(state, event.version, sent_at=entry.at, **chosen)


def offer_answered(state: Trajectory, event: e.OfferAnswered, entry: e.Entry) -> Change:
    change = _offer(
        state,
        event.version,
        answer=event.answer,
        answer_note=event.note,
        answered_at=entry.at,
    )
    return change | moved(state, Move.ACCEPT, entry) if event.answer == "agreed" else change


def offer_declined(state: Trajectory, event: e.OfferDeclined, entry: e.Entry) -> Change:
    return moved(state, Move.DECLINE, entry, event.reason)


def _offer(state: Trajectory, version: int, **fields: Any) -> Change:
    offers = [replace(one, **fields) if one.version == version else one for one in state.offers]
    return {"offers": offers}


def slot_planned(state: Trajectory, event: e.SlotPlanned, entry: e.Entry) -> Change:
    fields = asdict(event)
    del fields["slot"], fields["day"]
    slot = Slot(id=event.slot, at=event.day, **fields)
    return {"slots": {**state.slots, slot.id: slot}}


def slot_moved(state: Trajectory, event: e.SlotMoved, entry: e.Entry) -> Change:
    before = state.slots[event.slot]
    return _slot(state, event.slot, at=event.day, moved_from=[*before.moved_from, before.at])


def slot_changed(state: Trajectory, event: e.SlotChanged, entry: e.Entry) -> Change:
    fields = {name: value for name, value in asdict(event).items() if value is not None}
    del fields["slot"]
    return _slot(state, event.slot, **fields)


def slot_cancelled(state: Trajectory, event: e.SlotCancelled, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.CANCELLED, cancelled=event.reason)


def slot_prepared(state: Trajectory, event: e.SlotPrepared, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.PREPARED, board=event.board)


def slot_opened(state: Trajectory, event: e.SlotOpened, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.LIVE, opened_at=event.day)


def slot_reopened(state: Trajectory, event: e.SlotReopened, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.LIVE, held_at=0)


def slot_held(state: Trajectory, event: e.SlotHeld, entry: e.Entry) -> Change:
    change = _slot(state, event.slot, stand=StageStand.HELD, held_at=event.day)
    course = state.slots[event.slot].course
    if course == "orientation":
        change |= moved(state, Move.HOLD_ORIENTATION, entry)
    elif course == "restart":
        change |= moved(state, Move.HOLD_RESTART, entry)
    return change


def results_confirmed(state: Trajectory, event: e.ResultsConfirmed, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.CONFIRMED, confirmed_at=entry.at)


def results_unconfirmed(state: Trajectory, event: e.ResultsUnconfirmed, entry: e.Entry) -> Change:
    return _slot(state, event.slot, stand=StageStand.HELD, confirmed_at=0)


def result_corrected(state: Trajectory, event: e.ResultCorrected, entry: e.Entry) -> Change:
    line = Correction(event.card, event.text, event.reason, entry.at)
    there = state.slots[event.slot].corrections
    return _slot(state, event.slot, corrections=[*there, line])


def reflection_made(state: Trajectory, event: e.ReflectionMade, entry: e.Entry) -> Change:
    return _slot(state, event.slot, reflected=True)


def _slot(state: Trajectory, id: SlotId, **fields: Any) -> Change:
    return {"slots": {**state.slots, id: replace(state.slots[id], **fields)}}
