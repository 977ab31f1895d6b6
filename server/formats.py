"""The formats on the shelf: those that come along, and a coach's own beside them.

The board only knows bytes; this reads the files and the database. A board once
opened keeps its format in the database, so a change here is for boards to come.
"""

import logging
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from board.editing.order import Ordered, timing
from board.format import Format, Words
from board.format_file import FormatFault, parse
from server.settings import Settings
from server.store.formats import OwnFormat, OwnFormats
from server.store.store import Store

SHIPPED = Path(__file__).parent.parent / "board" / "formats"

log = logging.getLogger(__name__)
# When one file has changed, the others are not read anew.
_parsed = lru_cache(64)(parse)


def shelf(own: Path | None = None) -> dict[str, Format]:
    """The formats by stage; one's own takes the place of the shipped one.

    Raises FormatFault with all that is wrong in the first file that is wrong.
    """
    found: dict[str, Format] = {}
    for folder in (SHIPPED, own):
        if folder is None:
            continue
        for file in sorted(folder.glob("*.toml")):
            try:
                source = file.read_bytes()
            except OSError as fault:
                raise FormatFault(file.name, [f"cannot be read: {fault.strerror}"]) from None
            format = _parsed(source, file.name)
            found[format.stage] = format
    return found


class FormatChoice(Struct, frozen=True):
    """A format as one chooses it. ``own``: someone made it of another; ``owner``
    is their account, "" where it is everyone's. ``base`` is what it was made of.
    """

    id: str
    stage: str
    name: str
    title: Words
    colour: str
    minutes: int
    steps: int
    order: int
    own: bool = False
    owner: str = ""
    base: str = ""
    version: int = 0
    retired: bool = False


class Formats:
    """The files by their format's id, and the formats of the database by theirs."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.own = OwnFormats(store)
        self._folder = settings.formats
        self._files: dict[str, Format] = {}
        self._seen: tuple[object, ...] | None = None

    def files(self) -> dict[str, Format]:
        """By stage, in the order of a trajectory. Read again when a file has changed.

        Raises FormatFault.
        """
        seen = tuple(
            (file, found.st_mtime_ns, found.st_size)
            for folder in (SHIPPED, self._folder)
            if folder is not None
            for file in sorted(folder.glob("*.toml"))
            for found in [file.stat()]
        )
        if seen != self._seen:
            by_order = sorted(shelf(self._folder).items(), key=lambda it: (it[1].order, it[0]))
            self._files, self._seen = dict(by_order), seen
        return self._files

    async def choices(
        self, stage: str = "", *, account: str | None = None, retired: bool = False
    ) -> list[FormatChoice]:
        """The shipped ones in their order, then one's own by name; of everyone, or as
        this account may choose them: what coaches made is for all, a coordinator's is not.

        Raises FormatFault.
        """
        found = [_choice(Ordered(format, []), format.title.nl) for format in self.files().values()]
        for row in await self.own.latest():
            made = chosen(row)
            if made is not None and (retired or not made.retired):
                found.append(made)
        return [
            one
            for one in found
            if stage in ("", one.stage) and (account is None or one.owner in ("", account))
        ]

    async def find(self, id: str) -> Format | None:
        """By its own id, or by that of a file. Raises FormatFault."""
        for format in self.files().values():
            if format.id == id:
                return format
        row = await self.own.get(id)
        if row is None or row.retired_at is not None:
            return None
        now = readable(row)
        return now.format if now else None


def readable(row: OwnFormat) -> Ordered | None:
    """None for one that this server cannot read: another made it."""
    try:
        return row.read()
    except msgspec.MsgspecError as fault:
        log.error("a format of one's own cannot be read, version %s: %s", row.version, fault)
        return None


def chosen(row: OwnFormat) -> FormatChoice | None:
    now = readable(row)
    if now is None:
        return None
    return msgspec.structs.replace(
        _choice(now, row.name),
        own=True,
        owner=row.owner,
        base=row.copied_from,
        version=row.version,
        retired=row.retired_at is not None,
    )


def _choice(now: Ordered, name: str) -> FormatChoice:
    format, time = now.format, timing(now.format)
    return FormatChoice(
        id=format.id,
        stage=format.stage,
        name=name,
        title=format.title,
        colour=format.colour,
        minutes=time.minutes,
        steps=time.steps,
        order=format.order,
    )
