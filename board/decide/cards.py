"""Decisions about cards: posting, editing, adopting, moving, hiding, erasing."""

import re

from board import commands as c
from board import events as e
from board.decide.context import Context, Decision, voice
from board.decide.quota import organisation_full, posted_in
from board.format import Kind
from board.personal_data import ASIDE, found
from board.refusals import Refusal
from board.rows import EraseText
from board.secrecy import adopter_mark, author_mark
from board.state import Board, Card
from board.text import clean, clean_language
from board.types import Access, CardId, Limits, Origin, SeatId, Status, ZoneId

_NAMES = re.compile(r"[A-Za-z0-9_-]{1,40}( [A-Za-z0-9_-]{1,40}){0,39}")


def post(board: Board, command: c.PostCard, context: Context) -> Decision | Refusal:
    seat = voice(board, context, command.for_seat)
    if isinstance(seat, Refusal):
        return seat
    kind = board.format.kind(command.kind)
    if kind is None:
        return Refusal("no_kind", value=command.kind[:40])
    visit = _visit_for(board, kind, context)
    if isinstance(visit, Refusal):
        return visit
    if len(board.cards) >= Limits.BOARD_CARDS:
        return Refusal("too_many_cards", limit=str(Limits.BOARD_CARDS))
    anonymous = command.anonymous or kind.sender == "anonymous"
    if full := organisation_full(board, kind, seat, anonymous):
        return full
    author = _author(board, context, seat, visit) if anonymous else seat
    if author is None:
        return Refusal("unavailable")
    if _left(board, context, seat, visit) < 1:
        return Refusal("too_many_cards", limit=str(board.cards_allowed))
    words = words_of(board, kind, command.text, command.fields, command.links)
    if isinstance(words, Refusal):
        return words
    language = clean_language(command.language)
    if isinstance(language, Refusal):
        return language
    text, fields, links = words
    if not command.to_lead and (data := _personal(kind, text, fields)):
        return Refusal("personal_data", value=data[0])
    card = CardId(context.new_id())
    posted = e.CardPosted(
        card=card,
        # A gap in the numbers would tell how many cards lie in a closed zone.
        number=0 if kind.veiled or board.format.is_closed(kind.zone) else board.numbered + 1,
        zone=kind.zone,
        kind=kind.id,
        visit=visit,
        at=board.visits[visit - 1].opened_at if anonymous else context.now,
        author=author,
        text=text,
        fields=fields,
        links=links,
        organisation=None if anonymous else board.seats[seat].organisation,
        anonymous=anonymous,
        veiled=kind.veiled,
        late=visit != board.visit,
        # Of few on paper, whose it is would not have to be said.
        origin=Origin.OWN if anonymous or context.actor.access is Access.PARTNER else Origin.PAPER,
        hidden=ASIDE if command.to_lead else "",
        language=language,
    )
    return Decision((posted,), made=card)


def edit(board: Board, command: c.EditCard, context: Context) -> Decision | Refusal:
    led = context.actor.access is Access.LEAD and command.for_seat is None
    card = (
        _proposal(board, command.card)
        if led
        else _own(board, command.card, context, command.for_seat)
    )
    if isinstance(card, Refusal):
        return card
    if card.confirmed:
        return Refusal("confirmed")
    kind = board.format.kind(card.kind)
    assert kind is not None, "a card's kind stands in its board's format"
    words = words_of(board, kind, command.text, command.fields, command.links, card)
    if isinstance(words, Refusal):
        return words
    language = clean_language(command.language)
    if isinstance(language, Refusal):
        return language
    if (*words, language) == (card.text, card.fields, card.links, card.language):
        return Decision()
    text, fields, links = words
    had = _personal(kind, card.text or "", card.fields)
    new = [code for code in _personal(kind, text, fields) if code not in had]
    if new and not led and card.hidden is None:
        return Refusal("personal_data", value=new[0])
    edited = e.CardEdited(card=card.id, text=text, fields=fields, links=links, language=language)
    return Decision((edited,))


def _proposal(board: Board, id: CardId) -> Card | Refusal:
    """A card that who leads may edit: nobody here wrote it."""
    cards = movable(board, [id], changes=True)
    if isinstance(cards, Refusal):
        return cards
    return cards[0] if cards[0].standing == "proposal" else Refusal("no_seat")


def withdraw(board: Board, command: c.WithdrawCard, context: Context) -> Decision | Refusal:
    card = _own(board, command.card, context, command.for_seat)
    if isinstance(card, Refusal):
        return card
    return Decision((e.CardErased(card=card.id, withdrawn=True),), (EraseText(card.id),))


def adopt(board: Board, command: c.AdoptCard, context: Context) -> Decision | Refusal:
    mark = _adoption(board, command, context)
    if isinstance(mark, Refusal):
        return mark
    if mark in board.cards[command.card].adopters:
        return Decision()
    return Decision((e.CardAdopted(card=command.card, mark=mark),))


def drop_adoption(board: Board, command: c.DropAdoption, context: Context) -> Decision | Refusal:
    mark = _adoption(board, command, context)
    if isinstance(mark, Refusal):
        return mark
    if mark not in board.cards[command.card].adopters:
        return Decision()
    return Decision((e.AdoptionDropped(card=command.card, mark=mark),))


def move(board: Board, command: c.MoveCards, context: Context) -> Decision | Refusal:
    if board.format.zone(command.zone) is None:
        return Refusal("no_zone", value=command.zone[:40])
    cards = movable(board, command.cards, changes=True)
    if isinstance(cards, Refusal):
        return cards
    closed = board.format.is_closed(command.zone)
    if any(board.format.is_closed(card.zone) != closed for card in cards):
        # What was said in confidence stays so, and what all have read cannot become it.
        return Refusal("closed_zone")
    moving = [card.id for card in cards if card.zone != command.zone]
    if not moving:
        return Decision()
    return Decision((e.CardsMoved(cards=moving, zone=command.zone, by=context.actor.lead),))


def hide(board: Board, command: c.HideCards, context: Context) -> Decision | Refusal:
    reason = clean(command.reason, Limits.REASON)
    if isinstance(reason, Refusal):
        return reason
    cards = movable(board, command.cards, changes=True)
    if isinstance(cards, Refusal):
        return cards
    hiding = [card.id for card in cards if card.hidden is None]
    if not hiding:
        return Decision()
    return Decision((e.CardsHidden(cards=hiding, reason=reason, by=context.actor.lead),))


def show(board: Board, command: c.ShowCards, context: Context) -> Decision | Refusal:
    cards = movable(board, command.cards)
    if isinstance(cards, Refusal):
        return cards
    showing = [card.id for card in cards if card.hidden is not None]
    if not showing:
        return Decision()
    return Decision((e.CardsShown(cards=showing, by=context.actor.lead),))


def unveil(board: Board, command: c.UnveilCards, context: Context) -> Decision | Refusal:
    if board.format.zone(command.zone) is None:
        return Refusal("no_zone", value=command.zone[:40])
    return Decision(unveiling(board, command.zone, context.actor.lead, board.numbered))


def unveiling(board: Board, zone: ZoneId, by: str, numbered: int) -> tuple[e.CardsUnveiled, ...]:
    """Veiled cards come out in the order of their ids, so that order tells nothing.

    ``numbered`` is the last number given so far.
    """
    veiled = sorted(
        card.id
        for card in board.cards.values()
        if card.zone == zone and card.veiled and not card.gone
    )
    if not veiled:
        return ()
    numbers = {card: numbered + i for i, card in enumerate(veiled, 1)}
    return (e.CardsUnveiled(zone=zone, numbers=numbers, by=by),)


def erase(board: Board, command: c.EraseCard, context: Context) -> Decision | Refusal:
    card = board.cards.get(command.card)
    if card is None:
        return Refusal("no_card", value=command.card[:40])
    if card.gone:
        return Decision()
    if card.standing == "read":
        return Refusal("only_read")
    if card.id in board.locked():
        return Refusal("card_locked")
    erased = e.CardErased(card=card.id, by=context.actor.lead, at=context.now)
    return Decision((erased,), (EraseText(card.id),))


def movable(board: Board, ids: list[CardId], *, changes: bool = False) -> list[Card] | Refusal:
    """The cards meant, each once, if they may be moved about now; what lies here to
    be read may be put together, but it ``changes`` nothing about it.
    """
    if not ids:
        return Refusal("too_few", limit="1")
    if len(ids) > Limits.MEMBERS:
        return Refusal("too_many", value=str(len(ids)), limit=str(Limits.MEMBERS))
    locked = board.locked()
    cards = []
    for id in dict.fromkeys(ids):
        card = board.cards.get(id)
        if card is None or card.veiled:
            return Refusal("no_card", value=id[:40])
        if card.gone:
            return Refusal("card_gone")
        if id in locked:
            return Refusal("card_locked")
        if changes and card.standing == "read":
            return Refusal("only_read")
        cards.append(card)
    return cards


def _visit_for(board: Board, kind: Kind, context: Context) -> int | Refusal:
    """The visit a card counts for: the open one, or an older one it comes late for."""
    if board.status is Status.LOBBY:
        return Refusal("not_open")
    zone = board.format.zone(kind.zone)
    if zone is not None and zone.parking:
        return board.visit
    if _asks_for(board, board.visit, kind):
        return board.visit
    meant = board.phase_of(context.visit)
    if meant is None or not _asks_for(board, context.visit, kind):
        return Refusal("wrong_phase")
    if context.visit < board.since or _voted_since(board, kind.zone, context.visit):
        return Refusal("stale_phase")
    return context.visit


def _asks_for(board: Board, visit: int, kind: Kind) -> bool:
    phase = board.phase_of(visit)
    return phase is not None and any(
        step.action == "post" and step.kind == kind.id for step in phase.steps
    )


def _voted_since(board: Board, zone: ZoneId, visit: int) -> bool:
    return any(
        round.visit >= visit
        and (poll := board.format.poll(round.poll))
        and zone in (poll.zone, *poll.also, poll.each_card_of)
        for round in board.rounds.values()
    )


def _author(board: Board, context: Context, seat: SeatId, visit: int) -> str | None:
    phase = board.visits[visit - 1].phase
    return author_mark(context.keys.board, seat, phase) if context.keys.board else None


def _left(board: Board, context: Context, seat: SeatId, visit: int) -> int:
    """How many cards this person may still post in that phase, signed or not."""
    phase = board.visits[visit - 1].phase
    mark = _author(board, context, seat, visit)
    return board.cards_allowed - posted_in(board, phase, (seat, mark or ""))


def _own(board: Board, id: CardId, context: Context, for_seat: SeatId | None) -> Card | Refusal:
    seat = voice(board, context, for_seat)
    if isinstance(seat, Refusal):
        return seat
    card = board.cards.get(id)
    if card is None:
        return Refusal("no_card", value=id[:40])
    if card.gone:
        return Refusal("card_gone")
    if card.standing == "read" and board.shows(card):
        return Refusal("only_read")
    mine = _author(board, context, seat, card.visit) if card.anonymous else seat
    if card.author != mine:
        # A card that this person may not even see is as good as none.
        return Refusal("not_mine" if board.in_sight(card) else "no_card")
    if id in board.locked():
        return Refusal("card_locked")
    return card


def _adoption(
    board: Board, command: c.AdoptCard | c.DropAdoption, context: Context
) -> str | Refusal:
    seat = voice(board, context, command.for_seat)
    if isinstance(seat, Refusal):
        return seat
    if board.status is Status.LOBBY:
        return Refusal("not_open")
    card = board.cards.get(command.card)
    if card is None or not (board.in_sight(card) or card.gone):
        return Refusal("no_card", value=command.card[:40])
    if card.gone:
        return Refusal("card_gone")
    mine = _author(board, context, seat, card.visit) if card.anonymous else seat
    if card.author == mine:
        return Refusal("own_card")
    if context.keys.board is None:
        return Refusal("unavailable")
    return adopter_mark(context.keys.board, seat, card.id)


Words = tuple[str, dict[str, str | None], dict[str, list[str]]]


def words_of(
    board: Board,
    kind: Kind,
    text: str,
    fields: dict[str, str],
    links: dict[str, list[str]],
    edited: Card | None = None,
) -> Words | Refusal:
    """Text, fields and links as they are kept, or what is wrong with them."""
    kept = clean(text, kind.limit)
    if isinstance(kept, Refusal):
        return kept
    more = told(kind, fields)
    if isinstance(more, Refusal):
        return more
    pointed = _links(board, kind, links, edited.links if edited else {})
    if isinstance(pointed, Refusal):
        return pointed
    return kept, more, pointed


def _personal(kind: Kind, text: str, fields: dict[str, str | None]) -> list[str]:
    """What of the words that someone wrote looks like data of a person."""
    written = [fields.get(field.id) or "" for field in kind.fields if field.type == "text"]
    return found([text, *written])


def told(kind: Kind, fields: dict[str, str]) -> dict[str, str | None] | Refusal:
    """The fields as they are kept."""
    kept: dict[str, str | None] = {}
    for id, value in fields.items():
        field = next((field for field in kind.fields if field.id == id), None)
        if field is None:
            return Refusal("no_field", value=id[:40])
        said = clean(value, field.limit, empty_ok=True)
        if isinstance(said, Refusal):
            return said
        if not said:
            continue
        if field.type == "choice" and said not in {option.id for option in field.options}:
            return Refusal("no_choice", value=said[:40])
        if field.type == "organisations" and not _NAMES.fullmatch(said):
            return Refusal("bad_id", value=said[:40])
        kept[id] = said
    return kept


def _links(
    board: Board, kind: Kind, links: dict[str, list[str]], held: dict[str, list[str]]
) -> dict[str, list[str]] | Refusal:
    """``held`` it had before: what those point at may have gone since, and its
    writer can still put a word right.
    """
    for id in links:
        if not any(link.id == id for link in kind.links):
            return Refusal("no_link", value=id[:40])
    pointed: dict[str, list[str]] = {}
    for link in kind.links:
        targets = list(dict.fromkeys(links.get(link.id, [])))
        if len(targets) < link.least:
            return Refusal("link_missing", value=link.id)
        if len(targets) > link.most:
            return Refusal("too_many_links", value=str(len(targets)), limit=str(link.most))
        for target in targets:
            if target in held.get(link.id, []):
                continue
            card = board.cards.get(CardId(target))
            if not (card and board.in_sight(card)) and target not in board.open_clusters():
                return Refusal("no_card", value=target[:40])
        if targets:
            pointed[link.id] = targets
    return pointed
