"""A ghost partner: does what the open phase asks, with the examples of the format.

It knows no stage: like a phone it reads the format that its page carries, so it can
rehearse one that a coach made yesterday. What it is refused it lets be, as a person would.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from random import Random

from board import commands as c
from board.types import CardId, ClaimId, KindId, OrganisationId, PlacementId, RoundId
from server.demo.client import Client, Json, Refused

POSTS_EACH = 2
"""Cards of one kind in one phase; more would fill the board of a rehearsal."""
ROWS_MOST = 6
"""Rows of a placement that one ghost says something of."""
WORDS = "…"
"""What is written where the format has no example."""


class Ghost:
    """``client`` has joined and listens; ``number`` sets one ghost apart from another."""

    def __init__(self, client: Client, format: Json, number: int) -> None:
        self.client = client
        self.format = format
        self.rng = Random(number)  # noqa: S311 - what a ghost chooses is no secret
        self.number = number
        self.organisation = ""
        self.done: set[str] = set()

    async def live(self, pace: float) -> None:
        """Takes part until this is cancelled; thinks at most ``pace`` seconds each time."""
        await self.client.until(lambda view: "session" in view)
        await self._choose()
        while True:
            await self.client.until(lambda view: self._next(view) is not None)
            doing = self._next(self.client.view)
            if doing is None:
                continue
            name, command = doing
            self.done.add(name)
            await asyncio.sleep(self.rng.uniform(0.2, 1) * pace)
            with contextlib.suppress(Refused):
                await self.client.do(command)

    async def _choose(self) -> None:
        """One of the organisations that the board knows, another for each ghost."""
        await self.client.until(lambda _: self.client.mine is not None)
        known = sorted(self.client.organisations)
        if known:
            self.organisation = known[self.number % len(known)]
            chosen = OrganisationId(self.organisation)
            with contextlib.suppress(Refused):
                await self.client.do(c.ChooseOrganisation(organisation=chosen))

    def _next(self, view: Json) -> tuple[str, c.AnyCommand] | None:
        phase = self._named("phases", view.get("phase", {}).get("id"))
        if view.get("session", {}).get("status") != "live" or phase is None:
            return None
        visit = view["phase"]["visit"]
        # A round's id is new for each time it is held, so it needs no visit.
        ballots = (
            (id, self._ballot(id, round))
            for id, round in _all(view, "round")
            if round["status"] == "open"
        )
        wishes = (
            (f"{visit}:{name}", command)
            for step in phase["steps"]
            for name, command in self._wishes(view, phase, step)
        )
        return next((wish for wish in (*ballots, *wishes) if wish[0] not in self.done), None)

    def _wishes(self, view: Json, phase: Json, step: Json) -> Iterator[tuple[str, c.AnyCommand]]:
        match step["action"]:
            case "post":
                yield from self._posts(view, phase, step)
            case "adopt":
                mine = (self.client.mine or {}).get("cards", {})
                there = [id for id, card in _all(view, "card") if card["zone"] == step["zone"]]
                if others := [id for id in there if id not in mine]:
                    card = CardId(others[self.number % len(others)])
                    yield f"adopt {step['zone']}", c.AdoptCard(card=card)
            case "claim":
                yield from self._claims(view, step)
            case "place":
                yield from self._places(view, step)

    def _posts(self, view: Json, phase: Json, step: Json) -> Iterator[tuple[str, c.AnyCommand]]:
        kind = self._named("kinds", step["kind"])
        if kind is None:
            return
        examples = step["examples"] or phase["examples"] or [WORDS]
        for number in range(kind["per_organisation"] or POSTS_EACH):
            links = self._links(view, kind)
            if links is None:
                return
            fields = {
                field["id"]: self.rng.choice(field["options"])["id"]
                for field in kind["fields"]
                if field["options"] and self.rng.random() < 0.5
            }
            card = c.PostCard(
                kind=KindId(kind["id"]),
                text=examples[(self.number + number) % len(examples)][: kind["limit"]],
                fields=fields,
                links=links,
                anonymous=kind["sender"] == "choice" and self.rng.random() < 0.3,
            )
            yield f"post {kind['id']} {number}", card

    def _links(self, view: Json, kind: Json) -> dict[str, list[str]] | None:
        """None while what a card must point at is not there yet."""
        links: dict[str, list[str]] = {}
        for link in kind["links"]:
            targets = _targets(view, link)
            if targets and (link["least"] or link["confirm_least"] or self.rng.random() < 0.5):
                links[link["id"]] = [self.rng.choice(targets)]
            elif link["least"]:
                return None
        return links

    def _claims(self, view: Json, step: Json) -> Iterator[tuple[str, c.AnyCommand]]:
        if (claim := self._named("claims", step["claim"])) is not None:
            yield self._claim(claim["id"], claim["forms"])
        kind = self._named("kinds", step["kind"])
        if kind is None or not kind["forms"]:
            return
        there = [id for id, card in _all(view, "card") if card["kind"] == kind["id"]]
        # Each begins elsewhere, and takes up two at most.
        begin = self.number % max(1, len(there))
        for id in (there[begin:] + there[:begin])[:2]:
            yield self._claim(id, kind["forms"])

    def _claim(self, id: str, forms: list[Json]) -> tuple[str, c.ClaimPlace]:
        form = self.rng.choice(forms)["id"]
        asks = self.rng.random() < 0.3
        return f"claim {id}", c.ClaimPlace(claim=ClaimId(id), form=form, provisional=asks)

    def _places(self, view: Json, step: Json) -> Iterator[tuple[str, c.AnyCommand]]:
        placement = self._named("placements", step["placement"])
        if placement is None:
            return
        entity = view.get(f"placement:{placement['id']}", {"rows": []})
        rows = [row["id"] for row in entity["rows"]]
        if placement["own"]:
            rows = [row for row in rows if row == self.organisation]
        for row in rows[:ROWS_MOST]:
            place = self.rng.choice(placement["places"])["id"]
            command = c.PlaceRow(placement=PlacementId(placement["id"]), row=row, place=place)
            yield f"place {placement['id']} {row}", command

    def _ballot(self, id: str, round: Json) -> c.PutBallot:
        answers = {one["id"]: self._answer(round, one) for one in round["questions"]}
        return c.PutBallot(round=RoundId(id), answers=answers)

    def _answer(self, round: Json, question: Json) -> c.Answer:
        ids = [option["id"] for option in question["options"]]
        if round["dots"]:
            return c.Answer(options=dict.fromkeys(self.rng.sample(ids, min(2, len(ids))), 1))
        if round["method"] == "ranking":
            best = self.rng.sample(ids, min(3, len(ids)))
            return c.Answer(options={id: 3 - place for place, id in enumerate(best)})
        return c.Answer(options={self.rng.choice(ids): 1})

    def _named(self, what: str, id: str | None) -> Json | None:
        return next((one for one in self.format[what] if one["id"] == id), None)


def _targets(view: Json, link: Json) -> list[str]:
    if link["poll"] is None:
        return [id for id, card in _all(view, "card") if card["zone"] == link["zone"]]
    held = [round for _, round in _all(view, "round") if round["poll"] == link["poll"]]
    shown = [round for round in held if round["status"] == "revealed"]
    if not shown:
        return []
    counts = shown[-1]["result"][0]["options"]
    ranked = sorted(counts, key=lambda one: -int(one["count"]))
    return [str(one["id"]) for one in ranked[: link["top"]]]


def _all(view: Json, kind: str) -> list[tuple[str, Json]]:
    prefix = f"{kind}:"
    return [(key[len(prefix) :], view[key]) for key in sorted(view) if key.startswith(prefix)]
