"""Where a trajectory can stand and how it moves on: the one table, and its words.

requested ─┬─► referred | answered                                     (ends)
           ├─► orientation_planned ─► orientation_held ─┬─► deferred ─► planned again
           │                                            ├─► not_now | referred  (ends)
           └────────────────────────────────────────────┴─► restart_planned ─► restart_held
restart_held ─┬─► completed                                    (an end, and a success)
              ├─► deferred
              └─► offer ─┬─► declined                                      (an end)
                         └─► running ─► rounding ─► following ─┬─► closed    (an end)
                                                               └─► renewed   (names the next)
every one that is no end ─► paused ─► back;  every one that is no end ─► stopped
"""

from collections.abc import Mapping
from enum import StrEnum


class Stand(StrEnum):
    REQUESTED = "requested"
    REFERRED = "referred"
    ANSWERED = "answered"
    ORIENTATION_PLANNED = "orientation_planned"
    ORIENTATION_HELD = "orientation_held"
    DEFERRED = "deferred"
    NOT_NOW = "not_now"
    RESTART_PLANNED = "restart_planned"
    RESTART_HELD = "restart_held"
    COMPLETED = "completed"
    OFFER = "offer"
    DECLINED = "declined"
    RUNNING = "running"
    ROUNDING = "rounding"
    FOLLOWING = "following"
    CLOSED = "closed"
    RENEWED = "renewed"
    PAUSED = "paused"
    STOPPED = "stopped"


ENDS = frozenset(
    {
        Stand.REFERRED,
        Stand.ANSWERED,
        Stand.NOT_NOW,
        Stand.COMPLETED,
        Stand.DECLINED,
        Stand.CLOSED,
        Stand.RENEWED,
        Stand.STOPPED,
    }
)
"""Nothing moves on from here; what was made stays, and stays readable."""


class Move(StrEnum):
    PLAN_ORIENTATION = "plan_orientation"
    PLAN_RESTART = "plan_restart"
    REFER = "refer"
    ANSWER = "answer"
    HOLD_ORIENTATION = "hold_orientation"
    DEFER = "defer"
    NOT_NOW = "not_now"
    HOLD_RESTART = "hold_restart"
    FINISH = "finish"
    MAKE_OFFER = "make_offer"
    DECLINE = "decline"
    ACCEPT = "accept"
    ROUND_OFF = "round_off"
    FOLLOW = "follow"
    CLOSE = "close"
    RENEW = "renew"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


TABLE: Mapping[Stand, Mapping[Move, Stand]] = {
    Stand.REQUESTED: {
        Move.PLAN_ORIENTATION: Stand.ORIENTATION_PLANNED,
        Move.PLAN_RESTART: Stand.RESTART_PLANNED,
        Move.REFER: Stand.REFERRED,
        Move.ANSWER: Stand.ANSWERED,
    },
    Stand.ORIENTATION_PLANNED: {Move.HOLD_ORIENTATION: Stand.ORIENTATION_HELD},
    Stand.ORIENTATION_HELD: {
        Move.PLAN_RESTART: Stand.RESTART_PLANNED,
        Move.DEFER: Stand.DEFERRED,
        Move.NOT_NOW: Stand.NOT_NOW,
        Move.REFER: Stand.REFERRED,
    },
    Stand.DEFERRED: {
        Move.PLAN_ORIENTATION: Stand.ORIENTATION_PLANNED,
        Move.PLAN_RESTART: Stand.RESTART_PLANNED,
    },
    Stand.RESTART_PLANNED: {Move.HOLD_RESTART: Stand.RESTART_HELD},
    Stand.RESTART_HELD: {
        Move.FINISH: Stand.COMPLETED,
        Move.MAKE_OFFER: Stand.OFFER,
        Move.DEFER: Stand.DEFERRED,
    },
    Stand.OFFER: {Move.ACCEPT: Stand.RUNNING, Move.DECLINE: Stand.DECLINED},
    Stand.RUNNING: {Move.ROUND_OFF: Stand.ROUNDING},
    Stand.ROUNDING: {Move.FOLLOW: Stand.FOLLOWING},
    Stand.FOLLOWING: {Move.CLOSE: Stand.CLOSED, Move.RENEW: Stand.RENEWED},
    # Resuming goes back to where it was, which a table cannot say.
    Stand.PAUSED: {Move.STOP: Stand.STOPPED},
}


def after(stand: Stand, move: Move, before: Stand | None = None) -> Stand | None:
    """Where ``move`` leads from ``stand``; None where it cannot be made.

    ``before`` is where it was when it was paused.
    """
    if stand in ENDS:
        return None
    if move is Move.STOP:
        return Stand.STOPPED
    if move is Move.PAUSE:
        return None if stand is Stand.PAUSED else Stand.PAUSED
    if move is Move.RESUME:
        return before if stand is Stand.PAUSED else None
    return TABLE.get(stand, {}).get(move)


def moves(stand: Stand, before: Stand | None = None) -> tuple[Move, ...]:
    """All that is possible now: what a page offers, and what a refusal names."""
    return tuple(move for move in Move if after(stand, move, before) is not None)


class StageStand(StrEnum):
    """Where one session, and the stage it holds, stands."""

    OPEN = "open"
    """To be done, and not planned yet."""
    PLANNED = "planned"
    PREPARED = "prepared"
    LIVE = "live"
    HELD = "held"
    CONFIRMED = "confirmed"
    SKIPPED = "skipped"
    JOINED = "joined"
    CANCELLED = "cancelled"


PASSED = frozenset({StageStand.HELD, StageStand.CONFIRMED, StageStand.SKIPPED, StageStand.JOINED})
"""What comes after such a stage may be prepared."""
