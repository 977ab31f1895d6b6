"""What people made of the chapters of a report; the rest of it comes from the record."""

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from board.types import Millis
from server.store.store import Store
from server.store.trajectory_tables import report_section

_s = report_section.c


class Chapter(Struct, frozen=True):
    """``version`` counts the times it was kept, from 1 on."""

    section: str
    shown: bool
    version: int
    at: Millis
    text: str


class Reports:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def chapters(self, trajectory: str) -> dict[str, Chapter]:
        query = select(_s.section, _s.shown, _s.version, _s.at, _s.text).where(
            _s.trajectory == trajectory
        )

        def work(connection: Connection) -> dict[str, Chapter]:
            return {row.section: Chapter(*row) for row in connection.execute(query)}

        return await self._store.read(work, one=True)

    async def keep(self, trajectory: str, made: Chapter) -> bool:
        """False where somebody else kept this version of it first: then nothing changes."""

        def work(connection: Connection) -> bool:
            mine = (_s.trajectory == trajectory) & (_s.section == made.section)
            there = connection.execute(select(_s.version).where(mine).with_for_update()).scalar()
            if (there or 0) + 1 != made.version:
                return False
            values = {
                "shown": made.shown,
                "version": made.version,
                "at": made.at,
                "text": made.text,
            }
            if there is None:
                row = {"trajectory": trajectory, "section": made.section, **values}
                connection.execute(insert(report_section), row)
            else:
                connection.execute(update(report_section).where(mine).values(values))
            return True

        return await self._store.write(work, truncate=True)
