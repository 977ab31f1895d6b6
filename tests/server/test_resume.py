"""Coming back after an absence: exactly what was missed, or one whole view, and which is said."""

from typing import Any

import pytest

from tests.running import Running
from tests.server.sockets import FORMATS, Moon, Socket

THOUGHT = "shadow_thought"


async def stood(page: Socket) -> dict[str, Any]:
    """Where the page stands once it has caught up."""
    await page.get("presence")
    last = [frame for frame in page.seen if "position" in frame][-1]
    return dict(last["position"])


async def post(page: Socket, text: str) -> str:
    made = (await page.done("PostCard", 1, kind=THOUGHT, text=text))["made"]
    await page.get_set(f"card:{made}")
    return str(made)


async def test_L11_the_missed_patches_come_and_nothing_else(moon: Moon) -> None:
    bob = moon.partner()
    async with moon.begun(), moon.partner().socket(audience="whole") as ann:
        async with bob.socket(audience="whole") as page:
            position = await stood(page)
        missed = [await post(ann, text) for text in ("een", "twee", "drie")]
        async with bob.socket(audience="whole", position=position) as page:
            await page.get("presence")
            assert page.seen[0]["whole"] is False
            assert "view" not in page.kinds
            patches = [frame for frame in page.seen if frame["t"] == "patch"]
            assert [key for patch in patches for key in patch["set"] if "card:" in key] == [
                f"card:{card}" for card in missed
            ]
            # Without a hole, from where it stood to where the welcome says.
            afters = [patch["after"] for patch in patches]
            ends = [patch["position"]["seq"] for patch in patches]
            assert afters == [position["seq"], *ends[:-1]]
            assert patches[-1]["position"] == page.seen[0]["position"]


async def test_L11_who_missed_nothing_gets_nothing(moon: Moon) -> None:
    bob = moon.partner()
    async with moon.begun(), bob.socket() as first:
        position = await stood(first)
        async with bob.socket(position=position) as again:
            await again.get("presence")
            assert again.kinds == ["welcome", "mine", "names", "presence"]
            assert again.seen[0]["position"] == position


@pytest.mark.parametrize(
    "unknown",
    [
        {"seq": 2, "mark": "0123456789abcdef"},
        {"seq": 0, "mark": ""},
        {"seq": 2**53 - 1, "mark": "0123456789abcdef"},
    ],
)
async def test_L11_a_position_of_another_log_gets_the_whole_view(
    moon: Moon, unknown: dict[str, object]
) -> None:
    async with moon.begun(), moon.partner().socket(position=unknown) as page:
        await page.get("presence")
        assert page.seen[0]["whole"] is True
        assert page.kinds[:2] == ["welcome", "view"]


async def test_L11_a_position_on_another_board_gets_this_one_whole(moon: Moon) -> None:
    other = Moon(moon.running, moon.running.session(stage="moonrise_stage", title="Een ander"))
    async with moon.begun(), other.partner().socket() as page:
        position = await stood(page)
    async with moon.partner().socket(position=position) as page:
        await page.get("presence")
        assert page.kinds[:2] == ["welcome", "view"]
        assert page.seen[1]["view"]["session"]["title"] != "Een ander"


async def test_A9_of_another_phase_comes_only_what_it_changes(moon: Moon) -> None:
    bob = moon.partner()
    async with moon.begun() as console:
        async with bob.socket() as page:
            position = await stood(page)
        await console.done("OpenPhase", 1, phase="petal_counting")
        async with bob.socket(position=position) as page:
            await page.get("presence")
            assert page.kinds[:2] == ["welcome", "patch"]
            changed = page.seen[1]["set"]
    assert changed["phase"]["id"] == "petal_counting"
    assert not any(key.startswith("text:") for key in changed), "nothing was written"


async def test_the_whole_board_and_back_without_coming_in_anew(moon: Moon) -> None:
    async with moon.begun(), moon.partner().socket() as page:
        await page.get("presence")
        card = (await page.done("PostCard", 1, kind=THOUGHT, text="Niet van nu"))["made"]
        await page.send({"t": "look", "audience": "whole"})
        welcome = await page.get("welcome")
        assert (welcome["audience"], welcome["whole"]) == ("whole", True)
        assert f"card:{card}" in (await page.get("view"))["view"]
        await page.send({"t": "look"})
        assert (await page.get("welcome"))["audience"] == "partner"
        assert f"card:{card}" not in (await page.get("view"))["view"]


async def test_a_look_with_a_known_position_needs_no_view(moon: Moon) -> None:
    """What a phone asks that was asleep and wonders whether the line lives."""
    async with moon.begun(), moon.partner().socket() as page:
        position = await stood(page)
        for _ in range(10):
            await page.send({"t": "look", "position": position})
            assert (await page.get("welcome"))["whole"] is False


async def test_L3_an_answer_lost_on_the_way_comes_again(moon: Moon) -> None:
    ann = moon.partner()
    async with moon.begun():
        do = ann.say("PostCard", 1, kind=THOUGHT, text="Eens")
        async with ann.socket(audience="whole") as page:
            first = await page.answer(do)
        async with ann.socket(audience="whole") as page:
            assert await page.answer(do) == first
            second = await page.done("PostCard", 1, kind=THOUGHT, text="Nog eens")
            await page.get_set(f"card:{second['made']}")
            sent = [frame.get("view") or frame.get("set") or {} for frame in page.seen]
            cards = {key for entities in sent for key in entities if key.startswith("card:")}
            assert cards == {f"card:{first['made']}", f"card:{second['made']}"}


async def test_L4_the_same_number_with_other_content_is_refused(moon: Moon) -> None:
    ann = moon.partner()
    async with moon.begun(), ann.socket() as page:
        await page.answer(ann.say("PostCard", 1, kind=THOUGHT, text="Eens"))
        again = await page.answer(ann.say("PostCard", 1, n=1, kind=THOUGHT, text="Anders"))
        assert (again["n"], again["code"]) == (1, "id_reused")
        await page.answer(ann.say("PostCard", 1, n=7, kind=THOUGHT, text="Later"))
        older = await page.answer(ann.say("PostCard", 1, n=5, kind=THOUGHT, text="Eerder"))
        assert (older["n"], older["code"]) == (5, "stale")


async def test_L3_spaces_and_order_do_not_make_it_another_command(moon: Moon) -> None:
    ann = moon.partner()
    async with moon.begun(), ann.socket() as page:
        first = await page.answer(ann.say("PostCard", 1, kind=THOUGHT, text="é", n=1))
        command = rf'{{"text": "weg", "text": "\u00e9", "kind":"{THOUGHT}", "type": "PostCard"}}'
        await page.send_raw(
            f'{{"n": 1, "visit":1, "outbox": "{ann.outbox}",\t"t":"do", "command":{command} }}'
        )
        assert await page.get("ack", "no") == first


async def test_L1_what_was_saved_survives_the_server(moon: Moon) -> None:
    """The same data folder under a new process: same seat, same cards, same answers."""
    ann = moon.partner("Ann")
    async with moon.begun():
        do = ann.say("PostCard", 1, kind=THOUGHT, text="Blijft")
        async with ann.socket(audience="whole") as page:
            before = await stood(page)
            first = await page.answer(do)
            await page.get_set(f"card:{first['made']}")
            after = page.seen[-1]["position"]
    moon.running.stop()
    with Running.start(moon.running.settings.data.parent, formats=FORMATS) as running:
        ann.move_to(running)
        async with ann.socket(audience="whole", position=after) as page:
            await page.get("presence")
            assert page.kinds == ["welcome", "mine", "names", "presence"]
            assert page.seen[1]["mine"]["cards"].keys() == {first["made"]}
            assert await page.answer(do) == first
        async with ann.socket(audience="whole", position=before) as page:
            await page.get("presence")
            # A new process has no frames of before; it says so.
            assert page.kinds[:2] == ["welcome", "view"]
            assert page.seen[1]["view"][f"card:{first['made']}"]["text"] == "Blijft"
