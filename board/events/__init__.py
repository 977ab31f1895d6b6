"""All that has happened on a board: past tense, one struct each.

These structs are the storage format. They are additive for ever: a field may
be added with a default, never renamed, retyped or taken away; ``upcast`` is
the one place where an old shape is read as a new one. They are never sent to
anyone: what goes over the wire is made by ``views``.

A ``text`` of ``None`` was erased. ``by`` names the console that acted, never a
person. ``author`` is a seat, or for an anonymous card a mark that no one can
trace once the session is closed; see ``secrecy``.
"""

from board.events.afterwards import PhaseEntered, RoundEntered
from board.events.cards import (
    AdoptionDropped,
    CardAdopted,
    CardBrought,
    CardConfirmed,
    CardEdited,
    CardErased,
    CardPosted,
    CardsHidden,
    CardsMoved,
    CardsReturned,
    CardsShown,
    CardsUnveiled,
    CardUnconfirmed,
    ClusterSuggested,
    DutchAdded,
)
from board.events.clusters import (
    ClusterDissolved,
    ClusterKept,
    ClusterMade,
    ClusterRenamed,
    ClustersRestored,
)
from board.events.course import (
    BoardEnded,
    BoardOpened,
    BoardPaused,
    BoardReopened,
    BoardResumed,
    CardLimitSet,
    JoiningSet,
    LeadAccepted,
    LeadOffered,
    LeadTaken,
    MinutesAdded,
    PhaseOpened,
    SnapshotTaken,
)
from board.events.event import Event
from board.events.people import (
    GroupsMade,
    OrganisationChosen,
    SeatTaken,
    SeatTakenOver,
    UnclearSaid,
)
from board.events.shared import (
    ClaimReleased,
    NotNowSaid,
    PlaceClaimed,
    RowPlaced,
    SpotlightSet,
    StepUndone,
    TextBrought,
    TextWritten,
)
from board.events.votes import (
    BallotPut,
    HandsCounted,
    RoundClosed,
    RoundOpened,
    RoundRevealed,
    RoundVoided,
)

AnyEvent = (
    BoardOpened
    | PhaseOpened
    | MinutesAdded
    | BoardPaused
    | BoardResumed
    | BoardEnded
    | PhaseEntered
    | BoardReopened
    | JoiningSet
    | LeadTaken
    | LeadOffered
    | LeadAccepted
    | CardLimitSet
    | SnapshotTaken
    | SeatTaken
    | SeatTakenOver
    | OrganisationChosen
    | GroupsMade
    | UnclearSaid
    | CardPosted
    | CardBrought
    | CardEdited
    | CardErased
    | CardConfirmed
    | CardUnconfirmed
    | CardAdopted
    | AdoptionDropped
    | ClusterSuggested
    | DutchAdded
    | CardsMoved
    | CardsReturned
    | CardsHidden
    | CardsShown
    | CardsUnveiled
    | ClusterMade
    | ClusterRenamed
    | ClusterDissolved
    | ClustersRestored
    | RoundOpened
    | BallotPut
    | HandsCounted
    | RoundClosed
    | RoundEntered
    | RoundVoided
    | RoundRevealed
    | TextWritten
    | TextBrought
    | PlaceClaimed
    | ClaimReleased
    | NotNowSaid
    | RowPlaced
    | SpotlightSet
    | StepUndone
)


__all__ = [
    "AdoptionDropped",
    "AnyEvent",
    "BallotPut",
    "BoardEnded",
    "BoardOpened",
    "BoardPaused",
    "BoardReopened",
    "BoardResumed",
    "CardAdopted",
    "CardBrought",
    "CardConfirmed",
    "CardEdited",
    "CardErased",
    "CardLimitSet",
    "CardPosted",
    "CardUnconfirmed",
    "CardsHidden",
    "CardsMoved",
    "CardsReturned",
    "CardsShown",
    "CardsUnveiled",
    "ClaimReleased",
    "ClusterDissolved",
    "ClusterKept",
    "ClusterMade",
    "ClusterRenamed",
    "ClusterSuggested",
    "ClustersRestored",
    "DutchAdded",
    "Event",
    "GroupsMade",
    "HandsCounted",
    "JoiningSet",
    "LeadAccepted",
    "LeadOffered",
    "LeadTaken",
    "MinutesAdded",
    "NotNowSaid",
    "OrganisationChosen",
    "PhaseEntered",
    "PhaseOpened",
    "PlaceClaimed",
    "RoundClosed",
    "RoundEntered",
    "RoundOpened",
    "RoundRevealed",
    "RoundVoided",
    "RowPlaced",
    "SeatTaken",
    "SeatTakenOver",
    "SnapshotTaken",
    "SpotlightSet",
    "StepUndone",
    "TextBrought",
    "TextWritten",
    "UnclearSaid",
]
