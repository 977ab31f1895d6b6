"""The tailored offer: which sessions, in which order, when, how long and led by whom; its
versions, and what the municipality says to it.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from board.format import Format
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.machine import StageStand, Stand
from board.trajectory.permissions import Reading
from board.trajectory.proposal import capacity, propose
from board.trajectory.stages import choice, stage_stand, workstreams
from board.trajectory.state import Offer
from board.trajectory.types import Size
from server.trajectories import Done
from server.web.asking import asked
from server.web.offer_sheet import OfferSheet, offer_sheet, stage_title
from server.web.sections.plan import typed_moment
from server.web.sheet import Fields, Section, Sheet

MORE_LINES = 2
"""Empty lines to add a session on."""
SIZES: tuple[Size, ...] = ("light", "normal", "extended")
DRAFTED = (Stand.RESTART_HELD, Stand.OFFER, Stand.RUNNING)
A_LINE = re.compile(r"lines\.([0-9]{1,3})\.stage")
BEGUN = (StageStand.PREPARED, StageStand.LIVE, StageStand.HELD, StageStand.CONFIRMED)


class Version(Struct, frozen=True):
    """``stand`` is draft, sent, agreed, discuss or not_now."""

    sheet: OfferSheet
    stand: str
    stand_text: str
    note: str


class Row(Struct, frozen=True):
    """A line of the draft, as the form shows it."""

    n: int
    stage: str
    at: dict[str, str]
    minutes: int
    variant: str
    support: str
    note: str
    variants: list[tuple[str, str]]


class Stream(Struct, frozen=True):
    """A workstream, and what was chosen for it; ``up`` is the order with it one earlier."""

    stage: str
    title: str
    name: str
    choice: str
    reason: str
    into: str
    begun: bool
    up: str
    joins: list[tuple[str, str]]


async def values(sheet: Sheet) -> dict[str, object]:
    state, words = sheet.view.state, sheet.words
    coach = sheet.may(c.DraftOffer)
    files = sheet.site.trajectories.formats.files()
    seen = [one for one in state.offers if coach or one.sent_at]
    versions = [_version(sheet, one) for one in reversed(seen)]
    size = sheet.request.query_params.get("size", "")
    wanted: Size | None = next((one for one in SIZES if one == size), None)
    proposal = propose(state, sheet.view.kept, sheet.view.stages, wanted)
    last = state.offer if wanted is None else None
    lines: Sequence[c.OfferLine] = last.lines if last else proposal.lines
    newest = state.offer
    return {
        "versions": versions,
        "may_draft": coach and state.stand in DRAFTED,
        "too_early": state.stand not in DRAFTED and not versions,
        "rows": [_row(n, line, files) for n, line in enumerate(lines)]
        + [_row(len(lines) + n, None, files) for n in range(MORE_LINES)],
        "stage_options": _stage_options(sheet),
        "sizes": [
            (one, words(f"offer.sizes.{one}"), words(f"offer.size_help.{one}")) for one in SIZES
        ],
        "size": last.size if last else proposal.size,
        "size_why": words(f"offer.why.{proposal.why}"),
        "capacity": [
            (words(f"offer.capacity.{name}"), f"{value / 100:.1f}".replace(".", ","))
            for name, value in capacity(state, sheet.view.kept).items()
        ],
        "support": last.support if last else proposal.support,
        "note": last.note if last else "",
        "supports": [
            (mode, words(f"plan.supports.{mode}"), words(f"plan.support_help.{mode}"))
            for mode in ("guide", "coach", "both")
        ],
        "streams": _streams(sheet),
        "may_choose": sheet.may(c.ChooseWorkstream) and not sheet.over,
        "may_send": coach and newest is not None and not newest.sent_at,
        "may_answer": sheet.may(c.AnswerOffer) and _answerable(newest),
        "may_decline": sheet.may(c.DeclineOffer) and state.stand is Stand.OFFER,
        "may_share": newest is not None and bool(newest.sent_at),
        "newest": newest.version if newest else 0,
        "answers": [(one, words(f"paper.offer.{one}")) for one in ("agreed", "discuss", "not_now")],
    }


async def drafted(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """A line without a session is left out."""
    given = dict(fields)
    for name, sent in fields.items():
        if (line := A_LINE.fullmatch(name)) and not sent[0]:
            start = f"lines.{line[1]}."
            given = {key: it for key, it in given.items() if not key.startswith(start)}
    if not any(A_LINE.fullmatch(name) for name in given):
        return Refusal("empty")
    command = asked(given)
    if isinstance(command, Refusal):
        return command
    return await sheet.site.trajectories.do(sheet.id, command, sheet.person)  # type: ignore[arg-type]


def _answerable(offer: Offer | None) -> bool:
    return offer is not None and bool(offer.sent_at) and offer.answer != "agreed"


def _version(sheet: Sheet, offer: Offer) -> Version:
    stand = offer.answer or ("sent" if offer.sent_at else "draft")
    at = offer.answered_at or offer.sent_at or offer.drafted_at
    files = sheet.site.trajectories.formats.files()
    return Version(
        offer_sheet(sheet.words, sheet.view, files, offer),
        stand,
        sheet.words(f"offer.stands.{stand}", day=sheet.day(at)),
        offer.answer_note,
    )


def _row(n: int, line: c.OfferLine | None, files: Mapping[str, Format]) -> Row:
    if line is None:
        return Row(n, "", {}, 120, "", "guide", "", [])
    format = files.get(line.stage)
    variants = [(one.id, one.title.nl) for one in format.variants] if format else []
    at = typed_moment(line.at) if line.at else {}
    return Row(n, line.stage, at, line.minutes, line.variant, line.support, line.note, variants)


def _stage_options(sheet: Sheet) -> list[tuple[str, str]]:
    stages = sorted(sheet.view.stages.values(), key=lambda one: (one.order, one.stage))
    return [(one.stage, _named(sheet, one.stage)) for one in stages if one.course == "workstream"]


def _named(sheet: Sheet, stage: str) -> str:
    return stage_title(sheet.words, sheet.view, stage)


def _streams(sheet: Sheet) -> list[Stream]:
    state, stages = sheet.view.state, sheet.view.stages
    order = workstreams(state, stages)
    joint = [one.stage for one in stages.values() if one.course == "workstream" and one.covers]
    files = sheet.site.trajectories.formats.files()
    found = []
    for n, stage in enumerate(order):
        chosen = choice(state, stage)
        before = [*order[: max(n - 1, 0)], stage, *order[max(n - 1, 0) : n], *order[n + 1 :]]
        into = [one for one in joint if stage in stages[one].covers]
        into += [one for one in order if one != stage]
        format = files.get(stage)
        found.append(
            Stream(
                stage=stage,
                title=_named(sheet, stage),
                name=format.title.say(sheet.words.language) if format else "",
                choice=chosen.choice,
                reason=chosen.reason,
                into=_named(sheet, chosen.into) if chosen.into else "",
                begun=stage_stand(state, stage) in BEGUN,
                up="\n".join(before) if n else "",
                joins=[(one, _named(sheet, one)) for one in into],
            )
        )
    return found


SECTION = Section("offer", Reading.OFFER, values, doings={"DraftOffer": drafted})
