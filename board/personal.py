"""The personal part: what differs by seat, beside the view all share."""

from enum import Enum
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from board import events as e
from board.decide.quota import posted_in
from board.entities import CardEntity, Mine, MyAnswer, MyBallot
from board.personal_data import ASIDE
from board.rows import Box
from board.secrecy import (
    adopter_mark,
    author_mark,
    organisation_mark,
    unclear_mark,
    voter_mark,
)
from board.state import Board
from board.types import Audience, CardId, Keys, RoundId, SeatId
from board.views import draw_card


class All(Enum):
    EVERYONE = "everyone"


EVERYONE: Final = All.EVERYONE


class Adopted(Struct, frozen=True):
    """The cards that a seat supported when the board stood at ``seq``.

    Only the key can tell, and only card by card; who keeps this looks at no
    more than the cards that changed since.
    """

    key: bytes | None = None
    seq: int = 0
    cards: frozenset[CardId] = frozenset()


def adopted(board: Board, seat: SeatId, keys: Keys, known: Adopted | None = None) -> Adopted:
    """``known`` is an earlier answer for this seat on this board, if there is one."""
    key = keys.board
    if key is None:
        return Adopted(None, board.seq)
    if known is None or known.key != key or known.seq > board.seq:
        known, looked = Adopted(key), board.adopted
    else:
        looked = _cards_changed(board, known.seq)
    held = frozenset(
        id
        for id in looked
        if id in board.adopted and adopter_mark(key, seat, id) in board.cards[id].adopters
    )
    return Adopted(key, board.seq, known.cards - looked | held)


def mine(
    board: Board,
    seat: SeatId,
    keys: Keys,
    box: Box,
    known: Adopted | None = None,
    before: Mine | None = None,
) -> Mine:
    """All that is this seat's alone, recomputed whole; see ``adopted`` for ``known``.
    ``before`` is an earlier answer, of which cards that did not change are taken over.
    """
    held = board.seats[seat]
    group = next((i for i, seats in enumerate(board.groups, 1) if seat in seats), 0)
    return Mine(
        seat=seat,
        organisation=held.organisation,
        via=held.via,
        cards=_cards(board, seat, keys, before.cards if before else {}),
        adopted=sorted(adopted(board, seat, keys, known).cards),
        ballots=_ballots(board, seat, keys, box),
        group=group,
        left=_left(board, seat, keys),
        not_now=board.not_now.get(held.organisation) if held.organisation else None,
        unclear=_unclear(board, seat, keys),
    )


def touches(
    before: Board, event: e.AnyEvent, after: Board
) -> frozenset[str] | Literal[All.EVERYONE]:
    """Whose personal part an event may change: authors as the log names them
    (see ``authors``), or everyone's.

    A ballot of a person is put by nobody here; the room knows who sent it.
    """
    match event:
        case e.CardPosted():
            return frozenset({event.author})
        case e.CardBrought():
            return frozenset()
        case e.CardEdited() | e.CardErased() | e.CardConfirmed() | e.CardUnconfirmed():
            return frozenset({after.cards[event.card].author})
        case e.CardAdopted() | e.AdoptionDropped():
            return frozenset({after.cards[event.card].author})
        case e.SeatTakenOver():
            return frozenset({event.seat})
        case e.SeatTaken() | e.OrganisationChosen():
            # One person more may mean a card less for each.
            same = before.cards_allowed == after.cards_allowed
            return frozenset({event.seat}) if same else EVERYONE
        case e.BallotPut() if after.rounds[event.round].organisations:
            # All who are of one organisation see its ballot.
            return EVERYONE
        case e.PlaceClaimed() if before.not_now == after.not_now:
            return frozenset()
    return frozenset() if isinstance(event, _TOUCH_NOBODY) else EVERYONE


_TOUCH_NOBODY = (
    e.BallotPut,
    e.HandsCounted,
    e.ClusterSuggested,
    e.MinutesAdded,
    e.JoiningSet,
    e.LeadTaken,
    e.SnapshotTaken,
    e.TextWritten,
    e.TextBrought,
    e.LeadOffered,
    e.LeadAccepted,
    e.RowPlaced,
    e.ClaimReleased,
    e.SpotlightSet,
    e.StepUndone,
    e.BoardPaused,
    e.BoardResumed,
    e.RoundRevealed,
    e.UnclearSaid,
)


def authors(board: Board, seat: SeatId, keys: Keys) -> list[str]:
    """How the log names this seat: itself, and a mark for each phase so far."""
    if keys.board is None:
        return [seat]
    phases = dict.fromkeys(visit.phase for visit in board.visits)
    return [seat, *(author_mark(keys.board, seat, phase) for phase in phases)]


def _cards(
    board: Board, seat: SeatId, keys: Keys, before: dict[str, CardEntity]
) -> dict[str, CardEntity]:
    locked = board.locked()
    drawn: dict[str, CardEntity] = {}
    for author in authors(board, seat, keys):
        for id in board.by_author.get(author, ()):
            card = board.cards[id]
            if card.gone:
                continue
            seq = board.changed.get(f"card:{id}", 0)
            same = before.get(id)
            # What a link leads to may change without the card.
            if same and same.seq == seq and same.locked == (id in locked) and not card.links:
                drawn[id] = same
                continue
            drawn[id] = replace(
                draw_card(board, card, Audience.PARTNER, seq),
                locked=id in locked,
                veiled=card.veiled,
                # That it is hidden is told to its author; why, stays with who leads.
                hidden=card.hidden if card.hidden in (None, ASIDE) else "",
            )
    return drawn


def _cards_changed(board: Board, since: int) -> frozenset[CardId]:
    """Those that an event after ``since`` touched: the last ones in ``changed``."""
    found = set()
    for key in reversed(board.changed):
        if board.changed[key] <= since:
            break
        name, _, id = key.partition(":")
        if name == "card":
            found.add(CardId(id))
    return frozenset(found)


def _ballots(board: Board, seat: SeatId, keys: Keys, box: Box) -> dict[str, MyBallot]:
    found: dict[str, MyBallot] = {}
    organisation = board.seats[seat].organisation
    for id, round in board.open_rounds().items():
        key = keys.rounds.get(RoundId(id))
        if key is None:
            continue
        mark = (
            organisation_mark(key, organisation) if round.organisations else voter_mark(key, seat)
        )
        ballot = box.rounds.get(id, {}).get(mark)
        if ballot is not None:
            answers = {
                question: MyAnswer(
                    options=answer.options,
                    remark=answer.remark,
                    unsure=answer.unsure,
                    skipped=answer.skipped,
                )
                for question, answer in ballot.answers.items()
            }
            found[id] = MyBallot(answers=answers)
    return found


def _unclear(board: Board, seat: SeatId, keys: Keys) -> bool:
    return bool(board.unclear and keys.board) and (
        unclear_mark(keys.board or b"", seat, board.visit) in board.unclear
    )


def _left(board: Board, seat: SeatId, keys: Keys) -> int:
    if not board.visits:
        return board.cards_allowed
    phase = board.visits[-1].phase
    mark = author_mark(keys.board, seat, phase) if keys.board else ""
    return max(0, board.cards_allowed - posted_in(board, phase, (seat, mark)))
