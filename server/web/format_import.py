"""Reading a format from a file: all that is wrong at once, each fault to put right there."""

from email import message_from_bytes
from email.policy import HTTP

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.editing.apply import applied
from board.editing.fault import Fault
from board.editing.mend import mended, tree_of, value_at
from board.editing.order import copied
from board.editing.shape import faults_in
from board.editing.spots import values_of
from board.refusals import Refusal
from board.text import clean_name
from board.types import Limits
from server.web.bodies import body_of
from server.web.format_pages import Editor, drawn, editor_of, formats_of, speaker_of
from server.web.guard import FILE_LIMIT
from server.web.site import site_of
from server.web.trouble import Trouble

MEND, DROP = "mend.", "drop."
FIELDS = 300


class Wrong(Struct, frozen=True):
    """A fault with what stands at its place now; ``now`` is None where nothing can."""

    fault: Fault
    now: str | None


async def ask(request: Request) -> Response:
    await editor_of(request)
    return await _page(request, "")


async def read(request: Request) -> Response:
    editor = await editor_of(request)
    fields, file = _parts(request, await body_of(request, "multipart/form-data", FILE_LIMIT))
    words = speaker_of(request)
    try:
        text = file.decode() if file.strip() else fields.get("text", "")
    except UnicodeDecodeError:
        return await _page(request, "", problem=words("formats.import_no_utf8"))
    if not text.strip():
        return await _page(request, "", problem=words("formats.import_empty"))
    # A file that was made by an editor of another kind may begin with a mark of its own.
    tree = tree_of(text.removeprefix("\ufeff"))
    if isinstance(tree, Fault):
        why = words("formats.fault_not_toml", value=tree.value or tree.expected)
        return await _page(request, text, problem=why)
    if any(name.startswith((MEND, DROP)) for name in fields):
        values = {
            name.removeprefix(MEND): value
            for name, value in fields.items()
            if name.startswith(MEND)
        }
        dropped = [name.removeprefix(DROP) for name in fields if name.startswith(DROP)]
        tree = mended(tree, values, dropped)
        text = msgspec.json.format(msgspec.json.encode(tree), indent=2).decode()
    return await _taken(request, editor, tree, text)


async def _taken(request: Request, editor: Editor, tree: dict[str, object], text: str) -> Response:
    format, faults = faults_in(tree)
    if format is not None and not faults:
        # What could not be typed in a form cannot come in by a file.
        faults = applied(format, values_of(format)).faults
    if format is None or faults:
        wrong = [Wrong(fault, value_at(tree, fault.at)) for fault in faults]
        return await _page(request, text, wrong=wrong)
    formats = formats_of(request)
    known = {choice.id for choice in await formats.choices(retired=True)}
    name = clean_name(format.title.nl[: Limits.TITLE], Limits.TITLE)
    row = await formats.own.add(
        format.id if isinstance(name, Refusal) or not name else name,
        editor.owns,
        format.id if format.id in known else "",
        copied(format),
        site_of(request).clock(),
    )
    return RedirectResponse(f"/formats/{row.id}?saved=1", 303)


async def _page(
    request: Request, text: str, *, problem: str = "", wrong: list[Wrong] | None = None
) -> Response:
    return await drawn(
        request,
        "format_import.html",
        status=422 if problem or wrong else 200,
        text=text,
        problem=problem,
        wrong=wrong or [],
    )


def _parts(request: Request, body: bytes) -> tuple[dict[str, str], bytes]:
    """The fields of a form with a file, and what is in the file."""
    kind = request.headers.get("content-type", "").encode("latin-1")
    message = message_from_bytes(b"content-type: " + kind + b"\r\n\r\n" + body, policy=HTTP)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if not 0 < len(parts) <= FIELDS:
        raise Trouble("bad_request")
    fields: dict[str, str] = {}
    file = b""
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            raise Trouble("bad_request")
        if name == "file":
            file = payload
            continue
        if name != "text" and not name.startswith((MEND, DROP)):
            raise Trouble("bad_request")
        try:
            fields[name] = payload.decode()
        except UnicodeDecodeError:
            raise Trouble("bad_request") from None
    return fields, file


routes = [
    Route("/formats/import", ask),
    Route("/formats/import", read, methods=["POST"]),
]
