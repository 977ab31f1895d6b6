"""What the boards of a trajectory have given, as far as the trajectory itself acts on it."""

from collections.abc import Iterator

from msgspec import Struct

from board.stages import Register
from board.trajectory.types import BoardId, CardRef, Millis, OrganisationId


class KeptClaim(Struct, frozen=True):
    """What an organisation took up on the board; ``leads``: it carries it."""

    organisation: OrganisationId
    form: str
    leads: bool = False
    provisional: bool = False


class KeptForm(Struct, frozen=True):
    """A way to take an item up; ``places`` 0: no end."""

    id: str
    label: str = ""
    places: int = 0
    leads: bool = False


class KeptItem(Struct, frozen=True):
    """A card that went into a list of the trajectory. ``links`` lead to where the cards
    it is tied to were first written.
    """

    ref: CardRef
    register: Register
    text: str
    stage: str = ""
    number: int = 0
    organisation: OrganisationId | None = None
    links: list[CardRef] = []
    forms: list[KeptForm] = []
    claims: list[KeptClaim] = []
    confirmed: bool = False
    at: Millis = 0


class KeptWinners(Struct, frozen=True):
    """A vote with dots whose first option is another one when organisations are counted."""

    question: str
    by_dots: str
    by_organisations: str


class KeptBoard(Struct, frozen=True):
    """One session as it ended. ``pulse`` are averages in hundredths, in the order of the
    questions; ``cards`` counts the cards of each organisation, "" without sender.
    """

    board: BoardId
    stage: str
    at: Millis
    people: dict[str, int] = {}
    cards: dict[str, int] = {}
    pulse: list[int] = []
    winners: list[KeptWinners] = []


class KeptText(Struct, frozen=True):
    """A text as a session left it; not ``written`` where it came along and stayed as it was."""

    id: str
    title: str
    lines: list[str]
    version: int
    board: BoardId
    course: str = ""
    rests_on: list[CardRef] = []
    at: Millis = 0
    written: bool = True


class KeptEnd(Struct, frozen=True):
    """Something a session left open; ``why`` is parked, discuss, not_yet, unled or
    provisional. ``ref`` may be a vote's question or a claim of the format, too.
    """

    ref: CardRef
    why: str
    text: str
    stage: str = ""
    number: int = 0
    at: Millis = 0


class Kept(Struct, frozen=True):
    """All of them together, the latest board last. Averages are in hundredths."""

    items: list[KeptItem] = []
    boards: list[KeptBoard] = []
    texts: list[KeptText] = []
    ends: list[KeptEnd] = []
    guiding: dict[str, int] = {}
    capacity: dict[str, int] = {}
    network: str = ""
    support: str = ""
    route: str = ""

    def item(self, ref: CardRef) -> KeptItem | None:
        return next((item for item in self.items if item.ref == ref), None)

    def of(self, *registers: Register) -> Iterator[KeptItem]:
        return (item for item in self.items if item.register in registers)
