"""Join codes: six characters that are read aloud, typed on a phone and not mistaken.

No 0 and O, no 1, I and L. Thirty-one letters, six places: 888 million, and a
code gives no more than a seat, only while its session is open.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """The code someone meant, or None if it cannot be one.

    Case does not matter, nor spaces, dashes, dots or full-width letters. A
    look-alike is not guessed at: no code holds one, so it was misread.
    """
    if len(typed) > 100:
        return None
    letters = [
        letter
        for letter in unicodedata.normalize("NFKC", typed).upper()
        if not letter.isspace() and unicodedata.category(letter) not in ("Pd", "Po", "Pc", "Cf")
    ]
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return "".join(letters)
