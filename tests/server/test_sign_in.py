"""Signing in with a link that works once, by mail or from the command line; and signing out."""

import asyncio
from pathlib import Path

import pytest

from board.messages import Close
from server.accounts import IDLE, INVITATION_HOLDS, MAIL_HOLDS, SIGN_IN_HOLDS, is_email
from server.commands.faults import CommandFault
from server.commands.people import carry_out
from server.control import CloseAccount, Invite
from server.store.accounts import COACH, LinkKind, Spent
from server.store.doors import Kind, hashed
from server.store.sign_ins import SignedIn
from server.web.sign_in import own_path
from tests.people import Mailbox, closed, invited, people_of, sign_in, signed_in, site_of
from tests.running import Running, Visitor
from tests.server.sockets import Moon, Person

NELE = "nele@demos.example"


def cookie_of(visitor: Visitor) -> str:
    return visitor.cookies["doorstart"]


async def ask(visitor: Visitor, email: str) -> str:
    page = await asyncio.to_thread(visitor.post, "/sign-in", {"email": email})
    assert page.status == 200, page.text
    return page.text


def is_signed_in(visitor: Visitor) -> bool:
    page = visitor.get("/sign-ins")
    assert page.status in (200, 303)
    return page.status == 200


# With a link


async def test_S19_a_mailed_link_signs_one_browser_in_once(tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        with Running.start(tmp_path, smtp_url=mailbox.url) as running:
            await asyncio.to_thread(invited, running, NELE, name="Nele")
            nele, thief = running.visitor(), running.visitor()
            await ask(nele, f"  {NELE.upper()} ")
            link = await mailbox.link()
            mail = mailbox.mails[-1]
            assert "Dag Nele" in mail.get_content()
            assert f"Vragen? {running.settings.contact}" in mail.get_content()
            assert (mail["To"], mail["Auto-Submitted"]) == (NELE, "auto-generated")
            # What looks at links in a mail burns nothing, and the secret reaches no server.
            path = link.removeprefix(running.url).partition("#")[0]
            assert (await asyncio.to_thread(running.visitor().get, path)).status == 200
            await asyncio.to_thread(sign_in, nele, link)
            assert "Nele" in (await asyncio.to_thread(nele.get, "/sign-ins")).text
            again = await asyncio.to_thread(
                thief.post_json, "/sign-in/link", {"token": link.partition("#")[2]}
            )
            assert (again.status, again.json) == (410, {"error": "sign_in_used"})
            assert not is_signed_in(thief)
            secret = link.partition("#")[2].encode()
            left = b"".join(p.read_bytes() for p in (tmp_path / "data").iterdir() if p.is_file())
            assert hashed(secret.decode()) in left
            assert secret not in left


async def test_S19_the_answer_does_not_tell_whether_an_address_is_known(tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        with Running.start(tmp_path, smtp_url=mailbox.url) as running:
            await asyncio.to_thread(invited, running, NELE)
            known = await ask(running.visitor(), NELE)
            unknown = await ask(running.visitor(), "niemand@demos.example")
            await mailbox.link()
            assert known == unknown
            assert len(mailbox.mails) == 1
            # Nor does a closed account get one, or hear that it is.
            await asyncio.to_thread(closed, running, NELE)
            assert await ask(running.visitor(), NELE) == known
        # Mails under way still go when a server stops.
        assert len(mailbox.mails) == 1


async def test_a_mail_server_that_is_away_costs_nobody_an_answer(tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        url = mailbox.url
    with Running.start(tmp_path, smtp_url=url) as running:
        await asyncio.to_thread(invited, running, NELE)
        assert "mailbox" in await ask(running.visitor(), NELE)


def test_without_a_mail_server_the_page_says_whom_to_ask(app_server: Running) -> None:
    visitor = app_server.visitor()
    page = visitor.get("/sign-in")
    assert "doorstart invite" in page.text
    assert app_server.settings.contact in page.text
    assert visitor.post("/sign-in", {"email": NELE}).status == 400


@pytest.mark.parametrize("typed", ["", "nele", "nele@", "@demos.be", "a b@c.be", "x" * 300, "a@b"])
def test_what_is_no_address_is_told_and_kept_in_the_form(typed: str) -> None:
    assert not is_email(typed)


async def test_a_wrong_address_is_told_in_the_form(tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        with Running.start(tmp_path, smtp_url=mailbox.url) as running:
            visitor = running.visitor()
            page = await asyncio.to_thread(visitor.post, "/sign-in", {"email": "nele@demos"})
            assert page.status == 422
            assert 'value="nele@demos"' in page.text
            assert "Dit lijkt geen e-mailadres" in page.text


@pytest.mark.parametrize("kind", [LinkKind.MAIL, LinkKind.INVITATION])
def test_S19_a_link_is_over_after_its_time(app_server: Running, kind: LinkKind) -> None:
    site = site_of(app_server)
    account = invited(app_server, NELE).account
    holds = MAIL_HOLDS if kind is LinkKind.MAIL else INVITATION_HOLDS

    async def use(late: int) -> object:
        made = site.clock()
        secret = await site.accounts.make_link(account, kind, made, made + holds)
        at = made + holds + late
        return await site.accounts.use_link(secret, None, "", at, at + SIGN_IN_HOLDS)

    assert isinstance(asyncio.run(use(-1)), SignedIn)
    assert asyncio.run(use(0)) == Spent("over")


def test_S19_an_old_link_says_so_and_how_to_go_on(app_server: Running) -> None:
    site = site_of(app_server)
    account = invited(app_server, NELE).account
    now = site.clock()
    made = asyncio.run(site.accounts.make_link(account, LinkKind.MAIL, now - 2, now - 1))
    page = app_server.visitor().post_json("/sign-in/link", {"token": made})
    assert (page.status, page.json) == (410, {"error": "sign_in_late"})
    words = app_server.visitor().get("/sign-in/link").boot["words"]
    assert words["refused.sign_in_late.what_now"].startswith("Vraag een nieuwe link")


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "\x00", "💥"])
def test_a_wrong_link_signs_nobody_in(app_server: Running, token: str) -> None:
    visitor = app_server.visitor()
    page = visitor.post_json("/sign-in/link", {"token": token})
    assert (page.status, page.json) == (403, {"error": "bad_link"})
    assert visitor.cookies == {}


def test_S19_guessing_links_is_bounded(app_server: Running) -> None:
    def guess(n: int) -> int:
        return app_server.visitor().post_json("/sign-in/link", {"token": f"guess-{n}"}).status

    assert guess(0) == 403
    # On a slow machine some time is given back between two guesses.
    assert any(guess(n) == 429 for n in range(1, 300))


# The browser


def test_S20_signing_in_renews_the_cookie_and_keeps_what_the_browser_had(moon: Moon) -> None:
    ann = moon.partner("Ann")
    planted = cookie_of(ann.visitor)
    sign_in(ann.visitor, invited(moon.running, NELE).link)
    assert cookie_of(ann.visitor) != planted
    assert ann.visitor.get(f"/p/{ann.grant}").status == 200
    # Whoever planted the old one, or knew it, is signed in nowhere and has lost the seat.
    other = moon.running.visitor()
    other.cookies["doorstart"] = planted
    assert not is_signed_in(other)
    assert other.get(f"/p/{ann.grant}").status == 404


async def test_S20_a_socket_outlives_the_renewal_of_its_cookie(moon: Moon) -> None:
    await moon.begin()
    ann, screen = moon.partner("Ann"), moon.screen()
    link = await asyncio.to_thread(invited, moon.running, NELE)
    async with ann.socket() as page:
        await page.get("presence")
        await asyncio.to_thread(sign_in, ann.visitor, link.link)
        # All who are in are judged again when someone else's access is taken back.
        assert await moon.site.doors.end(screen.grant, moon.site.clock())
        await page.done("PostCard", 1, kind="shadow_thought", text="Nog hier")


def test_S20_two_accounts_after_one_another_in_one_browser_are_not_both_signed_in(
    app_server: Running,
) -> None:
    visitor = signed_in(app_server, NELE, name="Nele")
    sign_in(visitor, invited(app_server, "omar@demos.example", name="Omar").link)
    page = visitor.get("/sign-ins").text
    assert "Omar" in page
    assert "Nele" not in page
    account = asyncio.run(site_of(app_server).accounts.by_email(NELE))
    assert account is not None
    site = site_of(app_server)
    assert asyncio.run(site.sign_ins.of(account.id, site.clock(), IDLE)) == ()


def test_S20_a_sign_in_ends_when_nobody_was_seen_and_after_its_time(app_server: Running) -> None:
    site, visitor = site_of(app_server), signed_in(app_server, NELE)
    browser, now = hashed(cookie_of(visitor)), site.clock()

    def at(late: int) -> bool:
        return asyncio.run(site.sign_ins.someone(browser, now + late, IDLE)) is not None

    assert at(IDLE - 60_000)
    assert not at(IDLE)
    # Seen each hour of the day, it ends all the same.
    someone = asyncio.run(site.sign_ins.someone(browser, now, IDLE))
    assert someone is not None
    asyncio.run(site.sign_ins.seen(someone.sign_in, now + SIGN_IN_HOLDS - 60_000))
    assert at(SIGN_IN_HOLDS - 60_000)
    assert not at(SIGN_IN_HOLDS)


def test_S20_signing_out_ends_this_one_and_everywhere_ends_all(app_server: Running) -> None:
    here, there, third = (signed_in(app_server, NELE) for _ in range(3))
    assert here.get("/sign-ins").text.count('name="sign_in"') == 3
    page = here.post("/sign-out", {})
    assert (page.status, page.location) == (303, "/signed-out")
    assert "Je bent afgemeld" in here.get("/signed-out").text
    assert [is_signed_in(one) for one in (here, there, third)] == [False, True, True]
    there.post("/sign-ins/end-all", {})
    assert [is_signed_in(one) for one in (there, third)] == [False, False]


def test_S20_one_ends_one_of_ones_own_and_no_one_elses(app_server: Running) -> None:
    here, there = (signed_in(app_server, NELE) for _ in range(2))
    omar = signed_in(app_server, "omar@demos.example")
    # The other of Nele's own stands second: the newest comes first.
    id = there.get("/sign-ins").text.split('name="sign_in" value="')[2].split('"')[0]
    omar.post("/sign-ins/end", {"sign_in": id})
    assert is_signed_in(here)
    there.post("/sign-ins/end", {"sign_in": id})
    assert [is_signed_in(one) for one in (here, there, omar)] == [False, True, True]


# Closing an account


async def test_S8_closing_an_account_closes_what_it_has_open(moon: Moon) -> None:
    site = moon.site
    link = await asyncio.to_thread(invited, moon.running, NELE)
    unused = await asyncio.to_thread(invited, moon.running, NELE)
    visitor = moon.running.visitor()
    await asyncio.to_thread(sign_in, visitor, link.link)
    browser = hashed(cookie_of(visitor))
    grant = await site.doors.open_as(
        link.account, browser, Kind.LEAD, site.clock(), board=moon.session.board
    )
    async with Person(moon.running, visitor, f"/c/{grant.id}").socket() as console:
        await console.done("OpenPhase", phase="seed_sowing")
        await asyncio.to_thread(closed, moon.running, NELE)
        assert await console.closed() == Close.NOT_ALLOWED
    assert (await asyncio.to_thread(visitor.get, f"/c/{grant.id}")).status == 404
    assert not await asyncio.to_thread(is_signed_in, visitor)
    late = await asyncio.to_thread(
        visitor.post_json, "/sign-in/link", {"token": unused.link.partition("#")[2]}
    )
    assert late.json == {"error": "sign_in_closed"}


async def test_S8_signing_out_closes_the_consoles_that_were_opened_signed_in(moon: Moon) -> None:
    site, link = moon.site, await asyncio.to_thread(invited, moon.running, NELE)
    visitor = moon.running.visitor()
    await asyncio.to_thread(sign_in, visitor, link.link)
    grant = await site.doors.open_as(
        link.account, hashed(cookie_of(visitor)), Kind.LEAD, site.clock(), board=moon.session.board
    )
    async with Person(moon.running, visitor, f"/c/{grant.id}").socket() as console:
        await console.get("presence")
        await asyncio.to_thread(visitor.post, "/sign-out", {})
        assert await console.closed() == Close.NOT_ALLOWED


# The command line


def test_an_invitation_says_what_is_wrong_and_what_would_be_right(app_server: Running) -> None:
    def fault(wanted: Invite | CloseAccount) -> str:
        with pytest.raises(CommandFault) as told:
            carry_out(app_server.settings, wanted)
        return str(told.value)

    assert "'nele' is no e-mail address" in fault(Invite("nele", COACH))
    assert "--municipality" in fault(Invite(NELE, "coordinator"))
    assert "add --new to make 'Ergens'" in fault(Invite(NELE, "coordinator", municipality="Ergens"))
    invited(app_server, NELE, municipality="Lindervoorde")
    told = fault(Invite(NELE, "coordinator", municipality="Lindervorde"))
    assert "Lindervoorde" in told
    assert "nobody signs in" in fault(CloseAccount("wie@demos.example"))
    closed(app_server, NELE)
    assert "--again" in fault(Invite(NELE, COACH))
    assert "closed already" in fault(CloseAccount(NELE))
    again = invited(app_server, NELE, municipality="lindervoorde", again=True)
    sign_in(app_server.visitor(), again.link)


def test_a_session_and_a_coordinator_of_one_name_are_of_one_municipality(
    app_server: Running,
) -> None:
    invited(app_server, NELE, municipality="Lindervoorde")
    app_server.session(municipality="lindervoorde")
    found = asyncio.run(people_of(site_of(app_server)).municipalities.all())
    assert [one.name for one in found] == ["Lindervoorde"]


def test_without_a_server_the_command_makes_the_invitation_itself(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        settings = running.settings
    with Running.start(tmp_path, port=settings.port) as again:
        assert not is_signed_in(again.visitor())
    reply = carry_out(settings, Invite(NELE, COACH))
    with Running.start(tmp_path, port=settings.port) as again:
        visitor = again.visitor()
        sign_in(visitor, reply.link)  # type: ignore[union-attr]
        assert is_signed_in(visitor)


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/trajectories/x?tab=1", "/trajectories/x?tab=1"),
        ("//elsewhere.example", ""),
        ("/\\elsewhere.example", ""),
        ("https://elsewhere.example", ""),
        ("javascript:alert(1)", ""),
        ("/sign-out", ""),
        ("/x\n", ""),
        ("/" + "x" * 400, ""),
    ],
)
def test_signing_in_leads_on_to_our_own_pages_only(asked: str, goes_to: str) -> None:
    assert own_path(asked) == goes_to


def test_a_page_for_who_is_signed_in_leads_there_and_back(app_server: Running) -> None:
    visitor = app_server.visitor()
    page = visitor.get("/sign-ins")
    assert (page.status, page.location) == (303, "/sign-in?to=%2Fsign-ins")
    told = visitor.get("/sign-ins", {"accept": "application/json"})
    assert (told.status, told.json) == (401, {"error": "sign_in_first"})
    assert visitor.post("/sign-ins/end-all", {}).status == 401
    here = signed_in(app_server, NELE)
    assert here.get("/sign-in?to=%2Fsign-ins").location == "/sign-ins"
