"""Curves as SVG, from the run's own data: axes, a few ticks, and each line's name at its end."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

from msgspec import Struct

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 60, 52
COLOURS = ["#0b5394", "#b45f06", "#38761d", "#741b47", "#444444"]
NEAR = 16
"""Names closer than this, in points, are moved apart."""


class Chart(Struct, frozen=True):
    title: str
    x: str
    y: str
    lines: Mapping[str, Mapping[int, float]]
    """By name: the value at each size. Sizes stand on a logarithmic axis, values begin at 0."""


def draw(chart: Chart) -> str:
    sizes = sorted({size for line in chart.lines.values() for size in line})
    top = _round_up(max(value for line in chart.lines.values() for value in line.values()))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def across(size: float) -> float:
        first, last = log10(sizes[0]), log10(sizes[-1])
        return LEFT + wide * (log10(size) - first) / ((last - first) or 1)

    def up(value: float) -> float:
        return TOP + high * (1 - value / top)

    parts = [_text(LEFT - 50, 24, chart.title, size=15, weight="bold")]
    for k in range(5):
        value = top * k / 4
        y = up(value)
        parts.append(_path([(LEFT, y), (LEFT + wide, y)], "#dddddd", 1))
        parts.append(_text(LEFT - 8, y + 4, f"{value:,.4g}", anchor="end"))
    for size in sizes:
        x = across(size)
        parts.append(_path([(x, TOP + high), (x, TOP + high + 5)], "#444444", 1))
        parts.append(_text(x, TOP + high + 20, f"{size:,}", anchor="middle"))
    parts.append(_path([(LEFT, TOP), (LEFT, TOP + high), (LEFT + wide, TOP + high)], "#444444", 1))
    parts.append(_text(LEFT + wide / 2, HEIGHT - 10, chart.x, anchor="middle"))
    parts.append(_text(LEFT - 50, 40, chart.y))
    ends = _apart({name: up(line[max(line)]) for name, line in chart.lines.items()})
    for colour, (name, line) in zip(COLOURS, chart.lines.items(), strict=False):
        points = [(across(size), up(line[size])) for size in sorted(line)]
        parts.append(_path(points, colour, 2.5))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        told = f"{name} {line[max(line)]:,.3g}"
        parts.append(_text(points[-1][0] + 10, ends[name] + 4, told, colour=colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(chart.title)}" '
        'font-family="sans-serif" font-size="12">\n'
        '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    last = float("-inf")
    for name, y in sorted(wanted.items(), key=lambda pair: pair[1]):
        last = found[name] = max(y, last + NEAR)
    return found


def _round_up(value: float) -> float:
    """To a number that four steps divide into round ones."""
    unit = 10.0 ** int(log10(value) - (value < 1))
    return next(unit * k for k in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if unit * k >= value)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: str = "normal",
    colour: str = "#222222",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{escape(words)}</text>'
    )


def _path(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
