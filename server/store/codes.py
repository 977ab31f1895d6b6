"""Join codes: six characters that are read aloud, typed on a phone and not mistaken.

No 0 and O, no 1, I and L. Thirty-one letters, six places: 888 million, and a
code gives no more than a seat, only while its session is open.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LOOK_ALIKES = "01OIL"
LENGTH = 6
TYPED_MOST = 100


def draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """The code someone meant, or None if it cannot be one.

    Case does not matter, nor spaces, dashes, dots or full-width letters. A
    look-alike is not guessed at: no code holds one, so it was misread.
    """
    letters = letters_of(typed)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return letters


def fault(typed: str) -> str:
    """Why ``read`` gave None: ``look_alike``, or else ``not_a_code``."""
    letters = letters_of(typed)
    known = len(letters) == LENGTH and all(it in ALPHABET + LOOK_ALIKES for it in letters)
    return "look_alike" if known else "not_a_code"


def letters_of(typed: str) -> str:
    """What was typed, without what people put between."""
    if len(typed) > TYPED_MOST:
        return ""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", typed).upper()
        if not letter.isspace() and unicodedata.category(letter) not in ("Pd", "Po", "Pc", "Cf")
    )
