"""What the server remembers: the log of each board, the doors, the record. SQL stays in here.

``open_store(settings)`` opens the database; ``Log(store)``, ``Doors(store)`` and
``Record(store)`` are the three ways to use it.
"""

from server.store.append import Append, Conflict, Head, OutboxRow
from server.store.doors import Doors, Grant, Kind, Link
from server.store.faults import (
    Locked,
    Poisoned,
    StoreFault,
    Unavailable,
    Unknown,
    Unreadable,
    Unusable,
)
from server.store.log import Loaded, Log, Salts
from server.store.record import (
    Municipality,
    Network,
    NewOrganisation,
    Organisation,
    Overview,
    Record,
    Snapshot,
    SnapshotLine,
    Trajectory,
)
from server.store.sessions import NewSession, WorkSession
from server.store.snapshots import SnapshotRow
from server.store.store import Store, open_store
from server.store.trajectories import Contact, TrajectoryLog

__all__ = [
    "Append",
    "Conflict",
    "Contact",
    "Doors",
    "Grant",
    "Head",
    "Kind",
    "Link",
    "Loaded",
    "Locked",
    "Log",
    "Municipality",
    "Network",
    "NewOrganisation",
    "NewSession",
    "Organisation",
    "OutboxRow",
    "Overview",
    "Poisoned",
    "Record",
    "Salts",
    "Snapshot",
    "SnapshotLine",
    "SnapshotRow",
    "Store",
    "StoreFault",
    "Trajectory",
    "TrajectoryLog",
    "Unavailable",
    "Unknown",
    "Unreadable",
    "Unusable",
    "WorkSession",
    "open_store",
]
