"""What a change of partners touches: the goals, roles, tasks, procedures and texts that
rest on what an organisation took up or finds important.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from board.trajectory.claims import of_item
from board.trajectory.kept import Kept, KeptItem
from board.trajectory.state import Trajectory
from board.trajectory.types import CardRef, OrganisationId

About = Literal["added", "left", "returned", "person", "interest"]
_WHAT = {
    "roles": "role",
    "tasks": "task",
    "procedures": "procedure",
    "steps": "task",
    "voices": "contact",
    "goals": "goal",
}


class Touched(Struct, frozen=True):
    """``about`` is goal, role, task, procedure, contact or text."""

    about: str
    ref: str | CardRef
    label: str


def touched(
    about: About, organisation: OrganisationId, state: Trajectory, kept: Kept
) -> list[Touched]:
    """Each once: first what it took up, then the goals behind, then the shared words.

    Who comes or comes back touches only the words that rest on everybody's interests;
    another person for the same organisation touches what it carries.
    """
    found: dict[str | CardRef, Touched] = {}
    if about in ("left", "person", "interest"):
        for item in _held(organisation, state, kept, only_led=about == "person"):
            found.setdefault(item.ref, Touched(_WHAT[item.register], item.ref, item.text))
        for goal in _goals(set(found), state, kept):
            found.setdefault(goal.ref, goal)
    if about != "person":
        for words in _ambitions(state, kept):
            found.setdefault(words.ref, words)
    return list(found.values())


def held_by(organisation: OrganisationId, state: Trajectory, kept: Kept) -> list[CardRef]:
    """All that it took up and still holds: what is free again when it leaves."""
    return [item.ref for item in _held(organisation, state, kept, only_led=False)]


def _held(
    organisation: OrganisationId, state: Trajectory, kept: Kept, *, only_led: bool
) -> Iterator[KeptItem]:
    for item in kept.items:
        if item.register not in _WHAT:
            continue
        for claim in of_item(state, item):
            mine = claim.organisation == organisation and claim.holds
            if mine and (claim.leads or not only_led):
                yield item
                break


def _goals(held: set[str | CardRef], state: Trajectory, kept: Kept) -> Iterator[Touched]:
    """The goals that what it holds is tied to, in the version that stands."""
    behind = {ref for item in kept.items if item.ref in held for ref in item.links}
    cards = {item.ref: item for item in kept.of("goals") if item.ref in behind}
    if not state.goals:
        yield from (Touched("goal", ref, item.text) for ref, item in cards.items())
        return
    for goal in state.goals[-1].goals:
        if goal.line.change != "stopped" and goal.line.origin in cards.keys() | held:
            yield Touched("goal", goal.id, goal.line.text)


def _ambitions(state: Trajectory, kept: Kept) -> Iterator[Touched]:
    mine = [text for text in state.texts.values() if text.part == "ambition"]
    if mine:
        yield from (Touched("text", text.id, text.title) for text in mine)
        return
    # What was first written with the core partners rests on what matters to each.
    seen = set()
    for text in kept.texts:
        if text.course == "restart" and text.id not in seen:
            seen.add(text.id)
            yield Touched("text", text.id, text.title)
