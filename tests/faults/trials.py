"""The faults by name, each with what it needs to stand on; one call is one run."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server.settings import Settings
from server.store.store import prepare
from tests.faults import abuse, alone, clocks, disks, fronts, lines, power, several, soak, storms
from tests.faults.checker import Verdict
from tests.faults.crowd import Load
from tests.faults.cutter import Cutter
from tests.faults.mutation import Mutant
from tests.faults.postgres import DiskPostgres
from tests.faults.preload import Preload
from tests.faults.run import Stand, run
from tests.faults.slot import Slot
from tests.faults.trial import Trial
from tests.running import SECRET
from tests.services import Redis

TRIALS = {
    trial.name: trial
    for trial in (
        Trial("calm", "nothing but people who lose their lines", alone.churn),
        Trial("F1", "a server killed, one after another", several.killed),
        Trial("F2", "PostgreSQL killed, and stopped at once", several.database_killed),
        Trial("F3", "PostgreSQL stands still, and goes on", several.database_stopped),
        Trial("F4", "a server stands still, and goes on", several.server_stopped),
        Trial("F5", "Redis killed, and back empty", several.redis_killed),
        Trial("F6", "Redis stopped, and paused", several.redis_stopped),
        Trial("F7", "Redis repeats, forges, garbles, throws out", several.redis_lies),
        Trial("F8", "the disk is full", disks.full, servers=1, disk=True),
        Trial("F8pg", "the disk of PostgreSQL's WAL is full", disks.wal_full, disk=True),
        Trial("F9", "what is written does not come on the disk", disks.sync_fails, 1, disk=True),
        Trial("F9pg", "the same, of PostgreSQL's WAL", disks.wal_sync_fails, disk=True),
        Trial("F10", "the disk is slow", disks.slow, servers=1, disk=True),
        Trial("F10pg", "the disk of PostgreSQL's WAL is slow", disks.wal_slow, disk=True),
        Trial("F11", "the power is cut", power.power_cut, servers=1, disk=True, journal=True),
        Trial("F12", "the line cut between COMMIT and its answer", several.commit_cut, cut=True),
        Trial("F22", "one command on many lines, many for the last place", alone.storm),
        Trial("F24", "servers restarted in turn", several.restarted),
        Trial("F25", "the clocks of the servers jump", clocks.jump, disk=True),
        Trial("F26", "the data put back from a copy", alone.put_back, servers=1),
        Trial("F27", "a second server on the same file", alone.second_server, servers=1),
        *lines.TRIALS,
        *abuse.TRIALS,
        *fronts.TRIALS,
        *storms.TRIALS,
        Trial("F29", "on and on, a fault by lot", soak.soak, cut=True, disk=True),
        Trial("kill", "the disk held up, then the server killed", alone.stopped, servers=1),
        Trial("revoke", "the access of a console ended", alone.revoked, servers=1),
    )
}


def together(*names: str) -> Trial:
    """Several faults in one run, one after another; each must strike."""
    trials = [TRIALS[name] for name in names]

    async def fault(stand: Stand) -> None:
        for trial in trials:
            stand.injected = 0
            await trial.fault(stand)
            trial.judge(stand.injected)

    what = "; ".join(trial.what for trial in trials)
    return Trial(
        " ".join(names),
        what,
        fault,
        max(trial.servers for trial in trials),
        *(any(getattr(trial, name) for trial in trials) for name in ("cut", "disk", "journal")),
    )


UNDER = {trial.fault.__name__: trial for trial in TRIALS.values()}
UNDER["redis_gone"] = Trial("gone", "Redis gone for good", several.redis_gone)


class Ground:
    """PostgreSQL and Redis, started when they are first needed, and whole before each run."""

    def __init__(self) -> None:
        self._postgres: DiskPostgres | None = None
        self._redis: Redis | None = None
        self._template = ""

    def postgres(self, folder: Path) -> tuple[DiskPostgres, str]:
        """With the address of a database that has its tables."""
        service = self._postgres = self._postgres or DiskPostgres().start()
        if service.process is None or service.process.poll() is not None:
            service.start()
        if not self._template:
            first = service.database()
            prepare(Settings(data=folder, host="", port=0, database_url=first, secret=SECRET))
            self._template = first.rpartition("/")[2]
        return service, service.database(self._template)

    def redis(self) -> Redis:
        service = self._redis = self._redis or Redis().start()
        if service.process is None or service.process.poll() is not None:
            service.start()
        return service

    def close(self) -> None:
        """What comes after this begins with new ones."""
        for service in (self._postgres, self._redis):
            if service is not None:
                service.stop()
        self._postgres, self._redis, self._template = None, None, ""


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    held = Ground()
    try:
        yield held
    finally:
        held.close()


def attempt(
    trial: Trial,
    on: Ground,
    folder: Path,
    seed: int,
    seconds: float,
    load: Load,
    mutant: Mutant | None = None,
    floor: int = 20,
) -> tuple[Verdict, Stand]:
    """Raises NotInjected."""
    planted = mutant.name if mutant else ""
    if trial.servers == 1:
        home = folder / "server"
        disk = Preload(home / "of", home / "data", journal=trial.journal) if trial.disk else None
        server = Slot(home, planted, disk)
        database = server.running.settings.database
        verdict, stand = run(folder, [server], database, load, seed, trial.fault, seconds)
    else:
        postgres, url = on.postgres(folder)
        redis = on.redis()
        with Cutter(postgres.port, seed) as cutter:
            # Only what needs it goes over the line that breaks.
            cut = trial.cut
            address = url.replace(f":{postgres.port}/", f":{cutter.port}/") if cut else url
            with ThreadPoolExecutor() as threads:
                begun = [
                    threads.submit(
                        Slot,
                        folder / f"server{number}",
                        planted,
                        Preload(folder / f"of{number}", folder / f"server{number}")
                        if trial.disk
                        else None,
                        database_url=address,
                        redis_url=redis.url,
                    )
                    for number in range(trial.servers)
                ]
            servers = [one.result() for one in begun]
            verdict, stand = run(
                folder, servers, url, load, seed, trial.fault, seconds, postgres, redis, cutter
            )
    trial.judge(stand.injected, verdict.acknowledged, 0 if mutant else floor)
    return verdict, stand
