"""What the routes take and answer: ``python -m tests.surface.openapi > docs/openapi.json``.

Made from the table of routes, so that it says no more than what is there. Pages are for people:
of a form it says that it is one, and the page itself says which fields it has.
"""

import json
import re
import sys
from typing import Any

import msgspec
from starlette.routing import Route

from server.app import ROUTES
from server.live.events import Said
from server.web.door import Opening
from server.web.guard import FILES
from server.web.sign_in import Opening as SigningIn

JSON_BODIES: dict[str, type] = {"/open": Opening, "/sign-in/link": SigningIn, "/live/say": Said}
FORM = {"type": "object", "additionalProperties": {"type": "string"}}
ANSWERS = {
    "2XX": ("done", "what was asked for"),
    "3XX": ("elsewhere", "it is elsewhere, or one signs in first"),
    "4XX": ("refused", 'a page for people, and {"error": CODE} for who accepts JSON and no page'),
    "503": ("unavailable", "nothing can be kept just now; the same may succeed in a moment"),
}


def described() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        assert isinstance(route, Route)
        path = re.sub(r":\w+\}", "}", route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(path, {})[method.lower()] = _operation(method, path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Doorstart",
            "version": "1",
            "description": "Every route. What goes over a websocket stands in protocol.md.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "responses": {name: {"description": said} for name, said in ANSWERS.values()}
        },
    }


def _operation(method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{method} {path}",
        "responses": {
            status: {"$ref": f"#/components/responses/{name}"}
            for status, (name, _) in ANSWERS.items()
        },
    }
    names = re.findall(r"\{(\w+)\}", path)
    if names:
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ]
    if method == "POST":
        found["requestBody"] = {"content": _body(path)}
    return found


def _body(path: str) -> dict[str, Any]:
    if path in JSON_BODIES:
        (_, components) = msgspec.json.schema_components([JSON_BODIES[path]])
        return {"application/json": {"schema": components[JSON_BODIES[path].__name__]}}
    if path in FILES:
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        schema = {"type": "object", "properties": {"file": file}}
        return {"multipart/form-data": {"schema": schema}}
    return {"application/x-www-form-urlencoded": {"schema": FORM}}


def written() -> str:
    return json.dumps(described(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
