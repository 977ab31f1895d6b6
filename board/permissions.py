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
    }
)

ON_BEHALF: frozenset[type[c.Command]] = frozenset(
    {c.PostCard, c.EditCard, c.WithdrawCard, c.AdoptCard, c.DropAdoption, c.PutBallot}
)
"""What is done for a person without a phone; it names a seat on paper."""

SCRIBE: frozenset[type[c.Command]] = ON_BEHALF | {c.AddPaperSeat}

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
    c.TakeSnapshot,
    c.Undo,
}

TABLE: dict[Access, frozenset[type[c.Command]]] = {
    Access.PARTNER: PARTNER,
    Access.LEAD: LEAD,
    Access.SCRIBE: SCRIBE,
    Access.DOOR: frozenset({c.TakeSeat, c.BringCards}),
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
