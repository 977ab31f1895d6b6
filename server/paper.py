"""Pages for paper: a template of ``templates/paper`` and its values, set as a PDF.

Typst sets them, in its own PDF/UA-1 mode: with a title, a language and tags that
a screen reader can walk. What people wrote goes in as values and is never read
as markup. Words come from the catalogue, area ``paper``.
"""

import asyncio
import sys
from collections.abc import Mapping

import msgspec

from board.format import Language
from board.types import Millis
from server import setting
from server.apart import BESIDE, PATIENCE, NotMade, TooLate, made_apart
from server.pages import plain
from server.words import Catalogue

MOST_BYTES = 2_000_000
"""Of values: more than six sessions of five hundred cards give. Setting them takes some 600
bytes of memory for each.
"""


class TooMuchPaper(ValueError):
    """More than can be set as one PDF."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"{size} bytes; at most {most} go on paper at once")
        self.size, self.most = size, most


class Paper:
    def __init__(self, catalogue: Catalogue, patience: float = PATIENCE) -> None:
        self.catalogue = catalogue
        self._patience = patience
        # One at a time: setting takes a processor for itself, and a room may be live.
        self._turn = asyncio.Lock()

    async def pdf(
        self, name: str, language: Language, title: str, values: Mapping[str, object], now: Millis
    ) -> bytes:
        """The PDF of ``templates/paper/{name}.typ``. Raises TooMuchPaper."""
        data = await asyncio.to_thread(self._values, language, title, values)
        if len(data) > MOST_BYTES:
            raise TooMuchPaper(len(data), MOST_BYTES)
        async with self._turn:
            if len(data) > BESIDE:
                return await _set_apart(name, data, now, self._patience)
            return await asyncio.to_thread(setting.pdf_set, name, data.decode(), now)

    def _values(self, language: Language, title: str, values: Mapping[str, object]) -> bytes:
        given = {
            **{key: plain(value) for key, value in values.items()},
            "title": title,
            "language": language,
            "words": self.catalogue.areas(language, "paper"),
        }
        return msgspec.json.encode(given)


async def _set_apart(name: str, values: bytes, now: Millis, patience: float) -> bytes:
    # Without its folder among what is imported from: our names are not those of Python.
    command = (sys.executable, "-P", setting.__file__, name, str(now))
    try:
        return await made_apart(command, values, patience)
    except TooLate:
        raise RuntimeError(f"no PDF of {name} in {patience:g} s") from None
    except NotMade as fault:
        raise RuntimeError(f"no PDF of {name}: {fault}") from None
