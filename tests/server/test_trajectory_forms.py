"""Each step on the road of a trajectory, pressed as a form that stands on its page: with
what the form holds, what a person types, and nothing else.
"""

import re
from html import unescape

from board.trajectory import commands as c
from board.trajectory.machine import Stand
from board.trajectory.types import DAY, Function
from server.web.dates import local
from tests.running import Page, Running, Visitor
from tests.server.desk import ROAD, Desk, road


def forms(page: Page) -> dict[str, dict[str, str]]:
    """By command, what the first form for it sends when nothing is typed."""
    found: dict[str, dict[str, str]] = {}
    for part in re.findall(r"(?s)<form\b.*?</form>", page.text):
        fields: dict[str, str] = {}
        for tag in re.findall(r"<input\b[^>]*>", part):
            name = re.search(r'name="([^"]+)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            ticked = 'type="radio"' not in tag and 'type="checkbox"' not in tag
            if name and (ticked or " checked" in tag):
                fields[name[1]] = unescape(value[1]) if value else ""
        for name, text in re.findall(r'(?s)<textarea[^>]*name="([^"]+)"[^>]*>(.*?)<', part):
            fields[name] = unescape(text)
        for name, options in re.findall(r'(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</sel', part):
            chosen = re.search(r'value="([^"]*)" selected', options)
            fields[name] = chosen[1] if chosen else ""
        found.setdefault(fields.get("command", ""), fields)
    return found


def press(desk: Desk, command: str, by: Visitor | None = None, **typed: str) -> Stand:
    """Where the trajectory stands after it. Only fields that the form has are typed in."""
    visitor = by or desk.coach
    form = forms(desk.get(visitor=visitor))[command]
    named = {name.replace("__", "."): value for name, value in typed.items()}
    assert set(named) <= set(form), sorted(form)
    answer = visitor.post(f"/t/{desk.id}/do", form | named)
    assert answer.status == 303, (command, answer.status, answer.text[-1500:])
    assert visitor.get(answer.location.partition("#")[0]).status == 200
    return desk.view().state.stand


def talked(running: Running) -> Desk:
    """The first talk was held."""
    desk = Desk(running).begun()
    desk.hold(road()[0], ROAD[0])
    desk.now = desk.site.clock()
    return desk


def test_each_step_of_the_road_is_a_form_that_works(app_server: Running) -> None:
    desk = talked(app_server)
    later = f"{local(desk.now + 30 * DAY):%Y-%m-%d}"
    assert press(desk, "Defer", until__day=later, reason="Eerst verkiezingen") is Stand.DEFERRED
    assert press(desk, "TakeUpAgain", course="orientation") is Stand.ORIENTATION_PLANNED
    desk.hold(road()[0], ROAD[0], days_ago=200)
    desk.now = desk.site.clock()
    assert press(desk, "NoteMeasures", indicators__support="2") is Stand.ORIENTATION_HELD
    assert desk.view().state.measures.indicators == {"support": 2}
    assert press(desk, "GoOn", reason="De steun groeit.") is Stand.RESTART_PLANNED
    desk.hold(road()[1], ROAD[1])
    assert press(desk, "MakeOffer") is Stand.OFFER
    assert press(desk, "DeclineOffer", desk.coordinator, reason="Dit jaar niet") is Stand.DECLINED
    assert "GoOn" not in forms(desk.get())


def test_each_early_end_is_a_form_that_works(app_server: Running) -> None:
    assert press(talked(app_server), "NotNow", reason="Geen tijd") is Stand.NOT_NOW
    assert press(talked(app_server), "Refer", reason="Naar Welzijnszorg") is Stand.REFERRED
    desk = talked(app_server)
    press(desk, "GoOn", reason="We proberen het.")
    desk.hold(road()[1], ROAD[1])
    assert press(desk, "FinishAfterRestart", note="Dit was genoeg.") is Stand.COMPLETED


def test_a_trajectory_that_is_followed_is_closed_by_its_form(app_server: Running) -> None:
    desk = Desk(app_server).lived()
    last = desk.view().state.plan[-1].id
    desk.done(c.ConfirmResults(last), Function.COORDINATOR)
    desk.done(c.RoundOff())
    desk.done(c.SetRenewal(desk.now + 200 * DAY))
    desk.done(c.StartFollowing())
    assert press(desk, "CloseTrajectory", note="Het loopt.") is Stand.CLOSED


def test_what_cannot_be_done_now_is_refused_with_where_it_stands_and_what_can(
    app_server: Running,
) -> None:
    desk = talked(app_server)
    refused = desk.send("overview", "RoundOff")
    assert refused.status == 409
    text = unescape(refused.text)
    now = re.search(r'class="next-what">(.*?)</p>', text)
    assert now
    assert f"staat op “Oriëntatiegesprek gehouden”. Nu te doen: {now[1]}" in text


def test_T4_out_of_one_that_ended_a_new_one_grows_once(app_server: Running) -> None:
    desk = talked(app_server)
    assert "BeginAgain" not in forms(desk.get())
    assert press(desk, "NotNow", reason="Geen tijd") is Stand.NOT_NOW
    assert "BeginAgain" not in forms(desk.get(visitor=desk.coordinator))
    old = desk.view().state
    assert press(desk, "BeginAgain", reason="Er is weer tijd") is Stand.NOT_NOW
    assert "BeginAgain" not in forms(desk.get())
    assert desk.send("overview", "BeginAgain", reason="Nog een").status == 409
    next = desk.view().state.next
    assert next is not None
    assert f"/t/{next}" in desk.get().text
    desk.id = next
    new = desk.view().state
    assert (new.previous, new.stand, new.reason) == (old.id, Stand.REQUESTED, "Er is weer tijd")
    assert {one.name for one in new.partners.values()} == {
        one.name for one in old.partners.values()
    }
    assert new.coach == old.coach
