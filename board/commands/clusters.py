"""What is asked about clusters: cards put together under one title."""

from board.commands.command import Command
from board.types import ClusterId


class MakeCluster(Command):
    """Puts cards, and whole clusters, together under one title."""

    members: list[str]
    title: str


class RenameCluster(Command):
    cluster: ClusterId
    title: str


class DissolveCluster(Command):
    cluster: ClusterId
