"""Pictures: nothing in them lies on something else, whatever it is called and however many."""

import re
import struct
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.entities import ChartRow
from board.pictures.bars import TALLEST, Bar, Shape, bars
from board.pictures.corners import corners
from board.pictures.course import course
from board.pictures.rings import Stands, rings
from board.pictures.strand import Knot, strand
from board.pictures.svg import WIDTH, cut, wide, wrapped

FONTS = Path(__file__).parents[2] / "templates/paper/fonts"
LONG = (
    "Wij willen dat elk kind, ook wie geen auto heeft en wie nog geen Nederlands spreekt, mee kan."
)
JOINED = "Vrijetijdsparticipatienetwerkcoördinatievergadering"
TYPED = '<script>alert("x")</script> & \u202e omgekeerd'
PLACES = ["beslist mee", "werkt mee", "denkt mee", "weet ervan", "nog niet"]
SVG = "{http://www.w3.org/2000/svg}"


def parts(svg: str, name: str) -> list[ElementTree.Element]:
    """Read as XML: what is no picture that every reader takes, fails here."""
    return ElementTree.fromstring(svg).findall(f"{SVG}{name}")


def numbers(one: ElementTree.Element, *names: str) -> tuple[int, ...]:
    return tuple(int(one.get(name, "0")) for name in names)


def texts(svg: str) -> list[tuple[int, int, int, str]]:
    """Of each line where it begins and ends, and on which height."""
    found = []
    for one in parts(svg, "text"):
        x, y, size = numbers(one, "x", "y", "font-size")
        text = one.text or ""
        room = wide(text, size, bold=one.get("font-weight") == "700")
        begin = {"middle": x - room // 2, "end": x - room}.get(one.get("text-anchor", ""), x)
        found.append((begin, begin + room, y, text))
    return found


def inside(svg: str) -> None:
    whole = int(ElementTree.fromstring(svg).get("width", ""))
    for begin, end, _, text in texts(svg):
        assert begin >= -1, text
        assert end <= whole + 1, text


def apart(svg: str) -> None:
    """No line of text lies on another."""
    for (a, b, y, one), (c, d, z, other) in combinations(texts(svg), 2):
        assert abs(y - z) >= 11 or b <= c or d <= a, (one, other)


@cache
def widths(font: str) -> dict[int, float]:
    """How wide each letter of a font is, in thousandths of its size: from its tables."""
    data = (FONTS / font).read_bytes()
    (many,) = struct.unpack(">H", data[4:6])
    table = {
        data[at : at + 4]: struct.unpack(">I", data[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * many, 16)
    }
    units: int = struct.unpack(">H", data[table[b"head"] + 18 : table[b"head"] + 20])[0]
    told: int = struct.unpack(">H", data[table[b"hhea"] + 34 : table[b"hhea"] + 36])[0]

    def advance(glyph: int) -> float:
        at = table[b"hmtx"] + 4 * min(glyph, told - 1)
        width: int = struct.unpack(">H", data[at : at + 2])[0]
        return 1000 * width / units

    cmap = table[b"cmap"]
    (maps,) = struct.unpack(">H", data[cmap + 2 : cmap + 4])
    found: dict[int, float] = {}
    for n in range(maps):
        (where,) = struct.unpack(">I", data[cmap + 8 + 8 * n : cmap + 12 + 8 * n])
        at = cmap + where
        if struct.unpack(">H", data[at : at + 2])[0] != 12:
            continue
        (groups,) = struct.unpack(">I", data[at + 12 : at + 16])
        for group in range(groups):
            begin, end, first = struct.unpack(">III", data[at + 16 + 12 * group :][:12])
            found |= {code: advance(first + code - begin) for code in range(begin, end + 1)}
    return found


def test_G10_what_is_taken_for_the_width_of_a_text_is_never_less_than_it_has() -> None:
    assert len(widths("DejaVuSans.ttf")) > 5_000
    for text in (LONG, JOINED, "WIJ WILLEN MEER", "œuvre à Liège", "Ми разом", "نحن معا", "iiiii"):
        told = sum(widths("DejaVuSans.ttf")[ord(one)] for one in text) * 13 / 1000
        assert told <= wide(text, 13) <= 1.8 * told + 2
        bold = sum(widths("DejaVuSans-Bold.ttf")[ord(one)] for one in text) * 13 / 1000
        assert bold <= wide(text, 13, bold=True)


@given(st.text(max_size=80), st.integers(20, 360))
def test_G10_a_text_is_wrapped_into_lines_that_fit(text: str, room: int) -> None:
    lines = wrapped(text, room)
    assert len(lines) <= 3
    assert all(wide(one) <= room for one in lines)
    assert wide(cut(text, room)) <= room


@pytest.mark.parametrize("label", [LONG, JOINED, TYPED, "", "ك" * 60])
def test_G10_bars_keep_their_words_apart_and_fit_on_a_sheet(label: str) -> None:
    rows = [Bar(label, n, f"{n} punten · van 12 organisaties") for n in range(40)]
    drawn = bars(rows, "Stippen")
    assert [one for sheet in drawn for one in sheet.rows] == rows
    for sheet in drawn:
        inside(sheet.svg)
        apart(sheet.svg)
        assert int(ElementTree.fromstring(sheet.svg).get("height", "")) <= TALLEST + 40


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("label", [LONG, JOINED, TYPED, "", "Ja"])
def test_G10_bars_of_any_shape_keep_words_bars_and_the_places_to_cut_apart(
    shape: Shape, label: str
) -> None:
    rows = [Bar(label, n, f"{n} stippen", "van 12 organisaties") for n in range(5)]
    [sheet] = bars(rows, "Stippen", 0, shape, 10_000)
    inside(sheet.svg)
    apart(sheet.svg)
    assert sheet.rows == rows
    assert sheet.ends[-1] == int(ElementTree.fromstring(sheet.svg).get("height", ""))
    cuts = [0, *sheet.ends]
    _paper, *boxes = [numbers(one, "x", "y", "width", "height") for one in parts(sheet.svg, "rect")]
    assert len({box[:2] for box in boxes}) == len(rows)
    for begin, end, y, text in texts(sheet.svg):
        assert any(above + 9 <= y <= below - 3 for above, below in pairwise(cuts)), text
        for left, top, width, height in boxes:
            assert end <= left or begin >= left + width or y <= top or y - 10 >= top + height, text
    for _, top, _, height in boxes:
        assert any(above <= top and top + height <= below for above, below in pairwise(cuts))


def test_G10_a_text_without_any_room_comes_to_an_end() -> None:
    assert wrapped("Een woord", -1, most=99) == ["", *"Eenwoord"]


def test_G10_a_bar_is_as_long_as_its_number_and_none_is_no_bar() -> None:
    [sheet] = bars([Bar("a", 10, "10"), Bar("b", 5, "5"), Bar("c", 0, "0")], "x")
    filled = [one for one in parts(sheet.svg, "rect") if one.get("fill") == "#0a5f6b"]
    (long,), (half,) = (numbers(one, "width") for one in filled)
    assert abs(long - 2 * half) <= 1


@pytest.mark.parametrize("shape", Shape)
def test_G10_bars_of_two_pictures_can_be_laid_side_by_side(shape: Shape) -> None:
    found = []
    for many in (9, 12):
        rows = [Bar("Ja", many, f"{many} mensen"), Bar("Nog niet", 0, "0 mensen")]
        [sheet] = bars(rows, "x", 20, shape)
        found.append({numbers(one, "x", "width") for one in parts(sheet.svg, "rect")[1:2]})
    assert found[0] == found[1]


def test_G10_however_many_sessions_no_two_names_are_in_each_others_way() -> None:
    names = [f"{JOINED} {n}" for n in range(12)]
    strands: list[tuple[str, list[int | None]]] = [
        (LONG, [10 + 3 * n if n % 4 else None for n in range(12)]),
        ("Kort", [30] * 12),
    ]
    svg = course(names, strands, "Polsslag")
    inside(svg)
    apart(svg)
    assert len(parts(svg, "polyline")) == 2
    # A session in which it was not asked has no dot.
    assert len(parts(svg, "circle")) - 1 == 9


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=40))
def test_G10_no_dot_in_the_rings_lies_on_another_or_outside(
    many: int, rows: list[tuple[int, int]]
) -> None:
    places = [*PLACES, JOINED][:many]
    stands = [Stands(n, a % many, b % many) for n, (a, b) in enumerate(rows, 1)]
    svg = rings(places, stands, "Waar?", ("nu", "straks"))
    inside(svg)
    dots = [
        numbers(one, "cx", "cy", "r")
        for one in parts(svg, "circle")[many:]
        if one.get("cx") != "11"
    ]
    moved = sum(one.now != one.was for one in stands)
    assert len(dots) == len(stands) + moved
    assert len(parts(svg, "line")) == moved
    for (x, y, r), (a, b, q) in combinations(dots, 2):
        assert (x - a) ** 2 + (y - b) ** 2 >= (r + q - 2) ** 2
    for x, y, r in dots:
        assert (x - WIDTH // 2) ** 2 + (y - WIDTH // 2) ** 2 <= (WIDTH // 2 - r + 1) ** 2


def test_G10_a_ring_holds_its_dots_and_no_name_lies_on_one() -> None:
    stands = [Stands(n, n % 5, None) for n in range(1, 26)]
    svg = rings(PLACES, stands, "Waar?")
    named = [one for one in texts(svg) if one[3] in PLACES]
    assert len(named) == 5
    for one in parts(svg, "circle")[5:]:
        x, y, r = numbers(one, "cx", "cy", "r")
        for begin, end, high, text in named:
            across, down = max(begin - x, 0, x - end), max(high - 11 - y, 0, y - high)
            assert across**2 + down**2 >= (r - 1) ** 2, (text, x, y)


def test_G10_the_corners_are_named_whole_and_hold_their_dots() -> None:
    rows = [ChartRow(str(n), n, "", (n * 37) % 101, (n * 53) % 101, 0) for n in range(1, 13)]
    svg = corners((LONG, LONG), ["inplannen", "nu doen", "later", "meenemen"], rows, "x")
    inside(svg)
    told = [text for *_, text in texts(svg)]
    assert {"inplannen", "nu doen", "later", "meenemen"} <= {*told}
    assert {str(n) for n in range(1, 13)} <= {*told}
    long = ["dit nemen we mee naar het bestuur", "nu samen doen", "later", JOINED]
    close = [ChartRow(str(n), n, "", 25 * (n % 5), 25 * (n // 5), 0) for n in range(1, 25)]
    svg = corners(("a", "b"), long, close, "x")
    inside(svg)
    whole = " ".join(text for *_, text in texts(svg))
    assert all(name in whole for name in long[:3])
    named = [one for one in texts(svg) if not one[3].isdigit()]
    for one in parts(svg, "circle"):
        x, y, r = numbers(one, "cx", "cy", "r")
        for begin, end, high, text in named:
            across, down = max(begin - x, 0, x - end), max(high - 11 - y, 0, y - high)
            assert across**2 + down**2 >= (r - 1) ** 2, (text, x, y)
    nowhere = [ChartRow("1", 1, "", None, 4, None)]
    assert ">1<" not in corners(("a", "b"), ["a", "b", "c", "d"], nowhere, "x")


def test_G10_a_thread_shows_what_is_nearest_and_says_that_there_is_more() -> None:
    knots = [Knot(f"{n} {LONG}", JOINED, [n + 1], n == 30) for n in range(60)]
    svg = strand(knots, "Draad", "en nog andere")
    inside(svg)
    apart(svg)
    told = " ".join(text for *_, text in texts(svg))
    assert "30 Wij" in told
    assert "29 Wij" in told
    assert "31 Wij" in told
    assert told.count("en nog andere") == 2
    assert len(parts(svg, "path")) == told.count("Wij willen") - 1


def test_G10_what_people_wrote_is_text_in_a_picture_and_nothing_is_styled_in_place() -> None:
    stars = [ChartRow("a", 1, TYPED, 1, 1, 0)]
    made = [
        *[one.svg for shape in Shape for one in bars([Bar(TYPED, 1, TYPED)], TYPED, 0, shape)],
        course([TYPED], [(TYPED, [30])], TYPED),
        rings([TYPED, TYPED], [Stands(1, 0, 1)], TYPED, (TYPED, TYPED)),
        corners((TYPED, TYPED), [TYPED] * 4, stars, TYPED),
        strand([Knot(TYPED, TYPED, here=True)], TYPED, TYPED),
    ]
    for svg in made:
        root = ElementTree.fromstring(svg)
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
            "svg", "rect", "text", "line", "circle", "polyline", "polygon", "path",
        }  # fmt: skip
        assert not re.search(r"\sstyle=|\son\w+=|href", re.sub(r">[^<]*<", "><", svg))
        assert root.get("aria-label")
