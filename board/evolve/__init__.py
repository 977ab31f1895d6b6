"""What an event makes of a board. Total: it never refuses, it never fails.

Each handler returns the fields that change and the keys of the entities it
touched; ``evolve`` puts the seq on those.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from msgspec.structs import replace

from board import events as e
from board.evolve import cards, claims, clusters, course, rounds, texts
from board.evolve.change import Change
from board.evolve.derived import derived
from board.state import Board
from board.undo import carried, step_of

__all__ = ["evolve", "fold"]


def evolve(board: Board, event: e.AnyEvent) -> Board:
    """The board after the event; what did not change is shared with the old one."""
    fields, touched = _HANDLERS[type(event)](board, event)
    seq = board.seq + 1
    # Not ``dict()``, which is ten times slower once keys have been taken out.
    changed = board.changed.copy()
    touched = list(touched)
    for key in (*touched, *derived(board, event, touched)):
        # Taken out first, so that what was touched last stands last; see ``views``.
        changed.pop(key, None)
        changed[key] = seq
    after = replace(board, seq=seq, changed=changed, **fields)
    if isinstance(event, e.CardAdopted | e.AdoptionDropped):
        return carried(board, after, f"card:{event.card}")
    if step := step_of(board, event, after):
        by, done = step
        changed.pop("lead", None)
        changed["lead"] = seq
        return replace(after, undo={**after.undo, by: done}, undo_last=by)
    return after


def fold(board: Board, events: Iterable[e.AnyEvent]) -> Board:
    return reduce(evolve, events, board)


_HANDLERS: dict[type, Callable[[Board, Any], Change]] = {
    e.BoardOpened: course.board_opened,
    e.PhaseOpened: course.phase_opened,
    e.MinutesAdded: course.minutes_added,
    e.BoardPaused: course.board_paused,
    e.BoardResumed: course.board_resumed,
    e.BoardEnded: course.board_ended,
    e.PhaseEntered: course.phase_entered,
    e.BoardReopened: course.board_reopened,
    e.JoiningSet: course.joining_set,
    e.LeadTaken: course.lead_taken,
    e.LeadOffered: course.lead_offered,
    e.LeadAccepted: course.lead_accepted,
    e.CardLimitSet: course.card_limit_set,
    e.SnapshotTaken: course.snapshot_taken,
    e.SeatTaken: course.seat_taken,
    e.SeatTakenOver: course.seat_taken_over,
    e.OrganisationChosen: course.organisation_chosen,
    e.GroupsMade: course.groups_made,
    e.UnclearSaid: course.unclear_said,
    e.CardPosted: cards.card_posted,
    e.CardBrought: cards.card_brought,
    e.CardEdited: cards.card_edited,
    e.CardErased: cards.card_erased,
    e.DutchAdded: cards.dutch_added,
    e.CardConfirmed: cards.card_confirmed,
    e.CardUnconfirmed: cards.card_unconfirmed,
    e.CardAdopted: cards.card_adopted,
    e.AdoptionDropped: cards.adoption_dropped,
    e.ClusterSuggested: cards.cluster_suggested,
    e.CardsMoved: cards.cards_moved,
    e.CardsReturned: cards.cards_returned,
    e.CardsHidden: cards.cards_hidden,
    e.CardsShown: cards.cards_shown,
    e.CardsUnveiled: cards.cards_unveiled,
    e.ClusterMade: clusters.cluster_made,
    e.ClusterRenamed: clusters.cluster_renamed,
    e.ClusterDissolved: clusters.cluster_dissolved,
    e.ClustersRestored: clusters.clusters_restored,
    e.RoundOpened: rounds.round_opened,
    e.BallotPut: rounds.ballot_put,
    e.HandsCounted: rounds.hands_counted,
    e.RoundClosed: rounds.round_closed,
    e.RoundEntered: rounds.round_entered,
    e.RoundVoided: rounds.round_voided,
    e.RoundRevealed: rounds.round_revealed,
    e.TextWritten: texts.text_written,
    e.TextBrought: texts.text_brought,
    e.PlaceClaimed: claims.place_claimed,
    e.ClaimReleased: claims.claim_released,
    e.NotNowSaid: claims.not_now_said,
    e.RowPlaced: claims.row_placed,
    e.SpotlightSet: texts.spotlight_set,
    e.StepUndone: texts.step_undone,
}
