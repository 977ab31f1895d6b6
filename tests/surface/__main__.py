"""``uv run python -m tests.surface --cases 20``: Schemathesis asks a real server every route.

What it sends follows from ``docs/openapi.json``, and then goes beyond it. It comes as nobody,
and as one browser that leads, has a seat, shows and reads, and is signed in. Half of what
stands in the paths is there. What came of it is the last line, as JSON.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import status_code_conformance

from board.trajectory.commands import AssignPerson
from board.trajectory.types import Function, Person
from tests.board.play import ROOT
from tests.people import invited, sign_in, site_of
from tests.running import Running, Visitor
from tests.server.sockets import FORMATS
from tests.talking import Talker

PAGE = ROOT / "docs/openapi.json"
ASIDE = {"GET /live/events", "POST /sign-out", "POST /sign-ins/end-all"}
"""A stream has no end; and who is signed out is asked no more."""


class Surface:
    def __init__(self, running: Running) -> None:
        self.running = running
        self.visitor, self.places = someone(running)
        self.tried: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def ask(self, operation: Any, cases: int, number: int) -> None:
        name = f"{operation.method.upper()} {operation.path}"
        turns = iter(range(10**9))

        @seed(number)
        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def one(case: Case[Any]) -> None:
            turn = next(turns)
            known = known_of(operation.path, case.path_parameters, self.places)
            if turn % 2 == 0:
                case.path_parameters.update(known)
            headers = {"origin": self.running.url, "accept": "application/json"}
            if turn % 4 < 3:
                headers["cookie"] = cookie(self.visitor)
            answer = case.call(base_url=self.running.url, headers=headers, allow_redirects=False)
            self.tried[name] += 1
            self.statuses[answer.status_code] += 1
            if answer.status_code >= 500 and answer.status_code != 503:
                self.wrong.append(f"{name}: {answer.status_code} to {case.as_curl_command()}")
            try:
                case.validate_response(answer, checks=CHECKS)
            except (Failure, FailureGroup) as fault:
                self.wrong.append(f"{name}: {fault}")

        one()


CHECKS: list[Any] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
]


def someone(running: Running) -> tuple[Visitor, dict[str, str]]:
    """A browser that may do as much as one can, and what it may be asked of."""
    visitor, site = running.visitor(), site_of(running)
    session = running.session(stage="moonrise_stage", municipality="Maanstad")
    coach = invited(running, "nele@demos.example")
    sign_in(visitor, coach.link)
    taken = AssignPerson(Function.COACH, coach.account)
    asyncio.run(site.trajectories.do(session.trajectory, taken, Person(Function.SERVER)))
    copied = visitor.post("/formats", {"from": "moon_garden", "name": "Maan", "variant": ""})
    grants = {
        "/c/": visitor.open(session.lead),
        "/p/": visitor.join(session.code, "Mia"),
        "/s/": visitor.open(session.display),
        "/r/": visitor.open(session.record),
    }
    lead = Talker(visitor, grants["/c/"])
    lead.do("OpenPhase", phase="seed_sowing")
    snapshot = lead.do("TakeSnapshot", label="Nu")
    lead.close()
    return visitor, {
        **{start: path.rpartition("/")[2] for start, path in grants.items()},
        "code": session.code,
        "trajectory": session.trajectory,
        "board": session.board,
        "account": coach.account,
        "section": "overview",
        "what": "poster",
        "kind": "toml",
        "/r/id": snapshot,
        "/formats/id": copied.location.rpartition("/")[2],
    }


def known_of(path: str, names: Iterable[str], places: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in names:
        start = path[: path.index("/", 1) + 1] if "/" in path[1:] else path
        key = start if name == "grant" else f"{start}{name}"
        value = places.get(key) or places.get(name)
        if value is not None:
            found[name] = value
    return found


def cookie(visitor: Visitor) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20, help="for each operation")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    schema = schemathesis.openapi.from_dict(json.loads(PAGE.read_text()))
    with (
        tempfile.TemporaryDirectory() as folder,
        Running.start(Path(folder), formats=FORMATS) as running,
    ):
        site = site_of(running)
        for budget in (site.guesses, site.comings, site.forms, site.requests):
            # Guessing is bounded elsewhere; here each route is to be reached.
            budget.open = lambda who: True  # type: ignore[method-assign]
        surface = Surface(running)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            if f"{operation.method.upper()} {operation.path}" not in ASIDE:
                surface.ask(operation, asked.cases, asked.seed)
        well = running.visitor().get("/healthz").status == 200
    for one in surface.wrong[:20]:
        print(one)
    told = {
        "operations": len(surface.tried),
        "cases": surface.tried.total(),
        "statuses": dict(sorted(surface.statuses.items())),
        "wrong": len(surface.wrong),
        "well": well,
    }
    print(json.dumps(told))
    return 1 if surface.wrong or not well else 0


if __name__ == "__main__":
    sys.exit(main())
