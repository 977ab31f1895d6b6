"""Decisions about what earlier stages give: brought in before the session begins."""

from collections import defaultdict
from collections.abc import Iterator

from board import commands as c
from board import events as e
from board.decide.cards import told
from board.decide.context import Context, Decision
from board.format import Kind, LinkKind
from board.refusals import Refusal
from board.source import BroughtCard, origin_key
from board.state import Board, Card, Text
from board.text import clean
from board.types import CardId, Limits, Status, ZoneId

Came = dict[str, list[tuple[ZoneId, CardId]]]
"""By the id that something has where it comes from: its copies here, by zone."""


def bring(board: Board, command: c.BringCards, context: Context) -> Decision | Refusal:
    """What is here already stays what it is, or becomes what it is there by now;
    what someone has worked on here is left alone.
    """
    if board.status is not Status.LOBBY or board.visits:
        return Refusal("begun")
    if len(command.cards) > Limits.BROUGHT:
        return Refusal("too_many", value=str(len(command.cards)), limit=str(Limits.BROUGHT))
    there = defaultdict(list)
    for card in board.cards.values():
        if card.source:
            there[origin_key(card.kind, card.source)].append(card)
    pairs: list[tuple[BroughtCard, Kind, Card | None]] = []
    came: Came = defaultdict(list)
    ids: list[CardId] = []
    for one in command.cards:
        kind = board.format.kind(one.kind)
        if kind is None:
            return Refusal("no_kind", value=one.kind[:40])
        held = there[origin_key(one.kind, one.source)]
        before = held.pop(0) if held else None
        id = before.id if before else CardId(context.new_id())
        pairs.append((one, kind, before))
        ids.append(id)
        for known in (one.source.card, *one.source.members):
            came[known].append((kind.zone, id))
    if len(board.cards) + sum(before is None for *_, before in pairs) > Limits.BOARD_CARDS:
        return Refusal("too_many_cards", limit=str(Limits.BOARD_CARDS))
    events: list[e.AnyEvent] = []
    number = board.numbered
    for id, (one, kind, before) in zip(ids, pairs, strict=True):
        if before and (before.edited or before.gone or before.hidden is not None):
            continue
        text = clean(one.text, Limits.CARD_TEXT)
        if isinstance(text, Refusal):
            return text
        fields = told(kind, one.fields)
        if isinstance(fields, Refusal):
            return fields
        closed = board.format.is_closed(kind.zone)
        number += before is None and not closed
        brought = e.CardBrought(
            card=id,
            number=before.number if before else 0 if closed else number,
            zone=kind.zone,
            kind=kind.id,
            at=context.now,
            text=text,
            source=one.source,
            standing=one.standing,
            fields=fields,
            links=_links(board, kind, one.links, came),
            organisation=one.organisation if one.organisation in context.organisations else None,
            language=one.language,
            dutch=one.dutch,
        )
        if before is None or _differs(before, brought):
            events.append(brought)
    return Decision((*events, *_texts(board, command)))


def _texts(board: Board, command: c.BringCards) -> Iterator[e.TextBrought]:
    """Those that came along and are another by now; one that was written here stays."""
    for id, text in command.texts.items():
        known, held = board.format.text(id), board.texts.get(id)
        if known is None or not known.brought or (held is not None and held.source is None):
            continue
        now = Text(text.version, [*text.lines], text.source, text.rests_on)
        if now != held:
            yield e.TextBrought(id, text.version, [*text.lines], text.source, text.rests_on)


def _links(
    board: Board, kind: Kind, links: dict[str, list[str]], came: Came
) -> dict[str, list[str]]:
    """Each link to the copies here of what it led to there, in the zone it may lead to."""
    led: dict[str, list[str]] = {}
    for link in kind.links:
        zone = _zone(board, link)
        found = [
            str(id)
            for target in links.get(link.id, [])
            for lies, id in came.get(target, [])
            if zone is None or lies == zone
        ]
        if found:
            led[link.id] = list(dict.fromkeys(found))[: link.most]
    return led


def _zone(board: Board, link: LinkKind) -> ZoneId | None:
    poll = board.format.poll(link.poll)
    return poll.zone if poll else link.zone


def _differs(card: Card, brought: e.CardBrought) -> bool:
    names = ("text", "fields", "links", "source", "standing", "organisation", "language", "dutch")
    return any(getattr(card, name) != getattr(brought, name) for name in names)
