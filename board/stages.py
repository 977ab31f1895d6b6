"""What a stage has to do with the others: its part in the trajectory, what it takes
from earlier ones, and the words in which the trajectory keeps what comes out.
"""

from typing import Literal

from msgspec import Struct

from board.types import KindId, PollId

Course = Literal["orientation", "restart", "workstream", "follow_up"]
"""Which part a stage plays in a trajectory, whatever it is called."""

Register = Literal[
    "",
    "activities",
    "strengths",
    "expectations",
    "changes",
    "achievements",
    "reasons",
    "images",
    "groups",
    "voices",
    "factors",
    "conditions",
    "goals",
    "steps",
    "roles",
    "tasks",
    "procedures",
    "agreements",
    "ends",
    "interests",
    "ambitions",
    "closed",
]
"""The list of the trajectory in which cards of a kind are kept; "" is none."""

Becomes = Literal["", "keeps", "changed", "new", "stopped"]
"""What becomes of a goal."""

Means = Literal["", "keeps", "changed", "new", "stopped", "together"]
"""What choosing an option says: of a goal, what becomes of it; of what was achieved,
that no one could have done it alone.
"""

Tells = Literal["", "sign", "due"]
"""What a field says of a goal: by what sign one sees that it succeeds, and by when."""

Measure = Literal[
    "",
    "network",
    "guiding",
    "capacity",
    "support",
    "decision",
    "clarity",
    "wanted",
    "right_people",
    "renewal",
    "route",
]
"""What a vote says of the trajectory as a whole: the state of the network, the
three guiding scales, the three of capacity, the mode of support, to go on or not,
how clear it is who does what, which workstreams help most, whether the right
people are there, the day of the renewal, how much the road may ask.
"""


class Inflow(Struct, frozen=True, forbid_unknown_fields=True):
    """What earlier stages of the trajectory give this one, as cards of the kind ``into``.

    Taken are the cards of ``kind``, or of any kind kept in ``register``, which is
    also where the trajectory's own old goals and such stand; from the latest board
    that has any to give. What was ``parked``, or left undecided (``open_ends``),
    comes from all boards. Only from ``stages`` where they are named; a board that
    covers such a stage is one of it. ``poll`` narrows to what stood in that vote:
    its first ``top`` (ties at the cut stay in; 0 is all), those with one of these
    ``verdicts``: "supported" or "discuss", or the option that most chose for it.
    ``unled``: only what nobody leads. ``text_from`` makes of a field of theirs the
    text here, once each. ``fields`` and ``links`` say which of theirs becomes which
    of ours; links lead to what came along too. What is to be ``read`` cannot be
    changed here; a ``proposal`` can.
    """

    id: str
    into: KindId
    kind: KindId | None = None
    register: Register = ""
    parked: bool = False
    open_ends: bool = False
    stages: list[str] = []
    poll: PollId | None = None
    top: int = 0
    verdicts: list[str] = []
    unled: bool = False
    text_from: str = ""
    fields: dict[str, str] = {}
    links: dict[str, str] = {}
    standing: Literal["read", "proposal"] = "proposal"
    most: int = 12
    when_skipped: list[str] = []
    """Only where each of these stages was skipped: what else can stand in for what it gives."""
