"""What is personal of a session goes when it was closed for long enough, and a report stays."""

from board.commands import Answer
from board.events import BoardEnded, BoardReopened, PhaseOpened
from board.rows import Ballot, OpenBox, PutBallotRow
from board.types import PhaseId, RoundId
from server.ids import new_id
from server.store import Kind
from server.store.erasing import DAY, LEFT_OPEN, NEVER_BEGAN, OF_A_SESSION, Erased, Erasing
from server.store.tables import metadata
from tests.contracts.kept import Kept

BEGAN, ENDED, KEEP = 10 * DAY, 10 * DAY + 7_200_000, 28 * DAY
NAMES = ("Ortwin Achterberg", "Amal", "Griet Vandenpoortaele")


async def held(kept: Kept, *, ended: bool = True) -> str:
    """A session with people, a helper's link and a screen."""
    board = await kept.board()
    for name in NAMES:
        cookie = await kept.doors.new_browser(BEGAN)
        browser = await kept.doors.browser(cookie)
        assert browser is not None
        grant = await kept.doors.join(board, browser, new_id(), "Anders", BEGAN)
        assert grant.seat is not None
        # Whoever thinks better of a name leaves a longer one in its place.
        await kept.doors.rename(board, grant.seat, name, BEGAN)
    await kept.doors.make_link(Kind.SCRIBE, now=BEGAN, expires_at=BEGAN + DAY, board=board)
    await kept.append(board, PhaseOpened(PhaseId("dew_gathering"), 1, BEGAN, 5))
    if ended:
        await kept.append(board, BoardEnded(at=ENDED))
    return board


async def erased_at(kept: Kept, now: int) -> list[Erased]:
    erasing = Erasing(kept.store)
    return await erasing.erase(await erasing.due(now - KEEP), now - KEEP, now)


async def test_S23_names_grants_and_links_of_a_session_are_gone_in_time(kept: Kept) -> None:
    board, other = await held(kept), await held(kept)
    await kept.append(other, BoardReopened(ENDED + DAY, 1))
    assert await erased_at(kept, ENDED + KEEP - 1) == []
    assert all(name.encode() in kept.left() for name in NAMES)

    due = ENDED + KEEP
    assert await erased_at(kept, due) == [Erased(board, due, names=3, grants=3, links=1)]
    assert await kept.doors.names(board) == {}
    assert await kept.doors.links(board=board) == []
    assert len(await kept.doors.names(other)) == 3
    # Only once, and it is remembered how much went.
    assert await erased_at(kept, due + DAY) == []
    assert [one.names for one in await Erasing(kept.store).reports([board, other])] == [3]


async def test_S23_no_byte_of_a_name_stays(kept: Kept) -> None:
    await held(kept)
    assert len(await erased_at(kept, ENDED + KEEP)) == 1
    left = kept.left()
    assert [name for name in NAMES if name.encode() in left] == []


async def test_S23_a_session_that_nobody_closed_is_not_kept_for_ever(kept: Kept) -> None:
    board = await held(kept, ended=False)
    # Ballots that were never counted lie there still.
    ballot = Ballot("m" * 32, "", False, {"question": Answer(options={"3": 1})})
    round = RoundId("round")
    await kept.append(board, rows=[OpenBox(round), PutBallotRow(round, ballot)])
    assert await erased_at(kept, BEGAN + LEFT_OPEN + KEEP - 1) == []
    assert [one.board for one in await erased_at(kept, BEGAN + LEFT_OPEN + KEEP)] == [board]
    assert b"m" * 32 not in kept.left()


async def test_S23_who_waited_in_a_session_that_never_began_is_forgotten_too(kept: Kept) -> None:
    board = await kept.board()
    made = 1_000
    assert await erased_at(kept, made + NEVER_BEGAN + KEEP - 1) == []
    assert [one.board for one in await erased_at(kept, made + NEVER_BEGAN + KEEP)] == [board]


async def test_S23_a_session_that_was_opened_again_is_erased_again(kept: Kept) -> None:
    board = await held(kept)
    first = ENDED + KEEP
    assert len(await erased_at(kept, first)) == 1
    # Who had it open lost their access with it.
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.head.access > kept.heads[board].access
    kept.heads[board] = loaded.head
    await kept.append(board, BoardReopened(first + 1, 1))
    await kept.append(board, BoardEnded(at=first + DAY))
    assert await erased_at(kept, first + DAY) == []
    assert [one.board for one in await erased_at(kept, first + DAY + KEEP)] == [board]


async def test_S23_a_cookie_that_opens_nothing_any_more_is_forgotten(kept: Kept) -> None:
    board = await held(kept)
    idle = await kept.doors.new_browser(BEGAN)
    fresh = await kept.doors.new_browser(ENDED + KEEP)
    erasing = Erasing(kept.store)
    assert await erasing.forget_browsers(ENDED) == 1
    assert await kept.doors.browser(idle) is None
    await erased_at(kept, ENDED + KEEP)
    assert await erasing.forget_browsers(ENDED) == len(NAMES)
    assert await kept.doors.browser(fresh) is not None
    assert await kept.doors.names(board) == {}


def test_S23_each_table_of_a_board_is_erased_or_part_of_the_record() -> None:
    """A new one has to say which."""
    of_a_board = {table.name for table in metadata.tables.values() if "board_id" in table.columns}
    record = {"board", "event", "event_card", "card_copy", "work_session", "snapshot", "erasure"}
    erased = {"seat", "door_grant", "link", *(table.name for table in OF_A_SESSION)}
    assert of_a_board == record | erased
    assert not record & erased
