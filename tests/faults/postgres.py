"""PostgreSQL whose log lies on a disk that can be full, slow or broken."""

import os

from tests.faults.preload import Preload
from tests.services import Postgres


class DiskPostgres(Postgres):
    """Its log is in small pieces, so that it soon needs a new one; and pages know their sums."""

    how = ("--wal-segsize=1", "--data-checksums")

    def __init__(self, port: int = 0) -> None:
        self.disk: Preload | None = None
        super().__init__(port)
        self.disk = Preload(self.folder / "of", self.data / "pg_wal")

    def as_whom(self) -> dict[str, object]:
        variables = self.disk.variables if self.disk else {}
        return super().as_whom() | {"env": os.environ | variables}

    @property
    def answering(self) -> bool:
        return self.process is not None and self.process.poll() is None and self.answers()
