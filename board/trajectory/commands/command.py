"""The root of all commands to a trajectory."""

from typing import dataclass_transform

from msgspec import Struct


@dataclass_transform(frozen_default=True)
class Command(
    Struct, frozen=True, kw_only=True, tag_field="type", tag=True, forbid_unknown_fields=True
):
    """``id`` is drawn by the page it was sent from: sent twice, it is done once."""

    id: str = ""
