"""Two phones want the last place at the same moment, over a real server with its database."""

import asyncio
from typing import Any

from tests.server.sockets import Moon, Person, Socket


async def test_K3_of_two_phones_at_once_exactly_one_has_the_last_place(moon: Moon) -> None:
    async with (
        moon.begun() as console,
        phone(moon, "De eiken").socket() as ann,
        phone(moon, "De olmen").socket() as bob,
    ):
        await console.done("OpenPhase", visit=1, phase="burrow_digging")
        errand = {"kind": "mole_errand", "text": "Een hol graven"}
        made = (await ann.done("PostCard", visit=2, **errand))["made"]
        for _ in range(8):
            answers = await asyncio.gather(take(ann, made), take(bob, made))
            assert sorted(answer["t"] for answer in answers) == ["ack", "no"]
            (lost,) = [answer for answer in answers if answer["t"] == "no"]
            assert (lost["code"], lost["value"]) == ("place_taken", "dig_first")
            assert lost["limit"].split() == ["dig_along", "watch_only"]
            first, second = (ann, bob) if answers[0]["t"] == "ack" else (bob, ann)
            # What was said to be free is, and the place is given up again.
            await second.done("ClaimPlace", visit=2, claim=made, form="dig_along")
            for one in (first, second):
                await one.done("ReleaseClaim", visit=2, claim=made)


async def take(phone: Socket, card: str) -> dict[str, Any]:
    return await phone.answer(phone.person.say("ClaimPlace", 2, claim=card, form="dig_first"))


def phone(moon: Moon, name: str) -> Person:
    """Someone of an organisation that the console has added."""
    console = moon.console()
    added = console.visitor.post(f"/c/{console.grant}/organisation", {"name": name}).json
    visitor = moon.running.visitor()
    path = visitor.join(moon.session.code, "", str(added["id"]))
    return Person(moon.running, visitor, path)
