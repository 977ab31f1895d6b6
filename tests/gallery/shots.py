"""What is photographed of the demo, beside what the browser walks photograph themselves."""

from typing import Literal

from msgspec import Struct

from tests.browser.conftest import LAPTOP, SCREEN
from tests.browser.room import SMALL, TALL

Who = Literal["anyone", "coach", "partner", "lead", "display", "reader"]


class Shot(Struct, frozen=True):
    """``path`` may name ``{trajectory}``, ``{code}``, ``{console}``, ``{screen}``, ``{record}``,
    ``{snapshot}``, ``{compare}``, ``{play}`` and ``{phone}`` of the demo. ``whole`` is all
    that one can scroll to.
    """

    chapter: str
    name: str
    says: str
    path: str
    who: Who = "anyone"
    size: tuple[int, int] = LAPTOP
    dark: bool = False
    javascript: bool = True
    whole: bool = False


DOOR = "The way in"
DESK = "The desk of coach and coordinator"
RECORD = "The record"
ELSE = "Otherwise"

PREVIEW = "/formats/workstream_vision/preview"

SHOTS = [
    Shot(DOOR, "home", "The first page", "/", size=TALL),
    Shot(DOOR, "home-laptop", "The first page on a laptop", "/"),
    Shot(DOOR, "join", "Joining", "/j/{code}", size=SMALL),
    Shot(DOOR, "join-ar", "Joining, in Arabic", "/j/{code}?taal=ar", size=SMALL),
    Shot(DOOR, "how", "How a doorstart goes", "/how"),
    Shot(DOOR, "request", "Asking for a doorstart", "/request", size=TALL),
    Shot(DOOR, "sign-in", "Signing in", "/sign-in"),
    Shot(DOOR, "accessibility", "The accessibility statement", "/accessibility"),
    Shot(DOOR, "wrong-code", "A code that is not there", "/j/AAAAAA", size=SMALL),
    Shot(DOOR, "not-found", "A page that is not there", "/nothing", size=SMALL),
    Shot(DESK, "trajectories", "All trajectories", "/trajectories", "coach"),
    Shot(DESK, "trajectories-dark", "The same in the dark", "/trajectories", "coach", dark=True),
    Shot(DESK, "overview", "One trajectory", "/t/{trajectory}", "coach"),
    Shot(DESK, "overview-dark", "The same in the dark", "/t/{trajectory}", "coach", dark=True),
    Shot(DESK, "overview-phone", "The same on a phone", "/t/{trajectory}", "coach", TALL),
    Shot(DESK, "plan", "The planning", "/t/{trajectory}/plan", "coach"),
    Shot(DESK, "offer", "The offer", "/t/{trajectory}/offer", "coach"),
    Shot(DESK, "partners", "Partners and their changes", "/t/{trajectory}/partners", "coach"),
    Shot(DESK, "results", "Results", "/t/{trajectory}/results", "coach"),
    Shot(DESK, "texts", "Texts and goals", "/t/{trajectory}/texts", "coach"),
    Shot(DESK, "ends", "Loose ends and who carries what", "/t/{trajectory}/ends", "coach"),
    Shot(DESK, "remarks", "Remarks on the record", "/t/{trajectory}/remarks", "coach"),
    Shot(DESK, "report", "The report", "/t/{trajectory}/report", "coach"),
    Shot(DESK, "sounding", "The sounding board", "/t/{trajectory}/sounding", "coach"),
    Shot(DESK, "history", "The history", "/t/{trajectory}/history", "coach"),
    Shot(DESK, "counts", "Counts for the yearly account", "/counts", "coach"),
    Shot(DESK, "formats", "Formats", "/formats", "coach"),
    Shot(
        DESK,
        "preview",
        "A format before its use",
        PREVIEW,
        "coach",
    ),
    Shot(RECORD, "record", "The record", "{record}", "reader"),
    Shot(RECORD, "record-dark", "The same in the dark", "{record}", "reader", dark=True),
    Shot(RECORD, "snapshot", "A snapshot", "{snapshot}", "coach"),
    Shot(RECORD, "snapshot-dark", "The same in the dark", "{snapshot}", "coach", dark=True),
    Shot(RECORD, "compare", "Two moments compared", "{compare}", "coach"),
    Shot(RECORD, "playback", "A session played back", "{play}?at=12", "coach"),
    Shot(RECORD, "snapshot-phone", "The same on a phone", "{snapshot}", "coach", TALL),
    Shot(ELSE, "phone-ar", "A phone in Arabic", "{phone}?taal=ar", "partner", SMALL),
    Shot(ELSE, "phone-uk", "A phone in Ukrainian", "{phone}?taal=uk", "partner", SMALL),
    Shot(ELSE, "phone-plain", "Without JavaScript", "{phone}", "partner", SMALL, javascript=False),
    Shot(ELSE, "console-fr", "The console in French", "{console}?taal=fr", "lead"),
    Shot(ELSE, "console-dark", "The console in the dark", "{console}", "lead", dark=True),
    Shot(ELSE, "console-phone", "The console on a phone", "{console}", "lead", TALL),
    Shot(ELSE, "screen-calm", "The big screen, before it begins", "{screen}", "display", SCREEN),
]
