"""The log of a board as it may leave the server: what the record shows, and nothing besides.

Event for event as many as there were, so that a place in the log stays that place, and what
is played back from it is what is played back from the log itself. It does not tell

- who wrote, nor when within a phase: a seat is a number, and a card has none;
- with how many an organisation was there, nor how many of a few took part on paper or by hand:
  of a vote in which a few were counted, not even the turnout before it closed;
- what lies in closed zones, what is hidden, and votes that were never shown;
- why an organisation takes nothing up, and who did not understand.

An event about such things alone becomes one that changes nothing, so that it does not even
tell how many there were. Of what has left once, the same leaves again.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from board import events as e
from board.evolve import evolve
from board.format import Format
from board.people_told import PeopleTold
from board.personal_data import ASIDE
from board.state import Board, new_board
from board.tallies import FrozenQuestion, held_in
from board.types import BoardId, CardId, Millis, RoundId, Via
from board.voices import told_apart

NOTHING = e.UnclearSaid(visit=0, mark="", unclear=False)
"""It takes a mark away that nobody has."""
LED = ("by", "was")
"""Where an event names a console."""
_WORDS = e.CardPosted | e.CardBrought | e.CardEdited
Written = TypeVar("Written", e.CardPosted, e.CardBrought, e.CardEdited)


class _Seen(Struct, frozen=True):
    """What the record could show at some moment. ``words`` are the events that brought them,
    ``read`` the cards that could be read, and ``cards`` those of which it shows that they are
    there; ``never`` are cards and clusters that lay only where nobody may look.
    """

    words: frozenset[int]
    read: frozenset[CardId]
    cards: frozenset[CardId]
    clusters: frozenset[str]
    rounds: frozenset[str]
    never: frozenset[str]
    began: dict[int, Millis]
    """The hour of each visit."""
    many_on_paper: bool
    few_hands: frozenset[RoundId]
    """Votes in which at some moment a few were counted by hand."""


def public_log(id: BoardId, format: Format, events: Sequence[e.AnyEvent]) -> list[e.AnyEvent]:
    """Raises KeyError for a log that names what is not there."""
    telling = _Telling(_seen(id, format, events))
    board = new_board(id, format)
    told: list[e.AnyEvent] = []
    for n, event in enumerate(events):
        one = telling.told(n, event)
        try:
            board = evolve(board, one)
        except KeyError:
            # It took up what was left of something after the rest, of which nothing is told.
            one = NOTHING
            board = evolve(board, one)
        told.append(one)
    return told


def _seen(id: BoardId, format: Format, events: Sequence[e.AnyEvent]) -> _Seen:
    board = new_board(id, format)
    read: dict[CardId, set[int]] = {}
    now: dict[CardId, list[int]] = {}
    cards: set[CardId] = set()
    clusters: set[str] = set()
    rounds: set[str] = set()
    both: set[str] = set()
    began: dict[int, Millis] = {}
    for n, event in enumerate(events):
        board = evolve(board, event)
        began.setdefault(
            board.visit, board.visits[-1].opened_at if board.visits else board.opened_at
        )
        if isinstance(event, _WORDS):
            now[event.card] = [n]
        elif isinstance(event, e.DutchAdded):
            now[event.card].append(n)
        elif isinstance(event, e.RoundRevealed | e.RoundEntered):
            rounds.add(event.round)
        for name, touched in _touched(board):
            if name == "cluster" and touched in board.clusters:
                both.add(touched)
                if touched in board.open_clusters():
                    clusters.add(touched)
            card = board.cards.get(CardId(touched)) if name == "card" else None
            if card is not None and not format.is_closed(card.zone):
                cards.add(card.id)
                if board.shows(card):
                    read.setdefault(card.id, set()).update(now[card.id])
    for round in rounds:
        for question in board.rounds[RoundId(round)].questions:
            cards.update(card for held in held_in(question) for card in held.cards)
    still = {id: words for id, words in read.items() if board.cards[id].hidden is None}
    return _Seen(
        words=frozenset(n for words in still.values() for n in words),
        read=frozenset(still),
        cards=frozenset(cards),
        clusters=frozenset(clusters),
        rounds=frozenset(rounds),
        never=frozenset({*board.cards, *both} - cards - clusters),
        began=began,
        many_on_paper=_many_on_paper(events),
        few_hands=frozenset(_few_hands(events)),
    )


def _few_hands(events: Iterable[e.AnyEvent]) -> Iterator[RoundId]:
    """Of these the turnout is told when they close, and then of all together."""
    for event in events:
        match event:
            case e.HandsCounted():
                people = event.people
            case e.RoundClosed():
                people = event.by_hand
            case _:
                continue
        if told_apart(people) != people:
            yield event.round


def _touched(board: Board) -> Iterator[tuple[str, str]]:
    """What the last event touched: it stands last in ``changed``."""
    for key in reversed(board.changed):
        if board.changed[key] != board.seq:
            return
        name, _, id = key.partition(":")
        yield name, id


def _many_on_paper(events: Iterable[e.AnyEvent]) -> bool:
    """Whether at some moment they were enough to say so many."""
    via: dict[str, Via] = {}
    for event in events:
        if isinstance(event, e.SeatTaken | e.SeatTakenOver):
            via[event.seat] = event.via
            if told_apart(sum(one is Via.PAPER for one in via.values())):
                return True
    return False


class _Telling:
    """What is told of one event after another."""

    def __init__(self, seen: _Seen) -> None:
        self._seen = seen
        self._people = PeopleTold(all_on_paper=seen.many_on_paper)
        self._consoles: dict[str, str] = {"": ""}
        self._support: dict[CardId, dict[str, str]] = {}

    def told(self, n: int, event: e.AnyEvent) -> e.AnyEvent:
        if self._is_unseen(event):
            return NOTHING
        told = self._of_people(event) or self._of_cards(n, event) or self._of_votes(event) or event
        led = {
            field.name: self._console(getattr(told, field.name))
            for field in fields(told)
            if field.name in LED
        }
        return replace(told, **led) if led else told

    def _console(self, id: str) -> str:
        return self._consoles.setdefault(id, f"console-{len(self._consoles)}")

    def _is_unseen(self, event: e.AnyEvent) -> bool:
        """Whether all of it is of what the record never shows."""
        seen = self._seen
        match event:
            case e.UnclearSaid() | e.NotNowSaid():
                return True
            case e.ClusterMade() | e.ClusterRenamed() | e.ClusterDissolved():
                return event.cluster not in seen.clusters
            case e.ClustersRestored():
                return not seen.clusters.intersection({event.gone or "", *event.clusters})
            case e.CardsReturned():
                return not seen.cards.intersection(event.zones)
            case e.CardsUnveiled():
                return not seen.cards.intersection(event.numbers)
            case e.PlaceClaimed() | e.ClaimReleased():
                return event.claim in seen.never
            case e.RowPlaced():
                return event.row in seen.never
            case e.SpotlightSet():
                return event.target in seen.never
        if cards := getattr(event, "cards", None):
            return not seen.cards.intersection(cards)
        return getattr(event, "card", "") in seen.never

    def _of_people(self, event: e.AnyEvent) -> e.AnyEvent | None:
        match event:
            case e.SeatTaken():
                return self._people.taken(event)
            case e.SeatTakenOver():
                return self._people.taken_over(event)
            case e.OrganisationChosen():
                return self._people.chosen(event)
            case e.GroupsMade():
                return replace(event, groups=[[] for _ in event.groups])
            case e.RowPlaced():
                return replace(event, organisation=None)
            case e.CardAdopted() | e.AdoptionDropped():
                marks = self._support.setdefault(event.card, {})
                return replace(event, mark=marks.setdefault(event.mark, str(len(marks) + 1)))
        return None

    def _of_cards(self, n: int, event: e.AnyEvent) -> e.AnyEvent | None:
        match event:
            case e.CardPosted():
                began = self._seen.began.get(event.visit, event.at)
                return self._words(n, replace(event, author="", at=began))
            case e.CardBrought():
                return self._words(n, event)
            case e.CardEdited():
                return self._words(n, event)
            case e.DutchAdded() if n not in self._seen.words:
                return replace(event, text=None)
            case e.CardsHidden():
                # What is set aside for who leads stays so; why else, is theirs to know.
                reason = event.reason if event.reason == ASIDE else ""
                return replace(event, cards=self._kept(event.cards), reason=reason)
            case e.ClusterMade():
                absorbed = [id for id in event.absorbed if id not in self._seen.never]
                return replace(event, cards=self._kept(event.cards), absorbed=absorbed)
            case e.CardsMoved() | e.CardsShown() | e.ClusterSuggested():
                return replace(event, cards=self._kept(event.cards))
            case e.CardsReturned():
                kept = self._kept(event.zones)
                return replace(event, zones={id: event.zones[id] for id in kept})
            case e.CardsUnveiled():
                kept = self._kept(event.numbers)
                return replace(event, numbers={id: event.numbers[id] for id in kept})
            case e.ClustersRestored():
                there = {
                    id: replace(one, cards=self._kept(one.cards))
                    for id, one in event.clusters.items()
                    if id in self._seen.clusters
                }
                gone = event.gone if event.gone in self._seen.clusters else None
                return replace(event, gone=gone, clusters=there)
        return None

    def _words(self, n: int, event: Written) -> Written:
        if n in self._seen.words:
            links = {name: self._open(ids) for name, ids in event.links.items()}
            return replace(event, links=links)
        blank: dict[str, Any] = {"text": None, "fields": dict.fromkeys(event.fields)}
        blank |= {"links": {}, "language": ""}
        if isinstance(event, e.CardBrought):
            blank["dutch"] = None
        if not isinstance(event, e.CardEdited) and event.card not in self._seen.read:
            blank["organisation"] = None
        return replace(event, **blank)

    def _kept(self, cards: Iterable[CardId]) -> list[CardId]:
        return [card for card in cards if card in self._seen.cards]

    def _open(self, ids: Iterable[str]) -> list[str]:
        """No link tells of what lies where nobody may look."""
        return [id for id in ids if id not in self._seen.never]

    def _of_votes(self, event: e.AnyEvent) -> e.AnyEvent | None:
        match event:
            case e.RoundOpened() if event.round not in self._seen.rounds:
                return replace(event, questions=[_blank(one) for one in event.questions])
            case e.BallotPut() if event.round in self._seen.few_hands:
                # Who counts these would know how many hands there were.
                return replace(event, first=False)
            case e.HandsCounted():
                few = event.round in self._seen.few_hands
                return replace(event, people=0 if few else event.people, counts={}, guests=0)
            case e.RoundClosed():
                told = replace(
                    event,
                    on_paper=told_apart(event.on_paper),
                    by_hand=told_apart(event.by_hand),
                )
                if event.round in self._seen.rounds:
                    return told
                return replace(told, tallies=[], remarks={})
        return None


def _blank(question: FrozenQuestion) -> FrozenQuestion:
    options = [replace(one, text=None, dutch=None) for one in question.options]
    return replace(question, text=None, dutch=None, options=options)
