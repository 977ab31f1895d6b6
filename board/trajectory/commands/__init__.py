"""All that can be asked of a trajectory, by what it is about. Imperative."""

from board.trajectory.commands.command import Command
from board.trajectory.commands.course import (
    BeginAgain,
    ChooseWorkstream,
    CloseTrajectory,
    Defer,
    DescribeNetwork,
    FinishAfterRestart,
    GiveVerdict,
    GoOn,
    MakeOffer,
    NoteChange,
    NoteMeasures,
    NotNow,
    OrderWorkstreams,
    Refer,
    RoundOff,
    SetRenewal,
    StartFollowing,
    StrikeChange,
    TakeUpAgain,
)
from board.trajectory.commands.partners import (
    AddClaim,
    AddPartner,
    AnswerClaim,
    ChangeInterest,
    ChangePerson,
    DescribePartner,
    PartnerLeaves,
    PartnerReturns,
    SetClaimDue,
    SettleImpact,
)
from board.trajectory.commands.planning import (
    AdoptBoard,
    AnswerOffer,
    CancelSlot,
    ChangeSlot,
    ConfirmResults,
    CorrectResult,
    DeclineOffer,
    DraftOffer,
    MarkHeld,
    OfferLine,
    PlanSlot,
    PrepareSlot,
    SendOffer,
    UnconfirmResults,
)
from board.trajectory.commands.request import (
    AnswerRequest,
    AskForTrajectory,
    AssignPerson,
    BeginTrajectory,
    PauseTrajectory,
    ResumeTrajectory,
    StopTrajectory,
)
from board.trajectory.commands.results import (
    AcceptHandover,
    AddLooseEnd,
    AdoptGoals,
    AdoptText,
    AnswerLooseEnd,
    CorrectText,
    DeclineHandover,
    GoalLine,
    OfferHandover,
    Reflect,
    ReopenLooseEnd,
    SetReportStatus,
    WithdrawHandover,
    WriteGoals,
    WriteText,
)

AnyCommand = (
    AskForTrajectory
    | BeginTrajectory
    | AnswerRequest
    | AssignPerson
    | PauseTrajectory
    | ResumeTrajectory
    | StopTrajectory
    | NoteMeasures
    | GoOn
    | Defer
    | NotNow
    | Refer
    | TakeUpAgain
    | FinishAfterRestart
    | MakeOffer
    | ChooseWorkstream
    | OrderWorkstreams
    | RoundOff
    | SetRenewal
    | StartFollowing
    | GiveVerdict
    | CloseTrajectory
    | BeginAgain
    | NoteChange
    | StrikeChange
    | DescribeNetwork
    | DraftOffer
    | SendOffer
    | AnswerOffer
    | DeclineOffer
    | PlanSlot
    | ChangeSlot
    | CancelSlot
    | PrepareSlot
    | AdoptBoard
    | MarkHeld
    | ConfirmResults
    | UnconfirmResults
    | CorrectResult
    | AddPartner
    | DescribePartner
    | PartnerLeaves
    | PartnerReturns
    | ChangePerson
    | ChangeInterest
    | SettleImpact
    | AnswerClaim
    | AddClaim
    | SetClaimDue
    | WriteText
    | CorrectText
    | AdoptText
    | WriteGoals
    | AdoptGoals
    | AddLooseEnd
    | AnswerLooseEnd
    | ReopenLooseEnd
    | Reflect
    | OfferHandover
    | AcceptHandover
    | DeclineHandover
    | WithdrawHandover
    | SetReportStatus
)

__all__ = [
    "AcceptHandover",
    "AddClaim",
    "AddLooseEnd",
    "AddPartner",
    "AdoptBoard",
    "AdoptGoals",
    "AdoptText",
    "AnswerClaim",
    "AnswerLooseEnd",
    "AnswerOffer",
    "AnswerRequest",
    "AnyCommand",
    "AskForTrajectory",
    "AssignPerson",
    "BeginAgain",
    "BeginTrajectory",
    "CancelSlot",
    "ChangeInterest",
    "ChangePerson",
    "ChangeSlot",
    "ChooseWorkstream",
    "CloseTrajectory",
    "Command",
    "ConfirmResults",
    "CorrectResult",
    "CorrectText",
    "DeclineHandover",
    "DeclineOffer",
    "Defer",
    "DescribeNetwork",
    "DescribePartner",
    "DraftOffer",
    "FinishAfterRestart",
    "GiveVerdict",
    "GoOn",
    "GoalLine",
    "MakeOffer",
    "MarkHeld",
    "NotNow",
    "NoteChange",
    "NoteMeasures",
    "OfferHandover",
    "OfferLine",
    "OrderWorkstreams",
    "PartnerLeaves",
    "PartnerReturns",
    "PauseTrajectory",
    "PlanSlot",
    "PrepareSlot",
    "Refer",
    "Reflect",
    "ReopenLooseEnd",
    "ResumeTrajectory",
    "RoundOff",
    "SendOffer",
    "SetClaimDue",
    "SetRenewal",
    "SetReportStatus",
    "SettleImpact",
    "StartFollowing",
    "StopTrajectory",
    "StrikeChange",
    "TakeUpAgain",
    "UnconfirmResults",
    "WithdrawHandover",
    "WriteGoals",
    "WriteText",
]
