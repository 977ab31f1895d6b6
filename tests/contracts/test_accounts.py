"""Accounts and sign-ins: one for one person, one use of one link, and what ends with them."""

import asyncio

import pytest

from server.accounts import IDLE
from server.ids import new_id
from server.store import Kind
from server.store.accounts import (
    COACH,
    COORDINATOR,
    Account,
    Accounts,
    LinkKind,
    Spent,
    new_account,
)
from server.store.municipalities import Municipalities
from server.store.sign_ins import Attempt, SignedIn, SignIns
from tests.contracts.kept import Kept

NOW, LATER, LATEST = 1_000, 2_000, 10_000
NELE = "nele@demos.example"


async def account(kept: Kept, email: str = NELE, function: str = COACH) -> Account:
    return await Accounts(kept.store).put(
        new_account(function=function, name="Nele", now=NOW, email=email)
    )


async def signed_in(kept: Kept, who: Account) -> tuple[SignedIn, bytes]:
    signs = SignIns(kept.store)
    found = await signs.begin(who.id, None, device="", now=NOW, expires_at=LATEST)
    browser = await kept.doors.browser(found.cookie)
    assert browser is not None
    return found, browser


async def test_an_address_is_one_account_however_it_is_typed(kept: Kept) -> None:
    first = await account(kept)
    again = await account(kept, f"  {NELE.upper()}")
    assert again.id == first.id
    found = await Accounts(kept.store).by_email("NELE@Demos.example ")
    assert found == first
    assert await Accounts(kept.store).by_email("els@demos.example") is None


async def test_many_who_are_made_at_once_are_one_account_for_each_subject(kept: Kept) -> None:
    accounts = Accounts(kept.store)

    async def again(n: int) -> str:
        one = new_account(function=COACH, name=f"A{n}", now=NOW, issuer="i", subject="s")
        return (await accounts.put(one)).id

    made = set(await asyncio.gather(*map(again, range(8))))
    assert made == {one.id for one in await accounts.all()}
    assert len(made) == 1


async def test_S19_of_many_who_use_a_link_at_once_one_is_signed_in(kept: Kept) -> None:
    accounts = Accounts(kept.store)
    who = await account(kept)
    secret = await accounts.make_link(who.id, LinkKind.MAIL, NOW, LATEST)
    used = await asyncio.gather(
        *(accounts.use_link(secret, None, "", LATER, LATEST) for _ in range(8))
    )
    assert sum(isinstance(one, SignedIn) for one in used) == 1
    assert used.count(Spent("used")) == 7
    assert secret.encode() not in kept.left()


async def test_S19_a_link_is_over_at_its_moment_and_a_wrong_one_is_none(kept: Kept) -> None:
    accounts = Accounts(kept.store)
    secret = await accounts.make_link((await account(kept)).id, LinkKind.MAIL, NOW, LATER)
    assert await accounts.use_link(secret, None, "", LATER, LATEST) == Spent("over")
    for wrong in ("", "x" * 5_000, secret[:-1], "\ud800"):
        assert await accounts.use_link(wrong, None, "", NOW, LATEST) is None


async def test_S20_a_new_cookie_takes_the_seats_along_and_leaves_the_old_one_nothing(
    kept: Kept,
) -> None:
    board, who = await kept.board(), await account(kept)
    planted = await kept.doors.new_browser(NOW)
    old = await kept.doors.browser(planted)
    assert old is not None
    seat = await kept.doors.join(board, old, "seat-1", None, NOW)
    found = await SignIns(kept.store).begin(who.id, old, device="", now=NOW, expires_at=LATEST)
    new = await kept.doors.browser(found.cookie)
    assert new not in (None, old)
    assert await kept.doors.grant(seat.id, old, NOW) is None
    moved = await kept.doors.grant(seat.id, new, NOW)
    assert moved is not None
    assert (moved.id, moved.seat) == (seat.id, "seat-1")
    assert await SignIns(kept.store).someone(old, NOW, IDLE) is None
    assert await kept.doors.stands(seat.id, NOW)


async def test_S8_closing_an_account_ends_all_of_it_and_raises_the_access_of_each_board(
    kept: Kept,
) -> None:
    accounts, who = Accounts(kept.store), await account(kept)
    boards = [await kept.board(), await kept.board()]
    found, browser = await signed_in(kept, who)
    grants = [
        await kept.doors.open_as(who.id, browser, Kind.LEAD, NOW, board=board) for board in boards
    ]
    assert await kept.doors.open_as(who.id, browser, Kind.LEAD, LATER, board=boards[0]) == grants[0]
    wall = await kept.doors.share(grants[0], Kind.DISPLAY, NOW)
    other, other_browser = await signed_in(kept, await account(kept, "els@demos.example"))
    theirs = await kept.doors.open_as(other.account, other_browser, Kind.LEAD, NOW, board=boards[0])
    before = await kept.log.heads(boards)
    assert await accounts.close(who.id, LATER)
    assert not await accounts.close(who.id, LATER)
    for grant in (*grants, wall):
        assert await kept.doors.grant(grant.id, browser, LATER) is None
    assert await kept.doors.grants(browser, LATER) == []
    assert await kept.doors.grant(theirs.id, other_browser, LATER) == theirs
    after = await kept.log.heads(boards)
    assert [after[board].access - before[board].access for board in boards] == [1, 1]
    assert await SignIns(kept.store).someone(browser, LATER, IDLE) is None
    assert found.account == who.id


async def test_S8_another_function_ends_what_was_opened_in_the_old_one(kept: Kept) -> None:
    board, who = await kept.board(), await account(kept)
    _, browser = await signed_in(kept, who)
    grant = await kept.doors.open_as(who.id, browser, Kind.LEAD, NOW, board=board)
    await account(kept)
    assert await kept.doors.grant(grant.id, browser, NOW) == grant
    await account(kept, function=COORDINATOR)
    assert await kept.doors.grant(grant.id, browser, NOW) is None


async def test_S21_who_comes_back_is_taken_once_and_in_time(kept: Kept) -> None:
    signs = SignIns(kept.store)
    mine, theirs = b"m" * 32, b"t" * 32
    attempt = Attempt("nonce", "verifier", "/sign-ins")
    await signs.attempt("state", mine, attempt, NOW, LATEST)
    assert await signs.back("state", theirs, LATER) is None
    assert await signs.back("stat", mine, LATER) is None
    both = await asyncio.gather(*(signs.back("state", mine, LATER) for _ in range(6)))
    assert sorted(map(str, both)) == sorted(map(str, [attempt, *[None] * 5]))
    await signs.attempt("late", mine, attempt, NOW, LATER)
    assert await signs.back("late", mine, LATER) is None


async def test_a_municipality_of_one_name_is_made_once(kept: Kept) -> None:
    towns = Municipalities(kept.store)
    made = await asyncio.gather(*(towns.named(name) for name in ("Dorp", "dorp", "DORP") * 3))
    assert len({one.id for one in made}) == 1
    await towns.set_orgcode(made[0].id, "0207532641")
    assert await towns.by_orgcode("0207532641") == made[0]
    assert await towns.by_orgcode(new_id()) is None


@pytest.mark.parametrize("late", [0, -1])
async def test_a_sign_in_that_nobody_saw_is_over(kept: Kept, late: int) -> None:
    _, browser = await signed_in(kept, await account(kept))
    found = await SignIns(kept.store).someone(browser, NOW + 500 + late, 500)
    assert (found is None) == (late == 0)
