"""Where a trajectory stands, and the one thing that is to be done now."""

from msgspec import Struct

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.machine import Move, Stand, moves
from board.trajectory.permissions import Reading, Wish
from board.trajectory.state import Handover
from board.trajectory.types import Function
from server.trajectories import Done
from server.web.course_line import line
from server.web.next_step import next_step
from server.web.pulse_line import pulse_line
from server.web.reach import reach
from server.web.sheet import Fields, Section, Sheet
from server.web.signs import signs

STEPS: dict[Move, Wish] = {
    Move.PLAN_ORIENTATION: c.TakeUpAgain,
    Move.PLAN_RESTART: c.GoOn,
    Move.DEFER: c.Defer,
    Move.NOT_NOW: c.NotNow,
    Move.REFER: c.Refer,
    Move.FINISH: c.FinishAfterRestart,
    Move.MAKE_OFFER: c.MakeOffer,
    Move.DECLINE: c.DeclineOffer,
    Move.ROUND_OFF: c.RoundOff,
    Move.FOLLOW: c.StartFollowing,
    Move.CLOSE: c.CloseTrajectory,
    Move.RENEW: c.GiveVerdict,
    Move.RESUME: c.ResumeTrajectory,
    Move.PAUSE: c.PauseTrajectory,
    Move.STOP: c.StopTrajectory,
}
"""What a page offers where a move can be made; the others are made elsewhere."""


class Guide(Struct, frozen=True):
    """An indicator: a mean of five, said; ``weak`` where it says to wait."""

    text: str
    said: str
    weak: bool
    by: str


class Passed(Struct, frozen=True):
    what: str
    day: str
    by: str
    reason: str
    against: str


class Handed(Struct, frozen=True):
    """A handing over that was offered: ``mine`` may be taken back, else answered."""

    id: str
    text: str
    note: str
    mine: bool


async def values(sheet: Sheet) -> dict[str, object]:
    state = sheet.view.state
    open = _open(sheet)
    names = await sheet.site.accounts.names()
    coaches = await sheet.site.accounts.all() if sheet.may(c.OfferHandover) else ()
    mine = sheet.person.account
    others = [
        (one.id, one.name)
        for one in coaches
        if one.function == sheet.person.function
        and one.id != mine
        and not one.disabled_at
        and (one.municipality or "") == sheet.person.municipality
    ]
    contact = None
    if sheet.may(Reading.CONTACT):
        contact = await reach(sheet.site.trajectories, sheet.id, state)
    seen = sheet.view.signals if sheet.may(Reading.SIGNALS) else ()
    words = sheet.words
    return {
        "line": line(sheet),
        "next": next_step(sheet),
        "open": open,
        "handed": [_handed(sheet, one, names) for one in _offered(sheet)],
        "others": others,
        "carried": {
            "coach": names.get(state.coach, ""),
            "coordinator": names.get(state.coordinator, ""),
        },
        "asked": state.request,
        "asked_day": sheet.day(state.request.at) if state.request else "",
        "reach": contact,
        "signals": signs(words, sheet.id, seen),
        "sees_signals": sheet.may(Reading.SIGNALS),
        "pulse": pulse_line(sheet),
        "guides": _guides(sheet),
        "network": _network(sheet),
        "decisions": [_passed(sheet, n) for n in range(len(state.decisions) - 1, -1, -1)],
        "talks": [
            (slot.id, slot.title or sheet.stage(slot.stage))
            for slot in state.plan
            if slot.course == "follow_up" and slot.verdict is None and slot.held_at
        ],
        "renewal": sheet.day(state.renewal_at),
        "sets_renewal": state.stand in (Stand.ROUNDING, Stand.FOLLOWING)
        and sheet.may(c.SetRenewal),
        "before": state.previous or "",
        "after": state.next or "",
        "may_again": sheet.over and state.next is None and sheet.may(c.BeginAgain),
        "reasons": [(one, words(f"overview.stop_reasons.{one}")) for one in STOPS],
    }


STOPS = ("unsaid", "no_time", "no_support", "goal_reached", "other_way", "network_ended")


def _open(sheet: Sheet) -> set[str]:
    """The forms that this reader can use now."""
    found = {str(move) for move, wish in STEPS.items() if _can(sheet, move, wish)}
    talks = {"plan_orientation", "plan_restart"}
    if sheet.view.state.stand is Stand.DEFERRED:
        return (found - talks) | {"take_up"}
    if sheet.view.state.stand is Stand.REQUESTED:
        asked = {"answer_request"} if sheet.may(c.AnswerRequest) else set()
        return (found & {"pause", "stop"}) | asked
    return found


def _can(sheet: Sheet, move: Move, wish: Wish) -> bool:
    state = sheet.view.state
    return move in moves(state.stand, state.before) and sheet.may(wish)


def _offered(sheet: Sheet) -> list[Handover]:
    """Those that wait for an answer, of this reader's or for them."""
    person = sheet.person
    return [
        one
        for one in sheet.view.state.handovers.values()
        if not one.answer and (_mine(sheet, one) or _for(one, person.account, person.function))
    ]


def _mine(sheet: Sheet, one: Handover) -> bool:
    return one.function == sheet.person.function and not _for_account(one, sheet.person.account)


def _for_account(one: Handover, account: str) -> bool:
    return bool(one.to_account) and one.to_account == account


def _for(one: Handover, account: str, function: Function) -> bool:
    return _for_account(one, account) or (not one.to_account and one.to_function == function)


def _handed(sheet: Sheet, one: Handover, names: dict[str, str]) -> Handed:
    slot = sheet.view.state.slots.get(one.slot) if one.slot else None
    what = (slot.title or sheet.stage(slot.stage)) if slot else sheet.words("overview.for_good")
    mine = _mine(sheet, one)
    other = names.get(one.to_account, "") if mine else names.get(one.account, "")
    function = one.to_function if mine else one.function
    other = other or (sheet.words(f"overview.functions.{function}") if function else "")
    key = "handed_mine" if mine else "handed_me"
    text = sheet.words(f"overview.{key}", what=what, who=other)
    return Handed(one.id, text, one.note, mine)


def _guides(sheet: Sheet) -> list[Guide]:
    """What boards measured, each as it was measured last; then what was noted by hand."""
    found: dict[str, Guide] = {}
    for one in sorted(sheet.view.harvests, key=lambda one: (one.at, one.board)):
        for asked in one.measures:
            if asked.measure in ("guiding", "capacity") and asked.mean_tenths is not None:
                mean = asked.mean_tenths
                by = sheet.words.count("overview.of_votes", asked.answered)
                said = f"{mean // 10},{mean % 10}"
                found[asked.text] = Guide(asked.text, said, mean < 30, f"{by}, {one.title}")
    noted = sheet.view.state.measures
    hand = sheet.words("overview.by_hand", day=sheet.day(noted.at))
    both = (("indicators", noted.indicators), ("capacity", noted.capacity))
    for group, values in both:
        for name, value in dict(values).items():
            text = sheet.words(f"overview.{group}.{name}")
            found[f"{group}.{name}"] = Guide(text, str(value), value < 3, hand)
    return list(found.values())


def _network(sheet: Sheet) -> str:
    said = str(sheet.view.state.measures.network or "") or sheet.view.kept.network
    key = f"overview.networks.{said}"
    return sheet.words(key) if said and key in sheet.words else ""


def _passed(sheet: Sheet, n: int) -> Passed:
    one = sheet.view.state.decisions[n]
    words = sheet.words
    texts = {asked.question: asked.text for kept in sheet.view.harvests for asked in kept.measures}
    town = words(f"common.town_{sheet.view.trajectory.network.lead.title}")
    against = [
        words(key, town=town)
        if (key := f"overview.indicators.{name}") in words
        else texts.get(name, name)
        for name in one.against
    ]
    return Passed(
        words(f"desk.stands.{one.stand}"),
        sheet.day(one.at),
        words(f"overview.functions.{one.by}"),
        one.reason,
        ", ".join(against),
    )


async def _erase_contact(sheet: Sheet, fields: Fields) -> Done | Refusal:
    if not sheet.may(Reading.CONTACT):
        return Refusal("forbidden")
    await sheet.site.trajectories.erase_contact(sheet.id)
    return Done(sheet.view.state)


SECTION = Section("overview", Reading.TRAJECTORY, values, doings={"erase_contact": _erase_contact})
