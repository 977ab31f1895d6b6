"""What a trial is: a fault by name, with what it needs to stand on."""

from msgspec import Struct

from tests.faults.run import Fault


class Trial(Struct, frozen=True):
    """``servers`` 1: with SQLite in a folder; more: with PostgreSQL and Redis."""

    name: str
    what: str
    fault: Fault
    servers: int = 2
    cut: bool = False
    """Whether the line between the servers and PostgreSQL can be broken."""
    disk: bool = False
    """Whether the disk of the log and the clocks of the servers can be wrong."""
    journal: bool = False
    """Whether each write of a server with SQLite is written down, for a power cut."""

    def judge(self, injected: int, acknowledged: int = 0, floor: int = 0) -> None:
        """Raises NotInjected, where a run says nothing."""
        if not injected:
            raise NotInjected(f"{self.name}: {self.what}: it never struck")
        if acknowledged < floor:
            raise NotInjected(f"{self.name}: only {acknowledged} commands acknowledged")


class NotInjected(AssertionError):
    """The fault never struck, or hardly anyone was there: such a run says nothing."""
