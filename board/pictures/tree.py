"""A picture as data: for a page that takes no markup from elsewhere and builds it itself."""

import re

from msgspec import Struct

from board.pictures.svg import unescape

# A sheet holds its parts side by side, and none of them holds another.
_PART = re.compile(r'<(\w+)((?: [\w-]+="[^"]*")*)(?:/>|>([^<]*)</\1>|>)')
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')


class Part(Struct, frozen=True, omit_defaults=True):
    """One tag, and what is in it: text, or other parts."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    parts: list["Part"] = []


def tree(svg: str) -> Part:
    """Of a picture that was made here; what others made is not read."""
    whole, *parts = (
        Part(tag, {name: unescape(it) for name, it in _ATTRIBUTE.findall(set)}, unescape(text))
        for tag, set, text in _PART.findall(svg)
    )
    return Part(whole.tag, whole.attributes, parts=parts)
