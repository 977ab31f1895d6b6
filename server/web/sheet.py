"""One page of a trajectory while it is made: who reads it, what it is of, in what words.

A section of a trajectory is a module in ``server/web/sections`` with a ``SECTION``:
its name in the path, who may read it, and what it gives its template,
``templates/trajectory/NAME.html``.
"""

from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct
from starlette.requests import Request

from board.refusals import Refusal
from board.trajectory.machine import ENDS
from board.trajectory.permissions import Reading, Wish
from board.trajectory.state import Handover
from board.types import Millis
from server.trajectories import Done, TrajectoryView
from server.web import dates
from server.web.people import Person, allowed
from server.web.site import Site
from server.words import Speaker

Fields = dict[str, list[str]]


class Refused(Struct, frozen=True):
    """A form that could not be done: what was sent, and why not. ``field`` is at fault."""

    command: str
    key: str
    text: str
    field: str
    fields: dict[str, str]


class Sheet(Struct):
    request: Request
    site: Site
    person: Person
    view: TrajectoryView
    words: Speaker
    refused: Refused | None = None

    @property
    def id(self) -> str:
        return self.view.trajectory.id

    @property
    def over(self) -> bool:
        """Nothing new begins in it."""
        return self.view.state.stand in ENDS

    @property
    def offered(self) -> list[Handover]:
        """What this very account was asked to take over, and did not answer yet."""
        mine = self.person.account
        waiting = (one for one in self.view.state.handovers.values() if not one.answer)
        return [one for one in waiting if mine and one.to_account == mine]

    def may(self, *wishes: Wish) -> bool:
        """Each of these, by the table of rights."""
        return all(allowed(self.person, self.view.owner, wish) for wish in wishes)

    def day(self, at: Millis) -> str:
        return dates.day(self.words, at) if at else ""

    def short_day(self, at: Millis) -> str:
        """Without the year where it is this one or the next months."""
        if not at:
            return ""
        near = dates.local(at).year == dates.local(self.view.now).year
        return dates.short_day(self.words, at) if near else dates.day(self.words, at)

    def stage(self, stage: str) -> str:
        """What a stage is called: in the reader's language if the catalogue knows it."""
        key = f"stages.{stage}"
        if key in self.words:
            return self.words(key)
        known = self.view.stages.get(stage)
        return known.title if known else stage

    def partner(self, organisation: str | None) -> str:
        """Its name, also when it has left; "" for none."""
        if not organisation:
            return ""
        for id, partner in self.view.state.partners.items():
            if id == organisation:
                return partner.name
        named = (one.name for one in self.view.organisations if one.id == organisation)
        return next(named, "")

    def session(self, board: str) -> str:
        """What the session of a board is called."""
        slot = next((one for one in self.view.state.plan if one.board == board), None)
        if slot:
            return slot.title or self.stage(slot.stage)
        found = (one.title for one in self.view.sessions if one.board == board)
        return next(found, "")


Values = Callable[[Sheet], Awaitable[dict[str, object]]]
Doing = Callable[[Sheet, Fields], Awaitable[Done | Refusal]]


def nothing_waits(sheet: Sheet) -> int:
    return 0


def to_itself(sheet: Sheet, fields: Fields) -> str:
    return ""


class Section(Struct, frozen=True):
    """``waits`` counts what somebody has to look at there. ``doings`` are forms of this
    section that are more, or something else, than a command to the trajectory; by the
    name they send as ``command``. ``leads_to`` is where one came from, if not from itself.
    """

    name: str
    reading: Reading
    values: Values
    waits: Callable[[Sheet], int] = nothing_waits
    doings: Mapping[str, Doing] = {}
    leads_to: Callable[[Sheet, Fields], str] = to_itself
