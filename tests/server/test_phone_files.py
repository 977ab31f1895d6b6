"""What a phone loads: all of it asked for at once, and little enough for a slow line."""

import gzip
import re
from pathlib import Path

from server.web.static import Assets
from tests.running import Running

STATIC = Path(__file__).parents[2] / "static"
PHONE = Path(__file__).parents[2] / "templates" / "phone.html"
IMPORT = re.compile(r'^(?:import|export) [^"]*from "(\.[^"]+)";', re.MULTILINE)
FIRST_LOAD = 150 * 1024


def closure(module: str) -> set[str]:
    """The module and all it imports, by path under static/."""
    found: set[str] = set()
    waiting = [STATIC / module]
    while waiting:
        file = waiting.pop().resolve()
        name = file.relative_to(STATIC).as_posix()
        if name not in found:
            found.add(name)
            waiting += [file.parent / path for path in IMPORT.findall(file.read_text("utf-8"))]
    return found


def test_the_phone_page_asks_for_all_its_modules_at_once() -> None:
    listed = {
        f"{name}.js" for name in re.findall(r'"((?:js|phone)/\w+)"', PHONE.read_text("utf-8"))
    }
    assert listed == closure("phone/main.js") - {"phone/main.js"}


def test_modules_of_the_phone_do_not_import_in_circles() -> None:
    def visit(file: Path, path: tuple[Path, ...]) -> None:
        assert file not in path, " -> ".join(one.name for one in (*path, file))
        for name in IMPORT.findall(file.read_text("utf-8")):
            visit((file.parent / name).resolve(), (*path, file))

    visit((STATIC / "phone/main.js").resolve(), ())


def test_A8_the_first_load_of_a_partner_page_is_small(tmp_path: Path) -> None:
    packed = {"accept-encoding": "gzip"}
    with Running.start(tmp_path) as running:
        made = running.session()
        someone = running.visitor()
        assets = Assets()
        phone = someone.join(made.code)
        pages = ("/", "/how", f"/j/{made.code}?nieuw=1", phone)
        for path in pages:
            page = someone.get(path, packed)
            text = gzip.decompress(page.body).decode()
            files = set(re.findall(r'(?:href|src)="/static/[0-9a-f]+/([^"]+)"', text))
            assert ("phone/main.js" in files) == (path == phone)
            assert "css/base.css" in files
            # And no style brings in another file, such as a font.
            sent = {name: assets.files[name].packed or assets.files[name].body for name in files}
            total = len(page.body) + sum(map(len, sent.values()))
            assert total < FIRST_LOAD, f"{path}: {total} bytes in {len(sent) + 1} files"
            assert not re.search(r"@font-face|@import|url\(", _styles(sent))


def _styles(sent: dict[str, bytes]) -> str:
    return "".join(
        gzip.decompress(body).decode() for name, body in sent.items() if name.endswith(".css")
    )


def test_a_partner_page_says_nothing_of_other_hosts(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        made = running.session()
        someone = running.visitor()
        page = someone.get(someone.join(made.code))
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', page.text)
