"""Links to read one thing and no more: lent for some time, listed where it stands, taken back.

A report and a snapshot are lent in the same way. Who made a link is told as a function; of
who reads by it nothing is kept but when it was last opened.
"""

from msgspec import Struct
from starlette.requests import HTTPConnection

from server.store.doors import Grant, Kind
from server.store.grants import Link
from server.web import dates
from server.web.bodies import one
from server.web.sheet import Fields, Sheet
from server.web.site import Site, phone_url, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.words import Speaker

DAY = 24 * 3600 * 1000
LINK_DAYS = ("30", "90", "365")
"""How long a link can hold."""


class Lent(Struct, frozen=True):
    """A link to read; ``name`` opens nothing. ``stands`` is open, over or revoked."""

    name: str
    by: str
    made: str
    until: str
    opened: str
    stands: str


class Made(Struct, frozen=True):
    """A link as it is shown once."""

    link: str
    until: str


async def lend(sheet: Sheet, fields: Fields, kind: Kind, about: str = "") -> Made:
    """Raises Trouble for a time that no form of ours offers."""
    days = one(fields, "days")
    if days not in LINK_DAYS:
        raise Trouble("bad_request")
    now = sheet.site.clock()
    until = now + int(days) * DAY
    secret = await sheet.site.doors.make_link(
        kind,
        now=now,
        expires_at=until,
        trajectory=sheet.id,
        about=about or None,
        by=str(sheet.person.function),
    )
    return Made(f"{phone_url(sheet.request)}/open#{secret}", sheet.day(until))


async def take_back(sheet: Sheet, fields: Fields, kind: Kind, about: str = "") -> None:
    """Of what is gone already nothing is said: it is gone."""
    asked = one(fields, "link")
    for link in await _links(sheet.site, sheet.id, kind, about):
        if link.hash.hex() == asked:
            await sheet.site.doors.revoke(link.hash, sheet.site.clock())


async def lent(
    site: Site, words: Speaker, trajectory: str, kind: Kind, about: str = ""
) -> list[Lent]:
    """The newest first."""
    found = await _links(site, trajectory, kind, about)
    return [_told(link, words, site.clock()) for link in reversed(found)]


def days(words: Speaker) -> list[tuple[str, str]]:
    """How long a link can hold, to choose from."""
    return [(one, words("lending.days", n=one)) for one in LINK_DAYS]


async def borrowed(connection: HTTPConnection, kind: Kind) -> Grant:
    """As ``grant_of``: one answer for a link that is over, was taken back or never was,
    which says whom to ask for another.
    """
    try:
        return await grant_of(connection, kind)
    except Trouble:
        raise Trouble("lent_no_more") from None


async def shows(connection: HTTPConnection, grant: Grant) -> Link:
    """The link that this grant came by, with what it shows."""
    link = await site_of(connection).doors.link(grant.link or b"")
    if link is None:
        raise Trouble("lent_no_more")
    return link


async def _links(site: Site, trajectory: str, kind: Kind, about: str) -> list[Link]:
    there = await site.doors.links(trajectory=trajectory)
    return [one for one in there if one.kind is kind and (one.about or "") == about]


def _told(link: Link, words: Speaker, now: int) -> Lent:
    over = "over" if link.expires_at <= now else "open"
    return Lent(
        name=link.hash.hex(),
        by=words(f"overview.functions.{link.by}") if link.by else "",
        made=dates.day(words, link.created_at),
        until=dates.day(words, link.expires_at),
        opened=dates.day(words, link.opened_at) if link.opened_at else "",
        stands="revoked" if link.revoked_at else over,
    )
