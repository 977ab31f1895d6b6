"""An offer as it is read: on its page, on paper, and by who has only a link to it."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from board.format import Format
from board.trajectory.current import network_state
from board.trajectory.proposal import propose
from board.trajectory.stages import choice, workstreams
from board.trajectory.state import Offer
from board.trajectory.types import Limits
from board.types import Millis
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.words import Speaker

LEADS = {"guide": "coach", "coach": "coordinator", "both": "both"}


class Session(Struct, frozen=True):
    title: str
    when: str
    place: str
    minutes: int
    leads: str
    led: str
    about: str


class Skipped(Struct, frozen=True):
    title: str
    reason: str


class OfferSheet(Struct, frozen=True):
    """``why`` is what was heard; ``variant`` and ``support`` are in words."""

    version: int
    title: str
    addressed: str
    lead: str
    day: str
    why: list[str]
    sessions: list[Session]
    skipped: list[Skipped]
    variant: str
    support: str
    asks: list[str]
    note: str


def offer_sheet(
    words: Speaker, view: TrajectoryView, files: Mapping[str, Format], offer: Offer
) -> OfferSheet:
    lead = view.trajectory.network.lead
    addressed = words(f"record.municipality.{lead.title}")
    at = offer.sent_at or offer.drafted_at
    return OfferSheet(
        version=offer.version,
        title=words("offer.doc.title", name=lead.name),
        addressed=f"{addressed} {lead.name}".strip(),
        lead=words("offer.doc.lead", name=lead.name),
        day=dates.day(words, at),
        why=_why(words, view, offer),
        sessions=[
            Session(
                title=stage_title(words, view, line.stage),
                when=when(words, line.at),
                place="",
                minutes=line.minutes,
                leads=words(f"offer.leads.{LEADS[line.support]}"),
                led=words(f"offer.led.{LEADS[line.support]}"),
                about=_about(words, files.get(line.stage), line.variant, line.note),
            )
            for line in offer.lines
        ],
        skipped=_skipped(words, view, offer),
        variant=words(f"offer.sizes.{offer.size}"),
        support=words(f"plan.support_help.{offer.support}"),
        asks=[words(f"offer.doc.ask_{n}") for n in (1, 2, 3)],
        note=offer.note,
    )


def stage_title(words: Speaker, view: TrajectoryView, stage: str) -> str:
    known = view.stages.get(stage)
    short = words(f"stages.{stage}") if f"stages.{stage}" in words else ""
    return short or (known.title if known else stage)


def when(words: Speaker, at: Millis | None) -> str:
    if at is None:
        return words("offer.doc.when_later")
    return f"{dates.day(words, at)}, {dates.hour(at)}"


def _about(words: Speaker, format: Format | None, variant: str, note: str) -> str:
    parts = []
    if format is not None:
        parts.append(format.title.say(words.language))
        parts += [one.title.say(words.language) for one in format.variants if one.id == variant]
    return ". ".join([*parts, *([note] if note else [])])


def _why(words: Speaker, view: TrajectoryView, offer: Offer) -> list[str]:
    """Only what may be shared: never what was said behind closed doors."""
    state, found = view.state, []
    if state.request is not None:
        found.append(words(f"offer.why.{state.request.wanted}"))
    network = network_state(state, view.kept)
    if network is not None:
        found.append(words(f"offer.why.{network}"))
    proposal = propose(state, view.kept, view.stages)
    # Only what speaks for the size that is offered.
    if proposal.size == offer.size and proposal.why != "unknown":
        found.append(words(f"offer.why.{proposal.why}"))
    return found


def _skipped(words: Speaker, view: TrajectoryView, offer: Offer) -> list[Skipped]:
    """As it was when this version was sent; of the draft that is being made, as it is now."""
    state = view.state
    if offer.sent_at or offer != state.offer:
        state = replace(state, workstreams=offer.workstreams, order=offer.order)
    found = []
    for stage in workstreams(state, view.stages):
        chosen = choice(state, stage)
        if chosen.choice == "do":
            continue
        reason = chosen.reason[: Limits.REASON]
        if chosen.choice == "join":
            into = stage_title(words, view, chosen.into)
            joined = words("desk.line.joined", stage=into)
            reason = f"{joined}. {reason}" if reason else joined
        found.append(Skipped(stage_title(words, view, stage), reason))
    return found
