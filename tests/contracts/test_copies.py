"""What is erased where it was written is erased on every later board that has a copy."""

import asyncio

from board.events import (
    AnyEvent,
    CardBrought,
    CardErased,
    ClusterDissolved,
    ClusterKept,
    ClusterMade,
    ClusterRenamed,
    ClustersRestored,
    RoundEntered,
    RoundOpened,
    TextWritten,
)
from board.rows import EraseText
from board.source import Source
from board.tallies import FrozenOption, FrozenQuestion
from board.types import CardId, ClusterId, KindId, PollId, RoundId, TextId, ZoneId
from server.ids import new_mark
from server.store import Append, Conflict, SnapshotRow
from tests.contracts.kept import Kept, card

SECRET = "Het neefje van Jan"


def copy(id: str, board: str, of: str, text: str = SECRET) -> CardBrought:
    return CardBrought(
        card=CardId(id),
        number=1,
        zone=ZoneId("dew_shelf"),
        kind=KindId("dewdrop"),
        at=2_000,
        text=text,
        source=Source(board, of, 1, "earlier_stage", "Vroeger", 1_000),
        standing="read",
    )


async def happened(kept: Kept, board: str) -> list[AnyEvent]:
    return [event for _, _, event in await kept.log.tail(board, 0)]


async def test_J6_erasing_a_card_erases_its_copies_and_theirs(kept: Kept) -> None:
    first, second, third, apart = [await kept.board() for _ in range(4)]
    await kept.append(first, card("one", SECRET))
    await kept.append(second, copy("two", first, "one"))
    await kept.append(third, copy("three", second, "two"), copy("other", first, "else", "Blijft"))
    await kept.append(apart, copy("four", "nowhere", "one", "Ook van elders"))
    public = b'{"view":{"card:three":{"fields":{},"text":"' + SECRET.encode() + b'"}}}'
    shown = SnapshotRow("snap", third, 3, "end", "", 1, "server", public, "hash")
    await kept.append(third, copy("five", "nowhere", "five", "Nog"), snapshots=[shown])
    before = await kept.log.heads([second, third, apart])

    erased = CardErased(card=CardId("one"))
    await kept.append(first, erased, rows=[EraseText(CardId("one"))])

    for board, id in ((second, "two"), (third, "three")):
        last = (await happened(kept, board))[-1]
        assert last == CardErased(card=CardId(id))
    after = await kept.log.heads([second, third, apart])
    assert [after[board].seq - before[board].seq for board in (second, third, apart)] == [1, 1, 0]
    assert after[second].mark != before[second].mark
    left = kept.left()
    assert SECRET.encode() not in left
    assert b"Blijft" in left
    assert b"Ook van elders" in left
    newest = await kept.record.snapshot("snap")
    assert newest is not None
    assert (newest.version, SECRET.encode() in newest.public) == (2, False)


async def test_J6_a_copy_that_was_erased_here_is_erased_once(kept: Kept) -> None:
    first, second = [await kept.board() for _ in range(2)]
    await kept.append(first, card("one", SECRET))
    await kept.append(second, copy("two", first, "one"))
    gone = CardErased(card=CardId("two"))
    await kept.append(second, gone, rows=[EraseText(CardId("two"))])
    await kept.append(first, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    assert (await happened(kept, second)).count(gone) == 1
    assert (await kept.log.heads([second]))[second].seq == 3


async def test_J6_who_writes_on_the_later_board_meanwhile_decides_again(kept: Kept) -> None:
    first, second = [await kept.board() for _ in range(2)]
    await kept.append(first, card("one", SECRET))
    await kept.append(second, copy("two", first, "one"))
    await kept.append(first, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    late = Append(second, kept.heads[second], new_mark(), (card("late", "Nieuw"),))
    lost = await kept.log.append(late)
    assert isinstance(lost, Conflict)
    kept.heads[second] = lost.head
    await kept.append(second, card("late", "Nieuw"))
    assert len(await happened(kept, second)) == 4


async def test_J6_two_boards_that_give_to_one_are_erased_at_once(kept: Kept) -> None:
    givers = [await kept.board() for _ in range(4)]
    takers = [await kept.board() for _ in range(2)]
    for giver in givers:
        await kept.append(giver, card(f"of-{giver}", SECRET))
    for taker in takers:
        brought = [copy(f"{taker}-{giver}", giver, f"of-{giver}") for giver in givers]
        await kept.append(taker, *brought)
    erasing = [
        kept.append(
            giver,
            CardErased(card=CardId(f"of-{giver}")),
            rows=[EraseText(CardId(f"of-{giver}"))],
        )
        for giver in givers
    ]
    await asyncio.wait_for(asyncio.gather(*erasing), 20)
    for taker in takers:
        assert len(await happened(kept, taker)) == 1 + 2 * len(givers)
    assert SECRET.encode() not in kept.left()


async def test_S3_what_was_named_after_a_card_loses_its_words_with_it(kept: Kept) -> None:
    """The console proposes the first card of a cluster as its title, cut where it is long."""
    first, later = await kept.board(), await kept.board()
    words = f"{SECRET} komt elke woensdag te laat omdat de bus niet rijdt"
    cards, zone = [CardId("one"), CardId("two")], ZoneId("dew_shelf")
    questions = [
        FrozenQuestion(
            "question",
            options=[
                FrozenOption("heap", f"{SECRET} komt…", [*cards]),
                FrozenOption("three", words, [CardId("three")]),
                FrozenOption("rest", "De anderen", [CardId("four"), CardId("five")]),
            ],
        )
    ]
    await kept.append(
        first,
        card("one", words),
        card("two", "De bus"),
        card("three", words),
        ClusterMade(ClusterId("heap"), zone, f"{SECRET} komt…", [*cards]),
        ClusterRenamed(ClusterId("heap"), "Vervoer, met andere woorden"),
        RoundOpened(RoundId("r"), PollId("p"), 1, "dots", questions),
        TextWritten(TextId("song"), 1, ["Een zin van ons.", words], 0),
    )
    await kept.append(later, copy("copied", first, "heap", f"{SECRET} komt…"))
    view = (
        f'{{"cluster:heap":{{"title":"{SECRET} komt…"}},"card:three":{{"fields":{{}},'
        f'"text":"{words}"}},"text:song":{{"lines":["Een zin van ons.","{words}"]}},'
        f'"round:r":{{"questions":[{{"id":"question","text":"","options":['
        f'{{"id":"heap","text":"{SECRET} komt…"}},{{"id":"three","text":"{words}"}}]}}]}}}}'
    )
    public = f'{{"view":{view}}}'.encode()
    shown = SnapshotRow("heaped", first, 9, "end", "", 1, "server", public, "hash")
    await kept.append(first, card("six", "Nog een"), snapshots=[shown])

    for id in ("one", "three"):
        # Who said the same in a card of their own keeps it, until that is erased too.
        assert SECRET.encode() in kept.left()
        await kept.append(first, CardErased(card=CardId(id)), rows=[EraseText(CardId(id))])
    left = kept.left()
    assert SECRET.encode() not in left
    assert b"Vervoer, met andere woorden" in left
    assert b"De anderen" in left
    assert b"Een zin van ons." in left
    assert (await happened(kept, later))[-1] == CardErased(card=CardId("copied"))
    newest = await kept.record.snapshot("heaped")
    assert newest is not None
    assert newest.version == 3


async def test_S3_words_that_came_back_by_undo_or_from_paper_go_with_their_card(
    kept: Kept,
) -> None:
    board, heap, zone = await kept.board(), ClusterId("heap"), ZoneId("dew_shelf")
    both = [CardId("one"), CardId("two")]
    asked = [
        FrozenQuestion("one", [], SECRET, [CardId("one")]),
        FrozenQuestion("all", [FrozenOption("heap", SECRET, both)]),
    ]
    await kept.append(
        board,
        card("one", SECRET),
        card("two", "De bus"),
        TextWritten(TextId("song"), 1, [SECRET, "Een zin."], 0),
        ClusterMade(heap, zone, SECRET, both),
        ClusterDissolved(heap),
        ClustersRestored(None, {"heap": ClusterKept(zone, SECRET, both)}),
        RoundEntered(RoundId("r"), PollId("p"), 1, "dots", asked, [], 3, 3, 9_000),
    )
    await kept.append(board, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    left = kept.left()
    assert SECRET.encode() not in left
    assert b"Een zin." in left


async def test_J6_what_a_cluster_was_called_since_stays_on_later_boards(kept: Kept) -> None:
    """Its title was the words of a card at first; the one that was brought is its lead's."""
    first, later = await kept.board(), await kept.board()
    title, heap = "Vervoer voor iedereen", ClusterId("heap")
    await kept.append(
        first,
        card("one", SECRET),
        card("two", "De bus"),
        ClusterMade(heap, ZoneId("dew_shelf"), SECRET, [CardId("one"), CardId("two")]),
        ClusterRenamed(heap, title),
    )
    await kept.append(later, copy("copied", first, "heap", title))
    before = (await kept.log.heads([later]))[later]
    await kept.append(first, CardErased(card=CardId("one")), rows=[EraseText(CardId("one"))])
    assert SECRET.encode() not in kept.left()
    assert (await kept.log.heads([later]))[later] == before
    assert [one.text for one in await happened(kept, later) if isinstance(one, CardBrought)] == [
        title
    ]
