"""A format as a page has it: plain JSON in one language, with what that language lacks."""

from collections.abc import Mapping

from msgspec import Struct

from board.format import Format, Language, Words

LEFT_IN_DUTCH = "\u2066\u2060"
"""Before a text that a language lacks: its Dutch, in isolates. So it reads from left to
right in any line, and a page can tell it from what is in the reader's language."""
ISOLATE_ENDS = "\u2069"
BORROWED = ("start", "examples")
"""Words that may go on in what people write: those are never marked."""


def spoken(
    format: Format, language: Language, pack: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The format as plain JSON in one language, for a page. ``pack`` has its words by the
    Dutch ones. What a language lacks is left in Dutch, and says so.
    """

    def word(words: Words, borrowed: bool) -> str:
        said = getattr(words, language, "") or (pack or {}).get(words.nl, "")
        return said or (words.nl if borrowed or language == "nl" else left_in_dutch(words.nl))

    def say(thing: object, borrowed: bool = False) -> object:
        if isinstance(thing, Words):
            return word(thing, borrowed)
        if isinstance(thing, Struct):
            return {
                name: say(getattr(thing, name), name in BORROWED)
                for name in thing.__struct_fields__
            }
        if isinstance(thing, list):
            return [say(item, borrowed) for item in thing]
        return thing

    result = say(format)
    assert isinstance(result, dict)
    del result["variants"]
    return result


def left_in_dutch(text: str) -> str:
    return f"{LEFT_IN_DUTCH}{text}{ISOLATE_ENDS}" if text else ""
