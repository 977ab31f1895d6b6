"""Months and weeks as a calendar counts them, of moments in milliseconds since 1970."""

from board.trajectory.types import AFTERNOON, DAY, Millis

WEEK_DAYS, THURSDAY, FRIDAY = 7, 3, 4
"""Days of the week, from Monday; the days that are counted began on a Thursday."""
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FEBRUARY = 2
# A year that begins in March has its leap day at the end, and the same days before it each time:
# https://howardhinnant.github.io/date_algorithms.html
ERA, CENTURY, OLYMPIAD, YEAR = 146_097, 36_524, 1_461, 365
BEFORE_1970 = 719_468
"""Days from 1 March of the year 0."""


def months_after(at: Millis, months: int) -> Millis:
    """The same day so many months later, at the same hour; the last of that month where it has
    no such day.
    """
    year, month, day = _date(at // DAY)
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    return _days(year, month, min(day, _length(year, month))) * DAY + at % DAY


def working_day(at: Millis) -> Millis:
    """That day, or the Monday after its weekend, at an hour at which people meet; who plans it
    puts it right.
    """
    day = at // DAY
    weekday = (day + THURSDAY) % WEEK_DAYS
    return (day + (WEEK_DAYS - weekday if weekday > FRIDAY else 0)) * DAY + AFTERNOON


def _length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return LENGTHS[month - 1] + (leap and month == FEBRUARY)


def _date(days: int) -> tuple[int, int, int]:
    """Year, month and day of so many days after 1 January 1970."""
    era, day = divmod(days + BEFORE_1970, ERA)
    year = (day - day // (OLYMPIAD - 1) + day // CENTURY - day // (ERA - 1)) // YEAR
    day -= YEAR * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    month += 3 if month < 10 else -9
    return era * 400 + year + (month <= FEBRUARY), month, day + 1


def _days(year: int, month: int, day: int) -> int:
    """How many days after 1 January 1970 a date is."""
    era, of_era = divmod(year - (month <= FEBRUARY), 400)
    of_year = (153 * (month - 3 if month > FEBRUARY else month + 9) + 2) // 5 + day - 1
    return era * ERA + of_era * YEAR + of_era // 4 - of_era // 100 + of_year - BEFORE_1970
