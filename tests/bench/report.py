"""Writes what the bench found, with all that is needed to do it again."""

import os
import platform
import time
from pathlib import Path

from tests.bench import pages, words
from tests.bench.curves import Chart, draw
from tests.bench.drive import Played
from tests.bench.runs import (
    GROWING,
    HUGE,
    JOINED,
    LONE,
    MANY_RATE,
    ROOMS,
    SIZES,
    SMALL,
    Found,
)
from tests.bench.stage import FLOOR, OURS, SOCKETIO, TITLES
from tests.bench.targets import targets

REMARKS = Path(__file__).parent / "remarks.md"
"""What people found out about the figures, kept from one run to the next."""


def write(found: Found, folder: Path) -> None:
    page = folder / "bench.md"
    # What pages cost is measured by itself, and stays as it was.
    rest = pages.kept(page.read_text()) if page.exists() else ""
    page.write_text("\n".join(part for part in (paper(found), rest) if part))
    for name, chart in charts(found).items():
        (folder / f"bench-{name}.svg").write_text(draw(chart))


def paper(found: Found) -> str:
    parts = [_head(found)]
    parts += [f"**This run failed** at {part}: {why}.\n" for part, why in found.failed.items()]
    parts.append(_targets(found))
    parts += [_rooms(found), _joined(found), _limits(found), _growth(found), words.PEERS]
    if found.absent:
        parts += [f"Not here in this run: {name} ({why}).\n" for name, why in found.absent.items()]
    if REMARKS.exists():
        parts.append(REMARKS.read_text())
    return "\n".join(part for part in parts if part)


def _head(found: Found) -> str:
    return words.HEAD.format(
        date=time.strftime("%Y-%m-%d"),
        seed=found.seed,
        rounds=found.rounds,
        cores=os.cpu_count(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )


def _targets(found: Found) -> str:
    rows = [
        f"| {one.what} | {'at least' if one.least else 'at most'} {one.bound:g} {one.unit} "
        f"| {one.measured:.2f} {one.unit} | {one.verdict} |"
        for one in targets(found)
    ]
    if not rows:
        return ""
    met = sum(one.met for one in targets(found))
    told = f"{met} of {len(rows)} are met."
    return words.TARGETS.format(told=told) + "\n".join(rows) + "\n"


def _rooms(found: Found) -> str:
    parts = [_table(found, found.rooms, one.name) for one in ROOMS]
    parts += [_table(found, found.rooms, LONE.name)]
    parts = [part for part in parts if part]
    return words.ROOMS + "\n".join(parts) if parts else ""


def _joined(found: Found) -> str:
    parts = [_table(found, found.joined, one.name) for one in JOINED]
    parts = [part for part in parts if part]
    return words.JOINED + "\n".join(parts) if parts else ""


def _table(found: Found, all_of: dict[str, dict[str, Played]], scenario: str) -> str:
    played = all_of.get(scenario)
    if not played:
        return ""
    floor = found.rooms.get(scenario, {}).get(FLOOR)
    socketio = played.get(SOCKETIO)
    some = next(iter(played.values()))
    rows = [f"### {scenario[0].upper()}{scenario[1:]}\n", _about(some), words.TABLE]
    for name, one in sorted(played.items(), key=lambda pair: _whole(pair[1])):
        rows.append(
            f"| {_bold(name)} | {_whole(one):.1f} | {one.services_us:.1f} "
            f"| {_times(one, floor)} | {_times(one, socketio)} | {one.p50:.1f} | {one.p99:.1f} "
            f"| {one.frames / one.deliveries:.2f} | {_missed(one)} | {one.client:.0%} |"
        )
    return "\n".join(rows) + "\n"


def _about(some: Played) -> str:
    return f"N = {some.people}, {some.changes} changes, seed {some.seed} and on.\n"


def _whole(one: Played) -> float:
    return one.cpu_us + one.services_us


def _times(one: Played, other: Played | None) -> str:
    return f"{_whole(one) / _whole(other):.2f}" if other else "—"


def _missed(one: Played) -> str:
    return f"{one.missed:,}" if one.missed else "0"


def _bold(name: str) -> str:
    return f"**{TITLES[name]}**" if name == OURS else TITLES[name]


def _limits(found: Found) -> str:
    names = [name for name in TITLES if name in {*found.full, *found.idle, *found.storms}]
    if not names:
        return ""
    rows = []
    for name in sorted(names, key=lambda name: name != OURS):
        full, idle, storm = (
            found.full.get(name),
            found.idle.get(name),
            found.storms.get(name),
        )
        rows.append(
            f"| {_bold(name)} "
            + (
                f"| {full.each_second / 1000:,.0f} | {full.ended or '—'} | {full.client:.0%} "
                if full
                else "| — | — | — "
            )
            + (f"| {idle.kib_each:.1f} | {idle.join_us:,.0f} " if idle else "| — | — ")
            + (
                f"| {storm.current} of {storm.people} | {storm.join_us:,.0f} "
                f"| {storm.slowest:,.0f} | {storm.client:.0%} |"
                if storm
                else "| — | — | — | — |"
            )
        )
    return words.LIMITS.format(seed=found.seed) + "\n".join(rows) + "\n"


def _growth(found: Found) -> str:
    parts = []
    drawn = charts(found)
    if "rooms" in drawn:
        parts.append(words.GROWTH_ROOMS)
        parts += [_table(found, found.rooms, one.name) for one in (SMALL, HUGE)]
    if "cards" in drawn:
        rows = [
            f"| {cards:,} | {cost.thinking:.0f} | {cost.whole:.0f} |"
            for cards, cost in sorted(found.cards.items())
        ]
        parts.append(words.GROWTH_CARDS + "\n".join(rows) + "\n")
    if "many" in drawn:
        rows = [
            f"| {rooms} | {one.people:,} | {one.cpu_us:.1f} | {one.idle_ms:.1f} "
            f"| {_without_idle(one):.1f} | {one.p50:.1f} | {one.p99:.1f} | {one.client:.0%} |"
            for rooms, one in sorted(found.many.items())
        ]
        parts.append(words.GROWTH_MANY.format(rate=MANY_RATE) + "\n".join(rows) + "\n")
    return words.GROWTH + "\n".join(parts) if parts else ""


def _without_idle(one: Played) -> float:
    """Microseconds a delivery, less what the same connections cost when nothing happens."""
    return one.cpu_us - one.idle_ms * 1000 / one.each_second


def charts(found: Found) -> dict[str, Chart]:
    drawn = {}
    if HUGE.name in found.rooms:
        lines = {
            TITLES[name]: {
                size: _whole(found.rooms[scenario.name][name])
                for size, scenario in SIZES.items()
                if name in found.rooms.get(scenario.name, {})
            }
            for name in GROWING
        }
        drawn["rooms"] = Chart(
            "One delivery, as the room grows",
            "people in the room, with 50 changes a second",
            "microseconds of processor time for one change on one screen",
            lines,
        )
    if found.cards:
        drawn["cards"] = Chart(
            "One event, as the board grows",
            "cards on the board",
            "microseconds of processor time",
            {
                "append included": {k: cost.whole for k, cost in found.cards.items()},
                "without": {k: cost.thinking for k, cost in found.cards.items()},
            },
        )
    if found.many:
        drawn["many"] = Chart(
            "The same load, over more rooms",
            "rooms of 30 people",
            "microseconds of processor time for one delivery",
            {
                "all": {k: one.cpu_us for k, one in found.many.items()},
                "without idle": {k: _without_idle(one) for k, one in found.many.items()},
            },
        )
    return drawn
