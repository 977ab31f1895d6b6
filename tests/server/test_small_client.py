"""A client that was written from the protocol page alone takes part in a session."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from server.control import SessionMade
from tests.running import Running
from tests.small_client import Refused, SmallClient

Join = Callable[[str], SmallClient]


@pytest.fixture
def clients() -> Iterator[list[SmallClient]]:
    found: list[SmallClient] = []
    yield found
    for client in found:
        if client.line is not None:
            client.line.close()


@pytest.fixture
def join(app_server: Running, session: SessionMade, clients: list[SmallClient]) -> Join:
    def join(name: str) -> SmallClient:
        client = SmallClient(app_server.url)
        client.join(session.code, name)
        client.connect()
        clients.append(client)
        return client

    return join


@pytest.fixture
def lead(app_server: Running, session: SessionMade, clients: list[SmallClient]) -> SmallClient:
    client = SmallClient(app_server.url)
    client.open(session.lead)
    client.connect()
    clients.append(client)
    return client


def open_phase(lead: SmallClient, action: str, *, links: bool = False) -> dict[str, Any]:
    """Opens the first phase with such a step; the step. What needs a link is passed over."""
    format = lead.begin()["format"]
    needs = {one["id"] for one in format["kinds"] if any(it["least"] for it in one["links"])}
    for phase in format["phases"]:
        for step in phase["steps"]:
            if step["action"] == action and (links or step["kind"] not in needs):
                lead.do("OpenPhase", phase=phase["id"])
                wait_for_phase(lead, phase["id"])
                return dict(step)
    raise AssertionError(f"no phase asks to {action}")


def wait_for_phase(client: SmallClient, id: str) -> None:
    client.until(lambda: client.view.get("phase", {}).get("id") == id)


def wait_for(client: SmallClient, kind: str, id: str) -> None:
    client.until(lambda: id in client.all(kind))


def wait_for_ballot(client: SmallClient, round: str) -> None:
    client.until(lambda: round in client.mine["ballots"])


def follow(client: SmallClient, lead: SmallClient) -> None:
    """Until it is in the phase that the lead has opened."""
    visit = lead.view["phase"]["visit"]
    client.until(lambda: client.view.get("phase", {}).get("visit") == visit)


def test_it_joins_by_code_and_is_told_who_is_here(join: Join, lead: SmallClient) -> None:
    mia = join("Mia")
    assert mia.welcome["access"] == "partner"
    assert mia.welcome["seat"] == mia.mine["seat"]
    assert mia.names["people"] == {mia.mine["seat"]: "Mia"}
    assert mia.view["session"]["status"] == "lobby"
    lead.until(lambda: lead.presence["here"] == 1)
    mia.here(typing=True)
    lead.until(lambda: lead.presence["typing"] == 1)


def test_a_wrong_code_is_told_as_the_page_says(app_server: Running, session: SessionMade) -> None:
    stranger = SmallClient(app_server.url)
    with pytest.raises(Refused) as refused:
        stranger.join("222222")
    assert refused.value.answer == {"error": "wrong_code"}


def test_what_it_begins_with_is_what_the_page_holds(join: Join) -> None:
    mia = join("Mia")
    boot = mia.begin()
    assert boot["view"] == mia.view
    assert boot["position"] == mia.position
    assert boot["mine"] == mia.mine
    parts = {"phases", "kinds", "zones", "polls", "texts", "claims", "placements"}
    assert parts <= boot["format"].keys()
    works_on = {"kind", "zone", "poll", "text", "claim", "placement"}
    assert {"action", "examples"} | works_on == {
        *(field for phase in boot["format"]["phases"] for step in phase["steps"] for field in step)
    }


def test_it_posts_and_others_see_it(join: Join, lead: SmallClient) -> None:
    mia, ben = join("Mia"), join("Ben")
    step = open_phase(lead, "post")
    follow(mia, lead)
    card = mia.do("PostCard", kind=step["kind"], text="Wij kenden elkaar al. 🌻")
    for client in (mia, ben, lead):
        wait_for(client, "card", card)
        assert client.all("card")[card]["text"] == "Wij kenden elkaar al. 🌻"
    mia.until(lambda: card in mia.mine["cards"])
    assert ben.mine["cards"] == {}


def test_what_is_refused_says_why_and_the_line_goes_on(join: Join, lead: SmallClient) -> None:
    mia = join("Mia")
    step = open_phase(lead, "post")
    follow(mia, lead)
    kinds = lead.begin()["format"]["kinds"]
    limit = next(one["limit"] for one in kinds if one["id"] == step["kind"])
    with pytest.raises(Refused) as refused:
        mia.do("PostCard", kind=step["kind"], text="a" * (limit + 1))
    told = refused.value.answer
    assert (told["code"], told["value"], told["limit"], told["again"]) == (
        "too_long",
        str(limit + 1),
        str(limit),
        False,
    )
    assert mia.do("PostCard", kind=step["kind"], text="Korter") != ""


def test_it_votes_and_sees_the_result_when_it_is_shown(join: Join, lead: SmallClient) -> None:
    mia, ben = join("Mia"), join("Ben")
    lead.do("WriteText", text=texts(lead)[0], lines=["Iedereen kan meedoen."])
    step = open_phase(lead, "vote")
    round = lead.do("OpenRound", poll=step["poll"])
    answers: dict[str, Any] = {}
    for client, choice in ((mia, 0), (ben, 1)):
        wait_for(client, "round", round)
        questions = client.all("round")[round]["questions"]
        answers = {one["id"]: {"options": {one["options"][choice]["id"]: 1}} for one in questions}
        client.do("PutBallot", round=round, answers=answers)
        wait_for_ballot(client, round)
    assert ben.mine["ballots"][round]["answers"].keys() == answers.keys()
    wait_for(lead, "round", round)
    lead.do("CloseRound", round=round)
    lead.until(lambda: lead.all("round")[round]["status"] == "closed")
    assert lead.all("round")[round]["result"] == []
    lead.do("RevealRound", round=round)
    mia.until(lambda: mia.all("round")[round]["status"] == "revealed")
    first = mia.all("round")[round]["result"][0]
    assert [option["count"] for option in first["options"][:2]] == [1, 1]
    assert first["organisations"] is None
    mia.until(lambda: round not in mia.mine["ballots"])


def texts(client: SmallClient) -> list[str]:
    return [one["id"] for one in client.begin()["format"]["texts"] if one["written"]]


def test_L11_it_resumes_with_exactly_the_patches_it_missed(join: Join, lead: SmallClient) -> None:
    mia, ben = join("Mia"), join("Ben")
    step = open_phase(lead, "post")
    follow(mia, lead)
    follow(ben, lead)
    mia.lose()
    left = mia.seq
    missed = [ben.do("PostCard", kind=step["kind"], text=f"Gedachte {i}") for i in range(2)]
    ben.until(lambda: set(missed) <= set(ben.all("card")))
    mia.come_back()
    assert mia.welcome["whole"] is False
    kinds = [frame["t"] for frame in mia.heard]
    patches = [frame for frame in mia.heard if frame["t"] == "patch"]
    assert kinds == ["welcome", *("patch" for _ in patches), "mine", "names", "presence"]
    # From where it was, each on the one before, to where the welcome says; and of no other cards.
    assert [patch["after"] for patch in patches] == [
        left,
        *(patch["position"]["seq"] for patch in patches[:-1]),
    ]
    assert patches[-1]["position"] == mia.welcome["position"] == mia.position
    touched = {key for patch in patches for key in patch["set"] if key.startswith("card:")}
    assert touched == {f"card:{card}" for card in missed}
    assert mia.view == ben.view


def test_with_nothing_missed_nothing_comes(join: Join) -> None:
    mia = join("Mia")
    mia.lose()
    mia.come_back()
    assert [frame["t"] for frame in mia.heard] == ["welcome", "mine", "names", "presence"]


def test_L11_a_position_the_server_does_not_know_gets_a_whole_view(join: Join) -> None:
    mia = join("Mia")
    mia.lose()
    before, mia.view = mia.view, {}
    mia.position = {"seq": mia.seq, "mark": "0123456789abcdef"}
    mia.come_back()
    assert mia.welcome["whole"] is True
    assert mia.view == before


def test_L3_a_command_without_an_answer_is_sent_again_and_happens_once(
    join: Join, lead: SmallClient
) -> None:
    mia = join("Mia")
    step = open_phase(lead, "post")
    follow(mia, lead)
    mia.send("PostCard", kind=step["kind"], text="Eén keer")
    lead.until(lambda: lead.all("card"))
    mia.lose()
    mia.come_back()
    card = mia.answer()
    assert list(lead.all("card")) == [card]
    mia.until(lambda: card in mia.all("card"))
    again = mia.do("PostCard", kind=step["kind"], text="Eén keer")
    assert again != card, "a new number is a new card"


def test_L4_another_command_under_the_same_number_is_refused(join: Join, lead: SmallClient) -> None:
    mia = join("Mia")
    step = open_phase(lead, "post")
    follow(mia, lead)
    mia.do("PostCard", kind=step["kind"], text="De eerste")
    mia.number -= 1
    with pytest.raises(Refused) as refused:
        mia.do("PostCard", kind=step["kind"], text="De tweede")
    assert refused.value.answer["code"] == "id_reused"


def test_the_whole_board_can_be_looked_at_and_left(join: Join, lead: SmallClient) -> None:
    mia = join("Mia")
    step = open_phase(lead, "post")
    follow(mia, lead)
    card = mia.do("PostCard", kind=step["kind"], text="Van toen")
    open_phase(lead, "vote")
    follow(mia, lead)
    assert card not in mia.all("card")
    mia.look("whole")
    assert card in mia.all("card")
    mia.look("")
    assert card not in mia.all("card")


def test_S7_a_grant_without_its_cookie_opens_nothing(join: Join) -> None:
    mia = join("Mia")
    mia.lose()
    mia.cookie = "doorstart=of-another-browser"
    with pytest.raises(ConnectionClosed) as closed:
        mia.come_back()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4501


def test_it_is_written_from_the_page_alone() -> None:
    source = (Path(__file__).parent.parent / "small_client.py").read_text()
    assert "import board" not in source
    assert "from board" not in source
    assert "from server" not in source
    assert "from tests" not in source
