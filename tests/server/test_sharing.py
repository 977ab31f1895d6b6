"""Several people on one device, each with a seat and a ballot of their own; rule O9."""

import re

from server.control import SessionMade
from tests.running import Running, Visitor
from tests.talking import Talker


def on_one_device(visitor: Visitor, session: SessionMade, *names: str) -> list[str]:
    """Without JavaScript: who says there are more of them is led to the next form."""
    seats: list[str] = []
    for name in names:
        last = name == names[-1]
        form = visitor.get(f"/j/{session.code}?nieuw=1" if seats else f"/j/{session.code}")
        assert 'name="more"' in form.text
        fields = {"name": name, "organisation": "", "ticket": form.hidden("ticket")}
        joined = visitor.post(f"/j/{session.code}", fields | ({} if last else {"more": "1"}))
        assert joined.status == 303
        if not last:
            assert joined.location == f"/j/{session.code}?nieuw=1"
        seats = sorted(set(re.findall(r"/p/[\w-]+", visitor.get(f"/j/{session.code}").text)))
    here = visitor.get(seats[0])
    others = re.findall(
        r'hand-on-who" href="(/p/[\w-]+)/turn"', visitor.get(f"{seats[0]}/pass").text
    )
    assert here.status == 200
    return [*others, seats[0]]


def test_O9_two_on_one_phone_have_two_ballots_and_a_neutral_page_between(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    first, second = on_one_device(visitor, session, "An", "Bert")
    assert visitor.get(first).boot["view"]["session"]["seats"] == 2
    lead.do("SetCardLimit", cards_each=4)
    step = lead.open_phase("post", kind="achievement")
    talkers = [Talker(visitor, path) for path in (first, second)]
    for number, talker in enumerate(talkers):
        for n in range(2):
            talker.do("PostCard", kind=step["kind"], text=f"Kaart {number} {n}")
    poll = lead.open_phase("vote", poll="pride_dots")["poll"]
    round = lead.do("OpenRound", poll=poll)
    options = [one["id"] for one in lead.view[f"round:{round}"]["questions"][0]["options"]]
    for talker, option in zip(talkers, options[:2], strict=True):
        answers = {"question": {"options": {option: 1}}}
        talker.do("PutBallot", round=round, answers=answers)
    boots = [visitor.get(path).boot["mine"] for path in (first, second)]
    chosen = [boot["ballots"][round]["answers"]["question"]["options"] for boot in boots]
    assert chosen == [{options[0]: 1}, {options[1]: 1}]
    # Neither page tells of the other's seat or choice, and the one between of neither.
    between = visitor.get(f"{first}/pass")
    assert between.status == 200
    assert "Geef het toestel door" in between.text
    for told in (*options, *(f"Kaart {a} {b}" for a in (0, 1) for b in (0, 1))):
        assert told not in between.text
    assert "ballots" not in between.text
    # Whose name is pressed is asked for first: the page of a seat opens from there alone.
    assert f'href="{second}"' not in between.text
    assert f'href="{second}/turn"' in between.text
    asked = visitor.get(f"{second}/turn")
    assert "Geef het toestel aan" in asked.text
    assert "ballots" not in asked.text
    assert f'href="{second}"' in asked.text
    assert f'href="{first}"' not in asked.text
    lead.do("CloseRound", round=round)
    assert lead.view[f"round:{round}"]["voters"] == 2


def test_O9_the_page_says_whose_turn_it_is_and_a_third_and_fourth_join_too(
    app_server: Running, session: SessionMade, visitor: Visitor
) -> None:
    alone = app_server.visitor()
    assert 'id="shared"' not in alone.get(alone.join(session.code)).text
    seats = on_one_device(visitor, session, "An", "Bert", "Cem", "")
    texts = [visitor.get(path).text for path in seats]
    for text in texts:
        assert 'id="shared"' in text
    assert sorted(re.findall(r"Persoon (\d) van 4", "".join(texts))) == ["1", "2", "3", "4"]
    between = visitor.get(f"{seats[0]}/pass").text
    assert between.count("hand-on-who") == 3
    assert "Cem" in between or "Bert" in between


def test_O9_one_leaves_the_device_and_their_seat_stays(
    app_server: Running, session: SessionMade, visitor: Visitor
) -> None:
    first, second = on_one_device(visitor, session, "An", "Bert")
    left = visitor.post(f"{second}/leave", {})
    assert left.location == f"{first}/pass"
    assert visitor.get(second).status == 404
    page = visitor.get(first)
    assert 'id="shared"' not in page.text
    assert page.boot["view"]["session"]["seats"] == 2
    assert visitor.get(f"{first}/pass").location == first
    assert visitor.post(f"{first}/leave", {}).status == 400


def test_O9_who_leaves_a_device_has_left_it_though_the_form_was_sent_twice(
    session: SessionMade, visitor: Visitor
) -> None:
    [_, second] = on_one_device(visitor, session, "An", "Bert")
    door = f"/j/{session.code}?nieuw=1"
    form = {"name": "Cem", "organisation": "", "ticket": visitor.get(door).hidden("ticket")}
    twice = [visitor.post(door, form).location for _ in range(2)]
    assert visitor.post(f"{twice[1]}/leave", {}).status == 303
    assert [visitor.get(seat).status for seat in (*twice, second)] == [404, 404, 200]


def test_O11_who_was_helped_takes_their_own_seat_over_and_the_helper_acts_for_it_no_more(
    app_server: Running, session: SessionMade, lead: Talker, visitor: Visitor
) -> None:
    """One laptop with three seats; then one of the three comes with a phone."""
    _, helped, _ = on_one_device(visitor, session, "An", "Bert", "Cem")
    step = lead.open_phase("post")
    helper = Talker(visitor, helped)
    card = helper.do("PostCard", kind=step["kind"], text="Door de helper getypt")
    code = re.search(r'own-code code">([^<]+)<', visitor.post(f"{helped}/code", {}).text)
    assert code is not None
    phone = app_server.visitor()
    came = phone.post(f"/j/{session.code}/back", {"return_code": code[1]})
    boot = phone.get(came.location).boot
    assert list(boot["mine"]["cards"]) == [card]
    assert boot["view"]["session"]["seats"] == 3
    told = visitor.get(helped)
    assert told.status == 403
    assert "eigen toestel" in told.text
    assert f"{helped}/back" not in told.text
    assert visitor.post(f"{helped}/back", {}).status == 404
    assert phone.get(came.location).status == 200
