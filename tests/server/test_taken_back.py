"""Access that is taken back while someone is just coming in, and a lead that passes to another."""

from collections.abc import Awaitable, Callable

import pytest

from board.messages import Close
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import Function
from board.trajectory.types import Person as Acting
from board.types import BoardId, Millis
from server.store.accounts import COACH, Accounts, new_account
from server.store.doors import Held, Kind, hashed
from server.trajectories import Done
from server.web.site import Site
from tests.server.sockets import Moon, Person

THOUGHT = "shadow_thought"
Read = Callable[[str, bytes | None, Millis], Awaitable[Held | None]]


def overtaken(site: Site, read: Read, take_back: Callable[[Held], Awaitable[bool]]) -> Read:
    """A reading after which the access is taken back, and the room knows that before
    whoever was read goes on.
    """

    async def held(id: str, browser: bytes | None, now: Millis) -> Held | None:
        found = await read(id, browser, now)
        assert found is not None
        assert found.grant.board is not None
        assert await take_back(found)
        room = await site.hub.room(BoardId(found.grant.board))
        await room.level()
        return found

    return held


async def test_S8_who_was_revoked_between_reading_and_coming_in_does_not_come_in(
    moon: Moon, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, site = moon.console(), moon.site

    async def revoke(held: Held) -> bool:
        return await site.doors.revoke(held.grant.link or b"", site.clock())

    # The room is there already, and has nobody in it whom it could ask again.
    await moon.begin()
    monkeypatch.setattr(site.doors, "held", overtaken(site, site.doors.held, revoke))
    async with console.socket() as page:
        assert await page.closed() == Close.NOT_ALLOWED
        assert page.kinds == []


async def test_S8_a_form_of_who_was_revoked_between_reading_and_coming_in_is_refused(
    moon: Moon, monkeypatch: pytest.MonkeyPatch
) -> None:
    await moon.begin()
    ann, site = moon.partner("Ann"), moon.site
    before = (await site.hub.log.heads([moon.session.board]))[moon.session.board].seq
    form = {"command": "PostCard", "kind": THOUGHT, "text": "Te laat", "visit": "1", "n": "1"}

    async def end(held: Held) -> bool:
        return await site.doors.end(held.grant.id, site.clock())

    with monkeypatch.context() as at_that_moment:
        at_that_moment.setattr(site.doors, "held", overtaken(site, site.doors.held, end))
        page = ann.visitor.post(f"/p/{ann.grant}/do", form | {"outbox": "0123456789abcdef"})
    assert page.status == 404
    assert (await site.hub.log.heads([moon.session.board]))[moon.session.board].seq == before
    assert ann.visitor.get(f"/p/{ann.grant}").status == 404


async def test_S8_who_comes_in_after_another_was_revoked_comes_in(
    moon: Moon, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, other, site = moon.console(), moon.screen(), moon.site
    grant = await site.doors.grant(other.grant, await _browser(other, site), site.clock())
    assert grant is not None

    async def revoke_another(_: Held) -> bool:
        return await site.doors.revoke(grant.link or b"", site.clock())

    await moon.begin()
    monkeypatch.setattr(site.doors, "held", overtaken(site, site.doors.held, revoke_another))
    async with console.socket() as page:
        assert (await page.get("welcome"))["access"] == "lead"


async def test_S18_a_lead_that_passes_to_another_account_leaves_the_old_one_nothing_to_write(
    moon: Moon,
) -> None:
    site = moon.site
    screen_path = moon.console()
    to = new_account(function=COACH, name="Nele", now=site.clock(), email="nele@demos.example")
    await Accounts(site.doors._store).put(to)
    wall = screen_path.visitor.post(f"/c/{screen_path.grant}/screen", {}).location
    async with (
        screen_path.socket() as old,
        Person(moon.running, screen_path.visitor, wall).socket() as screen,
    ):
        await old.get("presence")
        await screen.get("presence")
        browser = await _browser(moon.partner(), site)
        grant = await site.doors.open_as(
            to.id, browser, Kind.LEAD, site.clock(), board=moon.session.board
        )
        assert await site.doors.pass_lead(moon.session.board, to.id, site.clock()) == 1
        assert await old.closed() == Close.NOT_ALLOWED
        # What stands on the wall goes on, as does who leads now.
        assert await site.doors.grant(grant.id, browser, site.clock()) == grant
        screen.seen.clear()
        await screen.send({"t": "look", "audience": ""})
        await screen.get("welcome")
    link = moon.session.lead.partition("#")[2]
    assert moon.running.visitor().post_json("/open", {"token": link}).status == 403


async def test_S18_a_trajectory_that_is_handed_over_closes_what_the_old_coach_has_open(
    moon: Moon,
) -> None:
    site, board = moon.site, moon.session.board
    trajectory, accounts = moon.session.trajectory, Accounts(moon.site.doors._store)
    people = {}
    for name in ("nele", "els"):
        account = new_account(function=COACH, name=name, now=site.clock(), email=f"{name}@d.be")
        people[name] = Acting(Function.COACH, (await accounts.put(account)).id)
    nele, els = people["nele"], people["els"]

    async def do(command: c.AnyCommand, person: Acting) -> Done:
        done = await site.trajectories.do(trajectory, command, person)
        assert isinstance(done, Done), done
        return done

    await do(c.AssignPerson(Function.COACH, nele.account), Acting(Function.SERVER))
    console = moon.partner()
    browser = await _browser(console, site)
    grant = await site.doors.open_as(nele.account, browser, Kind.LEAD, site.clock(), board=board)
    elsewhere = moon.running.session(stage="moonrise_stage").board
    other = await site.doors.open_as(
        nele.account, browser, Kind.LEAD, site.clock(), board=elsewhere
    )
    # A helper's link and one of a screen, handed out by her.
    links = {
        kind: await site.doors.make_link(
            kind, now=site.clock(), expires_at=site.clock() + 90_000, board=board
        )
        for kind in (Kind.SCRIBE, Kind.DISPLAY)
    }
    helper = moon.running.visitor()
    assert helper.post_json("/open", {"token": links[Kind.SCRIBE]}).status == 200
    async with Person(moon.running, console.visitor, f"/c/{grant.id}").socket() as page:
        await page.done("OpenPhase", phase="seed_sowing")
        # The record shows who carried what: as a function, and no person.
        room = site.hub._rooms[BoardId(board)]
        assert [visit.function for visit in room.board.visits] == ["coach"]
        made = (await do(c.OfferHandover(to_account=els.account), nele)).made
        # Offered is not handed over: she leads until it is accepted.
        await page.done("PauseBoard", 1)
        await do(c.AcceptHandover(made), els)
        assert await page.closed() == Close.NOT_ALLOWED
    assert await site.doors.grant(grant.id, browser, site.clock()) is None
    for kind, secret in links.items():
        late = moon.running.visitor().post_json("/open", {"token": secret})
        assert late.status == 403, kind
    assert await site.doors.grant(other.id, browser, site.clock()) == other
    refused = await site.trajectories.do(trajectory, c.PauseTrajectory("nee"), nele)
    assert isinstance(refused, Refusal)
    assert refused.code == "handed_over"


async def _browser(person: Person, site: Site) -> bytes:
    (cookie,) = person.visitor.cookies.values()
    found = await site.doors.browser(cookie)
    assert found == hashed(cookie)
    return found
