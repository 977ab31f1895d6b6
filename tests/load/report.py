"""The page that tells of a run."""

from datetime import datetime

from tests.load.evening import Coming, Figures, Part, Size


def told(
    found: Figures,
    size: Size,
    workers: int,
    wrong: list[str],
    ended: list[int],
    command: str,
    when: datetime,
) -> str:
    """Markdown. ``wrong`` and ``ended`` are what the judge has to say."""
    assert found.calm is not None
    assert found.replaced is not None
    assert found.restart is not None
    assert found.storm is not None
    asked = found.calm.commands + found.replaced.commands
    weighed = ", ".join(f"{one.mib:,.0f} MiB at {minutes(one.at)}" for one in found.memory)
    return f"""# Many rooms on one machine

`{command}`, on {when:%Y-%m-%d}, on a machine with 2
cores that the client, PostgreSQL and Redis share. This page is written by that command.

{size.rooms} rooms of {size.people} phones, each with a console and a big screen:
{found.lines:,} lines on {workers} processes, for {minutes(size.seconds)}, {size.rate:g} commands
a second in all. In the middle each process is replaced by a new one while people write and
{found.looked:,} further pages are opened. At the end all lines are cut at the same moment, without
a word, and come back by the rules that the pages have.

| | |
| --- | --- |
| acknowledged, of which lost or doubled, refused, or shown otherwise in the end | \
{asked:,}, {len(wrong)} |
| lines that ended otherwise than with a word to come back | {len(ended)} |
| all came in, through the door, within | {found.joined:.0f} s |
| processor of the servers while people write, cores | {found.cpu:.2f} |
| memory of the servers, both processes | {weighed} |

Absolute times do not carry over to another machine; the second column beside the first does.

| | while nothing is replaced | while each process is replaced |
| --- | --- | --- |
{parts(found.calm, found.replaced)}

| | replaced | all lines cut |
| --- | --- | --- |
{comings(found.restart, found.storm)}

The second weighing of memory is the last of the old processes, the third the first of the new.
What grows between two of the same processes are the last frames of each stream, kept for who comes
back: at most 256 KiB a stream, of which each room has three.
Every text that was acknowledged is looked up in the database: it is there once, at the place
that the answer named; the log has no gaps; and in the end all phones of a room show the same.
"""


def minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 59 else f"{seconds:.0f} s"


def parts(calm: Part, replaced: Part) -> str:
    rows = [
        ("commands", f"{calm.commands:,}", f"{replaced.commands:,}"),
        ("answer, p50", ms(calm.answer_p50), ms(replaced.answer_p50)),
        ("answer, p99", ms(calm.answer_p99), ms(replaced.answer_p99)),
        ("last screen of the room, p50", ms(calm.last_p50), ms(replaced.last_p50)),
        ("last screen of the room, p99", ms(calm.last_p99), ms(replaced.last_p99)),
    ]
    return "\n".join(f"| {what} | {one} | {other} |" for what, one, other in rows)


def ms(value: float) -> str:
    return f"{value:,.0f} ms"


def comings(restart: Coming, storm: Coming) -> str:
    rows = [
        ("lines that came back", f"{restart.pages:,}", f"{storm.pages:,}"),
        ("of them within 30 s", f"{restart.within:.1%}", f"{storm.within:.1%}"),
        ("away, p50", f"{restart.p50:.1f} s", f"{storm.p50:.1f} s"),
        ("away, p99", f"{restart.p99:.1f} s", f"{storm.p99:.1f} s"),
        ("away, the slowest", f"{restart.slowest:.1f} s", f"{storm.slowest:.1f} s"),
        ("that got the whole view anew", f"{restart.whole:,}", f"{storm.whole:,}"),
    ]
    return "\n".join(f"| {what} | {one} | {other} |" for what, one, other in rows)
