"""Pages for paper: a template of ``templates/paper`` and its values, set as a PDF.

Typst sets them, in its own PDF/UA-1 mode: with a title, a language and tags that
a screen reader can walk. What people wrote goes in as values and is never read
as markup. Words come from the catalogue, area ``paper``.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import typst

from board.format import Language
from board.types import Millis
from server.pages import plain
from server.words import Catalogue

TEMPLATES = Path(__file__).parent.parent / "templates" / "paper"
MOST_BYTES = 2_000_000
"""More values than any set of cards has; setting them would keep a thread busy for long."""


class TooMuchPaper(ValueError):
    """More than can be set as one PDF."""


class Paper:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        # One at a time: setting takes a processor for itself, and a room may be live.
        self._turn = asyncio.Lock()

    async def pdf(
        self, name: str, language: Language, title: str, values: Mapping[str, object], now: Millis
    ) -> bytes:
        """The PDF of ``templates/paper/{name}.typ``. Raises TooMuchPaper."""
        given = {
            **{key: plain(value) for key, value in values.items()},
            "title": title,
            "language": language,
            "words": self.catalogue.areas(language, "paper"),
        }
        data = msgspec.json.encode(given)
        if len(data) > MOST_BYTES:
            raise TooMuchPaper(f"{len(data)} bytes; at most {MOST_BYTES} go on paper at once")
        async with self._turn:
            return await asyncio.to_thread(_set, name, data.decode(), now)


def _set(name: str, values: str, now: Millis) -> bytes:
    made = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(TEMPLATES / "fonts")],
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"values": values},
        timestamp=datetime.fromtimestamp(now // 1000, UTC),
    )
    assert isinstance(made, bytes)
    return made
