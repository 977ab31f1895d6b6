"""Marks that stand for a person without naming one.

A key is ``HMAC(pepper, salt)``: the pepper lies outside the database, the salt
inside it until the round, or the session, is closed. Then nobody can make the
marks again, and a ballot or an anonymous card belongs to no one.
HMAC-SHA256 after RFC 2104, cut to 128 bits.
"""

import hashlib
import hmac

from board.types import CardId, OrganisationId, PhaseId, SeatId


def room_key(pepper: bytes, salt: bytes) -> bytes:
    return hmac.digest(pepper, salt, hashlib.sha256)


def author_mark(key: bytes, seat: SeatId, phase: PhaseId) -> str:
    """The author of anonymous cards: marks of two phases do not join."""
    return _mark(key, "author", seat, phase)


def adopter_mark(key: bytes, seat: SeatId, card: CardId) -> str:
    """Who supports a card: marks on two cards do not join."""
    return _mark(key, "adopter", seat, card)


def unclear_mark(key: bytes, seat: SeatId, visit: int) -> str:
    """Who does not understand: marks of two visits do not join."""
    return _mark(key, "unclear", seat, str(visit))


def voter_mark(key: bytes, seat: SeatId) -> str:
    return _mark(key, "voter", seat, "")


def organisation_mark(key: bytes, organisation: OrganisationId | None) -> str:
    return _mark(key, "organisation", organisation, "") if organisation else ""


def _mark(key: bytes, what: str, who: str, where: str) -> str:
    # The parts are joined by a character that no id holds, so none can pass for another.
    message = "\n".join((what, who, where)).encode()
    return hmac.digest(key, message, hashlib.sha256)[:16].hex()
