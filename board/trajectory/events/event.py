"""The root of all events of a trajectory, and the entry that each becomes in its log."""

from typing import dataclass_transform

from msgspec import Struct


@dataclass_transform(frozen_default=True)
class Event(Struct, frozen=True, tag_field="type", tag=True, omit_defaults=True):
    """The root of all events; its tag in the log is the class's name.

    When it happened and in what function by whom stands in its entry. No event
    holds a person's name, address or number; accounts are ids, which mean nothing
    once the account was erased.
    """
