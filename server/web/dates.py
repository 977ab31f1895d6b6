"""Moments as people write them: in Belgian time, in the reader's language."""

from datetime import UTC, datetime, timedelta

from board.types import Millis
from server.words import Speaker


def local(at: Millis) -> datetime:
    """Belgian wall time.

    Not zoneinfo: a slim machine has no time zone files, and its own time zone is
    mostly UTC. The rule is that of directive 2000/84: an hour more from the last
    Sunday of March to the last Sunday of October, both at 01:00 UTC.
    """
    utc = datetime.fromtimestamp(at / 1000, UTC)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return utc + timedelta(hours=2 if summer else 1)


def day(words: Speaker, at: Millis) -> str:
    """«21 april 2026»"""
    when = local(at)
    return words(
        "record.day", day=when.day, month=words(f"record.months.m{when.month}"), year=when.year
    )


def short_day(words: Speaker, at: Millis) -> str:
    """«21 april», where the year is clear."""
    when = local(at)
    return words("record.short_day", day=when.day, month=words(f"record.months.m{when.month}"))


def hour(at: Millis) -> str:
    return f"{local(at):%H:%M}"


def taken(words: Speaker, at: Millis, moment: str) -> str:
    """«14:05 · na de stemming», of a snapshot."""
    return f"{hour(at)} · {words(f'record.moments.{moment}')}"


def iso(at: Millis) -> str:
    """For ``<time datetime>``."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
