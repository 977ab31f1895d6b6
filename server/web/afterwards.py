"""After a session: what lay on paper is typed in, phase by phase.

For a hall without a line, and for the pile of cards that nobody got to. Plain forms,
so that any computer will do. What comes in says that it came in afterwards, and what
was shown in the room stays as it was; see ``board.decide.afterwards``.
"""

from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.commands import (
    AnyCommand,
    EnterCard,
    EnterCounts,
    EnterPhase,
    KeepEntries,
    TakeBackEntry,
)
from board.decide.afterwards import DAY
from board.decide.rounds import questions_of
from board.format import Phase, Poll
from board.messages import Do, No
from board.refusals import Refusal
from board.spoken import spoken
from board.state import Board
from board.tallies import FrozenQuestion, HandCount
from board.types import Access, Actor, CardId, KindId, OrganisationId, PhaseId, PollId, RoundId
from server.ids import new_id
from server.store.doors import Grant, Kind
from server.web import dates
from server.web.asking import Unreadable, moment
from server.web.boards import CONSOLES, room_of
from server.web.bodies import form_of, one
from server.web.site import language_for, page, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of

Fields = dict[str, list[str]]
ACCESS = {Kind.LEAD: Access.LEAD, Kind.SCRIBE: Access.SCRIBE}
ENVELOPE = {"what", "outbox"}


class Entry(Struct, frozen=True):
    """Something that was entered, and can be taken back."""

    field: str
    id: str
    text: str


class Vote(Struct, frozen=True):
    """A vote of a phase: ``held`` here, or to be told; ``fault`` says why that cannot be."""

    poll: str
    held: bool
    method: str
    questions: list[FrozenQuestion]
    fault: str = ""


class Step(Struct, frozen=True):
    """A phase of the session. ``visit`` 0: nobody has said yet that it was held."""

    id: str
    visit: int
    told: bool
    day: str
    on: str
    hour: str
    minutes: int
    kinds: list[str]
    votes: list[Vote]
    entries: list[Entry]


async def show(request: Request) -> Response:
    grant = await grant_of(request, *CONSOLES)
    return await _page(request, grant)


async def enter(request: Request) -> Response:
    grant = await grant_of(request, *CONSOLES)
    fields = await form_of(request, ("links.",))
    site, room = site_of(request), await room_of(request, grant)
    try:
        command = _command(fields)
    except Unreadable as unreadable:
        return await _page(request, grant, unreadable.refusal, fields)
    actor = Actor(access=ACCESS[grant.kind], lead=grant.id)
    asked = Do(outbox=one(fields, "outbox") or new_id(), n=1, visit=0, command=command)

    async def stands() -> bool:
        return await site.doors.stands(grant.id, site.clock())

    answer = await room.submit(actor, asked, stands)
    if isinstance(answer, No):
        refusal = Refusal(answer.code, answer.value, answer.limit)
        return await _page(request, grant, refusal, fields)
    # The next paper is mostly of the same phase and organisation.
    kept = {name: one(fields, name) for name in ("visit", "kind", "organisation")}
    query = {"done": one(fields, "what"), **{name: it for name, it in kept.items() if it}}
    return RedirectResponse(f"/c/{grant.id}/afterwards?{urlencode(query)}", 303)


def _command(fields: Fields) -> AnyCommand:
    """Raises Trouble for what no form of ours sends, Unreadable for a moment that is none."""
    given = {name: values for name, values in fields.items() if name not in ENVELOPE}
    match one(fields, "what"):
        case "phase" if set(given) == {"phase", "day", "hour", "minutes"}:
            return EnterPhase(
                phase=PhaseId(one(fields, "phase")),
                at=moment(one(fields, "day"), one(fields, "hour")),
                minutes=_number(one(fields, "minutes")),
            )
        case "card" if {"visit", "kind", "text"} <= set(given):
            links = {name[6:]: ids for name, ids in given.items() if name.startswith("links.")}
            organisation = one(fields, "organisation")
            return EnterCard(
                visit=_number(one(fields, "visit")),
                kind=KindId(one(fields, "kind")),
                text=one(fields, "text"),
                links={link: [id for id in ids if id] for link, ids in links.items()},
                organisation=OrganisationId(organisation) if organisation else None,
                anonymous="anonymous" in given,
            )
        case "counts" if {"visit", "poll", "people"} <= set(given):
            return EnterCounts(
                visit=_number(one(fields, "visit")),
                poll=PollId(one(fields, "poll")),
                people=_number(one(fields, "people")),
                counts=_counts(given),
            )
        case "back" if set(given) <= {"card", "round"}:
            card, round = one(fields, "card"), one(fields, "round")
            return TakeBackEntry(
                card=CardId(card) if card else None, round=RoundId(round) if round else None
            )
        case "keep" if not given:
            return KeepEntries()
    raise Trouble("bad_request")


def _counts(given: Fields) -> dict[str, HandCount]:
    """``n.QUESTION.OPTION`` for each option, ``unsure.QUESTION`` and ``skipped.QUESTION``."""
    counts: dict[str, HandCount] = {}
    for name, sent in given.items():
        what, dot, key = name.partition(".")
        if not dot or not sent[0]:
            continue
        question, _, option = key.partition(".")
        count, n = counts.get(question, HandCount()), _number(sent[0])
        match what:
            case "n":
                counts[question] = msgspec.structs.replace(
                    count, options={**count.options, option: n}
                )
            case "unsure":
                counts[question] = msgspec.structs.replace(count, unsure=n)
            case "skipped":
                counts[question] = msgspec.structs.replace(count, skipped=n)
            case _:
                raise Trouble("bad_request")
    return counts


def _number(typed: str) -> int:
    typed = typed.strip() or "0"
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        raise Unreadable(Refusal("out_of_range", value=typed[:12], limit="0-400"))
    return int(typed)


async def _page(
    request: Request, grant: Grant, refusal: Refusal | None = None, typed: Fields | None = None
) -> Response:
    site, room = site_of(request), await room_of(request, grant)
    board, language = room.board, language_for(request)
    session = await site.record.session(room.id)
    assert session is not None
    until = board.ended_at + site.settings.entering_days * DAY
    last = max((snapshot.seq for snapshot in board.snapshots), default=0)
    entered = [f"card:{card.id}" for card in board.cards.values() if card.entered]
    entered += [f"round:{id}" for id, round in board.rounds.items() if round.entered]
    return page(
        request,
        "afterwards.html",
        status=422 if refusal else 200,
        grant=grant.id,
        title=session.title,
        format=spoken(board.format, language),
        ended=board.status.value == "ended",
        open=board.status.value == "ended" and site.clock() <= until,
        until=dates.iso(until),
        until_day=dates.local(until).strftime("%d/%m/%Y"),
        steps=[_step(board, phase, grant.kind) for phase in board.format.phases if not phase.pause],
        organisations=dict(sorted(room.names.organisations.items(), key=lambda it: it[1])),
        targets=_targets(board),
        refusal=refusal,
        typed={name: values[0] for name, values in (typed or {}).items()},
        last={name: request.query_params.get(name, "") for name in ("visit", "kind", "done")}
        | {"organisation": request.query_params.get("organisation", "")},
        unkept=sum(board.changed.get(key, 0) > last for key in entered),
    )


def _step(board: Board, phase: Phase, reader: Kind) -> Step:
    visits = [n for n, visit in enumerate(board.visits, 1) if visit.phase == phase.id]
    n = visits[-1] if visits else 0
    visit = board.visits[n - 1] if n else None
    polls = [poll for step in phase.steps if (poll := board.format.poll(step.poll))]
    # Most of what was on paper was so on the day of the session.
    when = dates.local(visit.opened_at if visit else board.ended_at)
    return Step(
        id=phase.id,
        visit=n,
        told=bool(visit and visit.entered),
        day=when.strftime("%Y-%m-%d"),
        on=when.strftime("%d/%m/%Y"),
        hour=when.strftime("%H:%M") if visit else "",
        minutes=visit.minutes if visit else phase.minutes,
        kinds=[step.kind for step in phase.steps if step.action == "post" and step.kind],
        votes=[_vote(board, poll) for poll in polls],
        entries=_entries(board, visits, reader),
    )


def _vote(board: Board, poll: Poll) -> Vote:
    held = any(it.poll == poll.id and it.status != "void" for it in board.rounds.values())
    questions = [] if held else questions_of(board, poll)
    if poll.voters == "organisation" and not held:
        return Vote(poll.id, False, poll.method, [], "not_by_hand")
    if isinstance(questions, Refusal):
        return Vote(poll.id, False, poll.method, [], questions.code)
    return Vote(poll.id, held, poll.method, questions)


def _entries(board: Board, visits: list[int], reader: Kind) -> list[Entry]:
    """What was said in confidence is read again by who leads alone, whoever typed it."""
    cards = [
        card
        for card in board.cards.values()
        if card.entered
        and not card.gone
        and (reader is Kind.LEAD or not board.format.is_closed(card.zone))
    ]
    rounds = [(id, it) for id, it in board.rounds.items() if it.entered and it.status != "void"]
    return [
        *(Entry("card", card.id, card.text or "") for card in cards if card.visit in visits),
        *(Entry("round", id, it.poll) for id, it in rounds if it.visit in visits),
    ]


def _targets(board: Board) -> dict[str, list[tuple[str, str]]]:
    """What the links of a kind can point at, by zone."""
    return {
        zone.id: [(id, text or "") for id, text, _ in board.options_of(zone.id)]
        for zone in board.format.zones
        if not zone.closed
    }


routes = [
    Route("/c/{grant}/afterwards", show, methods=["GET"]),
    Route("/c/{grant}/afterwards", enter, methods=["POST"]),
]
