"""F: names and texts that try to be something else."""

import json
from html.parser import HTMLParser

import pytest

from tests.bad.place import PARKED, Page, Place
from tests.bad.table import Row, Table

F = Table("F", "Names and texts", 113, 126)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG, WAVE = "\U0001f1e7\U0001f1ea", "\U0001f44b\U0001f3fd"


class Marks(HTMLParser):
    """The elements of a page, and what it says as text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def pages(place: Place, text: str, name: str = "") -> dict[str, str]:
    """A board with such a card, as each kind of page has it."""
    with place.fresh() as board:
        visitor = place.running.visitor()
        path = visitor.join(board.session.code, name)
        with Page(visitor, path) as page:
            page.done("PostCard", kind=PARKED, text=text)
        board.lead.done("Spotlight", target=None)
        shot = board.lead.done("TakeSnapshot", label=text[:60])
        lead = board.lead.visitor
        record = place.visitor
        read = record.open(board.session.record)
        screen = place.visitor
        found = {
            "phone": visitor.get(path).text,
            "console": lead.get(board.lead.path).text,
            "screen": screen.get(screen.open(board.session.display)).text,
            "record": record.get(read).text,
            "snapshot": record.get(f"{read}/snapshot/{shot}").text,
            "file": record.get(f"{read}/snapshot/{shot}.html").text,
        }
        own = visitor.get(path).boot["mine"]["cards"].values()
        assert [one["text"] for one in own] == [text]
    return found


def stays_text(place: Place, *texts: str) -> None:
    """It is said on each page that shows it, and makes no element of any."""
    for text in texts:
        told = pages(place, text, text[:40])
        for where, page in told.items():
            marks = Marks(page)
            for tag, attributes in marks.tags:
                assert not [name for name in attributes if name.startswith("on")], (where, tag)
                kind = attributes.get("type") or ""
                assert tag != "script" or "src" in attributes or kind.endswith("json"), where
                assert not str(attributes.get("href")).startswith(("javascript:", "data:text"))
                assert tag != "img" or attributes.get("src") != "x", where
        assert text in "".join(Marks(told["snapshot"]).said), text
        assert text in "".join(Marks(told["file"]).said), text


@F.row(113, "elements and attributes that run something", "shown as typed")
def _(place: Place) -> None:
    stays_text(
        place,
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='&lt;script&gt;'>",
    )


@F.row(114, "an address that runs something", "shown as typed: no text becomes a link")
def _(place: Place) -> None:
    stays_text(place, "javascript:alert(1)", "data:text/html,<b>x</b>")
    told = pages(place, "https://evil.example.com/x")
    for where, page in told.items():
        links = [str(more.get("href")) for tag, more in Marks(page).tags if tag == "a"]
        assert not [one for one in links if "evil" in one], where


@F.row(115, "signs of templates", "shown as typed")
def _(place: Place) -> None:
    stays_text(place, "{{7*7}} ${7*7} {% raw %} #{7*7}")


@F.row(116, "the end of a script, a line separator, inside a page's JSON", "escaped, and read back")
def _(place: Place) -> None:
    stays_text(place, "</script><!--<script>", "een\u2028twee\u2029drie ]]> -->")


@F.row(117, "a template with a name that is not known", "escaped all the same")
def _(place: Place) -> None:
    environment = place.site.pages.environment
    assert environment.autoescape is True
    assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


@F.row(118, "signs that turn the direction", "gone from names; in cards they turn only the card")
def _(place: Place) -> None:
    assert named(place, "\u202eMia\u202c \u2066x\u2069\u200f\u200e") == "Mia x"
    page = pages(place, "\u202eomgekeerd")["snapshot"]
    around = page[: page.index("\u202eomgekeerd")].rpartition("<")[2]
    assert 'dir="auto"' in around


def named(place: Place, name: str) -> str:
    """What others hear of a name; "" when none came of it."""
    with place.fresh(phase="") as board:
        visitor = place.visitor
        path = visitor.join(board.session.code, name)
        people = visitor.get(path).boot["names"]["people"]
        return next(iter(people.values()), "")


@F.row(119, "names and texts that show nothing", "no name; `empty` for a card")
def _(place: Place) -> None:
    unseen = ("\u200b\u200d", "\u3164", "\u2800", "\U000e0041\U000e007f", "\u00a0 \u3000", "\ufeff")
    for name in unseen:
        assert named(place, name) == "", name
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for text in ("", " ", *unseen):
            assert page.refused("PostCard", kind=PARKED, text=text) == "empty", text


@F.row(
    120,
    "a letter with 50 marks",
    "`too_many_marks`, above 8",
    "Some scripts need four on one letter; twice that is room enough.",
)
def _(place: Place) -> None:
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        tower = "a" + "\u0301" * 50
        assert page.refused("PostCard", kind=PARKED, text=tower) == "too_many_marks"
    code = place.session.code
    assert place.visitor.post(f"/j/{code}", {"name": tower, "organisation": ""}).status == 422


@F.row(121, "a family, a flag, a skin", "kept whole, in cards and in names")
def _(place: Place) -> None:
    stays_text(place, f"{FAMILY} {FLAG} {WAVE}")
    for name in (f"Zoë {FAMILY}", FLAG, WAVE, "فاطمة", "می\u200cخواهم"):
        assert named(place, name) == name


@F.row(
    122,
    "a name that looks like another, or like who leads",
    "kept as typed; it gives no right and no mark",
    "A name is what people call out in the room; who someone is, is their seat.",
)
def _(place: Place) -> None:
    for name in ("Ame\u0301lie", "Am\u00e9lie", "\u0430dmin", "Begeleider", "Facilitator"):
        assert named(place, name) == name
    with place.fresh() as board:
        visitor = place.visitor
        with Page(visitor, visitor.join(board.session.code, "Begeleider")) as page:
            assert page.get("welcome")["access"] == "partner"
            assert page.refused("OpenPhase", phase="tide_reading") == "forbidden"


@F.row(123, "line ends and tabs in a name", "a space; no header and no line of the log has it")
def _(place: Place) -> None:
    assert named(place, "Mia\r\nSet-Cookie: a=b\tx") == "Mia Set-Cookie: a=b x"
    page = place.visitor.get("/j/x%0d%0aset-cookie:a=b")
    assert "set-cookie" not in page.headers


@F.row(124, "280 letters without a space", "kept; each page that shows it breaks it")
def _(place: Place) -> None:
    stays_text(place, "W" * 280)
    sheet = next(
        str(more["href"])
        for tag, more in Marks(pages(place, "W" * 40)["phone"]).tags
        if tag == "link" and "base.css" in str(more.get("href"))
    )
    assert "overflow-wrap" in place.visitor.get(sheet).text


@F.row(125, "signs that steer a terminal", "gone from names, `bad_text` in cards")
def _(place: Place) -> None:
    assert named(place, "\x1b[2JMia\x07\x9b1m") == "[2JMia1m"
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for text in ("\x1b[2J", "a\x07", "a\x9bb"):
            assert page.refused("PostCard", kind=PARKED, text=text) == "bad_text", text


@F.row(126, "signs of other languages' texts", "shown as typed")
def _(place: Place) -> None:
    stays_text(place, "%s %n {0} %(x)s $1 \\u0041 &amp; &lt;")
    name = "%s {0} %(x)s"
    assert named(place, name) == name
    assert json.loads(json.dumps(name)) == name


@pytest.mark.parametrize("row", F.params)
def test_Q6_what_people_type_stays_what_they_typed(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
