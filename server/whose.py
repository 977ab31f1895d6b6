"""Whose a trajectory is, as far as it takes the store to say: which of them somebody sees
in a list, and whether who is named in a command has a place there.
"""

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.machine import Stand
from board.trajectory.types import Function, Person
from server.store.accounts import Accounts
from server.store.trajectories import Held
from server.trajectory_view import Line


def theirs(person: Person, line: Line) -> bool:
    if person.function is Function.SERVER:
        return True
    if person.function is Function.COORDINATOR:
        return line.owner.municipality == person.municipality
    asked = line.state.n > 0 and line.state.stand is Stand.REQUESTED
    mine = bool(person.account) and line.owner.coach == person.account
    return person.function is Function.COACH and (
        mine or offered(person, line) or (asked and not line.owner.coach)
    )


def offered(person: Person, line: Line) -> bool:
    """Another coach asks this one to take it over; until then it is only a name."""
    return bool(person.account) and any(
        one.to_account == person.account and one.slot is None and not one.answer
        for one in line.state.handovers.values()
    )


async def misplaced(
    accounts: Accounts, held: Held, command: c.AnyCommand, person: Person
) -> Refusal | None:
    """Who is named by an account must have it, and the function here that goes with it."""
    match command:
        case c.AssignPerson(account=account, function=function):
            pass
        case c.OfferHandover(to_account=account):
            function = command.to_function or person.function
        case _:
            return None
    if not account or account == person.account:
        return None
    found = await accounts.by_id(account)
    there = found is not None and found.disabled_at is None and found.function == function
    home = held.trajectory.network.lead.id
    if there and found and (function is not Function.COORDINATOR or found.municipality == home):
        return None
    return Refusal("no_account", value=account[:40])
