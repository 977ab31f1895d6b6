"""The pages of formats as a coach without JavaScript uses them."""

import re
from html import unescape

from board.format import Format
from board.format_file import parse
from server.formats import shelf
from tests.running import Page, Visitor

BASE = shelf()["workstream_vision"]
STEP = BASE.phases[2]
AT = f"phases.{STEP.id}"


def copy(visitor: Visitor, name: str = "Voor Testdorp", source: str = BASE.id) -> str:
    page = visitor.post("/formats", {"from": source, "name": name, "variant": ""})
    assert page.status == 303, page.text
    return page.location


def put(visitor: Visitor, path: str, values: dict[str, str], base: str = "") -> Page:
    return visitor.post(path, {"base": base or visitor.get(path).hidden("base"), **values})


def file_of(visitor: Visitor, path: str) -> Format:
    return parse(visitor.get(f"{path}/file.toml").body, "own.toml")


def text_of(page: Page) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


def sent_file(visitor: Visitor, body: bytes, **fields: str) -> Page:
    mark = "----a-mark-between-parts"
    parts = [
        f'--{mark}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\ncontent-disposition: form-data; name="file"; filename="f.toml"\r\n\r\n'
    whole = b"".join([*parts, head.encode(), body, f"\r\n--{mark}--\r\n".encode()])
    kind = {"content-type": f"multipart/form-data; boundary={mark}", "origin": visitor.origin}
    return visitor.ask("POST", "/formats/import", whole, kind)
