"""Reads what a client sends: the one place where a text from outside becomes a frame.

Nothing here raises. What is no frame becomes the refusal that says so: with
``unknown_kind`` for a frame or command of another version, so that its sender
can tell that from nonsense.
"""

import re

import msgspec
from msgspec import Raw, Struct

from board.commands import AnyCommand
from board.messages import ClientFrame, Do, Hello, Look, No

MOST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact."""
OUTBOX = re.compile(r"[A-Za-z0-9_-]{16,64}")
MARK = re.compile(r"[0-9a-f]{0,64}")
LONGEST_GRANT = 64

BAD_FRAME = No(n=0, code="bad_frame")

# What msgspec lets through: depth and broken text are not errors of its own,
# and neither is a number that it can read but not write.
Unreadable = (msgspec.MsgspecError, RecursionError, UnicodeError, OverflowError)


def read(text: str | bytes) -> ClientFrame | No:
    """The frame, or the refusal to send back."""
    try:
        frame: ClientFrame = _frame.decode(text)
    except msgspec.ValidationError:
        return _why(text)
    except Unreadable:
        return BAD_FRAME
    return frame if _within_bounds(frame) else BAD_FRAME


def canonical(command: AnyCommand) -> bytes | None:
    """The same bytes for the same command, however its sender wrote it.

    JSON leaves room for spaces, order, escapes and keys said twice, so the text
    itself cannot show whether a command was sent before. None: it has a number
    that no client should send.
    """
    try:
        return msgspec.json.encode(command, order="sorted")
    except Unreadable:
        return None


class _Kind(Struct):
    t: str
    n: int = 0
    command: Raw = Raw(b"{}")


class _CommandKind(Struct):
    type: str


def _tags(union: object) -> frozenset[str]:
    kinds: tuple[type[Struct], ...] = union.__args__  # type: ignore[attr-defined]
    return frozenset(str(kind.__struct_config__.tag) for kind in kinds)


_frame = msgspec.json.Decoder(ClientFrame)
_kind = msgspec.json.Decoder(_Kind)
_command_kind = msgspec.json.Decoder(_CommandKind)
FRAME_KINDS = _tags(ClientFrame)
COMMAND_KINDS = _tags(AnyCommand)


def _why(text: str | bytes) -> No:
    """Reads a second time, with less asked: is only the kind unknown?"""
    try:
        frame = _kind.decode(text)
        if frame.t not in FRAME_KINDS:
            return No(n=0, code="unknown_kind")
        if frame.t == "do" and _command_kind.decode(frame.command).type not in COMMAND_KINDS:
            # Its number is named: whoever sent it waits for an answer to that.
            return No(n=frame.n if 0 < frame.n <= MOST else 0, code="unknown_kind")
    except Unreadable:
        pass
    return BAD_FRAME


def _within_bounds(frame: ClientFrame) -> bool:
    match frame:
        case Do():
            return (
                OUTBOX.fullmatch(frame.outbox) is not None
                and 0 < frame.n <= MOST
                and 0 <= frame.visit <= MOST
            )
        case Hello():
            if not (0 <= frame.v <= MOST and len(frame.grant) <= LONGEST_GRANT):
                return False
    if isinstance(frame, Hello | Look):
        place = frame.position
        return frame.audience in ("", "whole") and (
            place is None or (0 <= place.seq <= MOST and MARK.fullmatch(place.mark) is not None)
        )
    return True
