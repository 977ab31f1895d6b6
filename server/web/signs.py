"""Signals as pages show them: what is going on, when that is a sign, and where to act on it."""

from collections.abc import Iterable

from msgspec import Struct

from board.trajectory.signals import CODES, Signal
from server.words import Speaker

ACT = {
    "quiet": "/plan",
    "pulse_drop": "/results",
    "municipal": "/results",
    "no_target_group": "/partners",
    "two_winners": "/results",
    "unled": "/ends#unled-title",
    "provisional": "/ends",
    "impacts": "/partners#impacts",
    "renewal_near": "#course",
    "renewal_past": "#course",
    "deferred_over": "#course",
    "session_past": "/plan",
    "unconfirmed": "/results",
    "nobody": "#course",
}
"""Where something can be done about each, below the trajectory."""
assert ACT.keys() == CODES.keys()


class Sign(Struct, frozen=True):
    text: str
    why: str
    path: str


def signs(words: Speaker, trajectory: str, signals: Iterable[Signal]) -> list[Sign]:
    return [
        Sign(
            text=words(f"signals.{one.code}", value=one.value, count=one.count),
            why=words(f"signal_why.{one.code}"),
            path=f"/t/{trajectory}{ACT[one.code]}",
        )
        for one in signals
    ]
