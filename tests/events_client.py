"""The small client where no websocket comes through: events to hear, POST to speak.

Written from ``docs/protocol.md`` as the other is; only the line differs.
"""

import http.client
import json
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.small_client import PATIENCE, VERSION, Json, Refused, SmallClient


class Ended(Exception):
    """The stream is over; ``code`` is that of its last event, if it had one."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class EventsClient(SmallClient):
    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.stream: http.client.HTTPResponse | None = None
        self.held: list[http.client.HTTPConnection] = []
        self.speaks_to = address
        self.line_id = secrets.token_hex(16)
        self.how: Json = {"t": "here"}
        self.said: list[Json] = []
        """Answers to what was posted, which are there at once."""

    @property
    def grant(self) -> str:
        return self.path.rpartition("/")[2]

    def connect(self) -> None:
        self.open_stream()
        while self.read()["t"] != "presence":
            pass

    def open_stream(self, headers: dict[str, str] | None = None, **more: Any) -> int:
        """The status."""
        self.lose()
        self.heard = []
        hello = {"t": "hello", "v": VERSION, "grant": self.grant, "audience": self.audience}
        hello["position"] = self.position
        query = {"line": self.line_id, "hello": json.dumps(hello), "here": json.dumps(self.how)}
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        sent = {"Cookie": self.cookie} | (headers or {})
        self.held.append(line)
        line.request("GET", f"/live/events?{urlencode(query | more)}", headers=sent)
        self.stream = line.getresponse()
        return self.stream.status

    def lose(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.held.pop().close()
        self.stream = None

    def look(self, audience: str) -> None:
        self.audience, self.position = audience, None
        self.connect()

    def here(self, **how: bool) -> None:
        self.how = {"t": "here", **how}
        assert self.post(self.how) == (204, None)

    def read(self) -> Json:
        if self.said:
            return self.said.pop(0)
        assert self.stream is not None
        event, data = "", ""
        while line := self.stream.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            event, data = (value, data) if name == "event" else (event, value)
        if not data or event == "close":
            self.lose()
            raise Ended(int(data) if data else None)
        frame: Json = json.loads(data)
        self.heard.append(frame)
        self._take(frame)
        return frame

    def ended(self) -> int | None:
        """Reads on to the end of the stream; its code."""
        try:
            while True:
                self.read()
        except Ended as end:
            return end.code

    def post(self, frame: Json, headers: dict[str, str] | None = None) -> tuple[int, Json | None]:
        """Of any process: it need not be the one that has the stream."""
        body = json.dumps({"grant": self.grant, "line": self.line_id, "frame": frame})
        line = http.client.HTTPConnection(urlsplit(self.speaks_to).netloc, timeout=PATIENCE)
        sent = {"Content-Type": "application/json", "Origin": self.speaks_to, "Cookie": self.cookie}
        line.request("POST", "/live/say", body, sent | (headers or {}))
        answer = line.getresponse()
        text = answer.read()
        line.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(text) if is_json else None

    def _send(self, frame: Json) -> None:
        if frame["t"] == "look":
            self.look(frame["audience"])
            return
        status, answer = self.post(frame)
        if answer is None or answer.get("t") not in ("ack", "no"):
            raise Refused({"status": status})
        self.said.append(answer)
