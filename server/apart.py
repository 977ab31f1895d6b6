"""A file made by a program of its own, so that no session waits for it: it reads what it needs,
tells how far it is, and writes the file. Its memory is given back with it.
"""

import asyncio
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from pathlib import Path

import msgspec

from server.report.progress import Tell, quietly

BESIDE = 100_000
"""Bytes of values above which a file is made so."""
PATIENCE = 300.0
"""Seconds in which it must be there: what takes longer would keep all others waiting."""
STEP = b"\x1e"
"""Begins a line that tells how far it is; all else it says is of what went wrong."""
SAID = 400
_ROOT = str(Path(__file__).parent.parent)


class TooLate(RuntimeError):
    """It was not there in time."""


class NotMade(RuntimeError):
    """It could not be made."""


def of_ours(module: str) -> Sequence[str]:
    """The program of a module of ours: not of what lies in the folder where someone stands."""
    begin = f"import sys; sys.path.insert(0, {_ROOT!r}); from runpy import run_module; "
    return (sys.executable, "-P", "-c", f"{begin}run_module({module!r}, run_name='__main__')")


async def made_apart(
    command: Sequence[str], given: bytes, patience: float = PATIENCE, tell: Tell = quietly
) -> bytes:
    """Raises TooLate, NotMade, and what ``tell`` raises, which ends it at once."""
    made = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert made.stdin
    assert made.stdout
    assert made.stderr
    read = asyncio.create_task(made.stdout.read())
    heard = asyncio.create_task(_heard(made.stderr, tell))
    parts = (read, heard, asyncio.create_task(_give(made.stdin, given)))
    try:
        async with asyncio.timeout(patience):
            await asyncio.gather(*parts)
            await made.wait()
    except TimeoutError:
        raise TooLate(f"nothing in {patience:g} s") from None
    finally:
        # First of all: whoever waits for this may be cancelled once more.
        if made.returncode is None:
            made.kill()
        for one in parts:
            one.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        if made.returncode is None:
            # What it had still to say is let go.
            await made.communicate()
    if made.returncode:
        raise NotMade(heard.result()[-SAID:].decode(errors="replace"))
    return read.result()


def told_back(part: int, of: int, what: str) -> None:
    """How far it is, from within such a program."""
    os.write(2, STEP + msgspec.json.encode((part, of, what)) + b"\n")


async def _give(to: StreamWriter, given: bytes) -> None:
    # One that is gone says itself why.
    try:
        to.write(given)
        await to.drain()
    except ConnectionError:
        pass
    finally:
        to.close()


async def _heard(from_it: StreamReader, tell: Tell) -> bytes:
    said = b""
    async for line in from_it:
        if line.startswith(STEP):
            tell(*msgspec.json.decode(line[1:], type=tuple[int, int, str]))
        else:
            said += line
    return said
