"""Large messages in pieces, for who asked for that: none of more than PIECE bytes.

A phone on a bad line hears something whole every few kilobytes, and what breaks off
costs it little. The pieces together are the message as it would have gone out, cut
between two letters: ``+`` stands before one that another follows, ``=`` before the
last. A message that is small enough goes as it is.
"""

from collections.abc import Iterator

PIECE = 4096
"""The largest message in bytes, its sign among them."""


def split(text: bytes, size: int) -> Iterator[bytes]:
    """Cut into at most ``size`` bytes each, and never within a letter of UTF-8."""
    start = 0
    while len(text) - start > size:
        end = start + size
        while text[end] & 0xC0 == 0x80:
            end -= 1
        yield text[start:end]
        start = end
    yield text[start:]


def signed(text: bytes, *, last: bool) -> list[bytes]:
    """The pieces of a message, or of a part of one; ``last``: it ends with this."""
    parts = list(split(text, PIECE - 1))
    return [b"+" + part for part in parts[:-1]] + [(b"=" if last else b"+") + parts[-1]]
