"""What is scarce, in every prefix of the log: dots, voters, cards of one person, places.

C8: ballots are no events, so that nobody can join a choice to a voter; what the
log has of them is the turnout, one ``BallotPut`` each, and the tally at the
close. Beside it lie the histories of the clients, who know what they chose. So
this can be checked: no ballot with too many dots was taken; none was taken in a
round that was closed; each voter counts once in the turnout; and the tally is
exactly what the last acknowledged ballots of all voters add up to, which no
voter counted twice and no lost ballot survives. A round with a ballot of which
nobody knows what became of it is held against both.

C9: the places of a claim, and besides them the cards that one person may post.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from board import commands as c
from board import events as e
from board.commands import Answer
from board.state import Board
from board.types import RoundId
from tests.faults.account import Account, Asked


def check(done: Account) -> None:
    _ballots(done)
    _places(done)
    _cards(done)


# Ballots


def _ballots(done: Account) -> None:
    turnout: dict[str, list[bool]] = defaultdict(list)
    for row in done.log.rows:
        before = done.log.states[row.seq - 1]
        match row.event:
            case e.BallotPut(round=id, first=first):
                turnout[id].append(first)
                if id not in before.open_rounds():
                    done.finding("C8", f"a ballot at {row.seq} for a round that is not open")
            case e.RoundClosed():
                _closed(done, row.seq, row.event, before, turnout[row.event.round])
    for one in done.asked:
        command = one.invoke.command
        if one.ok and isinstance(command, c.PutBallot):
            round = done.log.last.rounds.get(command.round)
            for answer in command.answers.values():
                placed = sum(answer.options.values())
                if round is None or placed > round.dots:
                    done.finding("C8", f"{one.name} was taken with {placed} dots")


def _closed(
    done: Account, seq: int, event: e.RoundClosed, before: Board, turnout: list[bool]
) -> None:
    known, unsure = _last_ballots(done, event.round, seq)
    if sum(turnout) != event.voters:
        done.finding("C8", f"round {event.round} closed with {event.voters}, {sum(turnout)} came")
    if event.voters > len(before.seats):
        done.finding("C8", f"round {event.round} has more voters than people")
    if event.round not in before.rounds:
        done.finding("C8", f"round {event.round} closed at {seq} and was never open")
        return
    dots = before.rounds[event.round].dots
    counted: Counter[str] = Counter()
    for tally in event.tallies:
        for option in tally.options:
            counted[option.id] += option.count
    if sum(counted.values()) > dots * event.voters:
        done.finding("C8", f"round {event.round} counts more dots than its voters have")
    wanted: Counter[str] = Counter()
    for answers in known.values():
        for answer in answers.values():
            wanted.update(answer.options)
    if not unsure and (+counted != +wanted or event.voters != len(known)):
        done.finding(
            "C8",
            f"round {event.round} at {seq} counts {dict(+counted)} of {event.voters}; "
            f"{len(known)} voted {dict(+wanted)}",
        )


def _last_ballots(
    done: Account, round: RoundId, close: int
) -> tuple[dict[str, Mapping[str, Answer]], bool]:
    """By seat, as they were acknowledged before the close; and whether any is not known."""
    known: dict[str, Mapping[str, Answer]] = {}
    unsure = False
    ballots = [one for one in done.asked if _is_for(one, round)]
    for one in sorted(ballots, key=lambda one: (one.ok.seq if one.ok else 0, one.invoke.t)):
        assert isinstance(one.invoke.command, c.PutBallot)
        if one.ok and one.ok.seq < close:
            known[one.who.seat] = one.invoke.command.answers
        elif one.ok is None and one.fail is None:
            unsure = True
    return known, unsure


def _is_for(one: Asked, round: RoundId) -> bool:
    return isinstance(one.invoke.command, c.PutBallot) and one.invoke.command.round == round


# Places, and cards


def _places(done: Account) -> None:
    for row in done.log.rows:
        if isinstance(row.event, e.PlaceClaimed):
            board = done.log.states[row.seq]
            offered = board.format.claim(row.event.claim)
            held = [it.organisation for it in board.claims[row.event.claim]]
            if offered is None or (offered.places and len(held) > offered.places):
                done.finding("C9", f"{len(held)} organisations hold a claim at {row.seq}")
            if len(set(held)) != len(held):
                done.finding("C9", f"one organisation holds a claim twice at {row.seq}")


def _cards(done: Account) -> None:
    """Signed and anonymous ones together; only the histories know who wrote the latter."""
    writer: dict[str, str] = {}
    for row in done.log.rows:
        event, before = row.event, done.log.states[row.seq - 1]
        if not isinstance(event, e.CardPosted) or row.seq not in done.by_seq:
            continue
        seat = done.by_seq[row.seq].who.seat
        phase = done.log.states[row.seq].visits[event.visit - 1].phase
        held = sum(
            1
            for id, card in before.cards.items()
            if writer.get(id) == seat
            and not card.gone
            and before.visits[card.visit - 1].phase == phase
        )
        if held >= before.cards_allowed:
            done.finding(
                "C9", f"{seat} posted card {held + 1} of {before.cards_allowed} at {row.seq}"
            )
        writer[event.card] = seat
