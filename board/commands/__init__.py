"""All that a person may ask of a board: imperative, one struct each.

Decoded strictly: an unknown field or kind is refused. Which access may ask
what stands in ``permissions``; what then happens, in ``decide``.

``for_seat`` is set by a facilitator or scribe who writes for a person without
a phone; it names a seat that takes part on paper.
"""

from board.commands.afterwards import (
    EnterCard,
    EnterCounts,
    EnterPhase,
    KeepEntries,
    TakeBackEntry,
)
from board.commands.cards import (
    AddDutch,
    AdoptCard,
    BringCards,
    DropAdoption,
    EditCard,
    EraseCard,
    HideCards,
    MoveCards,
    PostCard,
    ShowCards,
    SuggestCluster,
    UnveilCards,
    WithdrawCard,
)
from board.commands.clusters import DissolveCluster, MakeCluster, RenameCluster
from board.commands.command import Command
from board.commands.leading import (
    AcceptLead,
    AddMinutes,
    EndBoard,
    MakeGroups,
    OfferLead,
    OpenPhase,
    PauseBoard,
    ReopenBoard,
    ResumeBoard,
    SetCardLimit,
    SetJoining,
    Spotlight,
    TakeBackLead,
    TakeLead,
    TakeSnapshot,
    Undo,
    WriteText,
)
from board.commands.people import (
    AddPaperSeat,
    ChooseOrganisation,
    SayUnclear,
    TakeOverSeat,
    TakeSeat,
)
from board.commands.places import (
    ClaimPlace,
    ConfirmCard,
    PlaceRow,
    ReleaseClaim,
    SayNotNow,
    UnconfirmCard,
)
from board.commands.votes import (
    Answer,
    CloseRound,
    CountHands,
    OpenRound,
    PutBallot,
    RevealRound,
)

__all__ = [
    "AcceptLead",
    "AddDutch",
    "AddMinutes",
    "AddPaperSeat",
    "AdoptCard",
    "Answer",
    "AnyCommand",
    "BringCards",
    "ChooseOrganisation",
    "ClaimPlace",
    "CloseRound",
    "Command",
    "ConfirmCard",
    "CountHands",
    "DissolveCluster",
    "DropAdoption",
    "EditCard",
    "EndBoard",
    "EnterCard",
    "EnterCounts",
    "EnterPhase",
    "EraseCard",
    "HideCards",
    "KeepEntries",
    "MakeCluster",
    "MakeGroups",
    "MoveCards",
    "OfferLead",
    "OpenPhase",
    "OpenRound",
    "PauseBoard",
    "PlaceRow",
    "PostCard",
    "PutBallot",
    "ReleaseClaim",
    "RenameCluster",
    "ReopenBoard",
    "ResumeBoard",
    "RevealRound",
    "SayNotNow",
    "SayUnclear",
    "SetCardLimit",
    "SetJoining",
    "ShowCards",
    "Spotlight",
    "SuggestCluster",
    "TakeBackEntry",
    "TakeBackLead",
    "TakeLead",
    "TakeOverSeat",
    "TakeSeat",
    "TakeSnapshot",
    "UnconfirmCard",
    "Undo",
    "UnveilCards",
    "WithdrawCard",
    "WriteText",
]

AnyCommand = (
    TakeSeat
    | TakeOverSeat
    | ChooseOrganisation
    | AddPaperSeat
    | PostCard
    | EditCard
    | WithdrawCard
    | AddDutch
    | AdoptCard
    | DropAdoption
    | SuggestCluster
    | MoveCards
    | HideCards
    | ShowCards
    | UnveilCards
    | EraseCard
    | BringCards
    | MakeCluster
    | RenameCluster
    | DissolveCluster
    | OpenRound
    | PutBallot
    | CountHands
    | CloseRound
    | RevealRound
    | ClaimPlace
    | ReleaseClaim
    | SayNotNow
    | SayUnclear
    | ConfirmCard
    | UnconfirmCard
    | PlaceRow
    | OpenPhase
    | AddMinutes
    | PauseBoard
    | ResumeBoard
    | EndBoard
    | EnterPhase
    | EnterCard
    | EnterCounts
    | TakeBackEntry
    | KeepEntries
    | ReopenBoard
    | Spotlight
    | WriteText
    | SetCardLimit
    | SetJoining
    | MakeGroups
    | TakeLead
    | OfferLead
    | AcceptLead
    | TakeBackLead
    | TakeSnapshot
    | Undo
)
