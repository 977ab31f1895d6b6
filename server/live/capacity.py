"""How many lines one process may hold: as many as it has files and memory for.

Whoever comes after that is told to come back. Without this the first that finds no file or no
memory any more may be the database, and then it is not one phone that waits but all of them.
"""

import logging
import os
import resource
from collections.abc import Iterator
from pathlib import Path

KB, MB = 1024, 1024 * 1024
FILES_WANTED = 65536
FILES_OF_ITS_OWN = 200
"""For the database, the bus, requests, and lines that are on their way out."""
MEMORY_OF_ITS_OWN = 128 * MB
"""What a process takes with some boards, and nobody there."""
EACH = 128 * KB
"""What a line may take, with its part of a board. One that nobody harms takes a quarter."""
LEAST = 50
"""Better one room with too little memory than nobody at all."""
CGROUPS = Path("/sys/fs/cgroup")
OF_THIS_PROCESS = Path("/proc/self/cgroup")
NO_LIMIT = 1 << 60

log = logging.getLogger(__name__)


class Capacity:
    """``held`` of ``most`` lines."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._told = False

    def take(self) -> bool:
        """False: there is no place any more."""
        if self.held >= self.most:
            if not self._told:
                self._told = True
                log.warning(
                    "%d lines are held, which is all that this process has files and memory for; "
                    "others are told to come back", self.held
                )  # fmt: skip
            return False
        self.held += 1
        return True

    def give(self) -> None:
        self.held -= 1
        # Told once more when it is full again, but not for each who comes and goes at the brim.
        self._told = self._told and self.held > self.most * 0.9


def capacity(processes: int = 1) -> Capacity:
    """``processes`` share the memory, and each has files of its own."""
    return Capacity(most_lines(_files(), memory(), processes))


def most_lines(files: int, memory: int, processes: int) -> int:
    by_memory = (memory // processes - MEMORY_OF_ITS_OWN) // EACH
    return max(LEAST, min(files - FILES_OF_ITS_OWN, by_memory))


def memory(
    cgroups: Path = CGROUPS, of_this_process: Path = OF_THIS_PROCESS, machine: int = 0
) -> int:
    """Bytes that may be used: the least of what the machine has and what was set."""
    machine = machine or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limits = [machine, *_of_groups(cgroups, of_this_process)]
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft, _ = resource.getrlimit(kind)
        if soft != resource.RLIM_INFINITY:
            limits.append(soft)
    return min(limits)


def _of_groups(cgroups: Path, of_this_process: Path) -> Iterator[int]:
    """Of the group of this process and those around it, as both versions of cgroups have them."""
    try:
        told = of_this_process.read_text().splitlines()
    except OSError:
        return
    for line in told:
        _, names, path = line.split(":", 2)
        if names and "memory" not in names.split(","):
            continue
        top, file = (
            (cgroups / "memory", "memory.limit_in_bytes") if names else (cgroups, "memory.max")
        )
        group = top / path.lstrip("/")
        # In a container the group of this process is the top of what is seen.
        for folder in {top, group, *(it for it in group.parents if it.is_relative_to(top))}:
            try:
                limit = (folder / file).read_text().strip()
            except OSError:
                continue
            if limit.isdigit() and int(limit) < NO_LIMIT:
                yield int(limit)


def _files() -> int:
    """How many this process may have open, which is made as many as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return FILES_WANTED if soft == resource.RLIM_INFINITY else soft
