"""Who may ask what of a trajectory, and read which page: the one table.

What is not in it is forbidden. A function says what, ``Owner`` says of whose
trajectory: a coach's own, a coordinator's in the own municipality.
"""

from collections.abc import Mapping
from enum import StrEnum

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import Function, Owner, Person

_COACH, _COORDINATOR = Function.COACH, Function.COORDINATOR
_BOTH = frozenset({_COACH, _COORDINATOR})
_ONLY_COACH = frozenset({_COACH})
_ONLY_COORDINATOR = frozenset({_COORDINATOR})
_ANYONE = frozenset(Function)


class Reading(StrEnum):
    """What can be read: one for each kind of page."""

    PUBLIC = "public"
    """How it goes, the request form, the door of a board."""
    INBOX = "inbox"
    """Requests that nobody has taken on."""
    LIST = "list"
    """The overview of one's own trajectories, with signals."""
    COUNTS = "counts"
    """How many trajectories, talks and sessions: for the yearly account."""
    TRAJECTORY = "trajectory"
    OFFER = "offer"
    PLANNING = "planning"
    PARTNERS = "partners"
    RESULTS = "results"
    """What boards gave, with claims, loose ends and the thread."""
    CLOSED = "closed"
    """What was said behind closed doors, such as what hurts."""
    SIGNALS = "signals"
    SOUNDING = "sounding"
    CONTACT = "contact"
    REPORT = "report"
    """The shareable report, and what is made to hand out."""
    LEADING = "leading"
    """The console of a session, its checklist and its print set."""
    FORMATS = "formats"
    """Copying and changing formats: a coach all of them, a coordinator the own copies."""


MAY_READ: Mapping[Reading, frozenset[Function]] = {
    Reading.PUBLIC: _ANYONE,
    Reading.INBOX: _ONLY_COACH,
    Reading.LIST: _BOTH,
    Reading.COUNTS: _ONLY_COACH,
    Reading.TRAJECTORY: _BOTH,
    Reading.OFFER: _BOTH,
    Reading.PLANNING: _BOTH | {Function.FACILITATOR},
    Reading.PARTNERS: _BOTH,
    Reading.RESULTS: _BOTH,
    Reading.CLOSED: _BOTH,
    Reading.SIGNALS: _BOTH,
    Reading.SOUNDING: _BOTH,
    Reading.CONTACT: _BOTH,
    Reading.REPORT: _BOTH | {Function.READER},
    Reading.LEADING: _BOTH | {Function.FACILITATOR},
    Reading.FORMATS: _BOTH,
}

OF_NO_TRAJECTORY = frozenset(
    {Reading.PUBLIC, Reading.INBOX, Reading.LIST, Reading.COUNTS, Reading.FORMATS}
)
"""These pages are of none; what stands on a list is asked for each by itself."""

MAY_DO: Mapping[type[c.Command], frozenset[Function]] = {
    # How it begins, stands still and stops
    c.AskForTrajectory: _ANYONE,
    c.BeginTrajectory: _ONLY_COACH,
    c.BeginAgain: _ONLY_COACH,
    c.AnswerRequest: _ONLY_COACH,
    c.AssignPerson: _BOTH,
    c.PauseTrajectory: _BOTH,
    c.ResumeTrajectory: _BOTH,
    c.StopTrajectory: _BOTH,
    # Its course
    c.NoteMeasures: _BOTH,
    c.GoOn: _BOTH,
    c.Defer: _BOTH,
    c.NotNow: _BOTH,
    c.Refer: _ONLY_COACH,
    c.TakeUpAgain: _BOTH,
    c.FinishAfterRestart: _BOTH,
    c.MakeOffer: _BOTH,
    c.ChooseWorkstream: _BOTH,
    c.OrderWorkstreams: _BOTH,
    c.RoundOff: _BOTH,
    c.SetRenewal: _BOTH,
    c.StartFollowing: _BOTH,
    c.GiveVerdict: _BOTH,
    c.CloseTrajectory: _BOTH,
    c.NoteChange: _BOTH,
    c.StrikeChange: _BOTH,
    c.DescribeNetwork: _BOTH,
    # The coach makes the offer; the municipality says yes or no to it
    c.DraftOffer: _ONLY_COACH,
    c.SendOffer: _ONLY_COACH,
    c.AnswerOffer: _ONLY_COORDINATOR,
    c.DeclineOffer: _ONLY_COORDINATOR,
    # Sessions
    c.PlanSlot: _BOTH,
    c.ChangeSlot: _BOTH,
    c.CancelSlot: _BOTH,
    c.PrepareSlot: _BOTH,
    c.AdoptBoard: _BOTH,
    c.MarkHeld: _BOTH,
    c.ConfirmResults: _ONLY_COORDINATOR,
    c.UnconfirmResults: _ONLY_COORDINATOR,
    c.CorrectResult: _ONLY_COORDINATOR,
    c.Reflect: _BOTH | {Function.FACILITATOR},
    # Partners, and what they take up
    c.AddPartner: _BOTH,
    c.DescribePartner: _BOTH,
    c.PartnerLeaves: _BOTH,
    c.PartnerReturns: _BOTH,
    c.ChangePerson: _BOTH,
    c.ChangeInterest: _BOTH,
    c.SettleImpact: _BOTH,
    c.AnswerClaim: _BOTH,
    c.AddClaim: _BOTH,
    c.SetClaimDue: _BOTH,
    # Texts, goals, loose ends; what is adopted is adopted by the municipality
    c.WriteText: _BOTH,
    c.CorrectText: _BOTH,
    c.AdoptText: _ONLY_COORDINATOR,
    c.WriteGoals: _BOTH,
    c.AdoptGoals: _ONLY_COORDINATOR,
    c.AddLooseEnd: _BOTH,
    c.AnswerLooseEnd: _BOTH,
    c.ReopenLooseEnd: _BOTH,
    c.SetReportStatus: _BOTH,
    # Handing over
    c.OfferHandover: _BOTH,
    c.AcceptHandover: _BOTH,
    c.DeclineHandover: _BOTH,
    c.WithdrawHandover: _BOTH,
}

OF_A_NEWCOMER = frozenset({c.AcceptHandover, c.DeclineHandover, c.AssignPerson})
"""What a coach who does not hold the trajectory may ask: to take it on. ``decide`` judges
whether it is free, or was offered to this very account.
"""

Wish = Reading | type[c.Command]


def allowed(person: Person, wish: Wish, owner: Owner | None = None) -> Refusal | None:
    """None if ``person`` may read or ask this of a trajectory of ``owner``, else why not.

    Without ``owner`` only the function is judged, for what is of no trajectory.
    """
    if person.function is Function.SERVER:
        return None
    functions = MAY_READ[wish] if isinstance(wish, Reading) else MAY_DO[wish]
    if person.function not in functions:
        return Refusal("forbidden")
    if owner is None or wish in OF_NO_TRAJECTORY or wish is c.AskForTrajectory:
        return None
    return _not_theirs(person, wish, owner)


def _not_theirs(person: Person, wish: Wish, owner: Owner) -> Refusal | None:
    if person.function is Function.COORDINATOR:
        if person.municipality != owner.municipality:
            return Refusal("other_municipality")
        gone = person.account in owner.former and person.account != owner.coordinator
        return Refusal("handed_over") if gone and wish not in OF_A_NEWCOMER else None
    if person.function is not Function.COACH:
        # A facilitator or reader came by a link of this very trajectory.
        return None
    if owner.coach and owner.coach == person.account:
        return None
    # What was handed over may come back; what nobody holds may be seen by who can take it on.
    if wish in OF_A_NEWCOMER or (not owner.coach and _of_nobody(wish)):
        return None
    return Refusal("handed_over" if person.account in owner.former else "not_yours")


def _of_nobody(wish: Wish) -> bool:
    return isinstance(wish, Reading) or wish in (c.AnswerRequest, c.BeginTrajectory)
