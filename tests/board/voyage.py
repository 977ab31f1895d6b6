"""An invented earlier session, played to its end, and what its last snapshot holds."""

import json
from typing import Any

import msgspec

from board import commands as c
from board import parse, snapshot_bytes
from board.flow import Earlier, inflow
from board.harvest import Harvest, harvest
from board.types import PollId, RoundId, TextId
from tests.board.play import DOOR, LEAD, REEF, ROOT, Play, partner

MARKET = parse((ROOT / "tests/formats/shell_market.toml").read_bytes(), "shell_market.toml")
NAMES = {"oak": "De Eik", "elm": "De Olm", "fir": "De Den", "yew": "De Taxus", "ash": "De Es"}
PEOPLE = {"ann": "oak", "bob": "elm", "cem": "fir", "dia": "yew", "eva": "ash"}


class Voyage:
    """``ids`` of what was made, by a name of its own."""

    def __init__(self) -> None:
        self.play = Play(MARKET, {"pearl_song": ["Wij zingen."]})
        self.ids: dict[str, str] = {}
        for seat, organisation in PEOPLE.items():
            self.play.sit(seat, organisation=organisation)
        self.play.done(LEAD, c.SetCardLimit(cards_each=20))

    def post(self, name: str, seat: str, kind: str, text: str, **more: object) -> str:
        self.ids[name] = self.play.post(partner(seat), kind, text, **more)
        return self.ids[name]

    def vote(self, poll: str, *ballots: dict[str, c.Answer]) -> None:
        opened = self.play.done(LEAD, c.OpenRound(poll=PollId(poll)))
        round = RoundId(opened.made)
        for seat, answers in zip(PEOPLE, ballots, strict=False):
            self.play.done(partner(seat), c.PutBallot(round=round, answers=answers))
        self.play.done(LEAD, c.CloseRound(round=round))
        self.play.done(LEAD, c.RevealRound(round=round))

    def dots(self, poll: str, *ballots: dict[str, int]) -> None:
        """By the names of what was made."""
        self.vote(
            poll,
            *(
                {"question": c.Answer(options={self.ids[name]: n for name, n in one.items()})}
                for one in ballots
            ),
        )

    def agreement(self, poll: str, *said: tuple[str, str]) -> None:
        self.vote(
            poll,
            *(
                {"question": c.Answer(options={option: 1}, remark=remark)}
                for option, remark in said
            ),
        )

    def cluster(self, name: str, title: str, *members: str) -> None:
        made = c.MakeCluster(members=[self.ids[one] for one in members], title=title)
        self.ids[name] = self.play.done(LEAD, made).made

    def snapshot(self) -> bytes:
        return snapshot_of(self.play)


def snapshot_of(play: Play) -> bytes:
    return snapshot_bytes(play.board, moment="end", label="", at=99_000, names=NAMES)


def sail() -> Voyage:
    """The whole market: five shells of which two lie together, reasons, wishes, a song."""
    voyage = Voyage()
    voyage.play.open("shell_finding")
    fields = {"beach": "north", "divers": "oak elm"}
    voyage.post("horn", "ann", "found_shell", "Een trompet", fields=fields)
    voyage.post("fan", "bob", "found_shell", "Een waaier", fields={"beach": "south"})
    voyage.post("comb", "cem", "found_shell", "Een kam")
    voyage.post("cone", "dia", "found_shell", "Een kegel", fields={"beach": "south"})
    voyage.post("dull", "eva", "found_shell", "Een doffe")
    voyage.cluster("waves", "Waaiers samen", "fan", "cone")
    voyage.dots("shell_dots", {"horn": 2}, {"waves": 1, "comb": 1}, {"horn": 1})
    scale = {"warm_current": c.Answer(options={"4": 1}), "cold_current": c.Answer(options={"2": 1})}
    voyage.vote("current_scale", scale, scale, scale)
    voyage.play.open("shell_reasoning")
    links = {"shines_on": [voyage.ids["horn"]]}
    voyage.post("sun", "ann", "shine_reason", "Hij lag in de zon", links=links)
    links = {"shines_on": [voyage.ids["waves"]]}
    voyage.post("salt", "bob", "shine_reason", "Het zout", links=links)
    links = {"shines_on": [voyage.ids["comb"]]}
    voyage.post("sand", "cem", "shine_reason", "Het zand", links=links)
    fields = {"for_fish": "Kreeft, garnaal; kreeft"}
    voyage.post("choir", "ann", "sea_wish", "Over drie jaar zingt het rif", fields=fields)
    voyage.post(
        "light", "bob", "sea_wish", "Over drie jaar is er licht", fields={"for_fish": "Garnaal"}
    )
    voyage.post("crab", "cem", "far_voice", "De krab")
    voyage.post("whale", "dia", "far_voice", "De walvis")
    voyage.post("later", "eva", "drifted_thought", "De boot lekt")
    voyage.play.open("song_closing")
    lines = ["Wij zingen samen.", "De zee luistert."]
    voyage.play.done(LEAD, c.WriteText(text=TextId("pearl_song"), lines=lines))
    voyage.agreement("song_check", ("yes", ""), ("not_yet", "Te hoog voor mij"), ("not_yet", ""))
    pulse = {"question": c.Answer(options={"5": 1})}
    voyage.vote("wave_pulse", pulse, pulse, pulse)
    voyage.play.done(LEAD, c.EndBoard())
    return voyage


def claimed(public: bytes, card: str, *claims: tuple[str, str, bool]) -> bytes:
    """The same snapshot, where organisations have taken a card up."""
    tree: dict[str, Any] = json.loads(public)
    claimants = [
        {"organisation": who, "form": form, "provisional": maybe} for who, form, maybe in claims
    ]
    tree["view"][f"claim:{card}"] = {"seq": 1, "claimants": claimants}
    return msgspec.json.encode(tree, order="sorted")


def outcome(voyage: Voyage) -> Harvest:
    """Somebody swims to the crab, and one that must still ask."""
    public = claimed(voyage.snapshot(), voyage.ids["crab"], ("oak", "swims_over", True))
    return harvest(public)


def later(*boards: Earlier) -> Play:
    """A board of the reef plan, with all that came before."""
    play = Play(REEF)
    play.done(DOOR, c.BringCards(cards=inflow(REEF, boards)))
    return play
