"""The few figures that tell a sick board from a healthy one, for ``/metrics``.

Each says in its help what is normal. A label has a few fixed words and never a
board, seat, path or name: whoever may read figures may not learn who is where.

Under ``serve --workers`` each process writes its own into files of one folder,
and whichever is asked adds them all up. The parent names the folder and a
number for each process; it gives the number of one that is gone to the next,
so the files stay few however often processes come and go.
"""

import os

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""What prometheus-client itself reads from the environment."""
NUMBER = "DOORSTART_WORKER"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Read here and not in the settings: the figures below take their form when they are made.
_shared = FOLDER in os.environ and NUMBER in os.environ
if _shared:
    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]
        lambda: os.environ[NUMBER]
    )
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()

COMMANDS = Counter(
    "doorstart_commands",
    "Commands by what came of them: saved, refused (a rule says no) or given_back (not now, "
    "they come again). given_back stands still but for restarts and a log that is away.",
    ["outcome"],
    registry=REGISTRY,
)
REFUSED = Counter(
    "doorstart_refused",
    "Requests, lines and commands that were refused, by why: guesses, other sites, what is not "
    "theirs, too much. Some are slips of people; many of one in a minute are not.",
    ["why"],
    registry=REGISTRY,
)
COMMIT_SECONDS = Histogram(
    "doorstart_commit_seconds",
    "From asking for an append to its being on disk. Nearly all below 0.05.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
CONFLICTS = Counter(
    "doorstart_conflicts",
    "Appends lost to another writer of the same board and decided again. With one server 0; "
    "with several a few in a hundred.",
    registry=REGISTRY,
)
UNKNOWN_COMMITS = Counter(
    "doorstart_unknown_commits",
    "Commits that broke off, so that the log had to tell. Moves only when the database goes away.",
    registry=REGISTRY,
)
LOG_READS = Counter(
    "doorstart_log_reads",
    "Rooms that read on from the log: behind what others wrote, or in doubt of their own last "
    "commit. With a bus few, and doubt stands still.",
    ["why"],
    registry=REGISTRY,
)
LOG_UP = Gauge(
    "doorstart_log_up",
    "1 when every process reaches its log. Always 1.",
    multiprocess_mode="livemin",
    registry=REGISTRY,
)
BUS_UP = Gauge(
    "doorstart_bus_up",
    "1 when every process hears the others, or needs none. 0 is a slower screen, no loss.",
    multiprocess_mode="livemin",
    registry=REGISTRY,
)
BUS_SENT = Counter(
    "doorstart_bus_sent", "Messages given to the bus. As many as appends.", registry=REGISTRY
)
BUS_HEARD = Counter(
    "doorstart_bus_heard",
    "Messages of other processes that were taken. As many as they sent for boards at both.",
    registry=REGISTRY,
)
BUS_DROPPED = Counter(
    "doorstart_bus_dropped",
    "Messages thrown away, by why. Stands still but for a bus that is away; a wrong signature "
    "is always worth a look.",
    ["reason"],
    registry=REGISTRY,
)
CONNECTIONS = Gauge(
    "doorstart_connections",
    "Phones, consoles and screens that are connected now. As many as there are people, and falls "
    "at once only when a session ends or a line does.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
ROOMS = Gauge(
    "doorstart_rooms",
    "Boards in memory. Those with people, and others for ten minutes more.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
SLOW_DROPPED = Counter(
    "doorstart_slow_dropped",
    "Times that one who reads too slowly was skipped and given the whole view later. "
    "A few on bad Wi-Fi; many at once is a line that is full.",
    registry=REGISTRY,
)
LOOP_LAG = Histogram(
    "doorstart_loop_lag_seconds",
    "How late a timer of each second came: how long people wait for the process itself. "
    "Nearly all below 0.05.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
MEMORY = Gauge(
    "doorstart_memory_bytes",
    "Memory in use, of all processes. Rises with people, and then stays.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
TASKS = Gauge(
    "doorstart_tasks",
    "Things that are under way or wait. Rises with people, and falls again when they go.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)

# From the beginning, so that the first one shows as a rise.
for _outcome in ("saved", "refused", "given_back"):
    COMMANDS.labels(_outcome)
for _why in ("behind", "doubt"):
    LOG_READS.labels(_why)


def exposed() -> bytes:
    """All of it in the text format, of all processes of this server."""
    if not _shared:
        return prometheus_client.generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together, os.environ[FOLDER])  # type: ignore[no-untyped-call]
    return prometheus_client.generate_latest(together)


def shared(folder: str, number: int) -> dict[str, str]:
    """The environment in which a process writes its figures beside those of others."""
    return {FOLDER: folder, NUMBER: str(number)}


def ended(folder: str, number: int) -> None:
    """The process of this number is gone: it has no connections any more."""
    mark_process_dead(number, folder)  # type: ignore[no-untyped-call]
