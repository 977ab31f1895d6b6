"""Doors: secrets are kept as hashes only, grants hold as long as their link does."""

import asyncio
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.events import BoardEnded, BoardReopened
from board.types import Access
from server.ids import new_id
from server.store import Conflict, Grant, Kind
from server.store.codes import ALPHABET, LENGTH, draw, read
from server.store.doors import hashed
from server.store.sessions import WorkSession
from tests.contracts.kept import Kept, card

NOW, LATER, LATEST = 1_000, 2_000, 3_000


async def browser(kept: Kept) -> bytes:
    found = await kept.doors.browser(await kept.doors.new_browser(NOW))
    assert found is not None
    return found


async def console(kept: Kept, board: str) -> tuple[Grant, str]:
    secret = await kept.doors.make_link(Kind.LEAD, now=NOW, expires_at=LATEST, board=board)
    grant = await kept.doors.open_link(secret, await browser(kept), NOW)
    assert grant is not None
    return grant, secret


async def test_S6_no_secret_is_in_any_byte(kept: Kept) -> None:
    board = await kept.board()
    grant, link = await console(kept, board)
    cookie = await kept.doors.new_browser(NOW)
    assert min(len(link), len(cookie)) >= 43
    bytes_kept = kept.left()
    assert link.encode() not in bytes_kept
    assert cookie.encode() not in bytes_kept
    # What is there: the grant's id, which opens nothing without the cookie.
    assert grant.id.encode() in bytes_kept
    assert hashed(link) in bytes_kept


async def test_S7_a_link_opens_its_door_for_its_browser_only(kept: Kept) -> None:
    board = await kept.board()
    grant, secret = await console(kept, board)
    assert grant.kind.access is Access.LEAD
    assert (grant.board, grant.trajectory, grant.seat) == (board, None, None)
    doors, other = kept.doors, await browser(kept)
    assert await doors.grant(grant.id, grant.browser, NOW) == grant
    assert await doors.grant(grant.id, other, NOW) is None
    assert await doors.grant(grant.id, None, NOW) is None
    assert await doors.grant("no-such-grant", grant.browser, NOW) is None
    # Opened again it is the same grant; in another browser another one.
    assert await doors.open_link(secret, grant.browser, LATER) == grant
    second = await doors.open_link(secret, other, LATER)
    assert second is not None
    assert second.id != grant.id


async def test_S7_many_who_ask_at_once_are_each_judged_for_themselves(kept: Kept) -> None:
    board = await kept.board()
    held = [(await console(kept, board))[0] for _ in range(5)]
    assert held[1].link is not None
    await kept.doors.revoke(held[1].link, NOW)
    other = held[4].browser
    asked = [(one.id, one.browser, NOW) for one in held]
    asked[2] = (held[2].id, held[2].browser, LATEST)
    asked[3] = (held[3].id, other, NOW)
    # These would not even reach the database, and spoil nothing for the others.
    strange = [(id, other, NOW) for id in ("", "a\x00b", "\ud800", "x" * 100_000, "\u0663")]
    asked += [*strange, ("nobody", other, NOW), (held[0].id, other, NOW)]
    found = await asyncio.gather(*(kept.doors.grant(*one) for one in asked))
    assert found == [held[0], None, None, None, held[4], *[None] * 7]


async def test_S8_who_asks_after_a_link_was_revoked_hears_so(kept: Kept) -> None:
    grant, _ = await console(kept, await kept.board())
    assert grant.link is not None
    before = asyncio.create_task(kept.doors.grant(grant.id, grant.browser, NOW))
    await asyncio.sleep(0)
    await kept.doors.revoke(grant.link, NOW)
    assert await kept.doors.grant(grant.id, grant.browser, NOW) is None
    await before


@pytest.mark.parametrize("wrong", ["", "no", "x" * 101, "x" * 100_000, "\ud800", "a\x00b", "💥"])
async def test_a_wrong_secret_opens_nothing(kept: Kept, wrong: str) -> None:
    known = await browser(kept)
    assert await kept.doors.open_link(wrong, known, NOW) is None
    assert await kept.doors.browser(wrong) is None


async def test_an_altered_secret_opens_nothing(kept: Kept) -> None:
    _, secret = await console(kept, await kept.board())
    known = await browser(kept)
    for altered in (secret[:-1], secret + "=", secret.swapcase(), " " + secret):
        assert await kept.doors.open_link(altered, known, NOW) is None


async def test_a_link_and_its_grants_expire(kept: Kept) -> None:
    grant, secret = await console(kept, await kept.board())
    doors = kept.doors
    assert await doors.grant(grant.id, grant.browser, LATEST - 1) == grant
    assert await doors.grants(grant.browser, LATEST - 1) == [grant]
    assert await doors.grant(grant.id, grant.browser, LATEST) is None
    assert await doors.grants(grant.browser, LATEST) == []
    assert await doors.open_link(secret, grant.browser, LATEST) is None


async def test_S8_revoking_ends_all_that_a_link_granted(kept: Kept) -> None:
    board = await kept.board()
    grant, secret = await console(kept, board)
    screen = await kept.doors.share(grant, Kind.DISPLAY, NOW)
    assert screen.kind.access is Access.DISPLAY
    assert await kept.doors.share(grant, Kind.DISPLAY, LATER) == screen
    untouched, _ = await console(kept, board)
    before = kept.heads[board]
    assert grant.link is not None
    assert await kept.doors.revoke(grant.link, LATER)
    for held in (grant, screen):
        assert await kept.doors.grant(held.id, held.browser, LATER) is None
    assert await kept.doors.open_link(secret, grant.browser, LATER) is None
    assert await kept.doors.grant(untouched.id, untouched.browser, LATER) == untouched
    # Nothing that was decided with the old access commits any more.
    assert (await kept.log.heads([board]))[board].access == before.access + 1
    with pytest.raises(AssertionError, match=Conflict.__name__):
        await kept.append(board, card("c", "te laat"))
    # Once is enough, and what is no link is none.
    assert not await kept.doors.revoke(grant.link, LATER)
    assert not await kept.doors.revoke(b"nothing", LATER)
    assert (await kept.log.heads([board]))[board].access == before.access + 1
    states = [(link.kind, link.revoked_at) for link in await kept.doors.links(board=board)]
    assert sorted(states, key=str) == [(Kind.LEAD, LATER), (Kind.LEAD, None)]


async def test_a_record_link_is_of_a_trajectory(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    secret = await kept.doors.make_link(
        Kind.RECORD, now=NOW, expires_at=LATEST, trajectory=trajectory.id
    )
    grant = await kept.doors.open_link(secret, await browser(kept), NOW)
    assert grant is not None
    assert (grant.board, grant.trajectory, grant.kind.access) == (None, trajectory.id, None)
    (link,) = await kept.doors.links(trajectory=trajectory.id)
    assert (link.kind, link.trajectory, link.hash) == (Kind.RECORD, trajectory.id, grant.link)


async def test_joining_by_code_gives_a_seat_that_stays(kept: Kept) -> None:
    board = await kept.board()
    session = await kept.record.session(board)
    assert session is not None
    code = session.code
    assert await kept.doors.session_by_code(f" {code[:3].lower()}-{code[3:]} ") == session
    known = await browser(kept)
    grant = await kept.doors.join(board, known, "seat-1", "Fatima", NOW)
    assert grant.kind.access is Access.PARTNER
    assert (grant.seat, grant.link) == ("seat-1", None)
    assert await kept.doors.grant(grant.id, known, 10**15) == grant
    assert await kept.doors.grants(known, NOW, board=board) == [grant]
    assert await kept.doors.grants(known, NOW, board="elsewhere") == []
    # One browser may hold several seats.
    second = await kept.doors.join(board, known, "seat-2", None, LATER)
    assert await kept.doors.grants(known, NOW, board=board) == [second, grant]
    assert await kept.doors.names(board) == {"seat-1": "Fatima"}


async def test_names_change_and_go(kept: Kept) -> None:
    board, other = await kept.board(), await kept.board()
    known = await browser(kept)
    grant = await kept.doors.join(board, known, "seat-1", "Fatima", NOW)
    await kept.doors.rename(board, "seat-1", "Fati", NOW)
    await kept.doors.rename(board, "paper-1", "Jos", NOW)
    assert await kept.doors.names(board) == {"seat-1": "Fati", "paper-1": "Jos"}
    # A seat of one board is not named from another.
    await kept.doors.rename(other, "seat-1", "Vreemd", NOW)
    assert await kept.doors.names(board) == {"seat-1": "Fati", "paper-1": "Jos"}
    assert await kept.doors.names(other) == {}
    await kept.doors.rename(board, "seat-1", "", NOW)
    assert await kept.doors.names(board) == {"paper-1": "Jos"}
    await kept.doors.leave(grant.id)
    assert await kept.doors.grant(grant.id, known, NOW) is None
    await kept.doors.leave(grant.id)


async def test_S9_a_code_opens_while_its_session_is_open(kept: Kept) -> None:
    board = await kept.board()
    code = await _code(kept, board)
    await kept.append(board, BoardEnded(at=5_000))
    assert await kept.doors.session_by_code(code) is None
    await kept.append(board, BoardReopened(at=6_000, visit=2))
    found = await kept.doors.session_by_code(code)
    assert found is not None
    assert (found.board, found.ended_at) == (board, None)


async def test_a_code_that_another_session_has_by_now_is_drawn_anew(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await kept.board()
    code = await _code(kept, board)
    await kept.append(board, BoardEnded(at=5_000))
    # Chance is the one thing a test may fix: free codes are drawn until one is.
    drawn = iter([code, code, code, "ZZZZZZ"])
    monkeypatch.setattr("server.store.codes.draw", lambda: next(drawn))
    second = await kept.board()
    assert await _code(kept, second) == code
    await kept.append(board, BoardReopened(at=6_000, visit=2))
    assert await _code(kept, board) == "ZZZZZZ"
    found = await kept.doors.session_by_code(code)
    assert isinstance(found, WorkSession)
    assert found.board == second


async def test_open_sessions_never_share_a_code(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    boards = [await kept.board(trajectory) for _ in range(30)]
    codes = {await _code(kept, board) for board in boards}
    assert len(codes) == 30


async def _code(kept: Kept, board: str) -> str:
    session = await kept.record.session(board)
    assert session is not None
    return session.code


def test_codes_have_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01OIL")
    for _ in range(200):
        code = draw()
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)


CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
BETWEEN = st.text(" -–—._\t\u00a0\u200b", max_size=3)


@given(code=CODES, between=st.lists(BETWEEN, min_size=7, max_size=7), lower=st.booleans())
def test_a_code_is_read_however_it_is_typed(code: str, between: list[str], lower: bool) -> None:
    letters = code.lower() if lower else code
    typed = between[0] + "".join(a + b for a, b in zip(letters, between[1:], strict=True))
    assert read(typed) == code
    # As some keyboards write: full-width letters.
    wide = {ord(a): ord(a) + 0xFEE0 for a in string.ascii_letters + string.digits}
    assert read(typed.translate(wide)) == code


@given(typed=st.text(max_size=200))
def test_what_is_no_code_is_none(typed: str) -> None:
    code = read(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("typed", ["", "K7M3Q", "K7M3QDD", "K7M3Q0", "K7M3QO", "K7M3Q1", "-" * 6])
def test_a_misread_code_is_not_guessed_at(typed: str) -> None:
    assert read(typed) is None


def test_ids_are_long_and_fit_a_url() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(id) for id in ids} == {22}
    assert set("".join(ids)) <= set(string.ascii_letters + string.digits + "-_")
