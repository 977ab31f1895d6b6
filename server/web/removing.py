"""A card taken away on request, also years later: asked for by its number, and sure.

Its words go from the board, its snapshots, all that came of it, and every download from now
on; one line stays that says it was there. Who asks is not kept.
"""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.commands import EraseCard
from board.erase import is_short
from board.messages import No
from board.state import Card
from board.trajectory.permissions import Reading
from board.types import Access, Actor, BoardId, CardId
from server.ids import AN_ID
from server.live.room import Room
from server.store.remarks import Remarks
from server.store.reports import Reports
from server.web.bodies import form_of
from server.web.people import staff_page
from server.web.sheet import Sheet
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble

LEAST = 8
"""Letters of a text that is looked for elsewhere; a shorter one stands in too much."""


class Asked(Struct, frozen=True):
    """A card of this trajectory, where it was first written."""

    sheet: Sheet
    room: Room
    card: Card


async def show(request: Request) -> Response:
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    return await _page(request, asked)


async def remove(request: Request) -> Response:
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    fields = await form_of(request)
    if set(fields) != {"sure"}:
        raise Trouble("bad_request")
    answer = await asked.room.carry_out(Actor(access=Access.LEAD), EraseCard(card=asked.card.id))
    if isinstance(answer, No):
        if answer.code == "unavailable":
            raise Trouble("unavailable")
        return await _page(request, asked, answer)
    asked.sheet.site.makings.drop()
    return RedirectResponse(_back(request, asked.sheet), 303)


async def _asked(request: Request) -> Asked | Response:
    """Or, of a copy, the way to where it was written: there it is taken away."""
    sheet = await sheet_of(request, Reading.LEADING)
    board, id = request.path_params["board"], CardId(request.path_params["card"])
    if all(one.board != board for one in sheet.view.sessions):
        raise Trouble("not_found")
    room = await sheet.site.hub.room(BoardId(board))
    card = room.board.cards.get(id)
    if card is None or card.veiled:
        raise Trouble("not_found")
    if card.standing == "read" and card.source is not None:
        to = f"/t/{sheet.id}/card/{card.source.board}/{card.source.card}"
        return RedirectResponse(f"{to}?{request.url.query}", 303)
    return Asked(sheet, room, card)


async def _page(request: Request, asked: Asked, refusal: No | None = None) -> Response:
    sheet, card = asked.sheet, asked.card
    return staff_page(
        request,
        sheet.person,
        "trajectory/remove_card.html",
        status=409 if refusal else 200,
        trajectory=sheet.view.trajectory,
        session=sheet.session(asked.room.id),
        number=card.number,
        said=card.text,
        short=is_short(card.text or ""),
        back=_back(request, sheet),
        elsewhere=await _elsewhere(sheet, card.text or ""),
        refusal=refusal,
    )


def _back(request: Request, sheet: Sheet) -> str:
    """The snapshot it was asked from."""
    snapshot = request.query_params.get("from", "")
    found = f"/snapshot/{snapshot}#board" if AN_ID.fullmatch(snapshot) else "/results"
    return f"/t/{sheet.id}{found}"


async def _elsewhere(sheet: Sheet, text: str) -> list[tuple[str, str]]:
    """Where people wrote the same words themselves: they stay there until somebody looks."""
    words = text.strip().casefold()
    store, found = sheet.site.sessions.store, []
    if is_short(text) and words in _lines(sheet):
        found.append((f"/t/{sheet.id}/texts", sheet.words("desk.section.texts")))
    if len(words) < LEAST:
        return found
    for chapter in (await Reports(store).chapters(sheet.id)).values():
        if words in chapter.text.casefold():
            title = sheet.words(f"report.chapters.{chapter.section}")
            found.append((f"/t/{sheet.id}/report#{chapter.section}", title))
    for one in await Remarks(store).seen_by(sheet.id, sheet.person.account):
        if words in one.text.casefold():
            found.append((f"/t/{sheet.id}/remarks#{one.id}", sheet.words("remarks.beside")))
    return found


def _lines(sheet: Sheet) -> set[str]:
    """Of the texts and goals of this trajectory."""
    state, kept = sheet.view.state, sheet.view.kept
    texts = [text.now.lines for text in state.texts.values()] + [one.lines for one in kept.texts]
    goals = [goal.line.text for version in state.goals for goal in version.goals]
    return {line.strip().casefold() for lines in (*texts, goals) for line in lines if line}


routes = [
    Route("/t/{trajectory}/card/{board}/{card}", show, methods=["GET"]),
    Route("/t/{trajectory}/card/{board}/{card}", remove, methods=["POST"]),
]
