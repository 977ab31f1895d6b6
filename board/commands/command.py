"""The root of all commands."""

from typing import dataclass_transform

from msgspec import Struct


@dataclass_transform(frozen_default=True)
class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """Its tag on the wire is the class's name."""
