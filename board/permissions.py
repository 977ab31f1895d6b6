"""Who may ask what: one table, judged with the access held now.

What is not in the table is forbidden.
"""

from board import commands as c
from board.refusals import Refusal
from board.types import Access, Actor

PARTNER: frozenset[type[c.Command]] = frozenset(
    {
        c.ChooseOrganisation,
        c.PostCard,
        c.EditCard,
        c.WithdrawCard,
        c.AdoptCard,
        c.DropAdoption,
        c.SuggestCluster,
        c.PutBallot,
        c.ClaimPlace,
        c.ReleaseClaim,
        c.SayNotNow,
        c.PlaceRow,
        c.SayUnclear,
    }
)

ON_BEHALF: frozenset[type[c.Command]] = frozenset(
    {
        c.PostCard,
        c.EditCard,
        c.WithdrawCard,
        c.AdoptCard,
        c.DropAdoption,
        c.PutBallot,
        c.SayUnclear,
    }
)
"""What is done for a person without a phone; it names a seat on paper."""

FOR_OTHERS: frozenset[type[c.Command]] = frozenset(
    {c.ClaimPlace, c.ReleaseClaim, c.SayNotNow, c.PlaceRow}
)
"""What is done for an organisation that is here; its deciders say for which one may."""

SCRIBE: frozenset[type[c.Command]] = ON_BEHALF | (
    FOR_OTHERS
    | {
        c.AddPaperSeat,
        c.AddDutch,
        c.CountHands,
        c.EnterPhase,
        c.EnterCard,
        c.EnterCounts,
        c.TakeBackEntry,
        c.KeepEntries,
    }
)

LEAD: frozenset[type[c.Command]] = SCRIBE | {
    c.MoveCards,
    c.HideCards,
    c.ShowCards,
    c.UnveilCards,
    c.EraseCard,
    c.MakeCluster,
    c.RenameCluster,
    c.DissolveCluster,
    c.OpenRound,
    c.CloseRound,
    c.RevealRound,
    c.OpenPhase,
    c.AddMinutes,
    c.PauseBoard,
    c.ResumeBoard,
    c.EndBoard,
    c.ReopenBoard,
    c.Spotlight,
    c.WriteText,
    c.SetCardLimit,
    c.SetJoining,
    c.MakeGroups,
    c.TakeLead,
    c.OfferLead,
    c.AcceptLead,
    c.TakeBackLead,
    c.ConfirmCard,
    c.UnconfirmCard,
    c.TakeSnapshot,
    c.Undo,
}

HANDED_OVER: frozenset[type[c.Command]] = (
    LEAD
    - SCRIBE
    - {
        c.TakeLead,
        c.TakeBackLead,
        c.AcceptLead,
        c.TakeSnapshot,
        c.EraseCard,
    }
)
"""What leads, and is refused to the console that handed the lead over."""

TABLE: dict[Access, frozenset[type[c.Command]]] = {
    Access.PARTNER: PARTNER,
    Access.LEAD: LEAD,
    Access.SCRIBE: SCRIBE,
    Access.DOOR: frozenset({c.TakeSeat, c.TakeOverSeat, c.BringCards}),
    Access.DISPLAY: frozenset(),
    Access.COACH: frozenset(),
}


def permitted(actor: Actor, command: c.AnyCommand) -> Refusal | None:
    """None if ``actor`` may ask this, else the refusal."""
    if type(command) not in TABLE[actor.access]:
        return Refusal("forbidden")
    if actor.access is Access.PARTNER:
        if actor.seat is None or getattr(command, "for_seat", None) is not None:
            return Refusal("forbidden")
    elif type(command) is c.EditCard and actor.access is Access.LEAD:
        return None
    elif type(command) in ON_BEHALF and getattr(command, "for_seat", None) is None:
        return Refusal("no_seat")
    return None
