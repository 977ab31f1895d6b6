"""The root of all events."""

from typing import dataclass_transform

from msgspec import Struct


@dataclass_transform(frozen_default=True)
class Event(Struct, frozen=True, tag_field="type", tag=True, omit_defaults=True):
    """The root of all events; its tag in the log is the class's name."""
