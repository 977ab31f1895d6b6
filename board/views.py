"""What an audience may see: a pure, total function that denies by default.

``draw`` is the one place where visibility is decided, entity by entity.
``show`` draws all; ``reveal`` draws again what an event touched. So a view with
its patches is the view itself, and an entity without a rule is not shown.
"""

from collections.abc import Callable, Iterator

from msgspec.structs import astuple

from board import events as e
from board.charts import draw_chart
from board.entities import (
    AnyEntity,
    CardEntity,
    ClaimEntity,
    ClusterEntity,
    HandedEntity,
    HintEntity,
    LeadEntity,
    LightEntity,
    OfferEntity,
    OptionEntity,
    Patch,
    PhaseEntity,
    PlacementEntity,
    QuestionEntity,
    RoundEntity,
    RowEntity,
    SessionEntity,
    TextEntity,
    View,
)
from board.leading import loose
from board.methods import SECRET_FROM
from board.needs import phase_polls, phase_zones
from board.personal_data import ASIDE
from board.places import asked_in, place_of, rows_of
from board.state import Board, Card, Handed, Offer
from board.types import (
    Audience,
    CardId,
    ClaimId,
    ClusterId,
    PlacementId,
    RoundId,
    Status,
    TextId,
    Via,
    ZoneId,
)
from board.voices import told_apart

LEADING = frozenset({Audience.LEAD, Audience.SCRIBE})
IN_CONFIDENCE = frozenset({Audience.LEAD, Audience.COACH})
"""Who sees the cards of a closed zone; besides each its own."""
OF_THE_ROOM = frozenset({Audience.PARTNER, Audience.WHOLE, Audience.DISPLAY})


_TURNS = (
    e.BoardOpened,
    e.PhaseEntered,
    e.PhaseOpened,
    e.BoardEnded,
    e.BoardReopened,
    e.CardsUnveiled,
)
"""After these an audience may see other things altogether, whatever they touched."""


def show(board: Board, audience: Audience) -> View:
    """All that this audience may see now, by entity key."""
    view: View = {}
    for key in _keys(board):
        entity = draw(board, key, audience)
        if entity is not None:
            view[key] = entity
    return view


def reveal(before: Board, event: e.AnyEvent, after: Board, audience: Audience) -> Patch:
    """What the event changed for this audience: new values, None for what is gone."""
    if isinstance(event, _TURNS):
        return _between(show(before, audience), show(after, audience))
    patch: Patch = {}
    for key in _touched(after):
        entity = draw(after, key, audience)
        if entity is not None or draw(before, key, audience) is not None:
            patch[key] = entity
    return patch


def _between(had: View, has: View) -> Patch:
    """What leads from one view to the other; most of a board stays as it was."""
    patch: Patch = {key: entity for key, entity in has.items() if had.get(key) != entity}
    patch.update((key, None) for key in had if key not in has)
    return patch


def _touched(after: Board) -> Iterator[str]:
    """The keys that the last event touched: they stand last in ``changed``."""
    for key in reversed(after.changed):
        if after.changed[key] != after.seq:
            return
        yield key


def draw(board: Board, key: str, audience: Audience) -> AnyEntity | None:
    """One entity as this audience may see it, or None."""
    name, _, id = key.partition(":")
    drawer = _DRAWERS.get(name)
    return drawer(board, id, audience, board.changed.get(key, 0)) if drawer else None


def _keys(board: Board) -> Iterator[str]:
    yield from ("session", "phase", "light", "lead")
    yield from (f"card:{id}" for id in board.cards)
    yield from (f"cluster:{id}" for id in board.clusters)
    yield from (f"round:{id}" for id in board.rounds)
    yield from (f"chart:{chart.id}" for chart in board.format.charts)
    yield from (f"text:{id}" for id in board.texts)
    yield from (f"claim:{id}" for id in board.claims)
    yield from (f"placement:{it.id}" for it in board.format.placements)
    yield from (f"hint:{id}" for id in board.hints)


def _session(board: Board, _: str, audience: Audience, seq: int) -> SessionEntity:
    leading = audience in LEADING
    paper = sum(seat.via is Via.PAPER for seat in board.seats.values())
    return SessionEntity(
        seq=seq,
        status=board.status,
        stage=board.stage,
        title=board.title,
        joining=board.joining,
        seats=len(board.seats),
        organisations=len(board.organisations),
        cards_each=board.cards_allowed,
        leader=board.leader if leading else "",
        paper_seats=paper if leading else told_apart(paper) if audience is Audience.RECORD else 0,
        offer=OfferEntity(*_fields(board.offer)) if leading and board.offer else None,
        handed=HandedEntity(*_fields(board.handed)) if leading and board.handed else None,
    )


def _fields(struct: Offer | Handed) -> tuple[str, str, str]:
    one, two, three = astuple(struct)
    return one, two, three


def _phase(board: Board, _: str, audience: Audience, seq: int) -> PhaseEntity | None:
    if not board.visits:
        return None
    visit = board.visits[-1]
    # Each phase once, at the place of its last visit.
    visited = list(dict.fromkeys(reversed([it.phase for it in board.visits])))[::-1]
    return PhaseEntity(
        seq=seq,
        id=visit.phase,
        visit=board.visit,
        minutes=visit.minutes,
        opened_at=visit.opened_at,
        ends_at=board.ends_at,
        left=board.left,
        groups=len(board.groups),
        visited=[str(phase) for phase in visited],
    )


def _light(board: Board, _: str, audience: Audience, seq: int) -> LightEntity | None:
    return None if audience is Audience.RECORD else LightEntity(seq=seq, target=board.light)


def _lead(board: Board, _: str, audience: Audience, seq: int) -> LeadEntity | None:
    if audience not in LEADING:
        return None
    last = board.undo.get(board.undo_last)
    leads = audience is Audience.LEAD
    found = loose(board)
    # How many wrote in confidence is for who may read it.
    told = leads or not _in_confidence(board)
    return LeadEntity(
        seq=seq,
        posted=len(board.wrote) if told else 0,
        silent=len(board.organisations - board.spoke) if told else 0,
        undo=last.name if last else "",
        undo_by=board.undo_last if last else "",
        unled=found.unled,
        crowded=found.crowded,
        idle=found.idle if leads else [],
        not_now={str(id): why for id, why in board.not_now.items()} if leads else {},
        unclear=len(board.unclear) if leads else 0,
    )


def _in_confidence(board: Board) -> bool:
    """Whether this phase asks for cards of a closed zone."""
    kinds = [board.format.kind(step.kind) for step in board.phase.steps] if board.phase else []
    return any(kind and board.format.is_closed(kind.zone) for kind in kinds)


def _card(board: Board, id: str, audience: Audience, seq: int) -> CardEntity | None:
    card = board.cards.get(CardId(id))
    if card is None or card.gone or card.veiled:
        return None
    if card.hidden is not None and audience not in LEADING:
        return None
    if card.hidden == ASIDE and audience is not Audience.LEAD:
        return None
    if not _sees(board, card.zone, audience):
        return None
    if audience is Audience.PARTNER and card.zone not in phase_zones(board):
        return None
    return draw_card(board, card, audience, seq)


def _sees(board: Board, zone: ZoneId, audience: Audience) -> bool:
    """Whether this audience may look into a zone at all."""
    held = board.format.zone(zone)
    if held is not None and held.closed:
        return audience in IN_CONFIDENCE
    return audience not in OF_THE_ROOM or (held is not None and held.shown)


def draw_card(board: Board, card: Card, audience: Audience, seq: int) -> CardEntity:
    """A card for an audience that may see it."""
    leading = audience in LEADING
    named = audience not in (Audience.RECORD, Audience.DISPLAY) and not card.anonymous
    return CardEntity(
        seq=seq,
        number=card.number,
        zone=card.zone,
        kind=card.kind,
        text=card.text,
        fields=card.fields,
        links={
            link: [_target(board, it) for it in ids if _may_follow(board, it, audience)]
            for link, ids in card.links.items()
        },
        organisation=card.organisation,
        seat=card.author or None if named else None,
        anonymous=card.anonymous,
        adopters=len(card.adopters),
        cluster=card.cluster,
        edited=card.edited,
        late=card.late,
        locked=False,
        hidden=card.hidden if leading else None,
        confirmed=card.confirmed,
        origin=card.origin if leading or audience is Audience.RECORD else None,
        source=card.source,
        standing=card.standing,
        language=card.language,
        dutch=card.dutch,
        entered=card.entered and (leading or audience is Audience.RECORD),
    )


def _may_follow(board: Board, id: str, audience: Audience) -> bool:
    """No link tells of a card in a zone that one may not look into."""
    found = board.cards.get(CardId(id)) or board.clusters.get(ClusterId(id))
    return audience in IN_CONFIDENCE or not (found and board.format.is_closed(found.zone))


def _target(board: Board, id: str) -> str:
    """Where a link leads now: a cluster may have gone into another one."""
    cluster = ClusterId(id)
    while cluster in board.merged:
        cluster = board.merged[cluster]
    return cluster


def _cluster(board: Board, id: str, audience: Audience, seq: int) -> ClusterEntity | None:
    cluster = board.clusters.get(ClusterId(id))
    if cluster is None:
        return None
    if not _sees(board, cluster.zone, audience):
        return None
    if audience is Audience.PARTNER and cluster.zone not in phase_zones(board):
        return None
    cards = [card for card in cluster.cards if _card(board, card, audience, 0) is not None]
    if not cards:
        return None
    return ClusterEntity(seq=seq, zone=cluster.zone, title=cluster.title, cards=list(cards))


def _round(board: Board, id: str, audience: Audience, seq: int) -> RoundEntity | None:
    round = board.rounds.get(RoundId(id))
    if round is None or round.status == "void":
        return None
    shown = round.status == "revealed"
    leading, outside = audience in LEADING, audience not in OF_THE_ROOM
    if audience is Audience.RECORD and not shown:
        return None
    ended = board.status is Status.ENDED
    asked = round.poll in phase_polls(board) or round.status == "open"
    if audience is Audience.PARTNER and not (asked or (ended and shown)):
        return None
    questions = [
        QuestionEntity(
            id=question.id,
            text=question.text,
            options=[
                OptionEntity(
                    id=option.id,
                    text=option.text,
                    cards=[str(it) for it in option.cards],
                    language=option.language,
                    dutch=option.dutch,
                )
                for option in question.options
            ],
            cards=[str(card) for card in question.cards],
            language=question.language,
            dutch=question.dutch,
        )
        for question in round.questions
    ]
    # The record stays: of less than five it tells no number, on paper or by hand.
    few = told_apart if audience is Audience.RECORD else int
    return RoundEntity(
        seq=seq,
        poll=round.poll,
        method=round.method,
        status=round.status,
        visit=round.visit,
        times=round.times,
        questions=questions,
        dots=round.dots,
        most=round.most,
        voters=round.voters,
        seats=round.seats,
        small=round.seats < SECRET_FROM,
        on_paper=few(round.on_paper) if shown and outside else 0,
        result=round.tallies if shown else [],
        remarks=round.remarks if shown else {},
        organisations=round.organisations,
        by_hand=few(round.by_hand) if leading or (shown and outside) else 0,
        entered=round.entered and outside,
    )


def _text(board: Board, id: str, audience: Audience, seq: int) -> TextEntity | None:
    text = board.texts.get(TextId(id))
    if text is None:
        return None
    return TextEntity(seq, text.version, text.lines, text.source, text.rests_on)


def _claim(board: Board, id: str, audience: Audience, seq: int) -> ClaimEntity | None:
    claimants = board.claims.get(ClaimId(id))
    if board.format.claim(id) is None and _card(board, id, audience, 0) is None:
        return None
    return None if claimants is None else ClaimEntity(seq=seq, claimants=list(claimants))


def _placement(board: Board, id: str, audience: Audience, seq: int) -> PlacementEntity | None:
    placement = board.format.placement(id)
    if placement is None:
        return None
    asked = id in asked_in(board.format, board.phase)
    if not (asked or board.placed.get(PlacementId(id))):
        return None
    if audience is Audience.PARTNER and not asked:
        return None
    rows = [
        RowEntity(id=row, text=text, place=place_of(board, placement, row), **board.written_in(row))
        for row, text in rows_of(board, placement)
    ]
    return PlacementEntity(seq=seq, rows=rows)


def _hint(board: Board, id: str, audience: Audience, seq: int) -> HintEntity | None:
    hint = board.hints.get(id)
    if hint is None or audience not in LEADING:
        return None
    return HintEntity(seq=seq, cards=[str(card) for card in hint.cards], times=hint.times)


_DRAWERS: dict[str, Callable[[Board, str, Audience, int], AnyEntity | None]] = {
    "session": _session,
    "phase": _phase,
    "light": _light,
    "lead": _lead,
    "card": _card,
    "cluster": _cluster,
    "round": _round,
    "chart": draw_chart,
    "text": _text,
    "claim": _claim,
    "placement": _placement,
    "hint": _hint,
}
