"""Where no websocket comes through: the same session over events and POST."""

import http.client
import json
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from board.messages import Close
from server.store.doors import hashed
from tests.events_client import EventsClient
from tests.running import Running
from tests.server import test_small_client as walks
from tests.server.sockets import FORMATS, Moon
from tests.small_client import SmallClient

THOUGHT = "shadow_thought"
Walk = Callable[..., None]

WALKS: list[Walk] = [
    walks.test_it_joins_by_code_and_is_told_who_is_here,
    walks.test_it_posts_and_others_see_it,
    walks.test_what_is_refused_says_why_and_the_line_goes_on,
    walks.test_it_votes_and_sees_the_result_when_it_is_shown,
    walks.test_L11_it_resumes_with_exactly_the_patches_it_missed,
    walks.test_with_nothing_missed_nothing_comes,
    walks.test_L11_a_position_the_server_does_not_know_gets_a_whole_view,
    walks.test_L3_a_command_without_an_answer_is_sent_again_and_happens_once,
    walks.test_L4_another_command_under_the_same_number_is_refused,
    walks.test_the_whole_board_can_be_looked_at_and_left,
]
"""What a client over a websocket does; here both sides of each come by the other line."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.start(tmp_path_factory.mktemp("events"), formats=FORMATS) as running:
        yield running


@pytest.fixture
def clients() -> Iterator[list[EventsClient]]:
    found: list[EventsClient] = []
    yield found
    for client in found:
        client.lose()


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__.removeprefix("test_"))
def test_N13_a_client_without_a_websocket_does_all_that_one_with_it_does(
    running: Running, clients: list[EventsClient], walk: Walk
) -> None:
    session = running.session()

    def come(by: Callable[[EventsClient], None]) -> SmallClient:
        client = EventsClient(running.url)
        clients.append(client)
        by(client)
        client.connect()
        return client

    def join(name: str) -> SmallClient:
        return come(lambda client: client.join(session.code, name))

    given = {"join": join}
    if "lead" in walk.__annotations__:
        given["lead"] = come(lambda client: client.open(session.lead))  # type: ignore[assignment]
    walk(**given)


@pytest.fixture
def moon(running: Running) -> Moon:
    return Moon(running, running.session(stage="moonrise_stage"))


@pytest.fixture
def mia(moon: Moon, clients: list[EventsClient]) -> EventsClient:
    client = EventsClient(moon.running.url)
    clients.append(client)
    client.join(moon.session.code, "Mia")
    client.connect()
    return client


def post(client: EventsClient, text: str, **more: object) -> dict[str, object]:
    client.number += 1
    command = {"type": "PostCard", "kind": THOUGHT, "text": text}
    frame = {"t": "do", "outbox": client.outbox, "n": client.number, "visit": 1}
    return {**frame, "command": command, **more}


def test_its_answer_is_a_stream_that_nobody_on_the_way_keeps(mia: EventsClient) -> None:
    assert mia.stream is not None
    told = mia.stream.headers
    assert told["content-type"] == "text/event-stream; charset=utf-8"
    assert told["x-accel-buffering"] == "no"
    assert told["cache-control"] == "no-store"
    assert "content-length" not in told
    assert "content-encoding" not in told


def test_H5_a_stream_that_is_asked_for_anew_takes_the_place_of_the_one_before(
    moon: Moon, mia: EventsClient
) -> None:
    first = EventsClient(mia.address)
    first.stream, first.held, mia.stream, mia.held = mia.stream, mia.held, None, []
    for _ in range(12):
        # More than one seat may have; each is the same page that looks elsewhere.
        mia.connect()
    assert mia.presence["here"] == 1
    assert first.ended() == Close.COME_BACK


def test_what_a_page_says_of_itself_when_it_opens_the_stream_holds(
    moon: Moon, mia: EventsClient
) -> None:
    lead = EventsClient(moon.running.url)
    lead.open(moon.session.lead)
    lead.connect()
    mia.how = {"t": "here", "typing": True}
    mia.connect()
    lead.until(lambda: lead.presence["typing"] == 1)
    mia.here(hidden=True)
    lead.until(lambda: lead.presence["typing"] == 0)
    lead.lose()


def test_S7_a_stream_and_a_command_need_the_cookie_of_the_grant(mia: EventsClient) -> None:
    mia.cookie = "doorstart=of-another-browser"
    assert mia.open_stream() == 200
    assert mia.ended() == Close.NOT_ALLOWED
    assert mia.post(post(mia, "Van een ander"))[0] == 404


async def test_S8_who_was_revoked_loses_the_stream_and_is_answered_nothing(
    moon: Moon, clients: list[EventsClient]
) -> None:
    lead = EventsClient(moon.running.url)
    clients.append(lead)
    lead.open(moon.session.lead)
    lead.connect()
    secret = moon.session.lead.partition("#")[2]
    assert await moon.site.doors.revoke(hashed(secret), moon.site.clock())
    assert lead.ended() == Close.NOT_ALLOWED
    command = {"type": "OpenPhase", "phase": "seed_sowing"}
    assert lead.post(post(lead, "") | {"command": command})[0] == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_S11_a_page_of_another_site_opens_no_stream_and_says_nothing(
    mia: EventsClient, origin: str
) -> None:
    assert mia.open_stream({"Origin": origin}) == 403
    assert mia.post(post(mia, "Van elders"), {"Origin": origin})[0] == 403
    assert mia.open_stream({"Sec-Fetch-Site": "same-site"}) == 403


def test_S11_who_does_not_say_where_it_comes_from_says_nothing(mia: EventsClient) -> None:
    said = {"grant": mia.grant, "frame": post(mia, "Van nergens")}
    line = http.client.HTTPConnection(urlsplit(mia.address).netloc, timeout=60)
    headers = {"Content-Type": "application/json", "Cookie": mia.cookie}
    line.request("POST", "/live/say", json.dumps(said), headers)
    assert line.getresponse().status == 403
    line.close()


BAD = [
    ({"hello": "{"}, Close.BAD_FRAME),
    ({"hello": '{"t":"look"}'}, Close.BAD_FRAME),
    ({"line": "short"}, Close.BAD_FRAME),
    ({"here": '{"t":"here","odd":1}'}, Close.BAD_FRAME),
    ({"hello": '{"t":"hello","v":99,"grant":"x"}'}, Close.OLD_CLIENT),
    ({"hello": '{"t":"hello","v":1,"grant":"nobody"}'}, Close.NOT_ALLOWED),
]


@pytest.mark.parametrize(("query", "code"), BAD, ids=str)
def test_what_is_no_hello_opens_no_stream_and_is_told_by_its_code(
    mia: EventsClient, query: dict[str, str], code: Close
) -> None:
    assert mia.open_stream(None, **query) == 200
    assert mia.ended() == code


def test_nonsense_is_refused_and_the_next_command_is_taken(mia: EventsClient, moon: Moon) -> None:
    bad = {"t": "no", "n": 0, "code": "bad_frame", "value": "", "limit": "", "again": False}
    assert mia.post({"t": "look"}) == (400, bad)
    assert mia.post({"t": "do", "odd": 1}) == (400, bad)
    unknown = post(mia, "") | {"command": {"type": "Fly"}}
    status, answer = mia.post(unknown)
    assert answer is not None
    assert (status, answer["code"], answer["n"]) == (400, "unknown_kind", mia.number)
    status, answer = mia.post(post(mia, "Te vroeg"))
    assert answer is not None
    assert (status, answer["code"]) == (200, "not_open")


def test_S15_commands_over_the_credits_are_told_and_may_be_sent_again(mia: EventsClient) -> None:
    answers = [mia.post(post(mia, "Snel"))[1] for _ in range(70)]
    fast = [one for one in answers if one is not None and one["code"] == "too_fast"]
    assert fast != []
    assert all(one["again"] for one in fast)
    assert answers[0] is not None
    assert answers[0]["code"] == "not_open"


def test_N14_the_streams_of_a_server_that_goes_away_are_told_when_to_come_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    running = Running.start(tmp_path_factory.mktemp("going"), formats=FORMATS)
    mia = EventsClient(running.url)
    mia.join(running.session(stage="moonrise_stage").code, "Mia")
    mia.connect()
    running.stop()
    assert mia.ended() == Close.COME_BACK
    assert mia.heard[-1]["t"] == "bye"
