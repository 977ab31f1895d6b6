"""What was taken away is gone: from all that is kept, not from view only.

Of SQLite that is every byte of the data folder; of PostgreSQL every row.
"""

import asyncio
import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from board import erased, fold, new_board, snapshot_bytes
from board.commands import Answer
from board.events import (
    AnyEvent,
    BallotPut,
    CardEdited,
    CardErased,
    HandsCounted,
    RoundOpened,
)
from board.rows import (
    Ballot,
    DropBox,
    DropTraces,
    EraseText,
    OpenBox,
    PutBallotRow,
    RenewSalt,
)
from board.state import Board
from board.tallies import FrozenOption, FrozenQuestion, HandCount
from board.types import BoardId, CardId, PollId, RoundId
from server.store import OutboxRow, SnapshotRow
from server.store.snapshots import without_card
from tests.board.play import MOON, VISION, Play
from tests.board.walk import act
from tests.contracts.conftest import Fresh
from tests.contracts.kept import Kept, card
from tests.examples import few

FORMATS = {"moon": MOON, "vision": VISION}
SEEDS = st.integers(0, 2**32)


def token(rng: Random) -> str:
    return rng.randbytes(12).hex()


def ballot(round: RoundId, voter: str, remark: str) -> PutBallotRow:
    answers = {"question": Answer(options={"yes_remark": 1}, remark=remark)}
    return PutBallotRow(round, Ballot(voter, f"organisation of {voter}", False, answers))


def opened(round: RoundId) -> RoundOpened:
    return RoundOpened(
        round=round, poll=PollId("petal_dots"), visit=1, method="agreement", questions=[]
    )


@few(3)
@given(seed=SEEDS)
def test_S4_ballots_and_salts_of_a_closed_round_are_in_no_byte(fresh: Fresh, seed: int) -> None:
    """Enough of them, in no order and put again, that pages split and join: deleting
    the rows alone leaves a copy in the middle of a page, one time in four.
    """

    async def live(kept: Kept) -> None:
        rng = Random(seed)
        trajectory = await kept.trajectory()
        boards = [await kept.board(trajectory) for _ in range(3)]
        rounds = [(board, RoundId(name)) for board in boards for name in ("early", "late")]
        put: dict[tuple[str, RoundId], dict[str, str]] = {one: {} for one in rounds}
        every: dict[tuple[str, RoundId], set[bytes]] = {one: set() for one in rounds}
        for board, round in rounds:
            await kept.append(board, opened(round), rows=[OpenBox(round)])
            every[board, round].add((await kept.log.salts(board)).rounds[round])
        voters = [token(rng) for _ in range(120)]
        for _ in range(rng.choice([15, 45, 100])):
            board, round = rng.choice(rounds)
            rows = []
            for _ in range(20):
                # Marks are other ones for each board and round.
                mark = f"{rng.choice(voters)}{board}{round}"
                remark = token(rng) + "x" * rng.randint(1, 480)
                put[board, round][mark] = remark
                every[board, round] |= {mark.encode(), remark[:24].encode()}
                rows.append(ballot(round, mark, remark))
            await kept.append(board, BallotPut(round=round), rows=rows)
        rng.shuffle(rounds)
        while rounds:
            board, round = rounds.pop()
            await kept.append(board, rows=[DropBox(round)])
            bytes_left = kept.left()
            assert not [secret for secret in every[board, round] if secret in bytes_left]
            for other, kept_round in rounds:
                loaded = await kept.log.load(other)
                assert loaded is not None
                assert loaded.round_salts[kept_round] in every[other, kept_round]
                held = loaded.box.rounds.get(kept_round, {})
                remarks = {voter: one.answers["question"].remark for voter, one in held.items()}
                assert remarks == put[other, kept_round]

    with fresh() as kept:
        asyncio.run(live(kept))


async def test_S4_what_was_counted_by_hand_in_a_closed_round_is_in_no_byte(kept: Kept) -> None:
    """One person on paper, whose hand was counted by itself: that would be a ballot."""
    board = await kept.board(await kept.trajectory())
    gone, open_yet = RoundId("gone"), RoundId("open-yet")

    def counted(round: RoundId, people: int, option: str) -> HandsCounted:
        counts = {"question": HandCount(options={option: people})}
        return HandsCounted(round=round, people=people, counts=counts)

    for round in (gone, open_yet):
        await kept.append(board, opened(round), rows=[OpenBox(round)])
    await kept.append(board, counted(gone, 1, "first-hand"))
    await kept.append(board, counted(open_yet, 1, "still-counted"))
    # In one go with the last of them, as when both are decided together.
    await kept.append(board, counted(gone, 2, "second-hand"), rows=[DropBox(gone)])
    left = kept.left()
    assert [one for one in (b"first-hand", b"second-hand") if one in left] == []
    assert b"still-counted" in left
    loaded = await kept.log.load(board)
    assert loaded is not None
    told = [one for one in loaded.events if isinstance(one, HandsCounted)]
    assert [(one.round, one.people, bool(one.counts)) for one in told] == [
        (gone, 1, False),
        (open_yet, 1, True),
        (gone, 2, False),
    ]


async def test_S5_closing_a_session_takes_its_traces_and_no_other_s(kept: Kept) -> None:
    rng = Random(2)
    trajectory = await kept.trajectory()
    boards = [await kept.board(trajectory) for _ in range(3)]
    rows: dict[str, dict[str, OutboxRow]] = {board: {} for board in boards}
    secrets: dict[str, set[bytes]] = {board: set() for board in boards}
    for n in range(600):
        board = rng.choice(boards)
        tab = f"tab{rng.randrange(80)}-of-{board}"
        row = OutboxRow(tab, n, rng.randbytes(32), b'{"answer":"%s"}' % token(rng).encode())
        rows[board][tab] = row
        secrets[board] |= {tab.encode(), row.digest, row.answer}
        await kept.append(board, outbox=[row])
    closed, *others = boards
    salts = {board: await kept.log.salts(board) for board in boards}
    await kept.append(closed, opened(RoundId("r")), rows=[OpenBox(RoundId("r"))])
    await kept.append(closed, rows=[ballot(RoundId("r"), "some-voter-mark", "some remark")])
    await kept.append(closed, rows=[DropTraces()])
    bytes_left = kept.left()
    secrets[closed] |= {b"some-voter-mark", b"some remark", salts[closed].board or b"no salt"}
    assert not [secret for secret in secrets[closed] if secret in bytes_left]
    assert (await kept.log.salts(closed)).board is None
    for board in others:
        assert (await kept.log.salts(board)) == salts[board]
        for tab, row in rows[board].items():
            assert await kept.log.outboxes(board, [tab]) == {tab: row}


async def test_S5_a_new_salt_leaves_nothing_of_the_old_one(kept: Kept) -> None:
    board = await kept.board()
    old = (await kept.log.salts(board)).board
    await kept.append(board, rows=[RenewSalt()])
    new = (await kept.log.salts(board)).board
    assert old is not None
    assert new is not None
    assert old != new
    assert old not in kept.left()


@few(2)
@given(seed=SEEDS)
def test_S3_erased_text_is_in_no_byte(fresh: Fresh, seed: int) -> None:
    """Boards grow through each other, texts are edited, voted on, and some erased."""

    async def live(kept: Kept) -> None:
        rng = Random(seed)
        trajectory = await kept.trajectory()
        boards = [await kept.board(trajectory) for _ in range(4)]
        texts: dict[tuple[str, CardId], set[str]] = {}
        gone: set[str] = set()
        for n in range(400):
            board, id = rng.choice(boards), CardId(f"c{n}")
            written = token(rng) + "é" * rng.randrange(260)
            field, edited = token(rng), token(rng) + " " * rng.randrange(3) + "x" * rng.randrange(9)
            options = [FrozenOption(id=id, text=written, cards=[id])]
            texts[board, id] = {written, field, edited.strip()}
            posted = card(id, written, n)
            await kept.append(
                board,
                replace(posted, fields={"whisper": field, "shimmer": ""}),
                CardEdited(card=id, text=edited, fields={"shimmer": "", "gardeners": ""}),
            )
            if rng.random() < 0.2:
                questions = [FrozenQuestion(id="question", options=options)]
                round = RoundOpened(
                    round=RoundId(f"r{n}"),
                    poll=PollId("petal_dots"),
                    visit=1,
                    method="dots",
                    questions=questions,
                )
                await kept.append(board, round)
            if rng.random() < 0.2:
                board, id = rng.choice(list(texts))
                gone |= texts.pop((board, id))
                await kept.append(board, CardErased(card=id), rows=[EraseText(id)])
                # To look through all of it takes longer than what is looked at.
                if rng.random() < 0.2:
                    bytes_left = kept.left()
                    assert not [one for one in gone if one.encode() in bytes_left]
        bytes_left = kept.left()
        assert not [one for one in gone if one.encode() in bytes_left]
        assert all(one.encode() in bytes_left for held in texts.values() for one in held)
        for board in boards:
            loaded = await kept.log.load(board)
            assert loaded is not None
            for event in loaded.events:
                if isinstance(event, CardEdited):
                    assert (event.text is not None) == ((board, event.card) in texts)

    with fresh() as kept:
        asyncio.run(live(kept))


async def test_S3_erasing_makes_a_new_version_of_a_snapshot_that_shows_it(kept: Kept) -> None:
    board, chosen, secret = await kept.board(), CardId("c"), "een geheim woord"
    loaded = await kept.log.load(board)
    assert loaded is not None
    empty = new_board(BoardId(board), MOON)
    events = (*loaded.events, card(chosen, secret))
    early = _taken("early", fold(empty, events[:1]))
    later = _taken("later", fold(empty, events))
    assert secret.encode() in later.public
    await kept.append(board, events[1], snapshots=[early, later])
    await kept.append(board, CardErased(card=chosen), rows=[EraseText(chosen)])
    assert secret.encode() not in kept.left()
    assert later.sha256.encode() not in kept.left()
    untouched, new = await kept.record.snapshot("early"), await kept.record.snapshot("later")
    assert untouched is not None
    assert (untouched.version, untouched.public) == (1, early.public)
    assert new is not None
    assert new.version == 2
    assert new.sha256 == hashlib.sha256(new.public).hexdigest() != later.sha256
    assert new.public == without_card(later.public, chosen)
    assert (new.seq, new.moment, new.at, new.by) == (2, "hand", 5_000, "facilitator")


def _taken(id: str, board: Board) -> SnapshotRow:
    public = snapshot_bytes(board, moment="hand", label=id, at=5_000, names={})
    sha256 = hashlib.sha256(public).hexdigest()
    return SnapshotRow(id, board.id, board.seq, "hand", id, 5_000, "facilitator", public, sha256)


@few(10)
@given(seed=SEEDS, name=st.sampled_from(sorted(FORMATS)))
def test_a_snapshot_without_a_card_is_as_if_made_from_the_erased_log(seed: int, name: str) -> None:
    rng, play = Random(seed), Play(FORMATS[name])
    for _ in range(120):
        actor, command, visit = act(rng, play.board)
        play.do(actor, command, visit=visit)
    at = rng.randint(1, len(play.events))

    def taken(events: list[AnyEvent]) -> bytes:
        shown = fold(new_board(BoardId("b"), play.format), events[:at])
        return snapshot_bytes(shown, moment="hand", label="", at=5_000, names={})

    whole = taken(list(play.events))
    assert without_card(whole, CardId("nowhere")) == whole
    for id in rng.sample(sorted(play.board.cards), min(4, len(play.board.cards))):
        remade = taken([erased(event, id) for event in play.events])
        assert without_card(whole, id) == remade


@pytest.mark.parametrize("reopened", [False, True])
async def test_S3_erasing_outlives_a_restart(kept: Kept, reopened: bool) -> None:
    board = await kept.board()
    await kept.append(board, card("c", "een geheim woord"))
    if reopened:
        kept.close()
        kept.open()
    await kept.append(board, rows=[EraseText(CardId("c"))])
    kept.close()
    assert b"een geheim woord" not in kept.left()
    kept.open()
    loaded = await kept.log.load(board)
    assert loaded is not None
    assert loaded.events[-1] == card("c", None)
