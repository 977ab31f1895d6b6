"""Fresh random ids: 128 bits, written in 22 letters that a URL takes as they are."""

import secrets


def new_id() -> str:
    return secrets.token_urlsafe(16)


def new_mark() -> str:
    """64 random bits that tell one append from any other, in 16 hex digits."""
    return secrets.token_hex(8)
