"""The demo lives through a whole session over real sockets, and its numbers are counted."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from board import commands as c
from server.demo.client import Client, Json, Refused
from server.demo.script import read
from tests.server.demo_run import ENDED, TAKEN, demo
from tests.server.overheard import Known, faults

pytestmark = pytest.mark.slow

SCRIPT = read()
FAST = 0.03
A_MESSAGE = 4096
A_SESSION = 3 * 1024 * 1024
"""What one phone may take in: a message, and a session of two hours, in bytes."""
PRIDE = {
    "Samen op kamp": (13, 11),
    "De soepavond": (11, 9),
    "Een maatje gaat mee": (10, 9),
    "UiTPAS zonder schaamte": (8, 8),
    "Een club die haar deur opent": (8, 6),
    "Taal en lezen samen": (6, 5),
    "Speelplein in de wijk": (5, 5),
    "Ruilen in plaats van kopen": (4, 4),
    "Samen aan één tafel": (4, 3),
    "Cultuur dichtbij": (3, 3),
    "De folder die je begrijpt": (2, 2),
    "Zes vrouwen leerden fietsen op de parking van de sporthal.": (1, 1),
}
IMAGES = [(14, 12), (12, 6), (11, 10), (9, 8), (8, 7), (7, 6), (6, 5), (4, 4), (3, 3), (2, 1)]
HIDDEN = "Praattafel Nederlands in de bib, met koffie en zonder inschrijving."


class Ear(Client):
    """A client that keeps every frame as it came."""

    def __init__(self, url: str) -> None:
        super().__init__(url, url)
        self.frames: list[str] = []
        self.messages: list[int] = []
        """How many bytes each had that came over the line."""

    def _heard(self, text: str) -> str:
        self.messages.append(len(text.encode()))
        return super()._heard(text)

    async def _take(self, frame: Json) -> None:
        self.frames.append(msgspec.json.encode(frame).decode())
        await super()._take(frame)


def is_gentle_on_data(ear: Ear) -> None:
    """A session is no burden for a prepaid phone: each message is little, and so are all
    together. The whole view comes once; of a new step only what is another comes.
    """
    assert len(ear.messages) > 100
    assert max(ear.messages) <= A_MESSAGE
    total = sum(ear.messages)
    assert total < A_SESSION / 4, f"{total} bytes; a lively session has four times it"
    assert sum('"t":"view"' in frame[:20] for frame in ear.frames) == 1
    large = [frame for frame in ear.frames if len(frame.encode()) > A_MESSAGE]
    assert large, "nothing was so large that it came in pieces"


async def test_V4_a_whole_session_comes_to_its_numbers_and_no_frame_tells_what_is_not_for_it(
    tmp_path: Path,
) -> None:
    with demo(tmp_path, FAST) as running:
        console, screen, partner = (Ear(running.url) for _ in range(3))
        await console.open(running.links["console"])
        await screen.open(running.links["screen"])
        await partner.join(running.links["code"], "", "Luistervink")
        listening = [asyncio.create_task(ear.listen()) for ear in (console, screen, partner)]
        hidden = await _hide(console, HIDDEN)
        await asyncio.to_thread(running.wait_for, ENDED)
        assert await partner.until(lambda view: view["session"]["status"] == "ended", 30)
        assert await screen.until(lambda view: view["session"]["status"] == "ended", 30)
        for task in listening:
            task.cancel()
    comes_to_its_numbers(_last_snapshot(tmp_path))

    anonymous = {line.text for line in SCRIPT.cards if line.anonymous}
    shown_at = _shown_at(console.frames)
    unsaid = {
        answer.remark: shown_at[poll]
        for person in SCRIPT.people
        for poll, answers in person.ballots.items()
        for answer in answers.values()
        if answer.remark
    }
    ids = {id for id, card in console.all("card").items() if card["text"] in anonymous}
    last = {line.text for line in SCRIPT.cards if line.phase == SCRIPT.acts[-1].phase}
    assert partner.mine is not None
    own: str = partner.mine["seat"]
    is_gentle_on_data(partner)
    for ear, seat in ((screen, None), (partner, own)):
        known = Known(
            anonymous=frozenset(ids),
            hidden={HIDDEN: hidden},
            unshown=frozenset(last),
            own_seat=seat,
            unsaid=unsaid,
            people=seat is not None,
        )
        assert len(ear.frames) > 50
        assert faults(ear.frames, known) == []
        assert any(HIDDEN in frame for frame in ear.frames), "it was on the board before"
        for remark in unsaid:
            assert any(remark in frame for frame in ear.frames), "it is shown in the end"
    assert len(ids) == len(anonymous) - len(last & anonymous)


def test_V4_the_listener_finds_what_is_planted() -> None:
    known = Known(
        anonymous=frozenset({"c1"}),
        hidden={"Weg ermee": 7},
        unshown=frozenset({"Wat ik meeneem"}),
        own_seat="me",
        unsaid={"Zeg ook hoe": 9},
        people=False,
    )
    card = {"seat": None, "organisation": None, "text": "Iets"}
    round = {"status": "open", "result": [], "remarks": {}, "on_paper": 0}
    planted: list[Json] = [
        {"card:c1": card | {"seat": "ann"}},
        {"card:c1": card | {"organisation": "oak"}},
        {"card:c2": card | {"text": "Weg ermee"}},
        {"card:c3": card | {"text": "Wat ik meeneem"}},
        {"round:r": round | {"result": [{"id": "q"}]}},
        {"round:r": round | {"status": "closed", "remarks": {"q": []}}, "lead": {}},
        {"round:r": round | {"answers": {}}},
        {"card:c4": card | {"text": "Zeg ook hoe"}},
    ]
    for changed in planted:
        frame = {"t": "patch", "position": {"seq": 8}, "set": changed}
        assert faults([msgspec.json.encode(frame).decode()], known), changed
    others: list[Json] = [
        {"t": "mine", "seq": 8, "mine": {"seat": "someone else"}},
        {"t": "names", "people": {"me": "Luna"}, "organisations": {}},
    ]
    for other in others:
        assert faults([msgspec.json.encode(other).decode()], known), other
    honest = {"t": "patch", "position": {"seq": 8}, "set": {"card:c1": card, "round:r": round}}
    assert faults([msgspec.json.encode(honest).decode()], known) == []


def comes_to_its_numbers(told: dict[str, Any]) -> None:
    rounds = {it["poll"]: it for key, it in told["view"].items() if key.startswith("round:")}
    # Those of the story, and who only listens.
    assert told["attendance"]["people"] == 26 + 1
    assert len(told["attendance"]["organisations"].keys() - {""}) == 14
    assert _by_text(rounds["pride_dots"]) == PRIDE
    assert sorted(_by_text(rounds["future_dots"]).values(), reverse=True) == IMAGES
    assert [it["mean_tenths"] for it in rounds["vision_scale"]["result"]] == [29, 25]
    assert [it["mean_tenths"] for it in rounds["network_pulse"]["result"]] == [33, 39]
    agreed = rounds["positive_core_check"]["result"][0]
    assert [option["count"] for option in agreed["options"]] == [17, 6, 3, 0]
    assert agreed["verdict"] == "supported"
    verdicts = [
        max(line["options"], key=lambda option: option["count"])["id"]
        for line in rounds["vision_line_choice"]["result"]
    ]
    assert verdicts == ["change", "change", "change", "keep"]


async def test_who_takes_over_leads_and_the_partners_go_on(tmp_path: Path) -> None:
    with demo(tmp_path, FAST) as running:
        console = Client(running.url, running.url)
        await console.open(running.links["console"])
        listening = asyncio.create_task(console.listen())
        assert await console.until(lambda view: "phase" in view, 60)
        await console.do(c.TakeLead())
        await asyncio.to_thread(running.wait_for, TAKEN)
        voting = next(act for act in SCRIPT.acts if act.polls)
        await _do(console, c.OpenPhase(phase=voting.phase))  # type: ignore[arg-type]
        await console.until(lambda view: view["phase"]["id"] == voting.phase, 30)
        made = await _do(console, c.OpenRound(poll=voting.polls[0]))  # type: ignore[arg-type]
        key = f"round:{made['made']}"
        assert await console.until(lambda view: key in view and view[key]["voters"] == 26, 60)
        posting = SCRIPT.cards[0]
        await _do(console, c.OpenPhase(phase=posting.phase))  # type: ignore[arg-type]
        assert await console.until(lambda view: _written(console, posting.phase) > 12, 60)
        listening.cancel()


def _shown_at(frames: list[str]) -> dict[str, int]:
    """The seq at which the result of each poll was shown."""
    found: dict[str, int] = {}
    for raw in frames:
        frame = msgspec.json.decode(raw)
        for key, entity in (frame.get("view") or frame.get("set") or {}).items():
            if key.startswith("round:") and entity and entity["status"] == "revealed":
                found.setdefault(entity["poll"], entity["seq"])
    return found


def _written(console: Client, phase: str) -> int:
    """How many of the cards that the story has for a phase lie on the board."""
    told = {line.text for line in SCRIPT.cards if line.phase == phase}
    return len(told & {card["text"] for card in console.all("card").values()})


async def _hide(console: Client, text: str) -> int:
    """Hides the card as soon as it is there; the seq at which it was."""

    def there(view: Json) -> bool:
        return any(card["text"] == text for card in console.all("card").values())

    assert await console.until(there, 120)
    card = next(id for id, it in console.all("card").items() if it["text"] == text)
    ack = await _do(console, c.HideCards(cards=[card], reason="Gaat over mensen"))  # type: ignore[list-item]
    return int(ack["seq"])


async def _do(console: Client, command: c.AnyCommand) -> Json:
    """A phase may open while the command is on its way; then it is meant for the new one."""
    while True:
        try:
            return await console.do(command)
        except Refused as refused:
            if refused.code != "stale_phase":
                raise


def _last_snapshot(folder: Path) -> dict[str, Any]:
    with sqlite3.connect(folder / "doorstart.sqlite3") as database:
        # The past sessions have the dates of the story; this one was lived through now.
        query = "select public from snapshot order by at desc, seq desc limit 1"
        told: dict[str, Any] = msgspec.json.decode(database.execute(query).fetchone()[0])
        return told


def _by_text(round: Json) -> dict[str, tuple[int, int]]:
    texts = {option["id"]: option["text"] for option in round["questions"][0]["options"]}
    return {
        texts[option["id"]]: (option["count"], option["organisations"])
        for option in round["result"][0]["options"]
    }
