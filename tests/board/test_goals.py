"""What became of the goals: stays, changed, new or stopped, and none is just gone."""

import pytest

from board import commands as c
from board.flow import Earlier, Given, from_trajectory
from board.goals import GoalNow, OldGoal, goals_now
from board.harvest import harvest
from board.types import CardId, PollId, RoundId
from tests.board.play import LEAD, Play, partner
from tests.board.voyage import later, outcome, sail, snapshot_of

OLD = [
    OldGoal("0.1", "Elk kind zwemt"),
    OldGoal("0.2", "De boot vaart op zondag"),
    OldGoal("0.3", "Er is soep"),
    OldGoal("0.4", "De folder"),
    OldGoal("0.5", "Niemand zei iets"),
]


@pytest.fixture(scope="module")
def market() -> Earlier:
    return Earlier(outcome(sail()))


class Reef:
    """The reef plan with the old goals on it."""

    def __init__(self, market: Earlier) -> None:
        given = [Given(goal.id, "goals", goal.text) for goal in OLD]
        self.play: Play = later(from_trajectory("De aanvraag", 500, given), market)
        self.play.sit("ann", "bob", organisation="oak")
        self.play.done(LEAD, c.SetCardLimit(cards_each=20))
        self.play.open("goal_laying")
        self.lies = {card.text: card.id for card in self.play.board.cards.values()}

    def goal(self, text: str, was: str = "", **fields: str) -> str:
        links = {"for_wish": [self.lies["Over drie jaar zingt het rif"]]}
        if was:
            links["was_wreck"] = [self.lies[was]]
        return self.play.post(partner("ann"), "reef_goal", text, fields=fields, links=links)

    def voted(self, poll: str, **of: str) -> None:
        """One answer for each of these cards, by their texts as they come."""
        round = RoundId(self.play.done(LEAD, c.OpenRound(poll=PollId(poll))).made)
        answers = {card: c.Answer(options={option: 1}) for card, option in of.items()}
        self.play.done(partner("ann"), c.PutBallot(round=round, answers=answers))
        self.play.done(LEAD, c.CloseRound(round=round))
        self.play.done(LEAD, c.RevealRound(round=round))

    def now(self) -> list[GoalNow]:
        self.play.done(LEAD, c.EndBoard())
        return goals_now(OLD, harvest(snapshot_of(self.play)))


def test_J17_each_old_goal_has_a_line_and_the_new_ones_follow(market: Earlier) -> None:
    reef = Reef(market)
    reef.goal("Elk kind zwemt, en het geld is er binnen de week", "Elk kind zwemt")
    reef.goal("Een koor in elke wijk")
    of = {
        str(reef.lies["De boot vaart op zondag"]): "keep_it",
        str(reef.lies["Er is soep"]): "mend_it",
        str(reef.lies["De folder"]): "sink_it",
    }
    reef.voted("wreck_choice", **of)
    now = reef.now()
    assert [(goal.was, goal.change, goal.open) for goal in now] == [
        ("0.1", "changed", False),
        ("0.2", "keeps", False),
        ("0.3", "changed", True),
        ("0.4", "stopped", False),
        ("0.5", "keeps", True),
        ("", "new", False),
    ]
    assert now[0].text == "Elk kind zwemt, en het geld is er binnen de week"
    assert now[3].text == "De folder"
    assert now[5].linked == {"images": ["Over drie jaar zingt het rif"]}


def test_J17_what_its_writer_says_of_a_goal_goes_before_its_words(market: Earlier) -> None:
    reef = Reef(market)
    reef.goal("Elk kind zwemt mee", "Elk kind zwemt", what_now="keeps_on")
    reef.goal("De folder is klaar", "De folder", what_now="let_go")
    reef.goal("er is  SOEP")
    reef.goal("Een koor", what_now="keeps_on")
    now = {goal.text: goal for goal in reef.now()}
    assert now["Elk kind zwemt mee"].change == "keeps"
    assert now["De folder is klaar"].change == "stopped"
    # The same words are the same goal, also without a link.
    assert (now["er is  SOEP"].was, now["er is  SOEP"].change) == ("0.3", "keeps")
    # What comes from no old goal cannot have stayed.
    assert (now["Een koor"].was, now["Een koor"].change) == ("", "new")


def test_J17_one_goal_may_become_two(market: Earlier) -> None:
    reef = Reef(market)
    reef.goal("Elk kind zwemt in juli", "Elk kind zwemt")
    reef.goal("Elk kind zwemt in mei", "Elk kind zwemt")
    now = reef.now()
    assert [goal.text for goal in now if goal.was == "0.1"] == [
        "Elk kind zwemt in juli",
        "Elk kind zwemt in mei",
    ]
    assert {goal.was for goal in now} == {goal.id for goal in OLD}


def test_J17_what_people_thought_of_a_goal_stands_with_it(market: Earlier) -> None:
    reef = Reef(market)
    goal = reef.goal("Een koor in elke wijk")
    reef.voted("goal_check", **{goal: "not_yet"})
    [new] = [one for one in reef.now() if not one.was]
    assert new.agreement
    assert new.agreement.verdicts == ["discuss"]
    assert new.card[1] == goal
    assert new.number == reef.play.board.cards[CardId(goal)].number


def test_J17_where_two_answers_have_as_many_nobody_decided(market: Earlier) -> None:
    reef = Reef(market)
    card = str(reef.lies["De folder"])
    round = RoundId(reef.play.done(LEAD, c.OpenRound(poll=PollId("wreck_choice"))).made)
    for seat, option in (("ann", "sink_it"), ("bob", "mend_it")):
        answers = {card: c.Answer(options={option: 1})}
        reef.play.done(partner(seat), c.PutBallot(round=round, answers=answers))
    reef.play.done(LEAD, c.CloseRound(round=round))
    reef.play.done(LEAD, c.RevealRound(round=round))
    [folder] = [one for one in reef.now() if one.was == "0.4"]
    assert (folder.change, folder.open) == ("keeps", True)


def test_a_session_without_goals_leaves_them_as_they_were(market: Earlier) -> None:
    now = goals_now(OLD, market.harvest)
    assert [(goal.text, goal.change, goal.card) for goal in now] == [
        (goal.text, "keeps", ("", "")) for goal in OLD
    ]
