"""What is wrong with a value, and where: the shape in which every editor is told."""

from typing import Literal

from msgspec import Struct

Code = Literal[
    "empty",
    "too_long",
    "bad_text",
    "not_a_number",
    "too_small",
    "too_big",
    "not_one_of",
    "too_few",
    "unknown",
    "missing",
    "wrong_type",
    "not_known_here",
    "not_distinct",
    "other",
]


class Fault(Struct, frozen=True):
    """``at`` is the path of the value, such as ``phases.ID.minutes``; ``expected``
    what would do, in the words of formats: a bound, or the values to choose from.
    """

    at: str
    code: Code
    value: str = ""
    expected: str = ""
