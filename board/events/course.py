"""What happened to the board itself: its phases, its time, who leads it."""

from board.events.event import Event
from board.source import Source
from board.types import Millis, PhaseId, SnapshotId, TextId


class BoardOpened(Event):
    """The first event. ``format`` is the SHA-256 of the resolved format's bytes.

    Texts that were brought along keep the ``versions`` they had in the trajectory.
    """

    format: str
    stage: str
    title: str
    at: Millis
    texts: dict[TextId, list[str | None]] = {}
    variant: str = ""
    versions: dict[TextId, int] = {}
    sources: dict[TextId, Source] = {}
    rests_on: dict[TextId, list[str]] = {}
    """What each rests on, by what that is called where it comes from."""


class PhaseOpened(Event):
    """``visit`` counts the phases opened so far; entered twice is two visits.
    ``function`` says as what the one who opened it leads, if that is known.
    """

    phase: PhaseId
    visit: int
    at: Millis
    minutes: int
    by: str = ""
    function: str = ""


class MinutesAdded(Event):
    minutes: int
    by: str = ""


class BoardPaused(Event):
    at: Millis
    by: str = ""


class BoardResumed(Event):
    at: Millis
    by: str = ""


class BoardEnded(Event):
    at: Millis
    by: str = ""


class BoardReopened(Event):
    at: Millis
    visit: int
    by: str = ""


class JoiningSet(Event):
    open: bool
    by: str = ""


class LeadTaken(Event):
    """Whatever was offered or handed over before is over."""

    by: str
    function: str = ""


class LeadOffered(Event):
    """``to`` is a function; ``until`` is phase or session."""

    to: str
    until: str
    by: str


class LeadAccepted(Event):
    """The lead went from the console ``was`` to ``by``, until the next phase or the end."""

    was: str
    until: str
    by: str
    function: str = ""


class CardLimitSet(Event):
    cards_each: int
    by: str = ""


class SnapshotTaken(Event):
    """``moment`` is begin, before_clusters, after_clusters, reveal, end or hand."""

    snapshot: SnapshotId
    moment: str
    at: Millis
    label: str = ""
    by: str = ""
