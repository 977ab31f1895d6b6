"""What comes in, cut into pieces: the same messages as the parser alone would read."""

from dataclasses import dataclass

from hypothesis import example, given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from server.live.intake import Intake
from tests.server.lines import CLOSE, MORE, PING, TEXT, frame, handshake

MOST = 1000


@dataclass
class Reader:
    """A connection's parser, with or without the intake before it."""

    conn: ServerProtocol
    intake: Intake | None
    seen: list[tuple[str, bytes]]

    @classmethod
    def new(cls, *, intake: bool) -> "Reader":
        conn = ServerProtocol(max_size=MOST)
        conn.receive_data(handshake("/live"))
        (request,) = conn.events_received()
        assert isinstance(request, Request)
        conn.send_response(conn.accept(request))
        assert conn.state is State.OPEN
        return cls(conn, Intake() if intake else None, [])

    def feed(self, data: bytes) -> None:
        if self.intake is None:
            self._parse(data)
            return
        self.intake.unread += data
        while self.intake.unread and self.conn.parser_exc is None:
            piece = self.intake.take(self.conn, shaken=True)
            if piece is None:
                return
            if piece[1]:
                self.seen.append(("TEXT", piece[0]))
            else:
                self._parse(piece[0])

    def _parse(self, data: bytes) -> None:
        if self.conn.parser_exc is not None:
            return
        self.conn.receive_data(data)
        for event in self.conn.events_received():
            assert isinstance(event, Frame)
            name = Opcode(event.opcode).name + ("" if event.fin else "+")
            self.seen.append((name, bytes(event.data)))


def a_frame(kind: int, payload: bytes, last: bool, masked: bool) -> bytes:
    return frame(kind, payload, last=last, masked=masked)


sizes = st.sampled_from([0, 1, 5, 125, 126, 127, 999, 1000, 1001, 70_000])
payloads = sizes.map(lambda size: (b"abcdefghij" * 7001)[:size])
kinds = st.sampled_from([TEXT, TEXT, TEXT, MORE, PING, CLOSE, 2, 3])
often = st.sampled_from([True, True, True, False])
sent = st.lists(st.builds(a_frame, kinds, payloads, often, often), max_size=8)
odd = st.binary(max_size=20)


@given(sent, odd, st.lists(st.integers(1, 3000), max_size=12))
@example([frame(TEXT, b"x" * 200)] * 3, b"", [1] * 12)
@example([frame(TEXT, b"x")], b"\x81\x05naked", [])
def test_S15_a_client_is_read_the_same_however_its_bytes_are_cut(
    frames: list[bytes], rest: bytes, cuts: list[int]
) -> None:
    stream = b"".join(frames) + rest
    one, other = Reader.new(intake=True), Reader.new(intake=False)
    other.feed(stream)
    for cut in cuts:
        one.feed(stream[:cut])
        stream = stream[cut:]
    one.feed(stream)
    assert one.seen == other.seen
    assert type(one.conn.parser_exc) is type(other.conn.parser_exc)
    assert one.conn.state is other.conn.state


def test_the_handshake_and_what_follows_it_are_two_pieces() -> None:
    intake, conn = Intake(), Reader.new(intake=False).conn
    intake.unread += handshake("/live") + frame(TEXT, b"hello")
    assert intake.take(conn, shaken=False) == (handshake("/live"), False)
    assert intake.take(conn, shaken=True) == (b"hello", True)
    assert not intake.unread
