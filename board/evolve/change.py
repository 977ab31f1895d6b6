"""What a handler answers: the fields that change, and the keys of what it touched."""

from collections.abc import Iterable
from typing import Any

Change = tuple[dict[str, Any], Iterable[str]]
