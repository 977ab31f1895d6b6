"""Which event stands for which command, so that a log can be laid beside what was asked."""

from collections.abc import Callable

from board import commands as c
from board import events as e
from board.state import Board
from tests.faults.history import Came

RIDERS = (e.SnapshotTaken, e.RoundClosed, e.RoundRevealed, e.GroupsMade, e.CardsUnveiled)
"""They come along with another command, in the same append."""
BY_ITSELF = (e.BoardOpened, e.RoundVoided)
"""What the server does without being asked."""


def stands_for(command: c.AnyCommand, event: e.AnyEvent, who: Came, made: str | None) -> bool:
    """Whether this event is what this command came to. ``made`` None: the answer is not known."""
    match command, event:
        case c.PostCard(), e.CardPosted():
            # A text that was erased since is gone from the log.
            said = event.text in (command.text, None)
            return said and made in (None, event.card) and (event.text or made) is not None
        case c.EditCard(), e.CardEdited():
            return event.card == command.card and event.text in (command.text, None)
        case c.WithdrawCard(), e.CardErased():
            return event.card == command.card and event.withdrawn
        case c.SetCardLimit(), e.CardLimitSet():
            return event.cards_each == command.cards_each
        case c.MakeCluster(), e.ClusterMade():
            return event.title == command.title
        case c.OpenRound(), e.RoundOpened():
            return event.poll == command.poll and made in (None, event.round)
        case c.TakeSnapshot(), e.SnapshotTaken():
            return event.moment == "hand" and event.label == command.label
        case c.ClaimPlace(), e.PlaceClaimed():
            return event.claim == command.claim and event.organisation == who.organisation
        case c.ReleaseClaim(), e.ClaimReleased():
            return event.claim == command.claim and event.organisation == who.organisation
        case c.AddMinutes(), e.MinutesAdded():
            return event.minutes >= command.minutes
    fields = _SAME.get((type(command), type(event)))
    return fields is not None and all(
        getattr(command, name) == getattr(event, name) for name in fields
    )


_SAME: dict[tuple[type[object], type[object]], tuple[str, ...]] = {
    (c.AdoptCard, e.CardAdopted): ("card",),
    (c.DropAdoption, e.AdoptionDropped): ("card",),
    (c.PutBallot, e.BallotPut): ("round",),
    (c.Spotlight, e.SpotlightSet): ("target",),
    (c.CloseRound, e.RoundClosed): ("round",),
    (c.RevealRound, e.RoundRevealed): ("round",),
    (c.OpenPhase, e.PhaseOpened): ("phase",),
    (c.DissolveCluster, e.ClusterDissolved): ("cluster",),
    (c.HideCards, e.CardsHidden): (),
}

NOTHING_NEW: dict[type[object], Callable[[c.AnyCommand, Board], bool]] = {
    c.SetCardLimit: lambda it, board: (
        isinstance(it, c.SetCardLimit) and board.cards_each == it.cards_each
    ),
    c.Spotlight: lambda it, board: isinstance(it, c.Spotlight) and board.light == it.target,
    c.HideCards: lambda it, board: (
        isinstance(it, c.HideCards)
        and all(board.cards[card].hidden is not None for card in it.cards)
    ),
    # Of ballots nothing stands in the log to compare with; the tally at the close tells.
    c.PutBallot: lambda it, board: True,
}
"""Commands that may rightly be acknowledged without an event: it was so already."""


def author_of(event: e.AnyEvent) -> str | None:
    """The seat that signed it, or the console it names; None: it names nobody."""
    if isinstance(event, e.CardPosted):
        return None if event.anonymous else event.author
    if isinstance(event, e.OrganisationChosen):
        return event.seat
    return getattr(event, "by", None) or None
