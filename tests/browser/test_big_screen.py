"""The big screen where people like motion: cards glide to their bundle, and nothing goes wrong."""

import asyncio

from playwright.async_api import expect

from board.commands import DissolveCluster, EndBoard, MakeCluster, OpenPhase, PauseBoard, PostCard
from board.types import CardId, ClusterId, KindId, PhaseId
from server.demo.client import Client
from tests.browser.conftest import SCREEN, Visitor
from tests.browser.led import PATIENCE
from tests.browser.wall import Wall
from tests.running import Running

TEXTS = ("Tien kinderen op kamp.", "Op kamp, met tien.", "De bib zat vol.")
GLIDES = """() => {
  const start = document.startViewTransition.bind(document);
  window.glides = [];
  document.startViewTransition = (draw) => {
    const way = start(draw);
    way.ready.then(() => window.glides.push('ready'), (fault) => window.glides.push(String(fault)));
    return way;
  };
}"""


async def test_cards_glide_to_their_bundle(running: Running, visitor: Visitor) -> None:
    made = running.session()
    page = await visitor(SCREEN, calm=False)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    wall = Wall(page)
    await wall.open(made.display)
    await page.evaluate(GLIDES)
    lead, writer = Client(running.url, running.url), Client(running.url, running.url)
    await lead.open(made.lead)
    await writer.join(made.code, "", "")
    lines = [asyncio.create_task(client.listen()) for client in (lead, writer)]
    try:
        format = running.visitor()
        path = format.open(made.lead)
        phases = format.get(path).boot["format"]["phases"]
        phase, kind = next(
            (phase["id"], step["kind"])
            for phase in phases
            for step in phase["steps"]
            if step["action"] == "post"
        )
        await lead.do(OpenPhase(PhaseId(phase)))
        assert await writer.until(lambda view: view.get("phase", {}).get("id") == phase, PATIENCE)
        cards = [
            CardId(str((await writer.do(PostCard(KindId(kind), text)))["made"])) for text in TEXTS
        ]
        seen = await lead.until(lambda view: all(f"card:{id}" in view for id in cards), PATIENCE)
        assert seen
        for text in TEXTS:
            await expect(wall.card(text)).to_be_visible()
        bundle = ClusterId(str((await lead.do(MakeCluster([*cards[:2]], "Samen op kamp")))["made"]))
        await expect(wall.bundle("Samen op kamp")).to_be_visible()
        await page.wait_for_function("() => window.glides.length === 1")
        await lead.do(MakeCluster([bundle, cards[2]], "Samen op kamp"))
        await page.wait_for_function("() => window.glides.length === 2")
        await lead.do(DissolveCluster(bundle))
        await expect(wall.card(TEXTS[0])).to_be_visible()
        await page.wait_for_function("() => window.glides.length === 3")
        assert await page.evaluate("() => window.glides") == ["ready"] * 3
        assert not [line for line in said if "view-transition" in line]
        # How to come in stays there, by camera and by typing.
        corner = page.locator(".corner")
        await expect(corner).to_contain_text("/j")
        box = await corner.locator("svg").bounding_box()
        assert box is not None
        assert box["width"] >= 200
        await lead.do(PauseBoard())
        await wall.asks("Even pauze.")
        await expect(corner).to_contain_text("/j")
        await lead.do(EndBoard())
        await wall.shows("ended")
        await expect(corner).to_be_hidden()
    finally:
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
