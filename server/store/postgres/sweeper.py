"""Gives the space of what was deleted free at once, so that it is written over soon.

PostgreSQL leaves a deleted row in its page until a VACUUM, which by itself may
come much later. It cannot run in a transaction; so a thread does it after the
commit, once for all who asked meanwhile. SECURITY.md says what can remain.
"""

import threading

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

PAUSE_S = 0.5
LAST_S = 5.0
"""At the end so long is waited: the database tidies by itself as well, only later."""
TABLES = (
    *("ballot", "salt", "outbox", "event_card", "event", "snapshot"),
    # What goes weeks after a session, and what someone takes away of their own.
    *("seat", "door_grant", "link", "return_code", "moved_seat"),
    *("remark", "sounding_note", "trajectory_contact", "trajectory_event"),
    # What goes with a whole trajectory.
    *("organisation", "report_section", "work_session", "trajectory", "local_network"),
    *("board", "card_copy", "erasure", "format"),
)


class Sweeper:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked = 0
        self._done = 0
        self._closing = threading.Event()
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="doorstart-sweeper", daemon=True)
        self._thread.start()

    def sweep(self) -> None:
        with self._change:
            self._asked += 1
            self._change.notify_all()

    def settled(self, timeout: float) -> bool:
        """Waits until all that was asked has been done."""
        with self._change:
            return self._change.wait_for(lambda: self._done == self._asked, timeout)

    def close(self) -> None:
        """Does what was asked, once; the database may be away."""
        self._closing.set()
        with self._change:
            self._change.notify_all()
        self._thread.join(LAST_S)
        self._engine.dispose()

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._due or self._closing.is_set())
                asked, due = self._asked, self._due
            if due and self._vacuum():
                with self._change:
                    self._done = asked
                    self._change.notify_all()
            if self._closing.wait(PAUSE_S if due else 0):
                return

    @property
    def _due(self) -> bool:
        return self._done != self._asked

    def _vacuum(self) -> bool:
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f"VACUUM {', '.join(TABLES)}")
        except SQLAlchemyError:
            return False  # Tried again, and the database does it by itself as well.
        return True
