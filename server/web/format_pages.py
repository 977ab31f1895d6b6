"""What the pages of formats share: who may see and change one, and finding it."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from board.format import Format
from board.trajectory.permissions import MAY_READ, Reading
from board.trajectory.types import Function
from server.formats import FormatChoice, Formats, chosen
from server.store.formats import OwnFormat
from server.web.people import must_be, staff_page
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.words import Speaker

PARTS = ("phases", "kinds", "polls", "claims", "placements", "charts", "texts", "zones")
WHOLE = "whole"
"""What belongs to no part: the title and the closing lines."""


class Editor(Struct, frozen=True):
    """Who works on formats. What a coach makes is of all coaches, with "" for its
    owner, and anyone may copy it; a coordinator's copies are the coordinator's.
    """

    account: str
    coach: bool

    @property
    def owns(self) -> str:
        return "" if self.coach else self.account

    def may_see(self, owner: str) -> bool:
        return self.coach or owner in ("", self.account)

    def may_edit(self, owner: str) -> bool:
        return self.coach or owner == self.account


def formats_of(request: Request) -> Formats:
    return site_of(request).sessions.formats


def speaker_of(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


async def own_of(request: Request, editor: Editor, *, to_edit: bool = True) -> OwnFormat:
    """The newest version of the format of this address. Raises Trouble."""
    row = await formats_of(request).own.get(request.path_params["id"])
    if row is None or not editor.may_see(row.owner) or chosen(row) is None:
        raise Trouble("not_found")
    if to_edit and not editor.may_edit(row.owner):
        raise Trouble("no_access")
    return row


class Shown(Struct, frozen=True):
    """A format to look at or copy: a file's, or one's own."""

    choice: FormatChoice
    format: Format
    mine: bool


async def shown_of(request: Request, editor: Editor, id: str) -> Shown:
    """Raises Trouble."""
    formats = formats_of(request)
    for choice in await formats.choices(retired=True):
        if choice.id != id or not editor.may_see(choice.owner):
            continue
        if not choice.own:
            return Shown(choice, formats.files()[choice.stage], mine=False)
        row = await formats.own.get(id)
        if row is not None:
            return Shown(choice, row.read().format, editor.may_edit(choice.owner))
    raise Trouble("not_found")


def choice_of(row: OwnFormat) -> FormatChoice:
    found = chosen(row)
    assert found is not None
    return found


async def editor_of(request: Request) -> Editor:
    """Who is signed in, if they may work on formats. Raises Trouble."""
    person = await must_be(request, *sorted(MAY_READ[Reading.FORMATS]))
    return Editor(person.account, person.function == Function.COACH)


async def drawn(
    request: Request, template: str, *, status: int = 200, **values: object
) -> Response:
    """A page for who works on formats."""
    return staff_page(request, await must_be(request), template, status=status, **values)
