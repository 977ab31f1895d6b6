"""Fresh random ids: 128 bits, written in 22 letters that a URL takes as they are."""

import re
import secrets

AN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What an id may look like, also one that another version made."""


def new_id() -> str:
    """Never with a dash in front: on a command line that would be an option."""
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def new_mark() -> str:
    """64 random bits that tell one append from any other, in 16 hex digits."""
    return secrets.token_hex(8)
