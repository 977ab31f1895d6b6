"""A planned session as calendars take it in: one VEVENT (RFC 5545).

Times go out in UTC, which every calendar turns into the local hour by itself. The
uid stays the same when the session moves, so that a calendar moves it too
instead of showing two; ``sequence`` tells which of two files is the newer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from board.types import Millis

if TYPE_CHECKING:
    from icalendar import Event


class Appointment(Struct, frozen=True):
    """``uid`` is the id of the slot; ``host`` is that of the server."""

    uid: str
    host: str
    title: str
    at: Millis
    minutes: int
    place: str = ""
    about: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    stamped: Millis = 0


def ics(appointments: list[Appointment], product: str) -> bytes:
    """The bytes of an ``.ics`` file with these appointments."""
    # Takes long to load, and most servers never make one.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{product}//Doorstart//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in appointments:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def _event(one: Appointment) -> Event:
    from icalendar import Event

    start = _moment(one.at)
    event = Event()
    event.add("uid", f"{one.uid}@{one.host}")
    event.add("dtstamp", _moment(one.stamped or one.at))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=one.minutes))
    event.add("summary", one.title)
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    for name, value in (("location", one.place), ("description", one.about), ("url", one.url)):
        if value:
            event.add(name, value)
    return event


def _moment(at: Millis) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).replace(microsecond=0)
