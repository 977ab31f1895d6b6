"""What an event makes of a board. Total: it never refuses, it never fails.

Each handler returns the fields that change and the keys of the entities it
touched; ``evolve`` puts the seq on those.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from msgspec.structs import replace

from board import events as e
from board.entities import Claimant
from board.state import Board, Card, Cluster, Hint, Round, Seat, Snapshot, Text, Visit
from board.types import CardId, ClusterId, Millis, PhaseId, Status
from board.undo import step_of

Change = tuple[dict[str, Any], Iterable[str]]


def evolve(board: Board, event: e.AnyEvent) -> Board:
    """The board after the event; what did not change is shared with the old one."""
    fields, touched = _HANDLERS[type(event)](board, event)
    seq = board.seq + 1
    changed = {**board.changed, **dict.fromkeys(touched, seq)}
    after = replace(board, seq=seq, changed=changed, **fields)
    if step := step_of(board, event, after):
        by, done = step
        return replace(after, undo={**after.undo, by: done}, undo_last=by)
    return after


def fold(board: Board, events: Iterable[e.AnyEvent]) -> Board:
    return reduce(evolve, events, board)


def key_of(board: Board, target: str) -> str:
    """The entity key of a card or cluster."""
    return f"card:{target}" if target in board.cards else f"cluster:{target}"


# The board itself


def _board_opened(board: Board, event: e.BoardOpened) -> Change:
    texts = {id: Text(version=1, lines=list(lines)) for id, lines in event.texts.items()}
    fields = {
        "stage": event.stage,
        "title": event.title,
        "opened_at": event.at,
        "texts": texts,
    }
    return fields, ["session", *(f"text:{id}" for id in texts)]


def _phase_opened(board: Board, event: e.PhaseOpened) -> Change:
    ends_at = event.at + event.minutes * 60_000
    return _new_visit(board, event.phase, event.at, event.minutes, event.by) | {
        "status": Status.LIVE,
        "ends_at": ends_at,
        "left": 0,
    }, ["session", "phase", "lead", "light"]


def _new_visit(
    board: Board, phase: PhaseId, at: Millis, minutes: int, by: str
) -> dict[str, Any]:
    visits = board.visits
    if visits:
        visits = (*visits[:-1], replace(visits[-1], closed_at=at))
    return {
        "visits": (*visits, Visit(phase=phase, opened_at=at, minutes=minutes, by=by)),
        "groups": [],
        "light": None,
        "wrote": frozenset(),
        "spoke": frozenset(),
    }


def _minutes_added(board: Board, event: e.MinutesAdded) -> Change:
    more = event.minutes * 60_000
    if board.status is Status.PAUSED:
        return {"left": max(0, board.left + more)}, ["phase"]
    return {"ends_at": board.ends_at + more}, ["phase"]


def _board_paused(board: Board, event: e.BoardPaused) -> Change:
    left = max(0, board.ends_at - event.at)
    return {"status": Status.PAUSED, "left": left, "ends_at": 0}, ["session", "phase"]


def _board_resumed(board: Board, event: e.BoardResumed) -> Change:
    fields = {"status": Status.LIVE, "ends_at": event.at + board.left, "left": 0}
    return fields, ["session", "phase"]


def _board_ended(board: Board, event: e.BoardEnded) -> Change:
    visits = board.visits
    if visits:
        visits = (*visits[:-1], replace(visits[-1], closed_at=event.at))
    left = board.left or max(0, board.ends_at - event.at)
    fields = {
        "status": Status.ENDED,
        "ended_at": event.at,
        "visits": visits,
        "left": left,
        "ends_at": 0,
        "undo": {},
        "undo_last": "",
    }
    return fields, ["session", "phase", "lead"]


def _board_reopened(board: Board, event: e.BoardReopened) -> Change:
    fields: dict[str, Any] = {"status": Status.LIVE, "since": event.visit, "ended_at": 0}
    if board.visits:
        last = board.visits[-1]
        fields |= _new_visit(board, last.phase, event.at, last.minutes, event.by)
        fields |= {"ends_at": event.at + board.left, "left": 0}
    else:
        fields["status"] = Status.LOBBY
    return fields, ["session", "phase", "lead", "light"]


def _joining_set(board: Board, event: e.JoiningSet) -> Change:
    return {"joining": event.open}, ["session"]


def _lead_taken(board: Board, event: e.LeadTaken) -> Change:
    return {"leader": event.by}, ["session"]


def _card_limit_set(board: Board, event: e.CardLimitSet) -> Change:
    return {"cards_each": event.cards_each}, ["session"]


def _snapshot_taken(board: Board, event: e.SnapshotTaken) -> Change:
    taken = Snapshot(
        id=event.snapshot, seq=board.seq + 1, moment=event.moment, label=event.label, at=event.at
    )
    return {"snapshots": (*board.snapshots, taken)}, ["lead"]


# People


def _seat_taken(board: Board, event: e.SeatTaken) -> Change:
    seat = Seat(organisation=event.organisation, via=event.via)
    return {"seats": {**board.seats, event.seat: seat}}, ["session", "lead"]


def _organisation_chosen(board: Board, event: e.OrganisationChosen) -> Change:
    seat = replace(board.seats[event.seat], organisation=event.organisation)
    return {"seats": {**board.seats, event.seat: seat}}, ["session", "lead"]


def _groups_made(board: Board, event: e.GroupsMade) -> Change:
    return {"groups": event.groups}, ["phase"]


# Cards


def _card_posted(board: Board, event: e.CardPosted) -> Change:
    card = Card(
        id=event.card,
        number=event.number,
        zone=event.zone,
        kind=event.kind,
        visit=event.visit,
        author=event.author,
        text=event.text,
        fields=event.fields,
        links=event.links,
        organisation=event.organisation,
        anonymous=event.anonymous,
        veiled=event.veiled,
        late=event.late,
        origin=event.origin,
    )
    own = (*board.by_author.get(event.author, ()), event.card)
    fields: dict[str, Any] = {
        "cards": {**board.cards, event.card: card},
        "by_author": {**board.by_author, event.author: own},
        "numbered": max(board.numbered, event.number),
    }
    if event.visit == board.visit:
        fields["wrote"] = board.wrote | {event.author}
        if event.organisation:
            fields["spoke"] = board.spoke | {event.organisation}
    return fields, [f"card:{event.card}", "lead"]


def _card_edited(board: Board, event: e.CardEdited) -> Change:
    return _cards(
        board, [event.card], text=event.text, fields=event.fields, links=event.links, edited=True
    )


def _card_erased(board: Board, event: e.CardErased) -> Change:
    card = board.cards[event.card]
    blank: dict[str, str | None] = dict.fromkeys(card.fields)
    fields, touched = _cards(board, [event.card], text=None, fields=blank, gone=True, cluster=None)
    out, also = _leave_clusters(board, [event.card])
    light = {"light": None} if board.light == event.card else {}
    rounds = {id: _without_text(round, event.card) for id, round in board.rounds.items()}
    held = [f"round:{id}" for id in rounds if rounds[id] is not board.rounds[id]]
    return fields | out | light | {"rounds": rounds}, [*touched, *also, *held, "light"]


def _without_text(round: Round, card: CardId) -> Round:
    """The options of a round without the text of an erased card."""
    if not any(o.id == card for question in round.questions for o in question.options):
        return round
    questions = [
        replace(
            question,
            options=[
                replace(option, text=None) if option.id == card else option
                for option in question.options
            ],
        )
        for question in round.questions
    ]
    return replace(round, questions=questions)


def _card_adopted(board: Board, event: e.CardAdopted) -> Change:
    adopters = board.cards[event.card].adopters | {event.mark}
    fields, touched = _cards(board, [event.card], adopters=adopters)
    return fields | {"adopted": board.adopted | {event.card}}, touched


def _adoption_dropped(board: Board, event: e.AdoptionDropped) -> Change:
    return _cards(board, [event.card], adopters=board.cards[event.card].adopters - {event.mark})


def _cluster_suggested(board: Board, event: e.ClusterSuggested) -> Change:
    cards = tuple(sorted(event.cards))
    id = "-".join(cards)
    times = board.hints[id].times + 1 if id in board.hints else 1
    return {"hints": {**board.hints, id: Hint(cards=cards, times=times)}}, [f"hint:{id}"]


def _cards_moved(board: Board, event: e.CardsMoved) -> Change:
    fields, touched = _cards(board, event.cards, zone=event.zone, cluster=None)
    out, also = _leave_clusters(board, event.cards)
    return fields | out, [*touched, *also]


def _cards_returned(board: Board, event: e.CardsReturned) -> Change:
    cards = dict(board.cards)
    for id, zone in event.zones.items():
        cards[id] = replace(cards[id], zone=zone)
    return {"cards": cards}, [f"card:{id}" for id in event.zones]


def _cards_hidden(board: Board, event: e.CardsHidden) -> Change:
    fields, touched = _cards(board, event.cards, hidden=event.reason)
    light = {"light": None} if board.light in event.cards else {}
    return fields | light, [*touched, *_clusters_of(board, event.cards), "light"]


def _cards_shown(board: Board, event: e.CardsShown) -> Change:
    fields, touched = _cards(board, event.cards, hidden=None)
    return fields, [*touched, *_clusters_of(board, event.cards)]


def _cards_unveiled(board: Board, event: e.CardsUnveiled) -> Change:
    cards = dict(board.cards)
    for id, number in event.numbers.items():
        cards[id] = replace(cards[id], veiled=False, number=number)
    numbered = max([board.numbered, *event.numbers.values()])
    return {"cards": cards, "numbered": numbered}, [f"card:{id}" for id in event.numbers]


def _cards(board: Board, ids: Iterable[CardId], **fields: Any) -> Change:
    cards = dict(board.cards)
    for id in ids:
        cards[id] = replace(cards[id], **fields)
    return {"cards": cards}, [f"card:{id}" for id in ids]


def _clusters_of(board: Board, cards: Iterable[CardId]) -> list[str]:
    return [f"cluster:{board.cards[card].cluster}" for card in cards if board.cards[card].cluster]


def _leave_clusters(board: Board, leaving: Iterable[CardId]) -> Change:
    """The clusters without these cards; one that keeps no card is gone."""
    gone = set(leaving)
    clusters = dict(board.clusters)
    touched = []
    for id in {board.cards[card].cluster for card in gone} - {None}:
        assert id is not None
        rest = tuple(card for card in clusters[id].cards if card not in gone)
        touched.append(f"cluster:{id}")
        if rest:
            clusters[id] = replace(clusters[id], cards=rest)
        else:
            del clusters[id]
    return {"clusters": clusters}, touched


# Clusters


def _cluster_made(board: Board, event: e.ClusterMade) -> Change:
    elsewhere = [
        card
        for card in event.cards
        if board.cards[card].cluster not in (None, event.cluster, *event.absorbed)
    ]
    out, touched = _leave_clusters(board, elsewhere)
    clusters = {id: it for id, it in out["clusters"].items() if id not in event.absorbed}
    clusters[event.cluster] = Cluster(event.zone, event.title, tuple(event.cards))
    cards = dict(board.cards)
    for id in event.cards:
        cards[id] = replace(cards[id], cluster=event.cluster)
    absorbed = [id for id in event.absorbed if id != event.cluster]
    merged = board.merged | dict.fromkeys(absorbed, event.cluster)
    fields = {"cards": cards, "clusters": clusters, "merged": merged}
    hints = {id: hint for id, hint in board.hints.items() if not set(hint.cards) <= set(event.cards)}
    keys = [f"cluster:{event.cluster}", *(f"cluster:{id}" for id in absorbed), *touched]
    keys += [f"card:{id}" for id in event.cards]
    keys += [f"hint:{id}" for id in board.hints.keys() - hints.keys()]
    return fields | {"hints": hints}, keys


def _cluster_renamed(board: Board, event: e.ClusterRenamed) -> Change:
    renamed = replace(board.clusters[event.cluster], title=event.title)
    return {"clusters": {**board.clusters, event.cluster: renamed}}, [f"cluster:{event.cluster}"]


def _cluster_dissolved(board: Board, event: e.ClusterDissolved) -> Change:
    loose = board.clusters[event.cluster].cards
    fields, touched = _cards(board, loose, cluster=None)
    clusters = {id: it for id, it in board.clusters.items() if id != event.cluster}
    light = {"light": None} if board.light == event.cluster else {}
    return fields | light | {"clusters": clusters}, [*touched, f"cluster:{event.cluster}", "light"]


def _clusters_restored(board: Board, event: e.ClustersRestored) -> Change:
    clusters = {id: it for id, it in board.clusters.items() if id != event.gone}
    cards = dict(board.cards)
    keys: list[str] = []
    if event.gone is not None and event.gone in board.clusters:
        keys.append(f"cluster:{event.gone}")
        for card in board.clusters[event.gone].cards:
            cards[card] = replace(cards[card], cluster=None)
            keys.append(f"card:{card}")
    for id, kept in event.clusters.items():
        cluster = ClusterId(id)
        clusters[cluster] = Cluster(kept.zone, kept.title, tuple(kept.cards))
        keys.append(f"cluster:{cluster}")
        for card in kept.cards:
            cards[card] = replace(cards[card], cluster=cluster, zone=kept.zone)
            keys.append(f"card:{card}")
    merged = {id: into for id, into in board.merged.items() if id not in event.clusters}
    return {"cards": cards, "clusters": clusters, "merged": merged}, dict.fromkeys(keys)


# Votes


def _round_opened(board: Board, event: e.RoundOpened) -> Change:
    times = 1 + sum(round.poll == event.poll for round in board.rounds.values())
    round = Round(
        poll=event.poll,
        visit=event.visit,
        method=event.method,
        questions=event.questions,
        dots=event.dots,
        most=event.most,
        times=times,
        seats=len(board.seats),
    )
    return {"rounds": {**board.rounds, event.round: round}}, [f"round:{event.round}"]


def _ballot_put(board: Board, event: e.BallotPut) -> Change:
    round = board.rounds[event.round]
    return _round(board, event.round, voters=round.voters + event.first)


def _round_closed(board: Board, event: e.RoundClosed) -> Change:
    return _round(
        board,
        event.round,
        status="closed",
        voters=event.voters,
        seats=event.seats,
        on_paper=event.on_paper,
        tallies=event.tallies,
        remarks=event.remarks,
    )


def _round_voided(board: Board, event: e.RoundVoided) -> Change:
    return _round(board, event.round, status="void", voters=0)


def _round_revealed(board: Board, event: e.RoundRevealed) -> Change:
    return _round(board, event.round, status="revealed")


def _round(board: Board, id: str, **fields: Any) -> Change:
    rounds = {key: replace(it, **fields) if key == id else it for key, it in board.rounds.items()}
    return {"rounds": rounds}, [f"round:{id}"]


# Texts, claims, light


def _text_written(board: Board, event: e.TextWritten) -> Change:
    text = Text(version=event.version, lines=event.lines)
    return {"texts": {**board.texts, event.text: text}}, [f"text:{event.text}"]


def _place_claimed(board: Board, event: e.PlaceClaimed) -> Change:
    claimant = Claimant(event.organisation, event.form, event.provisional)
    claimants = (*board.claims.get(event.claim, ()), claimant)
    return {"claims": {**board.claims, event.claim: claimants}}, [f"claim:{event.claim}"]


def _claim_released(board: Board, event: e.ClaimReleased) -> Change:
    rest = tuple(
        it for it in board.claims.get(event.claim, ()) if it.organisation != event.organisation
    )
    return {"claims": {**board.claims, event.claim: rest}}, [f"claim:{event.claim}"]


def _spotlight_set(board: Board, event: e.SpotlightSet) -> Change:
    return {"light": event.target}, ["light"]


def _step_undone(board: Board, event: e.StepUndone) -> Change:
    undo = {by: step for by, step in board.undo.items() if by != event.by}
    last = "" if board.undo_last == event.by else board.undo_last
    return {"undo": undo, "undo_last": last}, ["lead"]


_HANDLERS: dict[type, Callable[[Board, Any], Change]] = {
    e.BoardOpened: _board_opened,
    e.PhaseOpened: _phase_opened,
    e.MinutesAdded: _minutes_added,
    e.BoardPaused: _board_paused,
    e.BoardResumed: _board_resumed,
    e.BoardEnded: _board_ended,
    e.BoardReopened: _board_reopened,
    e.JoiningSet: _joining_set,
    e.LeadTaken: _lead_taken,
    e.CardLimitSet: _card_limit_set,
    e.SnapshotTaken: _snapshot_taken,
    e.SeatTaken: _seat_taken,
    e.OrganisationChosen: _organisation_chosen,
    e.GroupsMade: _groups_made,
    e.CardPosted: _card_posted,
    e.CardEdited: _card_edited,
    e.CardErased: _card_erased,
    e.CardAdopted: _card_adopted,
    e.AdoptionDropped: _adoption_dropped,
    e.ClusterSuggested: _cluster_suggested,
    e.CardsMoved: _cards_moved,
    e.CardsReturned: _cards_returned,
    e.CardsHidden: _cards_hidden,
    e.CardsShown: _cards_shown,
    e.CardsUnveiled: _cards_unveiled,
    e.ClusterMade: _cluster_made,
    e.ClusterRenamed: _cluster_renamed,
    e.ClusterDissolved: _cluster_dissolved,
    e.ClustersRestored: _clusters_restored,
    e.RoundOpened: _round_opened,
    e.BallotPut: _ballot_put,
    e.RoundClosed: _round_closed,
    e.RoundVoided: _round_voided,
    e.RoundRevealed: _round_revealed,
    e.TextWritten: _text_written,
    e.PlaceClaimed: _place_claimed,
    e.ClaimReleased: _claim_released,
    e.SpotlightSet: _spotlight_set,
    e.StepUndone: _step_undone,
}
