"""Ghosts come in by the code of a session and take part, until this is cancelled."""

import asyncio

from server.demo.client import Client
from server.ghosts.ghost import Ghost

GHOSTS = 3
MOST_GHOSTS = 30
PACE_SECONDS = 6.0
MUNICIPALITY = "Oefengemeente"
PARTNERS = ["Oefenpartner Zon", "Oefenpartner Maan", "Oefenpartner Ster", "Oefenpartner Wolk"]
"""What the ghosts belong to: four organisations that are nobody's."""


async def haunt(code: str, url: str, origin: str, ghosts: int, pace: float = PACE_SECONDS) -> None:
    """``url`` is where the server listens, ``origin`` what its pages are served from."""
    async with asyncio.TaskGroup() as group:
        for number in range(ghosts):
            client = Client(url, origin)
            await client.join(code, "", "")
            format = (await client.boot())["format"]
            group.create_task(client.listen())
            group.create_task(Ghost(client, format, number).live(pace))
