"""Months of a calendar: the same day of a later month, and where that has no such day, its last."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest

from board.trajectory.calendar import months_after, working_day
from board.trajectory.types import DAY

EPOCH = date(1970, 1, 1)
HOUR = 3600 * 1000


def at(day: date) -> int:
    return (day - EPOCH).days * DAY + 9 * HOUR


def date_of(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).date()


@pytest.mark.parametrize("months", [3, 6, 12])
def test_a_month_later_is_the_same_day_or_the_last_one(months: int) -> None:
    day = date(1999, 12, 1)
    while day < date(2032, 3, 1):
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        last = monthrange(year, month + 1)[1]
        later = months_after(at(day), months)
        assert date_of(later) == date(year, month + 1, min(day.day, last)), day
        assert later % DAY == 9 * HOUR
        day += timedelta(1)


@pytest.mark.parametrize(
    ("today", "days"),
    [
        # The ninth each time; 9 May 2027 is a Sunday.
        ("2026-11-09", ["2027-02-09", "2027-05-10", "2027-11-09"]),
        ("2026-11-30", ["2027-03-01", "2027-05-31", "2027-11-30"]),
        ("2027-11-29", ["2028-02-29", "2028-05-29", "2028-11-29"]),
    ],
)
def test_a_follow_up_keeps_its_day_of_the_month_unless_nobody_works_then(
    today: str, days: list[str]
) -> None:
    now = at(date.fromisoformat(today))
    found = [working_day(months_after(now, months)) for months in (3, 6, 12)]
    assert [date_of(one).isoformat() for one in found] == days
