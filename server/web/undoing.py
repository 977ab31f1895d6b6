"""The way back from what was just done, where there is one: read from the log itself."""

from msgspec import Struct

from board.trajectory import events as e
from board.trajectory.types import CardRef
from server.web.sheet import Sheet


class Undo(Struct, frozen=True):
    """A form of one button: the command, and its fields."""

    command: str
    fields: dict[str, str]


def saved(sheet: Sheet, command: str) -> Undo | None:
    """Of the command with this id, if its events are the last that somebody made."""
    mine = [entry.event for entry in sheet.view.entries if entry.command == command]
    return next((undo for event in mine if (undo := _way_back(event))), None)


def ref(of: str | CardRef) -> str:
    """As a form names it."""
    return of if isinstance(of, str) else f"{of.board}/{of.card}"


def _way_back(event: e.AnyEvent) -> Undo | None:
    match event:
        case e.TrajectoryPaused():
            return Undo("ResumeTrajectory", {})
        case e.PartnerLeft(organisation=organisation):
            return Undo("PartnerReturns", {"organisation": organisation})
        case e.ChangeNoted(change=change):
            return Undo("StrikeChange", {"change": change})
        case e.LooseEndAnswered(end=end):
            return Undo("ReopenLooseEnd", {"end": ref(end)})
        case e.HandoverOffered(handover=handover):
            return Undo("WithdrawHandover", {"handover": handover})
        case _:
            return None
