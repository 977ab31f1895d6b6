"""Reading what a request carries: bounded, of the expected type, decoded strictly."""

import asyncio
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from server.web.guard import BODY_LIMIT
from server.web.trouble import Trouble

BODY_SECONDS = 30
FIELDS = 1000

T = TypeVar("T")


async def body_of(request: Request, expected: str, most: int = BODY_LIMIT) -> bytes:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != expected:
        raise Trouble("wrong_type")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    # A chunked body says no length beforehand.
                    raise Trouble("too_large", {"connection": "close"})
    except TimeoutError:
        raise Trouble("too_slow", {"connection": "close"}) from None
    except ClientDisconnect:
        raise Trouble("bad_request") from None
    return bytes(body)


async def json_of(request: Request, type: type[T]) -> T:
    body = await body_of(request, "application/json")
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Trouble("bad_request") from None


async def form_of(request: Request, repeated: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The fields of a form; only those that start with ``repeated`` may come twice."""
    body = await body_of(request, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=FIELDS,
        )
    except ValueError:
        raise Trouble("bad_request") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    for name, values in fields.items():
        if len(values) > 1 and not name.startswith(repeated or ("\0",)):
            raise Trouble("bad_request")
    return fields


def one(fields: dict[str, list[str]], name: str) -> str:
    return fields[name][0] if name in fields else ""
