"""A browser with a line to the board, for tests: says hello, asks, and follows the view."""

import itertools
import json
import secrets
import threading
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.running import Visitor

PATIENCE = 60.0
AGAIN = 0.2
"""Seconds until one may ask a little more again."""


class Talker:
    """``path`` is what the door or joining led to, such as ``/c/…`` or ``/p/…``."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor = visitor
        self.path = path
        self.view: dict[str, Any] = {}
        self.mine: dict[str, Any] = {}
        self._outbox = secrets.token_hex(12)
        self._numbers = itertools.count(1)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self._line: ClientConnection = connect(
            f"{visitor.origin.replace('http', 'ws', 1)}/live",
            origin=Origin(visitor.origin),
            additional_headers={"cookie": cookie},
            compression=None,
            legacy=True,
        )
        self._send({"t": "hello", "v": 1, "grant": path.rpartition("/")[2]})
        self._until("names")

    @property
    def visit(self) -> int:
        return int(self.view["phase"]["visit"]) if "phase" in self.view else 0

    def ask(self, command: str, **fields: object) -> dict[str, Any]:
        """The answer, ``ack`` or ``no``."""
        n = next(self._numbers)
        asked = {"type": command, **fields}
        do = {"t": "do", "outbox": self._outbox, "n": n, "visit": self.visit, "command": asked}
        frame = self._answered(do)
        while frame["t"] == "no" and frame["code"] == "too_fast":
            # As a page does: once more, when one may ask again.
            threading.Event().wait(AGAIN)
            frame = self._answered(do)
        if frame["t"] == "ack":
            # The pages below are drawn from committed state; the view here may lag.
            while self.view["session"] is None or self.seq < frame["seq"]:
                self._read()
        return frame

    def do(self, command: str, **fields: object) -> str:
        """Asks, and it must be done; the id of what it made."""
        answer = self.ask(command, **fields)
        assert answer["t"] == "ack", answer
        return str(answer["made"])

    def open_phase(self, step: str, **what: str) -> dict[str, Any]:
        """Opens the first phase that has such a step; the step."""
        for phase in self.visitor.get(self.path).boot["format"]["phases"]:
            for one in phase["steps"]:
                if one["action"] == step and what.items() <= one.items():
                    self.do("OpenPhase", phase=phase["id"])
                    return dict(one)
        raise AssertionError(f"no phase asks to {step}")

    def close(self) -> None:
        self._line.close()

    def _answered(self, do: dict[str, Any]) -> dict[str, Any]:
        self._send(do)
        while True:
            frame = self._read()
            if frame["t"] in ("ack", "no") and frame["n"] == do["n"]:
                return frame

    def _send(self, frame: dict[str, Any]) -> None:
        self._line.send(json.dumps(frame))

    def _until(self, kind: str) -> None:
        while self._read()["t"] != kind:
            pass

    def _read(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self._line.recv(timeout=PATIENCE))
        match frame["t"]:
            case "view":
                self.view, self.seq = frame["view"], frame["position"]["seq"]
            case "patch":
                self.view.update(frame["set"])
                self.seq = frame["position"]["seq"]
            case "mine":
                self.mine = frame["mine"]
        return frame
