"""What in a text looks like data of a person: a gentle stop before all can read it.

By its shape alone, so it errs on both sides: who leads can show a card that was
stopped for nothing. ``static/phone/personal.js`` knows the same shapes; both are
tried on the texts of ``tests/personal_data.json``.
"""

import re
from collections.abc import Callable, Iterable

_DIGITS = {first + n: str(n) for first in (0x660, 0x6F0) for n in range(10)}
"""As they are written in Arabic and in Persian: a number is a number."""

ASIDE = "personal_data"
"""Why a card is hidden that its writer sent to who leads alone."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_NATIONAL = re.compile(
    r"(?<!\d)(\d{2})([. -]?)(\d{2})[. -]?(\d{2})[. -]?(\d{3})[. -]?(\d{2})(?!\d)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_DAY = re.compile(
    r"(?<![\d./-])(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)\d{4} ?[-–/] ?\d{4}(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\w.,])(?:(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0\)[ ./-]?)?|0)"
    r"[1-9](?:[ ./-]?\d){7,8}(?![.,]?\d)"
)
_FAMILY = re.compile(
    r"\b(?:is|zijn|was)\s+(?:de\s+)?(?:vader|moeder|papa|mama|zoon|dochter|broer|zus|oma|opa)\s+van\b"
    r"|\best\s+(?:le|la)\s+(?:père|mère|fils|fille|frère|sœur)\s+d(?:e\b|u\b|')"
    r"|\bis\s+the\s+(?:father|mother|son|daughter|brother|sister)\s+of\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"\bdossier", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?!speelplein)[^\W\d_]{2,}(?:straat|laan|steenweg|dreef|lei|kaai|plein|hof)\s+\d{1,3}\b"
    r"(?!\s*(?:%|[.,:]\d|(?:keer|maal|uur|u|min|minuten|dag|dagen|week|weken|maand|maanden|jaar"
    r"|euro|km|meter|kind|kinderen|mensen|gezinnen|jongeren|x)\b))",
    re.IGNORECASE,
)


def found(texts: Iterable[str]) -> list[str]:
    """What they seem to hold, each once: codes that the catalogue has words for."""
    kinds: dict[str, None] = {}
    for text in (one.translate(_DIGITS) for one in texts):
        kinds |= dict.fromkeys(code for code, holds in _SHAPES.items() if holds(text))
    return list(kinds)


def _national(text: str) -> bool:
    """Its two last digits check the others; written out as on the card it counts anyway."""
    for year, first, month, day, serial, check in _NATIONAL.findall(text):
        number = int(year + month + day + serial)
        written = bool(first) and int(month) <= 12 and int(day) <= 31
        right = (97 - number % 97, 97 - (2_000_000_000 + number) % 97)
        if int(check) in right or (written and f"{year}.{month}.{day}-{serial}.{check}" in text):
            return True
    return False


def _iban(text: str) -> bool:
    for written in _IBAN.findall(text.upper()):
        plain = written.replace(" ", "")
        digits = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
        if int(digits) % 97 == 1:
            return True
    return False


_SHAPES: dict[str, Callable[[str], bool]] = {
    "national_number": _national,
    "email": lambda text: bool(_EMAIL.search(text)),
    "phone": lambda text: bool(_PHONE.search(_DAY.sub("·", text))) and not _national(text),
    "iban": _iban,
    "family": lambda text: bool(_FAMILY.search(text)),
    "file": lambda text: bool(_FILE.search(text)),
    "address": lambda text: bool(_ADDRESS.search(text)),
}
