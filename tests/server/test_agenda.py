"""The ``.ics`` of a planned session, read back as a calendar reads it."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from server.agenda import Appointment, ics

# Daylight saving ends that night, in between: at 01.00 UTC.
BEFORE_THE_CLOCK = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 1000)
TYPED = "Soepavond; in de zaal, achter\nBEGIN:VEVENT\r\nX:\\n – ’t Café"


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def appointment(**of: Any) -> Appointment:
    return Appointment(
        uid="slot1", host="door.test", title="Werf 2", at=BEFORE_THE_CLOCK, minutes=120, **of
    )


def test_a_session_lasts_its_minutes_also_when_the_clock_is_put_back() -> None:
    (event,) = events(ics([appointment()], "Demos"))
    assert (event.end - event.start).total_seconds() == 120 * 60
    assert event.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_people_typed_stays_one_field() -> None:
    made = ics([appointment(place=TYPED, about=TYPED)], "Demos")
    (event,) = events(made)
    assert str(event["location"]).replace("\r", "") == TYPED.replace("\r", "")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_a_session_that_moved_is_the_same_one_and_newer() -> None:
    (first,) = events(ics([appointment()], "Demos"))
    (moved,) = events(ics([appointment(sequence=1)], "Demos"))
    (off,) = events(ics([appointment(sequence=2, cancelled=True)], "Demos"))
    assert first["uid"] == moved["uid"] == off["uid"]
    assert first["sequence"] < moved["sequence"] < off["sequence"]
    assert str(off["status"]) == "CANCELLED"
